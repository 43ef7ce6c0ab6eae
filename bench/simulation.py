"""Simulating a full year: the page that answers, and the division behind it."""

from functools import partial

from bench.chain import queries_of
from bench.frame import Measured, figure, milliseconds
from bench.pages import YEAR, fetch, visitor
from payouts.domain.difference import Division, difference
from payouts.domain.simulation import Material, Outcomes, PotModel, Threshold, changed
from payouts.inputs import given_of
from payouts.models import AllocationRun

CHANGED = "grans=70&modell-A3=capped&krav-1=GK1&klarat-1=nej&vilka-1=2380"
CHANGES = (Threshold(70), PotModel("A3", "capped"), Outcomes("GK1", met=False, parties=("2380",)))


def address(more: str = "") -> str:
    """The page of some changes of a year with its 311 parties."""
    return f"/overenskommelser/{YEAR}/simulering/prova/?{CHANGED}{more}"


@figure("simulation of a year", unit="ms", at_most=300)
def simulated_page() -> dict[str, Measured]:
    """The whole request; the floor is the two divisions and what differs between them."""
    client = visitor()
    run = AllocationRun.objects.filter(agreement__code=YEAR).latest("pk")
    given = given_of(run.inputs)

    def divide() -> None:
        difference(Division.of(given), Division.of(changed(given, CHANGES, Material())))

    floor = milliseconds(divide)
    return {
        "on screen": Measured(milliseconds(partial(fetch, client, address())), floor),
        "every organisation": Measured(milliseconds(partial(fetch, client, address("&visa=alla"))), floor),
    }


@figure("simulation of a year, SQL", unit="queries", at_most=12)
def simulated_page_queries() -> Measured:
    """The queries of the page, sign-in and roles included."""
    client = visitor()
    fetch(client, address())
    return Measured(queries_of(partial(fetch, client, address())))
