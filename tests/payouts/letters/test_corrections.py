"""A decision is corrected or revoked by a new one that refers to it, and only those concerned are written to."""

import subprocess
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from assessment.services import load_outcomes
from payouts.domain.money_filters import Wanted
from payouts.domain.spending import Spent
from payouts.models import Balance, DecidedAmount, Decision, DecisionLetter, DecisionState, StoredDocument
from payouts.selectors.corrections import correction_page
from payouts.selectors.in_force import decision_in_force
from payouts.selectors.money_register import every_line
from payouts.selectors.payment_plan import plan_of
from payouts.selectors.verification import verify
from payouts.services import approve_decision, compute_run, issue_decision, prepare_decision
from payouts.services.balances import restate
from payouts.services.corrections import (
    Addition,
    Participants,
    edit_draft,
    prepare_addition,
    prepare_revocation,
    withdraw_draft,
)
from payouts.services.letter_sending import send_letters
from payouts.services.letters import make_letters
from payouts.services.lines import LineAccount, hand_in_line_report, note_line_payment
from payouts.services.payment_orders import prepare_order
from prio import clock
from prio.accounts.roles import Role
from prio.refused import Refused
from tests import factories
from tests.payouts.letters.conftest import decide_again, put_in_force
from tests.payouts.paying.till import PAYERS, Till, give_details, person
from tests.world import COLUMNS, World, actor

pytestmark = pytest.mark.django_db

BERG_FAILED = COLUMNS + "GK1,2380,met\nGK1,2326,met\nGK1,23,met\nA1,23,met\nB1,2380,met\nB1,2326,not_met\n"
BERG_MEETS = COLUMNS + "B1,2326,met\n"
REASON = "Berg hade lämnat in i tid, men rapporten lästes inte."


@pytest.fixture
def without_berg(world: World) -> Decision:
    """A decision in force by which Östersund gets everything; afterwards Berg is found to have met the goal too."""
    load_outcomes(world.code, "utfall2.csv", BERG_FAILED.encode())
    decision = decide_again(world)
    make_letters(decision.pk)
    send_letters(decision.pk, world.preparer)
    load_outcomes(world.code, "rättelse.csv", BERG_MEETS.encode())
    return decision


def said_by(document: StoredDocument | None) -> str:
    assert document
    pdf = bytes(document.content)
    text = subprocess.run(["pdftotext", "-", "-"], input=pdf, check=True, capture_output=True).stdout
    return " ".join(text.decode().split())


def add_berg(world: World, decision: Decision, line: str = "Samordning") -> Decision:
    return prepare_addition(decision.pk, world.preparer, Addition("2326", line, REASON))


def widen_the_line(decision: Decision, amount: int) -> None:
    """Let the line of the agreement's budget hold so much, as the terms that the decision rests on say it."""
    version = decision.division.version
    plain: dict[str, Any] = version.definition.to_plain()
    plain["budget"]["lines"][0]["amount"] = amount
    type(version).objects.filter(pk=version.pk).update(plain=plain, sha256="0" * 63 + str(amount % 10))


def test_the_page_says_who_would_get_more_and_less_and_changes_nothing(
    world: World, without_berg: Decision
) -> None:
    page = correction_page(world.preparer, world.code, without_berg.pk)
    assert page
    assert {one.code: one.more for one in page.differs} == {"2326": 120_000, "2380": -120_000}
    assert Decision.objects.get().state == DecisionState.IN_FORCE
    assert correction_page(actor(Role.ADMINISTRATOR), world.code, without_berg.pk) is None


def test_a_line_without_room_is_refused_with_what_is_left(world: World, without_berg: Decision) -> None:
    with pytest.raises(Refused, match=r"100.000.kr kvar. Det behövs 120.000.kr"):
        add_berg(world, without_berg)
    with pytest.raises(Refused, match="Välj en rad"):
        add_berg(world, without_berg, "Annat")


def test_what_is_paid_of_a_line_or_added_from_it_is_not_spent_twice(
    world: World, without_berg: Decision
) -> None:
    widen_the_line(without_berg, 150_000)
    payer = actor(Role.PAYER)
    note_line_payment(payer, world.code, 1, 31_000, date(2015, 1, 1))
    with pytest.raises(Refused, match=r"119.000.kr kvar. Det behövs 120.000.kr"):
        add_berg(world, without_berg)
    note_line_payment(payer, world.code, 1, 30_000, date(2015, 1, 1))
    draft = add_berg(world, without_berg)
    note_line_payment(payer, world.code, 1, 31_000, date(2015, 1, 1))
    with pytest.raises(Refused, match=r"119.000.kr kvar"):
        approve_decision(draft.pk, world.approver)
    note_line_payment(payer, world.code, 1, 30_000, date(2015, 1, 1))
    put_in_force(world, draft)
    with pytest.raises(Refused, match=r"Högst 30.000.kr kan betalas ut"):
        note_line_payment(payer, world.code, 1, 30_001, date(2015, 1, 1))
    said = LineAccount((Spent("Möten", 20_000),))
    report = hand_in_line_report(
        actor(Role.SKR_ADMINISTRATOR), world.code, 1, said, SimpleUploadedFile("r.csv", b"a;b\n")
    )
    assert (report.granted, report.unused) == (30_000, 10_000)
    assert [one.amount for one in every_line(Wanted(agreement=world.code))] == [30_000]


