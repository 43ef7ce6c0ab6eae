"""The register of money with 100 000 payments: what narrowing it takes, and how many queries."""

from collections.abc import Iterator
from datetime import date
from functools import cache, partial
from statistics import median

from django.db import connection
from django.test import Client

from agreements.domain.definition import Definition
from agreements.models import Agreement, Requirement
from agreements.services import publish
from assessment.selectors import published_version
from bench.chain import YEAR, demonstration, queries_of
from bench.frame import Measured, figure, milliseconds
from bench.pages import fetch
from payouts.models import (
    AccountKind,
    DecidedAmount,
    Decision,
    DecisionKind,
    DecisionState,
    OrderState,
    Payment,
    PaymentDetails,
    PaymentOrder,
    PaymentState,
    StoredDocument,
)
from prio import clock
from prio.accounts.demonstration import APPROVER, PREPARER
from prio.accounts.models import User
from prio.parties.models import Organisation, Party

AGREEMENTS = 36
ORDERS = 9  # of each agreement: 36 × 9 × 310 payees
PAYMENTS = 100_000
NARROWED = {
    "everything": "",
    "a recipient": "q=Östersund",
    "a county and a year": "lan=23&ar=2014",
    "a goal": "mal=B3",
    "what is not paid": "betalning=not",
    "amounts from a million": "lagst=1000000",
    "the largest first": "ordning=belopp",
}


@cache
def paid_years() -> None:
    """Fill the database with decisions in force on 36 agreements, and 100 000 payments of them."""
    demonstration()
    plain = published_version(YEAR).definition.to_plain()
    people = {name: User.objects.get(username=name) for name in (PREPARER, APPROVER)}
    document = StoredDocument.objects.first()
    details = _details(people[PREPARER])
    payments: list[Payment] = []
    for number in range(AGREEMENTS):
        code = f"pengar-{number}"
        definition = Definition.from_plain(plain | {"code": code, "title": f"Pengar {number}"})
        publish(definition, source_file="", simulated=True)
        agreement = Agreement.objects.get(code=code)
        decision = Decision.objects.create(
            agreement=agreement,
            kind=DecisionKind.GRANT,
            number=1,
            reference=f"{code}/1",
            state=DecisionState.IN_FORCE,
            decided_on=date(2014, 12, 11),
            decision_maker="Regeringen",
            rapporteur="Prov",
            prepared_by=people[PREPARER],
            approved_by=people[APPROVER],
            document=document,
            simulated=True,
            made_at=clock.now(),
        )
        DecidedAmount.objects.bulk_create(_amounts(decision, agreement))
        payments += _payments(decision, details, people[PREPARER])
    Payment.objects.bulk_create(payments[:PAYMENTS], batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _details(person: User) -> list[PaymentDetails]:
    return PaymentDetails.objects.bulk_create(
        PaymentDetails(
            organisation=body,
            kind=AccountKind.BANKGIRO,
            number="9912346",
            proposed_by=person,
            proposed_at=clock.now(),
            state="superseded",
            settled_by=User.objects.get(username=APPROVER),
            settled_at=clock.now(),
            simulated=True,
        )
        for body in Organisation.objects.all()
    )


def _amounts(decision: Decision, agreement: Agreement) -> Iterator[DecidedAmount]:
    goals = list(Requirement.objects.filter(agreement=agreement).exclude(code__startswith="GK"))
    for turn, goal in enumerate(goals):
        for party in Party.objects.order_by("code"):
            yield DecidedAmount(
                decision=decision,
                party=party,
                requirement=goal,
                amount=1_000 + (turn + 1) * 7_919 * (party.pk % 300),
                simulated=True,
            )


def _payments(decision: Decision, details: list[PaymentDetails], person: User) -> Iterator[Payment]:
    states = (PaymentState.PAID, PaymentState.BOUNCED, PaymentState.PAID)
    for number in range(1, ORDERS + 1):
        order = PaymentOrder.objects.create(
            agreement=decision.agreement,
            decision=decision,
            number=number,
            payments_count=len(details),
            total=1_000 * len(details),
            pay_on=date(2014, 12, 31),
            prepared_by=person,
            prepared_at=clock.now(),
            attested_by=person,
            approved_by=User.objects.get(username=APPROVER),
            state=OrderState.SETTLED,
            file=decision.document,
            simulated=True,
        )
        for turn, one in enumerate(details):
            state = states[turn % len(states)]
            yield Payment(
                order=order,
                organisation_id=one.organisation_id,
                details=one,
                amount=1_000,
                state=state,
                end_to_end_id=f"{order.pk}-{turn}",
                paid_on=date(2014, 12, 31) if state == PaymentState.PAID else None,
                trouble="Prov" if state == PaymentState.BOUNCED else "",
                simulated=True,
            )


@figure("register of money, 100 000 payments, median of its filters", unit="ms", at_most=100)
def filters() -> Measured:
    """The page, narrowed in each of its ways."""
    paid_years()
    client = Client(SERVER_NAME="localhost")
    return Measured(
        median(milliseconds(partial(fetch, client, f"/pengar/?{query}")) for query in NARROWED.values())
    )


@figure("register of money, 100 000 payments, one filter", unit="ms", at_most=250)
def each_filter() -> dict[str, Measured]:
    """The page, narrowed in each of its ways, by itself."""
    paid_years()
    client = Client(SERVER_NAME="localhost")
    return {
        name: Measured(milliseconds(partial(fetch, client, f"/pengar/?{query}")))
        for name, query in NARROWED.items()
    }


@figure("register of money, SQL", unit="queries", at_most=17)
def filter_queries() -> Measured:
    """The most that any of the filters takes."""
    paid_years()
    client = Client(SERVER_NAME="localhost")
    fetch(client, "/pengar/")  # what is remembered is read once
    return Measured(
        max(queries_of(partial(fetch, client, f"/pengar/?{query}")) for query in NARROWED.values())
    )
