"""Reading claims: all of them for who reads all, otherwise those on the own organisations."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from agreements.models import AgreementVersion
from agreements.selectors.agreements import version_in_force
from payouts.domain.money_lifecycle import CLAIM
from payouts.models import Claim, ClaimState, Repayment
from payouts.paying import RepayTo, account_of_payee, payee_of, takes_back
from payouts.services.balances import follows_a_decision
from prio.accounts.roles import Actor, Authority
from prio.accounts.selectors import is_demonstration


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """A claim with what has come of it.

    follows: it follows from what is decided, so that only a new decision can let the organisation keep the money.
    overdue: its day has passed while it is open. payee: to whom it is repaid; place: where to, None where the
    installation does not know. may_take_back: the notes that the actor may take back.
    """

    claim: Claim
    repayments: tuple[Repayment, ...]
    may_repay: bool
    may_withdraw: bool
    follows: bool
    overdue: bool
    payee: str
    place: RepayTo | None
    may_take_back: tuple[Repayment, ...]


def visible_claims(actor: Actor) -> QuerySet[Claim]:
    """Return the claims that the actor reads."""
    claims = Claim.objects.select_related("agreement", "organisation", "decision", "withdrawn_by").defer(
        "decision__document"
    )
    return claims if actor.reads_all else claims.filter(organisation__in=actor.organisations)


def claims_of(actor: Actor, code: str) -> tuple[Claim, ...]:
    """Return the claims of an agreement that the actor reads, open ones first: one query."""
    found = visible_claims(actor).filter(agreement__code=code).order_by("due", "organisation__code", "pk")
    return tuple(sorted(found, key=lambda claim: claim.state != ClaimState.OPEN))


def claim_page(actor: Actor, code: str, claim_id: int, today: date) -> ClaimPage | None:
    """Return one claim, or None where there is none that the actor reads: at most seven queries."""
    claim = visible_claims(actor).filter(agreement__code=code, pk=claim_id).first()
    if claim is None:
        return None
    version = version_in_force(code)
    takes = version is not None and takes_back(actor, version.definition)
    is_open = claim.state == ClaimState.OPEN
    follows = is_open and follows_a_decision(claim)
    rows = Repayment.objects.filter(claim=claim).select_related("noted_by", "cancelled_by")
    repayments = tuple(rows.order_by("paid_on", "pk"))
    may_take_back = takes and CLAIM.may("take_back", claim.state, actor.roles)
    return ClaimPage(
        claim=claim,
        repayments=repayments,
        may_repay=takes and CLAIM.may("repay", claim.state, actor.roles),
        may_withdraw=takes and not follows and CLAIM.may("withdraw", claim.state, actor.roles),
        follows=follows,
        overdue=is_open and claim.due < today,
        payee=payee_of(version.definition) if version else Authority.KAMMARKOLLEGIET.value,
        place=_place(version, claim) if is_open else None,
        may_take_back=tuple(one for one in repayments if may_take_back and one.cancelled_at is None),
    )


def _place(version: AgreementVersion | None, claim: Claim) -> RepayTo | None:
    if version is None:
        return None
    made_up = claim.agreement.simulated or is_demonstration()
    return account_of_payee(version.definition, simulated=made_up)
