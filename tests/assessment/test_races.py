"""Two assessors in the same second, on PostgreSQL: one wins, the other is told, and nothing is done twice."""

from typing import Any

import pytest

from agreements.models import Report
from assessment.models import Communication, Finding, Outcome, RoundKind, Verdict, VerdictState
from assessment.services import assess_agreement
from assessment.services.batches import Batch, approve_clear, settle_closing
from assessment.services.communicating import answer_communication
from assessment.services.findings import SentFindings, send_findings
from assessment.services.judging import approve, prepare
from assessment.services.rounds import open_round
from assessment.services.under_lock import CHANGED
from payouts.services import compute_run
from prio.audit.models import Event
from prio.mail.models import Message
from prio.refused import Refused
from tests.agreements.services.at_once import at_once
from tests.assessment.judging import (
    CODE,
    FAILED,
    MET,
    Court,
    at,
    decide_all,
    hand_in_all,
    judge,
    key,
    make_court,
    open_and_assess,
    verdict,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
FINAL = RoundKind.FINAL


@pytest.fixture
def court(transactional_db: None) -> Court:
    """Everybody has handed in; the final round is open."""
    made = make_court()
    with at():
        hand_in_all(made)
        open_and_assess(made)
    return made


def test_two_assessors_prepare_one_case(court: Court) -> None:
    case = key("GK1", court.world.berg)
    said: dict[str, Any] = {"revision": 0, "outcome": Outcome.MET, "criteria": {"c2": MET}}
    against: dict[str, Any] = {
        "revision": 0, "outcome": Outcome.NOT_MET, "criteria": {"c2": FAILED}, "motivation": "Saknas.",
    }  # fmt: skip
    with at():
        found = at_once(
            [
                lambda: prepare(court.assessor, FINAL, case, **said),
                lambda: prepare(court.second, FINAL, case, **against),
            ]
        )
    refusals = [str(one) for one in found if isinstance(one, Refused)]
    assert refusals == [CHANGED]
    made = verdict("GK1", court.world.berg)
    assert made.revision > 0
    assert Event.objects.filter(aggregate="verdict", verb="prepared").count() == 1


def test_two_approve_one_verdict(court: Court) -> None:
    case = key("GK2", court.world.berg)
    with at():
        made = judge(court, "GK2", court.world.berg, Outcome.MET_WITH_REMARK, motivation="Trasig länk.")
        found = at_once(
            [
                lambda: approve(court.second, case, revision=made.revision),
                lambda: approve(court.lead, case, revision=made.revision),
            ]
        )
    assert sum(isinstance(one, Refused) for one in found) == 1
    assert Message.objects.filter(to=court.signer.user_id).count() == 1


def test_the_same_batch_twice_is_done_once(court: Court) -> None:
    with at():
        found = at_once([lambda: approve_clear(court.assessor, CODE)] * 3)
    assert sorted(one.final for one in found if isinstance(one, Batch)) == [0, 0, 5]
    assert Event.objects.filter(verb="clear_approved").count() == 1


def test_the_closing_is_settled_once(court: Court) -> None:
    Report.objects.all().update(state="draft")
    with at():
        assess_agreement(CODE)
        found = at_once([lambda: settle_closing(court.lead, CODE)] * 2)
    assert sorted(one.final for one in found if isinstance(one, Batch)) == [0, 8]


def test_a_round_is_opened_once(transactional_db: None) -> None:
    court = make_court()
    with at():
        found = at_once([lambda: open_round(court.lead, CODE, FINAL).seed] * 3)
    assert sum(isinstance(one, Refused) for one in found) == 2


def test_findings_are_sent_once_by_two_who_send(transactional_db: None) -> None:
    court = make_court()
    with at():
        open_and_assess(court, RoundKind.PRELIMINARY, sample_percent=None)
        found = at_once([lambda: send_findings(court.lead, CODE)] * 2)
    assert sum(one.sent for one in found if isinstance(one, SentFindings)) == 6
    assert Message.objects.filter(to=court.signer.user_id).count() == 2
    assert Event.objects.filter(aggregate="finding", verb="sent").count() == Finding.objects.count()


def test_an_answer_given_twice_is_one(court: Court) -> None:
    case = key("GK1", court.world.berg)
    with at():
        judge(court, "GK1", court.world.berg, Outcome.NOT_MET, criteria={"c2": FAILED}, motivation="Saknas.")
        made = verdict("GK1", court.world.berg)
        Communication.objects.create(
            verdict=made, number=1, motivation="Saknas.", due="2014-11-10", sent_at=made.made_at,
            sent_by_id=court.assessor.user_id,
        )  # fmt: skip
        Verdict.objects.filter(pk=made.pk).update(state=VerdictState.COMMUNICATED)
        found = at_once([lambda: answer_communication(court.signer, case, "Nej.")] * 2)
    assert len({one.pk for one in found if isinstance(one, Communication)}) == 1
    assert Message.objects.filter(subject__startswith="Yttrande").count() == 1


def test_a_division_waits_for_a_verdict_that_becomes_final(court: Court) -> None:
    with at():
        decide_all(court)
        Verdict.objects.filter(requirement__code="B1", party=court.world.berg).update(
            state=VerdictState.PREPARED, outcome=Outcome.MET, proposed_outcome="", final_at=None
        )
        made = verdict("B1", court.world.berg)
        case = key("B1", court.world.berg)
        approved, divided = at_once(
            [lambda: approve(court.second, case, revision=made.revision).pk, lambda: compute_run(CODE).pk]
        )
        assert approved == made.pk
        # Either it saw all of the verdict or it was refused for the lack of it; never half.
        assert isinstance(divided, int) or "Berg" in str(divided) or "slutlig" in str(divided)
