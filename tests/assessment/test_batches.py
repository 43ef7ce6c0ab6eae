"""Many at once: the clear ones by anybody who may, and what follows from the closing by one person."""

import pytest

from agreements.models import CaseEntry, EntryKind, Report, ReportState
from assessment.domain.lifecycle import Needs
from assessment.models import AssessmentRound, Outcome, Recusal, Verdict, VerdictState
from assessment.services.batches import Batch, approve_clear, settle_closing
from prio import clock
from prio.mail.models import Message
from prio.refused import NotPermitted, Refused
from tests.assessment.judging import (
    CODE,
    Court,
    at,
    hand_in,
    hand_in_all,
    make_court,
    open_and_assess,
    verdict,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def court() -> Court:
    """Everybody has handed in what meets the rules; GK1 has a criterion that a person judges."""
    made = make_court()
    with at():
        hand_in_all(made)
        open_and_assess(made)
    return made


def final() -> set[tuple[str, str]]:
    rows = Verdict.objects.filter(state=VerdictState.FINAL)
    return set(rows.values_list("requirement__code", "party__code"))


def test_what_is_computed_and_met_is_approved_at_once_and_the_rest_left(court: Court) -> None:
    with at():
        assert approve_clear(court.assessor, CODE) == Batch(final=5, for_approval=0, left=0)
    assert final() == {("GK2", "2380"), ("GK2", "2326"), ("GK2", "23"), ("B1", "2380"), ("B1", "2326")}
    with at():
        assert approve_clear(court.assessor, CODE).final == 0
        assert approve_clear(court.skr, CODE).final == 1


def test_each_organisation_gets_one_message_and_each_verdict_its_number_in_the_case(court: Court) -> None:
    with at():
        approve_clear(court.assessor, CODE)
    message = Message.objects.get(to=court.signer.user_id)
    assert "GK2 Webbinformation: Uppfyllt" in message.body
    assert "B1 Inventering: Uppfyllt" in message.body
    entries = CaseEntry.objects.filter(case__party=court.world.berg, kind=EntryKind.VERDICT)
    assert [entry.number for entry in entries] == [1, 2]
    assert {entry.title for entry in entries} == {
        "Bedömning av GK2 Webbinformation: Uppfyllt", "Bedömning av B1 Inventering: Uppfyllt",
    }  # fmt: skip


def test_only_the_chosen_ones_and_those_that_are_not_clear_are_counted(court: Court) -> None:
    chosen = [verdict("B1", court.world.berg).pk, verdict("GK1", court.world.berg).pk]
    with at():
        assert approve_clear(court.assessor, CODE, chosen) == Batch(final=1, for_approval=0, left=1)
    assert final() == {("B1", "2326")}


def test_the_sample_takes_its_share_to_another_assessor(court: Court) -> None:
    Verdict.objects.filter(requirement__code="B1").update(sampled=True)
    with at():
        assert approve_clear(court.assessor, CODE) == Batch(final=3, for_approval=2, left=0)
    assert verdict("B1", court.world.berg).state == VerdictState.PREPARED


@pytest.mark.parametrize("state", [ReportState.RETURNED, ReportState.LATE])
def test_what_waits_for_something_is_not_clear(court: Court, state: ReportState) -> None:
    Report.objects.filter(requirement__code="B1", party=court.world.berg).update(state=state)
    with at():
        approve_clear(court.assessor, CODE)
    assert ("B1", "2326") not in final()


def test_what_has_been_handed_in_since_is_not_clear(court: Court) -> None:
    hand_in(court, "B1", court.world.berg, {"made": False})
    with at():
        approve_clear(court.assessor, CODE)
    assert ("B1", "2326") not in final()


def test_who_may_still_take_back_what_it_handed_in_is_not_approved_with_the_clear(court: Court) -> None:
    with at("2014-10-14 12:00+02:00"):
        assert approve_clear(court.assessor, court.code).final == 0
        assert settle_closing(court.lead, court.code).final == 0
    with at("2014-10-15 12:00+02:00"):
        assert approve_clear(court.assessor, court.code).final > 0


def test_nothing_of_a_party_in_jav_is_touched(court: Court) -> None:
    Recusal.objects.create(
        user_id=court.assessor.user_id, party=court.world.berg, reason="Hemkommun", since=clock.now()
    )
    with at():
        approve_clear(court.assessor, CODE)
    assert {party for _, party in final()} == {"2380", "23"}


def test_a_round_that_is_not_open_and_who_does_not_assess_is_refused(court: Court) -> None:
    with at(), pytest.raises(NotPermitted):
        approve_clear(court.world.preparer, CODE)
    AssessmentRound.objects.update(state="closed")
    with at(), pytest.raises(Refused, match=Needs.ROUND_OPEN.value):
        approve_clear(court.assessor, CODE)
    with at(), pytest.raises(Refused, match="högst 2000"):
        approve_clear(court.assessor, CODE, range(2001))


class TestClosing:
    """Not submitted, not assessed, declined."""

    @pytest.fixture
    def missing(self) -> Court:
        """Berg handed in one grundkrav of two, and declined the goal; the region handed in nothing."""
        court = make_court()
        with at():
            hand_in(court, "GK1", court.world.berg, {"decided": True, "how": "Möten."})
            hand_in(court, "B1", court.world.berg, {})
            Report.objects.filter(requirement__code="B1").update(
                state=ReportState.DECLINED, reason="Inte i år."
            )
            open_and_assess(court)
        return court

    def test_one_person_settles_them_in_one_batch(self, missing: Court) -> None:
        with at():
            assert settle_closing(missing.lead, CODE).final == 8
        outcomes = dict(
            Verdict.objects.filter(party=missing.world.berg, state=VerdictState.FINAL).values_list(
                "requirement__code", "outcome"
            )
        )
        assert outcomes == {
            "GK1": Outcome.NOT_ASSESSED, "GK2": Outcome.NOT_SUBMITTED, "B1": Outcome.DECLINED,
        }  # fmt: skip
        assert not Verdict.objects.exclude(approved_by=None).exists()

    def test_only_the_lead_does(self, missing: Court) -> None:
        with at(), pytest.raises(NotPermitted):
            settle_closing(missing.assessor, CODE)

    def test_who_accepted_a_late_one_meanwhile_is_assessed(self, missing: Court) -> None:
        with at():
            hand_in(missing, "GK2", missing.world.berg, {"page": True})
            settle_closing(missing.lead, CODE)
        assert verdict("GK2", missing.world.berg).state == VerdictState.PROPOSED
