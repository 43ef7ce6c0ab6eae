"""What no service can get past: each rule of the database on findings and verdicts, tried out by its name."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from assessment.models import (
    Communication,
    Finding,
    FindingState,
    Outcome,
    PhraseUse,
    PreliminaryRequest,
    Recusal,
    RecusalDeclaration,
    RoundKind,
    StandardPhrase,
    Verdict,
    VerdictState,
)
from assessment.services import load_outcomes
from tests.assessment.judging import CODE, Court, at, make_court, open_and_assess, verdict
from tests.world import COLUMNS

pytestmark = pytest.mark.django_db


@pytest.fixture
def court() -> Court:
    """Who judges."""
    return make_court()


@pytest.fixture
def final(court: Court) -> Verdict:
    """A final verdict out of a file."""
    load_outcomes(CODE, "utfall.csv", (COLUMNS + "GK1,2380,met\n").encode())
    return verdict("GK1", court.world.ostersund)


@pytest.fixture
def found(court: Court) -> Finding:
    """A finding that nobody has prepared."""
    with at():
        open_and_assess(court, RoundKind.PRELIMINARY, sample_percent=None)
    return Finding.objects.filter(requirement__code="GK1", party=court.world.berg).get()


def refuse(row: Model, constraint: str, **changes: object) -> None:
    """The database refuses a copy of the row with the changes, by the constraint of that name."""
    copy = type(row)(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})
    copy.pk = None
    for name, value in changes.items():
        setattr(copy, name, value)
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        copy.save(force_insert=True)
    # SQLite names the columns of a unique constraint instead of the constraint.
    assert constraint in str(refusal.value) or "UNIQUE" in str(refusal.value)


def by(court: Court, **more: Any) -> dict[str, Any]:
    """What a verdict of persons has, for a party that has none."""
    return {
        "party": court.world.berg,
        "outcome_file": None,
        "prepared_by_id": court.assessor.user_id,
        "prepared_at": timezone.now(),
    } | more


class TestVerdict:
    """A verdict."""

    def test_one_first_verdict(self, final: Verdict) -> None:
        refuse(final, "one_first_verdict", state=VerdictState.CORRECTED)

    def test_one_final_verdict(self, final: Verdict) -> None:
        refuse(final, "one_final_verdict", corrects=final)

    def test_one_verdict_in_hand(self, court: Court, final: Verdict) -> None:
        in_hand = by(
            court, party=court.world.ostersund, state=VerdictState.PREPARED, outcome="", final_at=None
        )
        why = {"correction": "slip", "correction_reason": "Fel rad."}
        first = Verdict(
            round=final.round,
            requirement=final.requirement,
            requirement_version=final.requirement_version,
            made_at=timezone.now(),
            corrects=final,
            **in_hand,
            **why,
        )
        first.save()
        refuse(first, "one_verdict_in_hand", corrects=first)

    def test_final_verdict_has_outcome_and_time(self, court: Court, final: Verdict) -> None:
        refuse(final, "final_verdict_has_outcome_and_time", party=court.world.berg, final_at=None)

    def test_verdict_approver_is_not_preparer(self, court: Court, final: Verdict) -> None:
        refuse(final, "verdict_approver_is_not_preparer", **by(court, approved_by_id=court.assessor.user_id))

    def test_verdict_from_file_or_from_persons(self, court: Court, final: Verdict) -> None:
        name = "verdict_from_file_or_from_persons"
        refuse(final, name, party=court.world.berg, prepared_by_id=court.assessor.user_id)
        # No file and nobody: the outcome is one that asks for no second person, so that only this rule is broken.
        refuse(final, name, party=court.world.berg, outcome_file=None, outcome=Outcome.NOT_SUBMITTED)

    @pytest.mark.parametrize(
        "changes",
        [
            {"outcome": Outcome.NOT_MET, "proposed_outcome": Outcome.NOT_MET, "motivation": "Saknas."},
            {"outcome": Outcome.MET, "proposed_outcome": Outcome.NOT_MET},
            {"outcome": Outcome.MET, "proposed_outcome": Outcome.MET, "sampled": True},
        ],
        ids=["against", "departing", "sampled"],
    )
    def test_two_pairs_of_eyes(self, court: Court, final: Verdict, changes: dict[str, Any]) -> None:
        refuse(final, "two_pairs_of_eyes", **by(court, **changes))

    def test_two_pairs_of_eyes_on_a_correction(self, court: Court, final: Verdict) -> None:
        Verdict.objects.filter(pk=final.pk).update(state=VerdictState.CORRECTED)
        corrects = {"corrects": final, "correction": "change", "correction_reason": "Nytt underlag."}
        changes = by(court, party=court.world.ostersund, proposed_outcome=Outcome.MET, **corrects)
        refuse(final, "two_pairs_of_eyes", **changes)

    def test_what_follows_from_the_closing_needs_one_person(self, court: Court, final: Verdict) -> None:
        for name, value in by(court, pk=None, outcome=Outcome.NOT_SUBMITTED).items():
            setattr(final, name, value)
        final.save(force_insert=True)

    def test_verdict_against_a_party_has_a_motivation(self, court: Court, final: Verdict) -> None:
        approved = {"approved_by_id": court.second.user_id, "outcome": Outcome.NOT_MET}
        refuse(final, "verdict_against_a_party_has_a_motivation", **by(court, **approved))

    def test_who_is_not_heard_has_a_reason(self, court: Court, final: Verdict) -> None:
        refuse(final, "who_is_not_heard_has_a_reason", party=court.world.berg, not_heard="needless")

    def test_correction_has_kind_and_reason(self, court: Court, final: Verdict) -> None:
        Verdict.objects.filter(pk=final.pk).update(state=VerdictState.CORRECTED)
        approved = by(court, party=court.world.ostersund, approved_by_id=court.second.user_id)
        refuse(final, "correction_has_kind_and_reason", **approved, corrects=final)
        refuse(final, "correction_has_kind_and_reason", party=court.world.berg, correction="slip")


class TestFinding:
    """A preliminary finding."""

    def test_one_finding(self, found: Finding) -> None:
        refuse(found, "one_finding")

    def test_finding_is_prepared_by_somebody(self, court: Court, found: Finding) -> None:
        self.other(court, found, "finding_is_prepared_by_somebody", outcome=Outcome.MET)

    def test_finding_against_a_party_has_a_motivation(self, court: Court, found: Finding) -> None:
        who = {"prepared_by_id": court.assessor.user_id, "prepared_at": timezone.now()}
        self.other(court, found, "finding_against_a_party_has_a_motivation", outcome=Outcome.NOT_MET, **who)

    def test_sent_finding_has_a_time(self, court: Court, found: Finding) -> None:
        self.other(
            court, found, "sent_finding_has_a_time", state=FindingState.PROPOSED, sent_at=timezone.now()
        )

    def other(self, court: Court, found: Finding, constraint: str, **changes: Any) -> None:
        """A finding for a party that has none is refused."""
        Finding.objects.filter(party=court.world.ostersund, requirement=found.requirement).delete()
        refuse(
            found, constraint, **{"party": court.world.ostersund, "state": FindingState.PREPARED} | changes
        )


class TestRound:
    """A round, and what is asked of it."""

    def test_sample_is_a_share(self, court: Court, final: Verdict) -> None:
        refuse(final.round, "sample_is_a_share", kind=RoundKind.PRELIMINARY, sample_percent=101)

    def test_opened_round_has_a_time(self, court: Court, final: Verdict) -> None:
        refuse(
            final.round,
            "opened_round_has_a_time",
            kind=RoundKind.PRELIMINARY,
            opened_by_id=court.lead.user_id,
        )

    def test_preliminary_is_asked_for_once(self, court: Court) -> None:
        made = PreliminaryRequest.objects.create(
            agreement=court.world.agreement,
            party=court.world.berg,
            asked_at=timezone.now(),
            asked_by_id=court.signer.user_id,
        )
        refuse(made, "preliminary_is_asked_for_once")


class TestCommunication:
    """What a party is told and answers."""

    @pytest.fixture
    def told(self, court: Court, final: Verdict) -> Communication:
        """It has been told."""
        return Communication.objects.create(
            verdict=final,
            number=1,
            motivation="Saknas.",
            due="2014-11-10",
            sent_at=timezone.now(),
            sent_by_id=court.assessor.user_id,
        )

    def test_communications_are_numbered(self, told: Communication) -> None:
        refuse(told, "communications_are_numbered")

    def test_answer_has_text_time_and_person(self, told: Communication) -> None:
        refuse(told, "answer_has_text_time_and_person", number=2, answer="Vi håller inte med.")

    def test_silence_is_noted_by_somebody(self, told: Communication) -> None:
        refuse(told, "silence_is_noted_by_somebody", number=2, silent_at=timezone.now())


class TestRecusal:
    """Jäv."""

    @pytest.fixture
    def recusal(self, court: Court) -> Recusal:
        """Somebody is recused."""
        return Recusal.objects.create(
            user_id=court.assessor.user_id, party=court.world.berg, reason="Hemkommun", since=timezone.now()
        )

    def test_one_declaration_a_year(self, court: Court) -> None:
        refuse(RecusalDeclaration.objects.get(user=court.assessor.user_id), "one_declaration_a_year")

    def test_one_recusal_at_a_time(self, recusal: Recusal) -> None:
        refuse(recusal, "one_recusal_at_a_time")

    def test_recusal_has_a_reason(self, court: Court, recusal: Recusal) -> None:
        refuse(recusal, "recusal_has_a_reason", party=court.world.ostersund, reason="")

    def test_ended_recusal_has_a_person(self, recusal: Recusal) -> None:
        refuse(recusal, "ended_recusal_has_a_person", ended_at=timezone.now())

    def test_recusal_is_ended_by_another(self, court: Court, recusal: Recusal) -> None:
        itself = court.assessor.user_id
        refuse(recusal, "recusal_is_ended_by_another", ended_at=timezone.now(), ended_by_id=itself)


class TestPhrase:
    """Standard phrases."""

    @pytest.fixture
    def phrase(self, court: Court, final: Verdict) -> StandardPhrase:
        """A phrase."""
        return StandardPhrase.objects.create(
            requirement=final.requirement,
            use=PhraseUse.NOT_MET,
            text="Handlingen saknas.",
            made_by_id=court.lead.user_id,
            made_at=timezone.now(),
        )

    def test_a_phrase_once(self, phrase: StandardPhrase) -> None:
        refuse(phrase, "a_phrase_once")

    def test_phrase_has_words(self, phrase: StandardPhrase) -> None:
        refuse(phrase, "phrase_has_words", text="")