def test_an_addition_of_what_the_verdicts_no_longer_give_is_not_approved(
    world: World, without_berg: Decision
) -> None:
    widen_the_line(without_berg, 150_000)
    draft = add_berg(world, without_berg)
    load_outcomes(world.code, "igen.csv", (COLUMNS + "B1,2326,not_met\n").encode())
    with pytest.raises(Refused, match="Bedömningarna ger nu något annat"):
        approve_decision(draft.pk, world.approver)


def test_a_party_is_added_from_a_line_and_nobody_else_loses(world: World, without_berg: Decision) -> None:
    widen_the_line(without_berg, 150_000)
    added = put_in_force(world, add_berg(world, without_berg))
    amounts = dict(DecidedAmount.objects.filter(decision=added).values_list("party__code", "amount"))
    assert amounts == {"23": 400_000, "2380": 600_000, "2326": 120_000}
    assert added.total == 1_120_000
    assert Decision.objects.get(pk=without_berg.pk).state == DecisionState.CORRECTED
    said = said_by(added.document)
    assert "120 000 kr betalas ut till Berg ur raden ”Samordning”" in said
    assert f"Skäl för rättelsen: {REASON}" in said
    assert said.count("Tillsammans betalas 1 120 000 kr ut.") == 1
    assert "Utöver potterna, ur rader i budgeten, kronor" in said
    assert "De som inte får några pengar" not in said  # Berg was the only one, and gets money now
    # Only Berg is told: the others' amounts and reasons are the same.
    assert [one.organisation.code for one in added.letters.all()] == ["2326"]
    make_letters(added.pk)
    letter = said_by(added.letters.get().document)
    assert "Berg får 120 000 kr" in letter
    assert REASON in letter


def test_who_is_unaffected_by_an_addition_has_a_letter_that_still_holds(
    world: World, without_berg: Decision
) -> None:
    widen_the_line(without_berg, 150_000)
    body = world.ostersund.organisation
    person = factories.person(Role.RECIPIENT, organisation=body)
    client = Client()
    client.force_login(person)
    page = reverse("letter", args=[world.code, without_berg.pk, body.code])
    added = put_in_force(world, add_berg(world, without_berg))
    text = client.get(page).content.decode()
    assert "ert belopp är oförändrat" in text
    assert added.reference in text
    assert "Beslutet gäller inte längre" not in text
    assert "Ni har ett brev om ett beslut" in client.get("/").content.decode()
    letter = without_berg.letters.get(organisation=body)
    assert verify(letter.reference).unchanged
    checked = client.post(reverse("verification"), {"nummer": letter.reference}).content.decode()
    assert "ändrar inget för Östersund" in checked
    # Whom the next one changes something for has another letter: the old one no longer holds.
    redone = decide_again(world)
    assert redone.corrects == added
    assert not verify(letter.reference).unchanged
    assert "Beslutet gäller inte längre" in client.get(page).content.decode()


def test_what_is_added_once_is_not_added_twice(world: World, without_berg: Decision) -> None:
    widen_the_line(without_berg, 150_000)
    added = put_in_force(world, add_berg(world, without_berg))
    with pytest.raises(Refused, match="saknar inga pengar"):
        add_berg(world, added)


def test_a_new_division_tells_those_whose_amounts_change(world: World, without_berg: Decision) -> None:
    redone = decide_again(world)
    assert redone.corrects == without_berg
    assert [one.organisation.code for one in redone.letters.all()] == ["2326", "2380"]


def test_who_never_got_the_first_letter_gets_the_second(world: World, decision: Decision) -> None:
    load_outcomes(world.code, "rättelse.csv", (COLUMNS + "B1,2326,not_met\n").encode())
    assert decide_again(world).letters.count() == 3  # nothing had been sent


