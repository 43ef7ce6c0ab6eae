"""The queue: what it shows to whom, what it is narrowed to, in which order, and what comes next."""

import pytest

from assessment.domain.queue import Filters
from assessment.models import RoundKind
from assessment.selectors.queue import QueueRow, queue_page
from prio.accounts.roles import Actor
from tests.assessment.judging import (
    CODE,
    Court,
    at,
    hand_in_all,
    make_court,
    open_and_assess,
)

pytestmark = pytest.mark.django_db
FINAL = RoundKind.FINAL


@pytest.fixture
def court() -> Court:
    """Everybody has handed in, and the reports are tested."""
    made = make_court()
    with at():
        hand_in_all(made)
        open_and_assess(made)
    return made


def rows(actor: Actor, kind: RoundKind = FINAL, **asked: str) -> list[QueueRow]:
    """What the queue shows."""
    with at():
        found = queue_page(actor, CODE, kind, Filters(**asked))
    assert found is not None
    assert found.count == len(found.rows)
    return list(found.rows)


def cases(actor: Actor, kind: RoundKind = FINAL, **asked: str) -> set[str]:
    """The same as requirement and party."""
    return {f"{row.requirement} {row.party}" for row in rows(actor, kind, **asked)}


def test_an_assessor_sees_the_cases_of_the_own_authority(court: Court) -> None:
    assert cases(court.assessor) == {
        "GK1 2380", "GK1 2326", "GK1 23", "GK2 2380", "GK2 2326", "GK2 23", "B1 2380", "B1 2326",
    }  # fmt: skip
    assert cases(court.skr) == {"A1 23"}
    assert "A1 23" in cases(court.assessor, authority="alla")
    assert cases(court.assessor, authority="SKR") == {"A1 23"}
