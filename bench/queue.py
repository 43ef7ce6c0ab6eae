"""The queue's first page beside bare Django drawing the same table, with 300, 10 000 and 100 000 cases in a round."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any

from django.db import connection
from django.template import loader
from django.test import Client

from agreements.domain.definition import Definition
from agreements.services import publish
from assessment.models import IN_HAND, AssessmentRound, Outcome, RoundKind, RoundState, Verdict, VerdictState
from assessment.selectors import concerned_parties, published_version
from assessment.selectors.queue import ROWS_ON_A_PAGE
from bench.chain import YEAR, demonstration, queries_of
from bench.frame import Measured, figure, milliseconds
from bench.pages import drawn_with, fetch
from prio import clock
from prio.accounts.models import Membership, User
from prio.accounts.roles import Authority, Role
from prio.parties.models import Kind, Organisation, Party, PartyCounty, PartyName

SIZES = (300, 10_000, 100_000)
LONG_AGO = datetime(1999, 1, 1, tzinfo=UTC).date()
MORE_REQUIREMENTS = 6  # there are no more than 10 000 codes of kommuner
EVERY_STATE = 40  # cases: so many pass before the states begin again
NAMED = "Provköping"


@cache
def parties(number: int) -> list[int]:
    """Return so many parties (primary keys), made up where the country has fewer."""
    demonstration()
    missing = number - Party.objects.count()
    if missing > 0:
        taken = set(Party.objects.values_list("code", flat=True))
        codes = [code for code in (f"{one:04}" for one in range(10_000)) if code not in taken][:missing]
        bodies = Organisation.objects.bulk_create(Organisation(code=code, name=code) for code in codes)
        made = Party.objects.bulk_create(
            Party(kind=Kind.MUNICIPALITY, code=body.code, organisation=body) for body in bodies
        )
        PartyName.objects.bulk_create(
            PartyName(party=one, name=f"{NAMED} {one.code}", valid_from=LONG_AGO) for one in made
        )
        PartyCounty.objects.bulk_create(
            PartyCounty(party=one, county_id="14", valid_from=LONG_AGO) for one in made
        )
    return list(Party.objects.order_by("code").values_list("pk", flat=True)[:number])


@cache
def queue_of(size: int) -> str:
    """Fill a round with so many cases, every fourth final, and return the address of its queue."""
    demonstration()
    code = f"ko-{size}"
    plain: dict[str, Any] = published_version(YEAR).definition.to_plain() | {"code": code}
    first = {name: value for name, value in plain["requirements"][0].items() if name != "follows"}
    plain["requirements"] += [first | {"code": f"X{number}"} for number in range(MORE_REQUIREMENTS)]
    publish(Definition.from_plain(plain), source_file="", simulated=True)
    concerned = concerned_parties(code)
    round_ = AssessmentRound.objects.create(
        agreement=concerned.version.agreement, kind=RoundKind.FINAL, state=RoundState.OPEN
    )
    Verdict.objects.bulk_create(_cases(size, round_.pk, code), batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return f"/overenskommelser/{code}/bedomning/slutlig/"


def _cases(size: int, round_id: int, code: str) -> Iterator[Verdict]:
    judged = list(concerned_parties(code).requirements.values())
    person = _person()
    pks = parties(-(-size // len(judged)))
    now = clock.now()
    for number in range(size):
        requirement = judged[number % len(judged)]
        turn = number % EVERY_STATE
        final = turn < EVERY_STATE // 4
        prepared = turn == EVERY_STATE - 1
        yield Verdict(
            round_id=round_id,
            requirement_id=requirement.requirement_id,
            requirement_version_id=requirement.wording_id,
            party_id=pks[number // len(judged)],
            county_id="14",
            state=VerdictState.FINAL
            if final
            else VerdictState.PREPARED
            if prepared
            else VerdictState.PROPOSED,
            proposed_outcome=Outcome.MET if turn % 3 or final else "",
            outcome=Outcome.MET if final or prepared else "",
            reasons={
                "key": "c1",
                "kind": "yes",
                "truth": "met",
                "reason": "Överenskommelsen är beslutad. " * 10,
            },
            attention=[] if turn % 5 else ["manual", "comment"],
            arrived_at=now - timedelta(minutes=number),
            assigned_to=person if turn % 2 else None,
            prepared_by=person if final or prepared else None,
            approved_by=None,
            sampled=False,
            final_at=now if final else None,
            made_at=now,
            simulated=True,
        )


@cache
def _person() -> User:
    """Make an assessor of Socialstyrelsen's."""
    user = User.objects.create_user("queue", "queue@example.org", None, demonstration=True)
    Membership.objects.create(
        user=user, role=Role.ASSESSOR, authority=Authority.SOCIALSTYRELSEN, valid_from=LONG_AGO
    )
    return user


def assessor() -> Client:
    """An assessor, signed in."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(_person(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def bare_table(address: str) -> Callable[[], object]:
    """Return what bare Django does for the same table: one query for the rows, and drawing the same template."""
    template, context = drawn_with(assessor(), address)
    page, round_id = loader.get_template(template), context["found"].scope.round_id
    oldest = (
        Verdict.objects.filter(round=round_id, state__in=IN_HAND)
        .select_related("party", "requirement", "county", "assigned_to")
        .order_by("arrived_at", "id")
    )

    def draw() -> object:
        return list(oldest[:ROWS_ON_A_PAGE]), page.render(dict(context))

    return draw


@figure("queue, first page", unit="ms", at_most_times_floor=4)
def first_page() -> dict[str, Measured]:
    """The page, sign-in and roles included, beside bare Django reading and drawing the same table."""
    return {
        f"{size} cases": Measured(
            milliseconds(partial(fetch, assessor(), queue_of(size))), milliseconds(bare_table(queue_of(size)))
        )
        for size in SIZES
    }


@figure("queue, search by text in 100 000 cases", unit="ms", at_most_times_floor=2)
def search() -> dict[str, Measured]:
    """A search that finds one party, and one that finds almost all of them, beside the page without a search."""
    address = queue_of(SIZES[-1])
    without = milliseconds(partial(fetch, assessor(), address))
    return {
        name: Measured(milliseconds(partial(fetch, assessor(), f"{address}?q={text}")), without)
        for name, text in (("one party", "4711"), ("almost all", NAMED))
    }


@figure("queue, first page, SQL", unit="queries", at_most=12)
def first_page_queries() -> dict[str, Measured]:
    """The queries, sign-in and roles included: of the whole list, and of a search, which is counted by itself."""
    found = {}
    for size in SIZES:
        for name, query in ((f"{size} cases", ""), (f"{size} cases, search", "?q=2380")):
            client = assessor()
            fetch(client, queue_of(size))  # what is remembered is read once
            found[name] = Measured(queries_of(partial(fetch, client, queue_of(size) + query)))
    return found
