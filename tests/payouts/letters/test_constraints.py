"""What the database refuses of decisions, what they give and their letters."""

from collections.abc import Callable
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from payouts.models import DecidedAmount, Decision, DecisionKind, DecisionLetter, LetterState
from prio import clock
from tests.payouts.decided import decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision() -> Decision:
    """A decision in force."""
    return decided()[1]


@pytest.fixture
def letter(decision: Decision) -> DecisionLetter:
    """A letter of it that is not made."""
    amount = DecidedAmount.objects.select_related("party").first()
    assert amount
    return DecisionLetter.objects.create(
        decision=decision, organisation=amount.party.organisation, reference="PROV-2014/1-1"
    )


def refuse(constraint: str, save: Callable[[], object]) -> None:
    # SQLite names the columns of a unique constraint instead of the constraint.
    with pytest.raises(IntegrityError, match=rf"{constraint}|UNIQUE"), transaction.atomic():
        save()


def test_one_letter_for_each_organisation(letter: DecisionLetter) -> None:
    again = DecisionLetter(
        decision=letter.decision, organisation=letter.organisation, reference="PROV-2014/1-2"
    )
    refuse("one_letter_per_decision_and_organisation", again.save)


def test_a_letter_is_first_made_then_sent_then_read(letter: DecisionLetter) -> None:
    rows = DecisionLetter.objects.filter(pk=letter.pk)
    for state in (LetterState.MADE, LetterState.SENT, LetterState.READ):
        refuse("letter_is_what_its_times_say", partial(rows.update, state=state))
    document = letter.decision.document
    rows.update(state=LetterState.MADE, document=document, made_at=clock.now())
    refuse("letter_is_what_its_times_say", lambda: rows.update(read_at=clock.now()))


def test_a_sent_letter_has_been_sent_at_least_once(letter: DecisionLetter) -> None:
    rows, now = DecisionLetter.objects.filter(pk=letter.pk), clock.now()
    refuse("sent_letter_has_sendings", lambda: rows.update(sendings=1))
    made = {"state": LetterState.SENT, "document": letter.decision.document, "made_at": now, "sent_at": now}
    refuse("sent_letter_has_sendings", lambda: rows.update(**made))
    rows.update(**made, sendings=1, last_sent_at=now)


def test_a_revocation_revokes_something_for_a_reason_and_gives_nothing(decision: Decision) -> None:
    rows = Decision.objects.filter(pk=decision.pk)
    for change in ({}, {"run": None}, {"run": None, "total": 0}):
        as_one = partial(rows.update, kind=DecisionKind.REVOCATION, **change)
        refuse("revocation_names_what_it_revokes", as_one)


def test_an_allocation_is_decided_on_a_run(decision: Decision) -> None:
    refuse("allocation_is_decided_on_a_run", lambda: Decision.objects.update(run=None))


def test_one_amount_for_each_pot_and_for_each_line(decision: Decision) -> None:
    one = DecidedAmount.objects.first()
    assert one
    given = {"decision": decision, "party": one.party, "amount": 1}
    refuse(
        "one_decided_amount_per_pot",
        lambda: DecidedAmount.objects.create(requirement=one.requirement, **given),
    )
    DecidedAmount.objects.create(line="Samordning", **given)
    refuse("one_decided_amount_per_line", lambda: DecidedAmount.objects.create(line="Samordning", **given))


def test_an_amount_comes_from_a_pot_or_a_line_and_is_money(decision: Decision) -> None:
    rows = DecidedAmount.objects.filter(decision=decision)
    refuse("decided_amount_has_one_source", lambda: rows.update(line="Samordning"))
    refuse("decided_amount_has_one_source", lambda: rows.update(requirement=None))
    refuse("decided_amount_is_money", lambda: rows.update(amount=0))
