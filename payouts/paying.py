"""Who pays an agreement's money, from which account, and what an order of it is as a file."""

from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings

from agreements.domain.definition import Definition
from payouts.domain.account_numbers import AccountNumber
from payouts.domain.payment_file import Credit, Debtor, PaymentFile
from payouts.domain.payment_lifecycle import FOR_ORGANISATION
from payouts.models import PaymentDetails, PaymentOrder
from prio.accounts.roles import Actor, Authority, Role, authority_named
from prio.clock import STOCKHOLM

# Who speaks for an organisation about its money, and is told of it.
SPEAKS = tuple(Role(role) for role in FOR_ORGANISATION)
READS_PAYMENTS = (Role.PAYER, Role.MINISTRY_PREPARER, Role.MINISTRY_APPROVER, Role.AUDITOR)
# A simulated order has a payer's account even where the installation has none: no bank takes the file.
MADE_UP_ACCOUNT, MADE_UP_BANK, BANKGIRO = "9912346", "TESTSESS", "BGNR"
LONGEST_CODE = 24  # characters of an agreement's code that fit in the number of a payment


class Receiver(NamedTuple):
    """Who gets a payment: kronor to an organisation by its details."""

    code: str
    name: str
    kronor: int
    details: PaymentDetails
    end_to_end_id: str


class RepayTo(NamedTuple):
    """Where money is repaid to: `bankgiro 991-2346`. made_up: for a demonstration."""

    account: str
    made_up: bool


def payer_named(definition: Definition) -> str:
    """Return who pays the agreement's money, by the name of its year: what documents call it."""
    return definition.payer or Authority.KAMMARKOLLEGIET.value


def payer_of(definition: Definition) -> str:
    """Return the authority that pays the agreement's money."""
    return authority_named(payer_named(definition))


def pays(actor: Actor, definition: Definition) -> bool:
    """Say whether the actor pays for the agreement's payer."""
    return payer_of(definition) in actor.pays_for


def payee_of(definition: Definition) -> str:
    """Return to whom an agreement's money is repaid, as it says itself; Kammarkollegiet where it says nothing."""
    repayment = definition.aftermath.repayment
    return repayment.to if repayment else Authority.KAMMARKOLLEGIET.value


def account_of_payee(definition: Definition, *, simulated: bool) -> RepayTo | None:
    """Return where the agreement's money is repaid to, as people write it; None where the installation has no account.

    simulated: it is a demonstration, which has a made-up account where there is no other.
    """
    authority = authority_named(payee_of(definition))
    known = debtor_of(authority, simulated=simulated)
    if not known.account:
        return None
    made_up = not settings.PAYERS.get(authority, {}).get("account", "")
    if known.scheme != BANKGIRO:
        return RepayTo(f"konto {known.account}", made_up)
    digits = known.account.replace("-", "").replace(" ", "")
    return RepayTo(f"bankgiro {AccountNumber('bankgiro', digits).shown}", made_up)


def takes_back(actor: Actor, definition: Definition) -> bool:
    """Say whether the actor books what is repaid of the agreement's money: pays for whom it is repaid to."""
    return authority_named(payee_of(definition)) in actor.pays_for


def reads_payments(actor: Actor) -> bool:
    """Say whether the actor reads orders, payments and the reconciliation."""
    return actor.is_any(*READS_PAYMENTS)


def debtor_of(authority: str, *, simulated: bool) -> Debtor:
    """Return the payer's account, from the installation's settings (PAYER_…, see prio/settings/base.py)."""
    known = settings.PAYERS.get(authority, {})
    account, bank = known.get("account", ""), known.get("bank", "")
    scheme = known.get("scheme", BANKGIRO)
    if simulated and not account:
        account, bank, scheme = MADE_UP_ACCOUNT, MADE_UP_BANK, BANKGIRO
    return Debtor(known.get("name") or authority, known.get("identity", ""), account, scheme, bank)


def accounts_of_payers() -> frozenset[str]:
    """Return the digits of the accounts that the installation pays from."""
    accounts = (known.get("account", "") for known in settings.PAYERS.values())
    return frozenset(digits for one in accounts if (digits := one.replace("-", "").replace(" ", "")))


def payment_number(agreement_code: str, agreement_id: int, order: int, organisation: str) -> str:
    """Return what the bank calls a payment back by: `PRIO-2014-1-0114`."""
    code = agreement_code.upper() if len(agreement_code) <= LONGEST_CODE else f"A{agreement_id}"
    return f"{code}-{order}-{organisation}"


def file_of(order: PaymentOrder, definition: Definition, receivers: Iterable[Receiver]) -> PaymentFile:
    """Return an order as the data of its file; the same order is the same file, however often it is made."""
    made = (order.approved_at or order.prepared_at).astimezone(STOCKHOLM)
    return PaymentFile(
        message_id=message_id(definition.code, order.agreement_id, order.number),
        made=made.strftime("%Y-%m-%dT%H:%M:%S"),
        pay_on=order.pay_on,
        debtor=debtor_of(payer_of(definition), simulated=order.simulated),
        credits=tuple(
            Credit(
                end_to_end_id=one.end_to_end_id,
                name=one.name,
                kind="bankgiro" if one.details.kind == "bankgiro" else "account",
                number=one.details.number,
                kronor=one.kronor,
                text=f"{definition.code.upper()} beslut {order.decision.reference} {one.end_to_end_id}",
            )
            for one in receivers
        ),
        bankgiro_scheme=settings.PAYMENT_BANKGIRO_SCHEME,
        test=order.simulated,
    )


def message_id(agreement_code: str, agreement_id: int, order: int) -> str:
    """Return the number of an order's file: `PRIO-2014-1`."""
    return payment_number(agreement_code, agreement_id, order, "")[:-1]


def file_name(order: PaymentOrder, agreement_code: str) -> str:
    """Return the name of an order's file, which says that it is a test where it is."""
    test = "TEST-" if order.simulated else ""
    return f"{test}betalning-{agreement_code}-{order.number}.xml"
