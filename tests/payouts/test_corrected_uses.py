"""A correction of an account of use: the former holds until it is handed in, and the claims follow it."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from agreements.models import CaseEntry
from payouts.domain.ledger import OneClaim, home_of_unused, unused_answered_for
from payouts.domain.spending import Spent, Standing
from payouts.models import Claim, ClaimReason, DecidedAmount, UseOfMoney, UseState
from payouts.reminders import remind
from payouts.selectors.uses_of_money import UseView, use_of
from payouts.services.balances import restate
from payouts.services.claims import register_repayment, withdraw_claim
from payouts.services.uses_of_money import (
    Account,
    correct_use_of_money,
    discard_correction,
    hand_in_use_of_money,
    save_use_of_money,
)
from prio import clock
from prio.accounts.roles import Actor, Role
from prio.mail.models import Message
from prio.refused import NotPermitted, Refused
from tests import factories
from tests.payouts.money_world import IN_TIME, KEEPS, LATE, MoneyWorld, acting, money_world, user_of

pytestmark = pytest.mark.django_db

PAID = date(2015, 6, 20)
PAGE = "/overenskommelser/prov-2014/medel/anvandning/2380/"


def rows(used: int) -> tuple[Spent, ...]:
    return (Spent("Utbildning", used),)


def hand_in(of: MoneyWorld, used: int, revision: int = 0, **more: Any) -> UseOfMoney:
    said = {"signed_as": "Ulla Berg", "arrived_at": IN_TIME, **more}
    account = Account(rows(used), "Text.", revision)
    return hand_in_use_of_money(of.signer, of.code, of.ostersund.pk, account, **said)


def correct(of: MoneyWorld, used: int, **more: Any) -> UseOfMoney:
    correct_use_of_money(of.signer, of.code, of.ostersund.pk)
    return hand_in(of, used, **more)


def view(of: MoneyWorld, actor: Actor) -> UseView:
    found = use_of(actor, of.code, of.ostersund.code, clock.today())
    assert found is not None
    return found[1]


def standing_claims() -> list[tuple[str, int, int]]:
    return list(Claim.objects.exclude(state="withdrawn").values_list("reason", "amount", "repaid"))


def repay(of: MoneyWorld, kronor: int) -> None:
    (claim,) = Claim.objects.filter(state="open", reason=ClaimReason.UNUSED)
    register_repayment(of.payer, claim.pk, kronor, PAID, key=uuid4())


def decide(of: MoneyWorld, kronor: int) -> None:
    """Let the decision in force give Östersund another amount, as a correction of it would."""
    DecidedAmount.objects.filter(decision=of.decision, party=of.world.ostersund).update(amount=kronor)
    of.agreement.balances.update_or_create(organisation=of.ostersund, defaults={"decided": kronor})
    restate(of.agreement.pk, [of.ostersund.pk])


@pytest.fixture
def money() -> MoneyWorld:
    """Östersund was paid 480 000 kronor, accounts for it and repays what is left."""
    return money_world()


def test_the_former_holds_until_the_correction_is_handed_in(money: MoneyWorld) -> None:
    first = hand_in(money, 450_000)
    draft = correct_use_of_money(money.reporter, money.code, money.ostersund.pk)
    assert (draft.number, [row.amount for row in draft.rows.all()], draft.text) == (2, [450_000], "Text.")
    assert view(money, money.payer).correction is None
    assert view(money, money.reporter).correction == draft
    assert view(money, money.payer).use == first
    second = hand_in(money, 400_000)
    first.refresh_from_db()
    assert (first.state, second.state, second.unused) == (UseState.REPLACED, UseState.HANDED_IN, 80_000)
    seen = view(money, money.payer)
    assert (seen.use, seen.replaced, seen.received) == (second, (first,), 480_000)


def test_correction_is_registered_and_told_as_one(money: MoneyWorld) -> None:
    hand_in(money, 450_000)
    second = correct(money, 400_000)
    titles = CaseEntry.objects.filter(thing="use_of_money").order_by("pk").values_list("title", flat=True)
    assert [title.split()[0] for title in titles] == ["Årlig", "Rättelse"]
    receipt = Message.objects.filter(key__startswith=f"use_of_money:{second.pk}:").first()
    assert receipt is not None
    assert "har rättat redovisningen" in receipt.body


def test_pressed_twice_one_correction_is_begun_and_one_handed_in(money: MoneyWorld) -> None:
    hand_in(money, 450_000)
    assert correct_use_of_money(money.signer, money.code, money.ostersund.pk) == correct_use_of_money(
        money.reporter, money.code, money.ostersund.pk
    )
    second = hand_in(money, 400_000)
    assert hand_in(money, 400_000) == second
    assert UseOfMoney.objects.count() == 2
    assert standing_claims() == [("unused", 80_000, 0)]


def test_discarded_correction_leaves_what_was_handed_in(money: MoneyWorld) -> None:
    first = hand_in(money, 450_000)
    correct_use_of_money(money.reporter, money.code, money.ostersund.pk)
    save_use_of_money(money.reporter, money.code, money.ostersund.pk, Account(rows(1)))
    discard_correction(money.reporter, money.code, money.ostersund.pk)
    discard_correction(money.reporter, money.code, money.ostersund.pk)
    assert list(UseOfMoney.objects.all()) == [first]
    assert [row.amount for row in first.rows.all()] == [450_000]


def test_first_draft_is_no_correction(money: MoneyWorld) -> None:
    save_use_of_money(money.reporter, money.code, money.ostersund.pk, Account(rows(1)))
    discard_correction(money.reporter, money.code, money.ostersund.pk)
    assert UseOfMoney.objects.get().state == UseState.DRAFT
    with pytest.raises(Refused, match="Påbörjad"):
        correct_use_of_money(money.reporter, money.code, money.ostersund.pk)


def test_correction_that_changes_nothing_is_refused(money: MoneyWorld) -> None:
    hand_in(money, 450_000)
    with pytest.raises(Refused, match="detsamma"):
        correct(money, 450_000)
    assert UseOfMoney.objects.filter(state=UseState.REPLACED).count() == 0
    assert standing_claims() == [("unused", 30_000, 0)]


def test_who_only_reads_corrects_nothing_and_reporter_does_not_sign(money: MoneyWorld) -> None:
    hand_in(money, 450_000)
    reader = acting(factories.person(Role.READER, organisation=money.ostersund))
    for step in (correct_use_of_money, discard_correction):
        with pytest.raises(NotPermitted):
            step(reader, money.code, money.ostersund.pk)
    correct_use_of_money(money.reporter, money.code, money.ostersund.pk)
    with pytest.raises(NotPermitted):
        hand_in_use_of_money(
            money.reporter, money.code, money.ostersund.pk, Account(rows(1)), signed_as="Karin"
        )


def test_what_came_in_time_is_in_time_when_it_is_corrected_later(money: MoneyWorld) -> None:
    hand_in(money, 450_000)
    assert not correct(money, 400_000, arrived_at=LATE).late
    assert view(money, money.payer).standing is Standing.HANDED_IN


def test_begun_correction_reminds_nobody(money: MoneyWorld) -> None:
    hand_in(money, 450_000)
    correct_use_of_money(money.signer, money.code, money.ostersund.pk)
    assert remind(date(2015, 5, 25)) == 0


def test_claim_nobody_has_repaid_gives_way_to_the_right_one(money: MoneyWorld) -> None:
    hand_in(money, 450_000)
    correct(money, 400_000)
    assert standing_claims() == [("unused", 80_000, 0)]
    withdrawn = Claim.objects.get(state="withdrawn")
    assert (withdrawn.amount, withdrawn.withdrawn_because) == (30_000, "Redovisningen har rättats.")
    told = Message.objects.filter(key__startswith=f"claim:{withdrawn.pk}:withdrawn:").first()
    assert told is not None
    assert withdrawn.reference in told.subject


def test_what_has_come_home_counts_and_the_rest_is_claimed(money: MoneyWorld) -> None:
    hand_in(money, 450_000)
    repay(money, 10_000)
    correct(money, 400_000)
    assert standing_claims() == [("unused", 70_000, 0)]


def test_everything_used_after_all_leaves_nothing_to_repay(money: MoneyWorld) -> None:
    hand_in(money, 450_000)
    correct(money, 480_000)
    assert standing_claims() == []


def test_more_repaid_than_the_correction_says_is_told_and_claims_nothing(
    money: MoneyWorld, client: Client
) -> None:
    hand_in(money, 450_000)
    repay(money, 30_000)
    correct(money, 470_000)
    assert standing_claims() == [("unused", 30_000, 30_000)]
    client.force_login(user_of(money.signer))
    assert "20\u202f000\u00a0kr mer har återbetalats" in client.get(PAGE).content.decode()


def test_other_areas_and_the_same_sum_leave_the_claim_alone(money: MoneyWorld) -> None:
    hand_in(money, 450_000)
    correct_use_of_money(money.signer, money.code, money.ostersund.pk)
    account = Account((Spent("Verktyg", 450_000),))
    hand_in_use_of_money(money.signer, money.code, money.ostersund.pk, account, signed_as="Ulla Berg")
    assert Claim.objects.get().state == "open"


def test_what_a_payer_gave_up_is_not_asked_for_again(money: MoneyWorld) -> None:
    hand_in(money, 450_000)
    repay(money, 10_000)
    withdraw_claim(money.payer, Claim.objects.get().pk, "För litet för att kräva.")
    correct(money, 440_000)
    assert standing_claims() == [("unused", 10_000, 0)]
    correct(money, 460_000)
    assert standing_claims() == []


def test_where_the_rest_is_kept_a_correction_claims_nothing() -> None:
    kept = money_world(KEEPS)
    hand_in(kept, 450_000)
    assert correct(kept, 400_000).to_repay == 0
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("repaid", "used", "home"),
    [(0, 400_000, 80_000), (0, 380_000, 100_000), (30_000, 400_000, 80_000), (30_000, 380_000, 100_000)],
)
def test_after_a_corrected_decision_all_that_is_not_used_comes_home_once(
    money: MoneyWorld, repaid: int, used: int, home: int
) -> None:
    """480 000 was paid and 30 000 not used; then 400 000 is decided, and `used` of it used: the rest comes home."""
    hand_in(money, 450_000)
    if repaid:
        repay(money, repaid)
    decide(money, 400_000)
    correct(money, used)
    assert sum(one.in_ledger.asked for one in Claim.objects.all()) == home


def test_correction_accounts_for_what_is_decided_now(money: MoneyWorld, client: Client) -> None:
    hand_in(money, 450_000)
    decide(money, 400_000)
    correct_use_of_money(money.signer, money.code, money.ostersund.pk)
    client.force_login(user_of(money.signer))
    assert "nu redovisar ni" in client.get(PAGE).content.decode()
    with pytest.raises(Refused, match="för mycket"):
        hand_in(money, 450_000)


def test_pages_of_a_correction(money: MoneyWorld, client: Client) -> None:
    hand_in(money, 450_000)
    client.force_login(user_of(money.signer))
    assert "Rätta redovisningen" in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"verb": "correct"}).status_code == 302
    page = client.get(PAGE).content.decode()
    assert all(
        text in page for text in ("Kvitto", "gäller tills rättelsen är inlämnad", "Lämna in rättelsen")
    )
    typed = {"omrade.0": "Utbildning", "kronor.0": "400 000", "text": "Text.", "revision": "0"}
    refused = client.post(PAGE, {**typed, "verb": "hand_in", "namn": ""})
    assert refused.status_code == 422
    assert 'value="400 000"' in refused.content.decode()
    assert client.post(PAGE, {**typed, "verb": "hand_in", "namn": "Ulla Berg"}).status_code == 302
    page = client.get(PAGE).content.decode()
    assert all(text in page for text in ("Tidigare redovisningar", "Rätta redovisningen", "80\u202f000"))
    assert client.post(PAGE, {"verb": "correct"}).status_code == 302
    assert client.post(PAGE, {"verb": "discard"}).status_code == 302
    assert "Lämna in rättelsen" not in client.get(PAGE).content.decode()


def test_others_see_no_draft_of_a_correction(money: MoneyWorld, client: Client) -> None:
    hand_in(money, 450_000)
    correct_use_of_money(money.signer, money.code, money.ostersund.pk)
    client.force_login(user_of(money.payer))
    page = client.get(PAGE).content.decode()
    assert "Rättelse" not in page
    assert client.post(PAGE, {"verb": "correct"}).status_code == 404


def test_api_begins_saves_and_discards_a_correction(money: MoneyWorld, client: Client) -> None:
    address = "/api/agreements/prov-2014/money/uses/2380/"
    hand_in(money, 450_000)
    client.force_login(user_of(money.signer))
    begun = client.post(f"{address}correction/")
    assert (begun.status_code, begun.json()["state"]) == (200, "handed_in")
    assert begun.json()["correction"]["areas"] == [{"area": "Utbildning", "amount_sek": 450_000}]
    gone = client.delete(f"{address}correction/")
    assert (gone.status_code, gone.json()["correction"], gone.json()["number"]) == (200, None, 1)


@pytest.mark.parametrize(
    ("rule", "state", "number"),
    [
        ("one_use_of_money_holds", UseState.HANDED_IN, 2),
        ("uses_of_money_are_numbered", UseState.REPLACED, 1),
    ],
)
def test_rules_of_several_accounts(money: MoneyWorld, rule: str, state: str, number: int) -> None:
    use = hand_in(money, 450_000)
    use.pk, use.state, use.number = None, state, number
    with pytest.raises(IntegrityError, match=rf"{rule}|UNIQUE"), transaction.atomic():
        use.save(force_insert=True)


def test_one_draft_at_a_time(money: MoneyWorld) -> None:
    hand_in(money, 450_000)
    draft = correct_use_of_money(money.signer, money.code, money.ostersund.pk)
    draft.pk, draft.number = None, 3
    with pytest.raises(IntegrityError, match=r"one_draft_of_use_of_money|UNIQUE"), transaction.atomic():
        draft.save(force_insert=True)


def test_what_came_home_for_a_corrected_decision_is_no_unused_money_of_the_account() -> None:
    claims = [
        OneClaim(unused=True, withdrawn=False, amount=30, repaid=20, received=480),
        OneClaim(unused=True, withdrawn=True, amount=50, repaid=5, received=400, gave_way=True),
        OneClaim(unused=False, withdrawn=False, amount=70, repaid=70),
    ]
    assert home_of_unused(480, claims) == 25
    assert home_of_unused(470, claims) == 15
    assert (unused_answered_for(480, claims), unused_answered_for(400, claims)) == (35, 5)
