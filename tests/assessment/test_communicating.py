"""Before a verdict against a party it is heard: told what it would say, given a date, its answer or silence noted."""

from datetime import date

import pytest

from agreements.models import CaseEntry, Report, ReportState
from assessment.domain.lifecycle import Needs
from assessment.models import Communication, Outcome, RoundKind, Verdict, VerdictState
from assessment.services import assess_agreement
from assessment.services.communicating import answer_communication, communicate, note_silence
from assessment.services.findings import send_findings
from assessment.services.judging import approve, prepare, send_back
from assessment.services.rounds import open_round
from assessment.services.under_lock import NoSuchCase
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from prio.mail.models import Message
from prio.refused import NotPermitted, Refused
from tests import factories
from tests.assessment.judging import (
    CODE,
    FAILED,
    Court,
    at,
    finding,
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
DUE = date(2014, 11, 3)  # fourteen days after the court sits
TIME_IS_UP = "2014-11-04 00:00+01:00"


@pytest.fixture
def court() -> Court:
    """The final round is open, and a verdict against Berg is prepared."""
    made = make_court()
    with at():
        hand_in_all(made)
        open_and_assess(made)
        reject(made, made.world.berg)
    return made


def now(court: Court) -> Verdict:
    return verdict("GK1", court.world.berg)


def tell(court: Court, due: date = DUE) -> Communication:
    return communicate(court.assessor, key("GK1", court.world.berg), revision=now(court).revision, due=due)


def approved(court: Court, **more: str) -> Verdict:
    return approve(court.second, key("GK1", court.world.berg), revision=now(court).revision, **more)


def test_a_verdict_against_a_party_that_has_not_been_heard_is_refused(court: Court) -> None:
    with at(), pytest.raises(Refused, match="få yttra sig först"):
        approved(court)
    assert now(court).state == VerdictState.PREPARED


def test_the_party_gets_the_words_and_the_date(court: Court) -> None:
    with at():
        tell(court)
    message = Message.objects.get(to=court.signer.user_id)
    assert "Inga samråd är redovisade." in message.body
    assert "3\N{NO-BREAK SPACE}november 2014" in message.body
    assert court.assessor.name not in message.body


@pytest.mark.parametrize("due", [date(2014, 10, 19), date(2014, 11, 2)])
def test_it_has_at_least_the_days_of_the_round(court: Court, due: date) -> None:
    with at(), pytest.raises(Refused, match="3\N{NO-BREAK SPACE}november"):
        tell(court, due)


def test_before_the_date_it_is_refused_and_after_it_the_silence_is_noted(court: Court) -> None:
    with at():
        tell(court)
        with pytest.raises(Refused, match="få yttra sig först"):
            approved(court)
        with pytest.raises(Refused, match=Needs.ANSWER_OVERDUE.value):
            note_silence(court.assessor, key("GK1", court.world.berg), revision=now(court).revision)
    with at(TIME_IS_UP):
        approved(court)
    told = Communication.objects.get()
    assert now(court).state == VerdictState.FINAL
    assert told.silent_by_id == court.second.user_id


def test_silence_is_noted_by_itself_too(court: Court) -> None:
    with at():
        tell(court)
    with at(TIME_IS_UP):
        note_silence(court.assessor, key("GK1", court.world.berg), revision=now(court).revision)
        assert now(court).state == VerdictState.ANSWERED
        approved(court)
    assert now(court).state == VerdictState.FINAL


def test_an_answer_is_registered_told_and_enough(court: Court) -> None:
    with at():
        tell(court)
        answer_communication(court.signer, key("GK1", court.world.berg), " Vi har haft två möten. ")
        told = Communication.objects.get()
        assert (told.answer, told.answered_by_id) == ("Vi har haft två möten.", court.signer.user_id)
        assert Message.objects.filter(
            to=court.assessor.user_id, subject__startswith="Yttrande från Berg"
        ).exists()
        approved(court)
    assert now(court).state == VerdictState.FINAL


def test_what_is_told_and_answered_stands_in_the_partys_case(court: Court) -> None:
    with at():
        tell(court)
        answer_communication(court.signer, key("GK1", court.world.berg), "Nej.")
        approved(court)
    entries = CaseEntry.objects.filter(case__party=court.world.berg)
    assert [(one.kind, one.direction) for one in entries] == [
        ("communication", "out"), ("communication_answer", "in"), ("verdict", "out"),
    ]  # fmt: skip


def test_it_answers_once_in_words_and_only_for_itself(court: Court) -> None:
    other = actor_of(factories.person(Role.SIGNER, organisation=court.world.ostersund.organisation), DUE)
    reader = actor_of(factories.person(Role.READER, organisation=court.world.berg.organisation), DUE)
    refusals: list[tuple[Actor, str, type[Refused]]] = [
        (other, "Vi också.", NoSuchCase), (reader, "Vi läser.", NotPermitted), (court.signer, " ", Refused),
    ]  # fmt: skip
    with at():
        tell(court)
        for who, text, refusal in refusals:
            with pytest.raises(refusal):
                answer_communication(who, key("GK1", court.world.berg), text)
        answer_communication(court.signer, key("GK1", court.world.berg), "Ett.")
        with pytest.raises(Refused, match="redan yttrat"):
            answer_communication(court.signer, key("GK1", court.world.berg), "Två.")
    assert Communication.objects.get().answer == "Ett."


def test_an_answer_after_the_date_is_read_as_long_as_nothing_is_decided(court: Court) -> None:
    with at():
        tell(court)
    with at(TIME_IS_UP):
        answer_communication(court.signer, key("GK1", court.world.berg), "För sent, men ändå.")
    assert now(court).state == VerdictState.ANSWERED


@pytest.mark.parametrize(("kind", "reason"), [("needless", ""), ("because", "Brådska."), ("", "Brådska.")])
def test_an_exception_needs_a_chosen_reason_in_words(court: Court, kind: str, reason: str) -> None:
    with at(), pytest.raises(Refused):
        approved(court, not_heard=kind, not_heard_reason=reason)


def test_an_exception_is_kept_with_its_reason(court: Court) -> None:
    with at():
        approved(court, not_heard="needless", not_heard_reason="Kommunen har själv sagt det.")
    made = now(court)
    assert (made.state, made.not_heard) == (VerdictState.FINAL, "needless")
    assert made.not_heard_reason == "Kommunen har själv sagt det."


def test_only_what_goes_against_a_party_is_communicated(court: Court) -> None:
    with at():
        made = judge(court, "GK2", court.world.berg, Outcome.MET_WITH_REMARK, motivation="Trasig länk.")
        case = key("GK2", court.world.berg)
        with pytest.raises(Refused, match=Needs.AGAINST.value):
            communicate(court.assessor, case, revision=made.revision, due=DUE)
        approve(court.second, case, revision=made.revision)


def test_after_new_material_the_party_is_heard_again(court: Court) -> None:
    case = key("GK1", court.world.berg)
    with at():
        tell(court)
        answer_communication(court.signer, case, "Här är mötena.")
        send_back(court.second, RoundKind.FINAL, case, revision=now(court).revision, reason="Läs bilagan.")
        hand_in(court, "GK1", court.world.berg, {"decided": True, "how": "Ett möte."})
        reject(court, court.world.berg)
        with pytest.raises(Refused, match="få yttra sig först"):
            approved(court)


def test_what_is_prepared_anew_on_the_same_ground_needs_no_second_hearing(court: Court) -> None:
    case = key("GK1", court.world.berg)
    with at():
        tell(court)
        answer_communication(court.signer, case, "Nej.")
        send_back(
            court.second, RoundKind.FINAL, case, revision=now(court).revision, reason="Skriv tydligare."
        )
        reject(court, court.world.berg)
        approved(court)
    assert now(court).state == VerdictState.FINAL


class TestAfterAFinding:
    """A preliminary finding to which nothing new is added counts."""

    def judged_beforehand(self, outcome: str = Outcome.NOT_MET) -> Court:
        court = make_court()
        with at("2014-10-20 12:00+02:00"):
            hand_in_all(court)
            open_and_assess(court, RoundKind.PRELIMINARY, sample_percent=None)
            for one in (court.world.berg, court.world.ostersund):
                found = finding("GK1", one)
                prepare(
                    court.assessor, RoundKind.PRELIMINARY, key("GK1", one), revision=found.revision,
                    criteria={"c2": FAILED}, outcome=outcome, motivation="Inga samråd är redovisade.",
                )  # fmt: skip
            send_findings(court.lead, CODE)
        return court

    def test_the_same_ground_is_heard_when_its_days_have_passed(self) -> None:
        court = self.judged_beforehand()
        with at("2014-11-15 12:00+01:00"):
            open_and_assess(court)
            reject(court, court.world.berg)
            approved(court)
        assert now(court).state == VerdictState.FINAL

    def test_not_before_they_have(self) -> None:
        court = self.judged_beforehand()
        with at("2014-11-15 12:00+01:00"):
            open_round(court.lead, CODE, RoundKind.FINAL, days_to_answer=30, sample_percent=0)
            assess_agreement(CODE)
            reject(court, court.world.berg)
            with pytest.raises(Refused, match="få yttra sig först"):
                approved(court)

    def test_a_completion_that_does_not_do_is_new(self) -> None:
        court = self.judged_beforehand()
        with at("2014-11-15 12:00+01:00"):
            hand_in(court, "GK1", court.world.berg, {"decided": True, "how": "Ett möte till."})
            open_and_assess(court)
            reject(court, court.world.berg)
            with pytest.raises(Refused, match="få yttra sig först"):
                approved(court)

    def test_another_fault_is_new(self) -> None:
        court = self.judged_beforehand()
        with at("2014-10-21 12:00+02:00"):
            found = finding("GK2", court.world.berg)
            prepare(
                court.assessor, RoundKind.PRELIMINARY, key("GK2", court.world.berg), revision=found.revision,
                criteria={}, outcome=Outcome.MET,
            )  # fmt: skip
            send_findings(court.lead, CODE)
        with at("2014-11-15 12:00+01:00"):
            open_and_assess(court)
            made = judge(
                court, "GK2", court.world.berg, Outcome.NOT_MET, motivation="Sidan går inte att läsa."
            )
            with pytest.raises(Refused, match="få yttra sig först"):
                approve(court.second, key("GK2", court.world.berg), revision=made.revision)


def test_a_pre_check_takes_away_nothing_that_the_party_was_told_of() -> None:
    court = make_court()
    with at("2014-10-01 12:00+02:00"):
        hand_in_all(court)
    with at("2014-10-15 12:00+02:00"):
        open_and_assess(court)
        reject(court, court.world.berg)
        tell(court)
        send_back(
            court.second,
            RoundKind.FINAL,
            key("GK1", court.world.berg),
            revision=now(court).revision,
            reason="Läs om.",
        )
        Report.objects.filter(requirement__code="GK1", party=court.world.berg).update(state=ReportState.DRAFT)
        assess_agreement(CODE)
    assert now(court).communications.count() == 1
