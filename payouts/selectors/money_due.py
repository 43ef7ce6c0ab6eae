"""What is due of money beside and after the pots, for one person's home: accounts, claims, reports on lines."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse

from agreements.domain.definition import Definition
from payouts.domain.money_lifecycle import WRITES_FOR_ORGANISATION
from payouts.domain.recipients import is_of_skr
from payouts.models import Claim, ClaimState, DecidedAmount, DecisionState, LineReport, UseOfMoney, UseState
from payouts.paying import takes_back
from payouts.selectors.claims import visible_claims
from payouts.selectors.uses_of_money import has_come
from prio.accounts.roles import Actor, Role
from prio.money import kronor
from prio.swedish import counted

# How long before its day something is told at home.
AHEAD = timedelta(days=60)
REPORTS = "redovisning av en budgetrad saknas,redovisningar av budgetrader saknas"


@dataclass(frozen=True, slots=True)
class MoneyDue:
    """Something to hand in, to repay or to look after. due: its last day. simulated: it is made up."""

    label: str
    title: str
    url: str
    due: date
    simulated: bool = False


def money_due(actor: Actor, definitions: Sequence[Definition], today: date) -> tuple[MoneyDue, ...]:
    """Return what is due for the actor, the nearest day first: at most two queries, none where nothing can be."""
    found = [
        *_uses(actor, definitions, today),
        *_claims(actor, definitions, today),
        *_lines(actor, definitions, today),
    ]
    return tuple(sorted(found, key=lambda one: (one.due, one.title)))


def _uses(actor: Actor, definitions: Sequence[Definition], today: date) -> Iterator[MoneyDue]:
    asking = {
        one.code: one
        for one in definitions
        if (asked := one.aftermath.use_of_money) and asked.due and asked.due - AHEAD <= today
    }
    bodies = {organisation for role, organisation in actor.holds if role in WRITES_FOR_ORGANISATION}
    if not asking or not bodies:
        return
    handed_in = UseOfMoney.objects.filter(
        agreement=OuterRef("decision__agreement"),
        organisation=OuterRef("party__organisation"),
        state=UseState.HANDED_IN,
    )
    amounts = (
        has_come(DecidedAmount.objects.all())
        .filter(
            ~Exists(handed_in),
            decision__agreement__code__in=asking,
            decision__state=DecisionState.IN_FORCE,
            party__organisation__in=bodies,
        )
        .order_by()
    )
    received = amounts.values_list("decision__agreement__code", "party__organisation__code").distinct()
    for code, organisation in received:
        asked = asking[code].aftermath.use_of_money
        if asked and asked.due:
            url = reverse("use_of_money", args=[code, organisation])
            yield MoneyDue("Redovisa hur pengarna har använts", asking[code].title, url, asked.due)


def _claims(actor: Actor, definitions: Sequence[Definition], today: date) -> Iterator[MoneyDue]:
    """The own claims one by one; for who gets what is repaid what is overdue, one row for each agreement."""
    is_payer = Role.PAYER in actor.roles
    if not is_payer and not actor.organisations:
        return
    claims = visible_claims(actor).filter(state=ClaimState.OPEN).order_by("due", "pk")
    if not is_payer:
        for claim in claims:
            url = reverse("claim", args=[claim.agreement.code, claim.pk])
            label = f"Återbetala {kronor(claim.remaining)}"
            yield MoneyDue(label, claim.agreement.title, url, claim.due, claim.simulated)
        return
    overdue: dict[str, list[Claim]] = {}
    theirs = [one.code for one in definitions if takes_back(actor, one)]
    for claim in claims.filter(due__lt=today, agreement__code__in=theirs):
        overdue.setdefault(claim.agreement.code, []).append(claim)
    for code, late in overdue.items():
        label = counted(len(late), "återkrav är försenat,återkrav är försenade")
        made_up = any(claim.simulated for claim in late)
        yield MoneyDue(
            label, late[0].agreement.title, f"{reverse('money', args=[code])}#aterkrav", late[0].due, made_up
        )


def _lines(actor: Actor, definitions: Sequence[Definition], today: date) -> Iterator[MoneyDue]:
    """For SKR's administrator: lines that are not reported on though their day has come or comes soon, day by day."""
    if Role.SKR_ADMINISTRATOR not in actor.roles:
        return
    due = {
        (one.code, line.name): line.report_due
        for one in definitions
        for line in one.budget.lines
        if line.report_due and line.report_due - AHEAD <= today and is_of_skr(line.recipient)
    }
    if not due:
        return
    reported = set(
        LineReport.objects.order_by().values_list("line__agreement__code", "line__name").distinct()
    )
    for one in definitions:
        left = [day for (code, name), day in due.items() if code == one.code and (code, name) not in reported]
        for day, count in Counter(left).items():
            yield MoneyDue(counted(count, REPORTS), one.title, reverse("money", args=[one.code]), day)