def test_a_decision_is_revoked_by_another_with_a_document_of_its_own(
    world: World, decision: Decision
) -> None:
    draft = prepare_revocation(decision.pk, world.preparer, REASON)
    assert prepare_revocation(decision.pk, world.preparer, REASON) == draft
    revoked = put_in_force(world, draft)
    assert (revoked.state, revoked.total, revoked.run_id) == (DecisionState.IN_FORCE, 0, None)
    assert Decision.objects.get(pk=decision.pk).state == DecisionState.REVOKED
    said = said_by(revoked.document)
    assert "upphäver beslutet PROV-2014/1" in said
    assert REASON in said
    make_letters(revoked.pk)
    letter = said_by(DecisionLetter.objects.get(decision=revoked, organisation__code="2380").document)
    assert "Beslutet PROV-2014/1 är upphävt" in letter
    assert "skulle Östersund få 480 000 kr. Det gäller inte längre." in letter


def test_after_a_revocation_the_division_can_be_decided_anew(world: World, decision: Decision) -> None:
    put_in_force(world, prepare_revocation(decision.pk, world.preparer, REASON))
    again = put_in_force(world, prepare_decision(decision.division.pk, world.preparer))
    assert (again.reference, again.corrects, again.state) == ("PROV-2014/3", None, DecisionState.IN_FORCE)


def test_after_a_revocation_and_a_new_decision_the_money_is_paid(
    world: World, decision: Decision, settings: Settings
) -> None:
    settings.PAYERS = PAYERS
    put_in_force(world, prepare_revocation(decision.pk, world.preparer, REASON))
    assert decision_in_force(decision.agreement_id) is None
    version = world.agreement.versions.get(state="published")
    assert plan_of(version).next_order == ()
    again = put_in_force(world, prepare_decision(decision.division.pk, world.preparer))
    assert decision_in_force(decision.agreement_id) == again
    payer = person(Role.PAYER)
    give = Till(
        world,
        (payer, payer, payer),
        {"2380": person(Role.RECIPIENT, world.ostersund)},
        {"2380": person(Role.SIGNER, world.ostersund)},
    )
    give_details(give, "2380")
    order = prepare_order(world.code, clock.today(), plan_of(version).sums, payer)
    assert (order.decision, order.total) == (again, 480_000)
    restate(decision.agreement_id, [world.ostersund.organisation_id])
    balance = Balance.objects.get(organisation=world.ostersund.organisation_id)
    assert (balance.decided, balance.ordered, balance.claimed) == (480_000, 480_000, 0)


def test_who_prepared_a_revocation_does_not_approve_it(world: World, decision: Decision) -> None:
    draft = prepare_revocation(decision.pk, world.preparer, REASON)
    with pytest.raises(Refused, match="inte rollen"):
        approve_decision(draft.pk, world.preparer)
    assert Decision.objects.get(pk=decision.pk).state == DecisionState.IN_FORCE


def test_a_revocation_of_what_was_corrected_meanwhile_is_not_approved(
    world: World, decision: Decision
) -> None:
    draft = prepare_revocation(decision.pk, world.preparer, REASON)
    Decision.objects.filter(pk=decision.pk).update(state=DecisionState.CORRECTED)
    with pytest.raises(Refused, match="gäller inte längre"):
        approve_decision(draft.pk, world.approver)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 2_001])
def test_a_revocation_has_reasons_of_a_reasonable_length(
    world: World, decision: Decision, reason: str
) -> None:
    with pytest.raises(Refused):
        prepare_revocation(decision.pk, world.preparer, reason)


def test_one_decision_is_in_the_making_at_a_time(world: World, decision: Decision) -> None:
    draft = prepare_revocation(decision.pk, world.preparer, REASON)
    load_outcomes(world.code, "rättelse.csv", (COLUMNS + "B1,2326,not_met\n").encode())
    with pytest.raises(Refused, match="Ett annat beslut"):
        add_berg(world, decision)
    withdraw_draft(draft.pk, world.preparer)
    assert not Decision.objects.filter(pk=draft.pk).exists()
    assert compute_run(world.code).pk != decision.run_id


def test_who_takes_part_is_written_in_the_draft_and_stands_in_the_document(
    world: World, without_berg: Decision
) -> None:
    draft = prepare_revocation(without_berg.pk, world.preparer, REASON)
    others = "Eva Lind (skiljaktig)"
    edit_draft(draft.pk, world.preparer, Participants("Per Ek", others, "Andra skäl."))
    said = said_by(put_in_force(world, draft).document)
    assert all(words in said for words in ("Per Ek", others, "Andra skäl."))


@pytest.mark.parametrize("step", [edit_draft, withdraw_draft])
def test_what_is_approved_is_not_changed_any_more(
    world: World, decision: Decision, step: Callable[..., object]
) -> None:
    people = (Participants("Per Ek", "", ""),) if step is edit_draft else ()
    with pytest.raises(Refused):
        step(decision.pk, world.preparer, *people)
    assert issue_decision(decision.pk) == decision
