"""A final verdict is never written over: a new one refers to it, says why, and is approved by another person."""

from datetime import date

import pytest

from assessment.domain.lifecycle import Needs
from assessment.models import Communication, Outcome, RoundKind, Verdict, VerdictState
from assessment.services import assess_agreement, load_outcomes
from assessment.services.communicating import answer_communication, communicate
from assessment.services.correcting import abandon_correction, begin_correction
from assessment.services.judging import approve, prepare, send_back
from assessment.services.rounds import close_round
from payouts.services import compute_run
from prio.refused import Refused
from tests.assessment.judging import (
    CODE,
    MET,
    Court,
    at,
    decide_all,
    hand_in_all,
    key,
    make_court,
    open_and_assess,
    verdict,
)
from tests.world import COLUMNS

pytestmark = pytest.mark.django_db


@pytest.fixture
def court() -> Court:
    """Everything is final and the round closed."""
    made = make_court()
    with at():
        hand_in_all(made)
        open_and_assess(made)
        decide_all(made)
        close_round(made.lead, CODE, RoundKind.FINAL)
    return made


def begin(court: Court, reason: str = "Fel rad lästes.") -> Verdict:
    now = verdict("B1", court.world.berg)
    case = key("B1", court.world.berg)
    return begin_correction(court.assessor, case, revision=now.revision, correction="slip", reason=reason)


def test_the_old_one_stands_until_the_new_one_is_approved(court: Court) -> None:
    case = key("B1", court.world.berg)
    with at():
        old = verdict("B1", court.world.berg)
        new = begin(court)
        assert [one.outcome for one in Verdict.objects.filter(state=VerdictState.FINAL, pk=old.pk)] == ["met"]
        made = prepare(
            court.assessor, RoundKind.FINAL, case, revision=new.revision, criteria={},
            outcome=Outcome.NOT_SUBMITTED, motivation="Rapporten hörde till en annan kommun.",
        )  # fmt: skip
        assert made.state == VerdictState.PREPARED
        approve(court.second, case, revision=made.revision)
    old.refresh_from_db()
    stands = verdict("B1", court.world.berg)
    assert (old.state, old.outcome) == (VerdictState.CORRECTED, Outcome.MET)
    assert (stands.state, stands.outcome, stands.corrects_id) == (
        VerdictState.FINAL, Outcome.NOT_SUBMITTED, old.pk,
    )  # fmt: skip
    assert (stands.correction, stands.correction_reason) == ("slip", "Fel rad lästes.")


def test_a_correction_to_the_same_outcome_needs_another_person_too(court: Court) -> None:
    with at():
        new = begin(court)
        made = prepare(
            court.assessor, RoundKind.FINAL, key("B1", court.world.berg), revision=new.revision, criteria={},
            outcome=Outcome.MET,
        )  # fmt: skip
        with pytest.raises(Refused, match=Needs.ANOTHER_PERSON.value):
            approve(court.assessor, key("B1", court.world.berg), revision=made.revision)


def test_only_one_is_made_at_a_time_and_with_a_reason(court: Court) -> None:
    with at():
        with pytest.raises(Refused, match=Needs.REASON.value):
            begin(court, " ")
        begin(court)
        with pytest.raises(Refused):
            begin(court)
    assert Verdict.objects.filter(requirement__code="B1", party=court.world.berg).count() == 2


def test_a_correction_that_is_given_up_leaves_the_old_one(court: Court) -> None:
    with at():
        new = begin(court)
        abandon_correction(
            court.assessor, key("B1", court.world.berg), revision=new.revision, reason="Rätt ändå."
        )
    assert verdict("B1", court.world.berg).state == VerdictState.FINAL
    assert Verdict.objects.filter(requirement__code="B1", party=court.world.berg).count() == 1


def test_a_correction_that_the_party_was_told_of_is_not_given_up(court: Court) -> None:
    case = key("B1", court.world.berg)
    with at():
        new = begin(court)
        made = prepare(
            court.assessor, RoundKind.FINAL, case, revision=new.revision, criteria={}, outcome=Outcome.NOT_MET,
            motivation="Inventeringen saknas.",
        )  # fmt: skip
        communicate(court.assessor, case, revision=made.revision, due=date(2014, 11, 3))
        answer_communication(court.signer, case, "Vi har inventerat.")
        back = send_back(
            court.second,
            RoundKind.FINAL,
            case,
            revision=verdict("B1", court.world.berg).revision,
            reason="Nytt.",
        )
        with pytest.raises(Refused, match="Organisationen har fått yttra sig"):
            abandon_correction(court.assessor, case, revision=back.revision, reason="Rätt ändå.")
    assert Communication.objects.get().answer == "Vi har inventerat."


def test_what_is_not_final_is_not_corrected(court: Court) -> None:
    Verdict.objects.filter(requirement__code="B1").update(
        state=VerdictState.PROPOSED, outcome="", final_at=None, prepared_by=None
    )
    with at(), pytest.raises(Refused, match="Läget är"):
        begin(court)


def test_an_allocation_never_sees_a_correction_in_hand(court: Court) -> None:
    with at():
        before = compute_run(CODE).inputs_sha256
        begin(court)
        assert compute_run(CODE).inputs_sha256 == before


def test_a_pre_check_renews_a_correction_in_hand_and_never_takes_it_away(court: Court) -> None:
    with at():
        new = begin(court)
        assess_agreement(CODE)
    new.refresh_from_db()
    assert (new.state, new.corrects_id is not None) == (VerdictState.PROPOSED, True)


def test_an_outcome_out_of_a_file_is_corrected_by_persons() -> None:
    court = make_court()
    load_outcomes(CODE, "f.csv", (COLUMNS + "GK1,2326,not_met\n").encode())
    case = key("GK1", court.world.berg)
    with at():
        new = begin_correction(court.assessor, case, revision=0, correction="change", reason="Nytt underlag.")
        made = prepare(
            court.assessor, RoundKind.FINAL, case, revision=new.revision, criteria={"c2": MET},
            outcome=Outcome.MET, motivation="Protokollen visar att samråd hölls.",
        )  # fmt: skip
        approve(court.second, case, revision=made.revision)
    assert verdict("GK1", court.world.berg).outcome == Outcome.MET
