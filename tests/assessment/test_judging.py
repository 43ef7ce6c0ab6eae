"""A case from the proposal to a final verdict: who may, what it needs, and whose eyes see it."""

from datetime import date

import pytest

from agreements.models import Extension, Report, ReportState
from assessment.domain.lifecycle import Needs
from assessment.models import (
    AssessmentRound,
    Outcome,
    Recusal,
    RecusalDeclaration,
    RoundKind,
    Verdict,
    VerdictState,
)
from assessment.services.judging import Criterion, approve, prepare, send_back
from assessment.services.under_lock import CHANGED, NoSuchCase
from prio import clock
from prio.audit.models import Event
from prio.mail.models import Message
from prio.parties.models import Party
from prio.refused import NotPermitted, Refused
from tests.assessment.judging import (
    FAILED,
    MET,
    Court,
    at,
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
FINAL = RoundKind.FINAL


@pytest.fixture
def court() -> Court:
    """Everybody has handed in what meets the rules as far as they can tell; the final round is open."""
    made = make_court()
    with at():
        hand_in_all(made)
        open_and_assess(made)
    return made


def test_what_a_person_has_to_judge_is_proposed_as_nothing(court: Court) -> None:
    waiting = verdict("GK1", court.world.berg)
    assert (waiting.proposed_outcome, waiting.attention) == ("", ["manual"])


def test_a_case_as_the_rule_comes_to_it_is_final_by_one_assessor(court: Court) -> None:
    with at():
        made = judge(court, "GK1", court.world.berg)
    assert (made.state, made.outcome, made.proposed_outcome) == (VerdictState.FINAL, Outcome.MET, Outcome.MET)
    assert (made.prepared_by_id, made.approved_by) == (court.assessor.user_id, None)
    assert made.judged["c2"]["met"] is True
    assert made.judged["c2"]["by"] == court.assessor.user_id


def test_the_party_is_told_of_a_final_verdict_without_the_assessors_name(court: Court) -> None:
    with at():
        judge(court, "GK1", court.world.berg)
    message = Message.objects.get(to=court.signer.user_id)
    assert "Uppfyllt" in message.subject
    assert court.assessor.name not in message.body


@pytest.mark.parametrize(
    ("criteria", "outcome", "motivation", "need"),
    [
        ({}, Outcome.MET, "", Needs.ALL_JUDGED),
        ({"c2": MET}, Outcome.NOT_SUBMITTED, "Kom aldrig.", Needs.JUDGED_OUTCOME),
        ({"c2": MET}, "nonsense", "Därför.", Needs.JUDGED_OUTCOME),
        ({"c2": MET}, Outcome.MET_WITH_REMARK, "", Needs.MOTIVATION),
        ({"c2": MET}, Outcome.NOT_MET, "  ", Needs.MOTIVATION),
        ({"c2": FAILED}, Outcome.MET, "", Needs.MOTIVATION),
    ],
)
def test_what_lacks_is_said(
    court: Court, criteria: dict[str, Criterion], outcome: str, motivation: str, need: Needs
) -> None:
    with at(), pytest.raises(Refused, match=need.value):
        judge(court, "GK1", court.world.berg, outcome, criteria=criteria, motivation=motivation)
    assert verdict("GK1", court.world.berg).state == VerdictState.PROPOSED


def test_a_criterion_that_is_not_met_has_a_reason_and_one_that_does_not_exist_is_refused(
    court: Court,
) -> None:
    with at():
        for criteria, words in ((Criterion(False), "Skriv varför"), (Criterion(True), "inte finns")):
            name = "c2" if not criteria.met else "c9"
            with pytest.raises(Refused, match=words):
                judge(court, "GK1", court.world.berg, criteria={name: criteria})


@pytest.mark.parametrize("outcome", [Outcome.NOT_MET, Outcome.MET_WITH_REMARK])
def test_a_rejection_and_a_departure_wait_for_another_person(court: Court, outcome: Outcome) -> None:
    with at():
        made = judge(court, "GK2", court.world.berg, outcome, motivation="Sidan är tom.")
    assert made.state == VerdictState.PREPARED
    assert not Message.objects.filter(to=court.signer.user_id).exists()


def test_nobody_approves_what_they_have_prepared(court: Court) -> None:
    with at():
        made = judge(court, "GK2", court.world.berg, Outcome.MET_WITH_REMARK, motivation="Trasig länk.")
        with pytest.raises(Refused, match=Needs.ANOTHER_PERSON.value):
            approve(court.assessor, key("GK2", court.world.berg), revision=made.revision)
        approve(court.second, key("GK2", court.world.berg), revision=made.revision)
    made.refresh_from_db()
    assert (made.state, made.approved_by_id) == (VerdictState.FINAL, court.second.user_id)


def test_what_the_sample_takes_waits_for_another_person(court: Court) -> None:
    Verdict.objects.update(sampled=True)
    with at():
        made = judge(court, "GK1", court.world.berg)
    assert made.state == VerdictState.PREPARED


def test_a_verdict_is_sent_back_with_a_reason_and_keeps_what_was_judged(court: Court) -> None:
    with at():
        made = reject(court, court.world.berg)
        case = key("GK1", court.world.berg)
        with pytest.raises(Refused, match=Needs.REASON.value):
            send_back(court.second, FINAL, case, revision=made.revision, reason=" ")
        send_back(court.second, FINAL, case, revision=made.revision, reason="Se bilagan.")
    made.refresh_from_db()
    assert made.state == VerdictState.PROPOSED
    assert made.judged["c2"]["reason"] == FAILED.reason
    assert made.assigned_to_id == court.assessor.user_id
    assert Event.objects.get(aggregate="verdict", verb="sent_back").facts["reason"] == "Se bilagan."


def test_who_was_slower_is_told_and_changes_nothing(court: Court) -> None:
    with at():
        read = verdict("GK1", court.world.berg).revision
        judge(court, "GK1", court.world.berg)
        with pytest.raises(Refused, match=CHANGED):
            prepare(
                court.second, FINAL, key("GK1", court.world.berg), revision=read, criteria={"c2": FAILED},
                outcome=Outcome.NOT_MET, motivation="Saknas.",
            )  # fmt: skip
    assert verdict("GK1", court.world.berg).outcome == Outcome.MET


def test_what_is_judged_already_is_not_judged_again(court: Court) -> None:
    with at():
        judge(court, "GK1", court.world.berg)
        with pytest.raises(Refused, match="Läget är"):
            judge(court, "GK1", court.world.berg)


class TestWho:
    """Authority, declaration and jäv."""

    def test_only_the_authority_that_assesses_the_requirement_judges_it(self, court: Court) -> None:
        with at():
            with pytest.raises(Refused, match=Needs.OWN_AUTHORITY.value):
                judge(court, "A1", court.world.region, criteria={})
            case = key("A1", court.world.region)
            prepare(court.skr, FINAL, case, revision=0, criteria={}, outcome=Outcome.MET)
        assert verdict("A1", court.world.region).state == VerdictState.FINAL

    def test_who_has_not_declared_this_year_judges_nothing(self, court: Court) -> None:
        RecusalDeclaration.objects.filter(user=court.assessor.user_id).update(year=2013)
        with at(), pytest.raises(Refused, match=Needs.DECLARED.value):
            judge(court, "GK1", court.world.berg)

    def test_who_is_recused_neither_judges_nor_approves(self, court: Court) -> None:
        with at():
            made = judge(court, "GK2", court.world.berg, Outcome.MET_WITH_REMARK, motivation="Trasig länk.")
            for who in (court.assessor, court.second):
                Recusal.objects.create(
                    user_id=who.user_id, party=court.world.berg, reason="Hemkommun", since=clock.now()
                )
            with pytest.raises(Refused, match=Needs.NOT_RECUSED.value):
                judge(court, "GK1", court.world.berg)
            with pytest.raises(Refused, match=Needs.NOT_RECUSED.value):
                approve(court.second, key("GK2", court.world.berg), revision=made.revision)
            judge(court, "GK1", court.world.ostersund)

    def test_an_organisation_finds_no_such_case(self, court: Court) -> None:
        with at(), pytest.raises(NoSuchCase):
            prepare(court.signer, FINAL, key("GK1", court.world.berg), revision=0, criteria={}, outcome="met")

    def test_who_only_reads_judges_nothing(self, court: Court) -> None:
        with at(), pytest.raises(NotPermitted):
            prepare(
                court.world.preparer, FINAL, key("GK1", court.world.berg), revision=0, criteria={"c2": MET},
                outcome=Outcome.MET,
            )  # fmt: skip


class TestWhen:
    """Time and what has come since."""

    def test_a_round_that_is_not_open_judges_nothing(self, court: Court) -> None:
        AssessmentRound.objects.update(state="planned")
        with at(), pytest.raises(Refused, match=Needs.ROUND_OPEN.value):
            judge(court, "GK1", court.world.berg)

    def test_what_came_late_waits_for_the_lead(self, court: Court) -> None:
        Report.objects.filter(requirement__code="GK1", party=court.world.berg).update(state=ReportState.LATE)
        with at(), pytest.raises(Refused, match=Needs.REPORT_STANDS.value):
            judge(court, "GK1", court.world.berg)

    def test_nothing_is_final_while_the_party_may_take_back_what_it_handed_in(self, court: Court) -> None:
        with at("2014-10-14 23:59:59+02:00"), pytest.raises(Refused, match=Needs.CLOSED.value):
            judge(court, "GK1", court.world.berg)
        with at("2014-10-15 00:00+02:00"):
            assert judge(court, "GK1", court.world.berg).state == VerdictState.FINAL

    def test_more_time_for_the_party_is_waited_for_and_somebody_elses_is_not(self, court: Court) -> None:
        more_time(court, court.world.berg, date(2014, 10, 20))
        with at(), pytest.raises(Refused, match=Needs.CLOSED.value):
            judge(court, "GK1", court.world.berg)
        with at():
            assert judge(court, "GK1", court.world.ostersund).state == VerdictState.FINAL

    def test_more_time_after_the_preparation_stops_the_approval(self, court: Court) -> None:
        with at():
            made = reject(court, court.world.berg)
        more_time(court, court.world.berg, date(2014, 10, 20))
        with at(), pytest.raises(Refused, match=Needs.CLOSED.value):
            approve(court.second, key("GK1", court.world.berg), revision=made.revision)

    def test_new_material_stops_an_approval(self, court: Court) -> None:
        with at():
            made = judge(court, "GK2", court.world.berg, Outcome.MET_WITH_REMARK, motivation="Trasig länk.")
            hand_in(court, "GK2", court.world.berg, {"page": True})
            with pytest.raises(Refused, match=Needs.NOTHING_NEW.value):
                approve(court.second, key("GK2", court.world.berg), revision=made.revision)

    def test_a_verdict_is_prepared_from_what_stands_now(self, court: Court) -> None:
        with at():
            newer = hand_in(court, "GK2", court.world.berg, {"page": False})
            with pytest.raises(Refused, match=Needs.MOTIVATION.value):
                judge(court, "GK2", court.world.berg)
            made = judge(court, "GK2", court.world.berg, Outcome.NOT_MET, motivation="Sidan saknas.")
        assert (made.submission, made.proposed_outcome) == (newer, Outcome.NOT_MET)


def more_time(court: Court, party: Party, until: date) -> None:
    """Give a party more time for all that it reports."""
    Extension.objects.create(
        agreement=court.world.agreement,
        party=party,
        until=until,
        reason="Sjukdom.",
        decided_by_id=court.lead.user_id,
        decided_at=clock.now(),
    )


def test_there_is_no_case_of_what_nobody_asks(court: Court) -> None:
    with at(), pytest.raises(NoSuchCase):
        prepare(court.assessor, FINAL, key("A1", court.world.berg), revision=0, criteria={}, outcome="met")
    with at(), pytest.raises(NoSuchCase):
        prepare(
            court.assessor,
            RoundKind.PRELIMINARY,
            key("GK1", court.world.berg),
            revision=0,
            criteria={},
            outcome="met",
        )


def test_text_that_is_too_long_is_counted(court: Court) -> None:
    with at(), pytest.raises(Refused, match="4001 tecken"):
        judge(court, "GK1", court.world.berg, motivation="x" * 4001)
