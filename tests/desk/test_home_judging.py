"""Home of those who assess, of who leads them, and of who may answer before a verdict."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from agreements.models import Report, Submission
from assessment.models import RecusalDeclaration, RoundKind
from assessment.services.assigning import assign
from assessment.services.communicating import communicate
from assessment.services.findings import send_findings
from assessment.services.rounds import close_round, open_round
from prio.accounts.models import User
from tests.assessment.judging import (
    CODE,
    Court,
    at,
    decide_all,
    hand_in,
    hand_in_all,
    judge,
    key,
    make_court,
    open_and_assess,
    reject,
    verdict,
)

pytestmark = pytest.mark.django_db

AFTER_COMPLETION = "2014-11-16 12:00+01:00"
MOST_QUERIES = 13  # the last for the money that waits for who speaks for an organisation


@pytest.fixture
def court() -> Iterator[Court]:
    with at():
        made = make_court()
        hand_in_all(made)
        yield made


def step(user: User) -> str:
    """The words of the next step."""
    client = Client()
    client.force_login(user)
    found = re.search(r'<section class="card next">(.*?)</section>', client.get("/").content.decode(), re.S)
    assert found
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[1]).replace("\u00a0", " "))


def test_the_lead_opens_the_preliminary_round_when_the_reporting_has_closed(court: Court) -> None:
    assert "Öppna den preliminära omgången" in step(court.people["lead"])
    open_round(court.lead, CODE, RoundKind.PRELIMINARY)
    assert "Dags att pröva rapporterna" in step(court.people["lead"])


def test_the_final_one_when_nothing_more_can_be_mended(court: Court) -> None:
    open_round(court.lead, CODE, RoundKind.PRELIMINARY)
    close_round(court.lead, CODE, RoundKind.PRELIMINARY)
    assert "Öppna den slutliga omgången" not in step(court.people["lead"])
    with at(AFTER_COMPLETION):
        assert "Öppna den slutliga omgången" in step(court.people["lead"])


def test_an_assessor_declares_then_judges_then_approves(court: Court) -> None:
    open_round(court.lead, CODE, RoundKind.PRELIMINARY)
    close_round(court.lead, CODE, RoundKind.PRELIMINARY)
    open_and_assess(court)
    RecusalDeclaration.objects.filter(user=court.people["second"]).delete()
    assert "Lämna jävsdeklarationen för 2014" in step(court.people["second"])
    RecusalDeclaration.objects.create(user=court.people["second"], year=2014, declared_at="2014-10-20T10:00Z")
    assign(court.lead, CODE, RoundKind.FINAL, [verdict("B1", court.world.berg).pk], [court.second.user_id])
    assert "1 ärende är ditt att bedöma" in step(court.people["second"])
    judge(court, "B1", court.world.berg)
    assert "7 förslag väntar på beredning" in step(court.people["second"])
    reject(court, court.world.berg)
    assert "1 bedömning väntar på godkännande" in step(court.people["second"])
    assert "godkännande" not in step(court.people["assessor"])


def test_skr_sees_only_what_it_assesses(court: Court) -> None:
    open_and_assess(court)
    assert "1 förslag väntar på beredning" in step(court.people["skr"])


def test_the_lead_shares_out_settles_and_closes(court: Court) -> None:
    open_round(court.lead, CODE, RoundKind.PRELIMINARY)
    close_round(court.lead, CODE, RoundKind.PRELIMINARY)
    open_and_assess(court)
    assert "8 förslag väntar på beredning" in step(court.people["lead"])
    decide_all(court)
    assert "Avsluta den slutliga omgången" in step(court.people["lead"])


def test_who_may_answer_sees_it_before_anything_else_with_the_days_left(court: Court) -> None:
    open_and_assess(court)
    prepared = reject(court, court.world.berg)
    case = key("GK1", court.world.berg)
    communicate(court.assessor, case, revision=prepared.revision, due=date(2014, 11, 3))
    words = step(court.people["signer"])
    assert "Ni kan yttra er om GK1" in words
    assert "om 14 dagar" in words
    with at("2014-11-05 12:00+01:00"):
        assert "Sista dagen var" in step(court.people["signer"])


def test_what_was_found_missing_beforehand_is_the_step_of_who_reports_until_it_is_handed_in(
    court: Court,
) -> None:
    berg = court.world.berg
    Submission.objects.filter(report__party=berg, report__requirement__code="GK2").delete()
    Report.objects.filter(party=berg, requirement__code="GK2").delete()
    open_and_assess(court, RoundKind.PRELIMINARY, sample_percent=None)
    assert "saknas" not in step(court.people["signer"])
    send_findings(court.lead, CODE)
    words = step(court.people["signer"])
    assert "GK2 saknas enligt den preliminära bedömningen" in words
    assert "fredag 14 november 2014" in words
    hand_in(court, "GK2", berg, {"page": True})
    assert "saknas" not in step(court.people["signer"])
    with at(AFTER_COMPLETION):
        Report.objects.filter(party=berg, requirement__code="GK2").update(state="draft")
        assert "saknas" not in step(court.people["signer"])


@pytest.mark.parametrize("who", ["lead", "assessor", "signer"])
def test_it_takes_few_queries(
    court: Court, who: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    open_and_assess(court)
    client = Client()
    client.force_login(court.people[who])
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get("/")
