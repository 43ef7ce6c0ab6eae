"""The page of a case in a full year: every party has handed in everything, and something is proposed for each."""

from datetime import timedelta
from functools import cache, partial

from django.test import Client

from assessment.models import Outcome, RecusalDeclaration, RoundKind, Verdict, VerdictState
from assessment.services import assess_agreement
from bench.chain import REPORTED_YEAR, queries_of, reported_year
from bench.frame import Measured, figure, milliseconds
from bench.pages import fetch
from bench.site import BACKEND
from prio import clock
from prio.accounts.models import Membership, User
from prio.accounts.roles import Authority, Role

REQUIREMENT, PARTY = "GK1", "2380"
REJECTED = 60  # others that fell on the same demand: what precedents are chosen from


@cache
def assessor() -> Client:
    """Somebody of the authority who has declared their ties, signed in, in a year where everything is proposed."""
    reported_year()
    assess_agreement(REPORTED_YEAR, kind=RoundKind.FINAL)
    user = User.objects.create(username="bench.bedomare", email="bench@example.org", password="!")
    Membership.objects.create(
        user=user,
        role=Role.ASSESSOR,
        authority=Authority.SOCIALSTYRELSEN,
        valid_from=clock.today() - timedelta(days=400),
    )
    RecusalDeclaration.objects.create(user=user, year=clock.today().year, declared_at=clock.now())
    _reject(user)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend=BACKEND)
    return client


def _reject(user: User) -> None:
    """Let others have fallen on the same demand, with words."""
    approver = User.objects.create(username="bench.annan", email="bench2@example.org", password="!")
    others = Verdict.objects.filter(round__agreement__code=REPORTED_YEAR, requirement__code=REQUIREMENT)
    keys = others.exclude(party__code=PARTY).order_by("pk").values_list("pk", flat=True)[:REJECTED]
    Verdict.objects.filter(pk__in=list(keys)).update(
        state=VerdictState.FINAL,
        outcome=Outcome.NOT_MET,
        motivation="Samråden är inte redovisade.",
        prepared_by=user,
        prepared_at=clock.now(),
        approved_by=approver,
        final_at=clock.now(),
    )


def address() -> str:
    """Return the address of the case."""
    return f"/overenskommelser/{REPORTED_YEAR}/bedomning/slutlig/{PARTY}/{REQUIREMENT}/"


@figure("case page", unit="ms", at_most=40)
def case_page() -> Measured:
    """The whole page, with the form, the proposal, sixty verdicts to choose precedents from and last year's."""
    return Measured(milliseconds(partial(fetch, assessor(), address())))


@figure("case page, SQL", unit="queries", at_most=20)
def case_queries() -> Measured:
    """The queries of the page, sign-in and roles included."""
    fetch(assessor(), address())
    return Measured(queries_of(partial(fetch, assessor(), address())))
