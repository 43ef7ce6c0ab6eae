"""The page of a case: what it shows, to whom, and what is in the way."""

from collections.abc import Iterator

import pytest

from tests.assessment.case_world import SENT, client_of, page_of, post
from tests.assessment.judging import (
    Court,
    at,
    hand_in_all,
    make_court,
    open_and_assess,
)


@pytest.fixture
def court(db: None) -> Iterator[Court]:
    with at():
        made = make_court()
        hand_in_all(made)
        open_and_assess(made)
        yield made


def test_smoke(court: Court) -> None:
    berg = court.world.berg
    for who in (court.assessor, court.second, court.lead, court.skr):
        client = client_of(who)
        for requirement in ("GK1", "GK2", "B1"):
            answer = client.get(page_of(requirement, berg))
            assert answer.status_code == 200
    answer = post(client_of(court.assessor), "GK1", berg, "prepare", **SENT, motivation="Inga samråd.")
    assert answer.status_code == 302, answer.content.decode()
    html = client_of(court.second).get(page_of("GK1", berg)).content.decode()
    print(html)
