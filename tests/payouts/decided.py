"""Worlds with results for tests of pages: verdicts, a run in any state, a decision."""

from collections.abc import Mapping

from assessment.services import load_outcomes
from payouts.models import AllocationRun, Decision, DecisionState
from payouts.services import approve_run, compute_run, propose_run
from prio.accounts.models import User
from prio.accounts.roles import Role
from prio.parties.models import Organisation, Party
from tests import factories
from tests.world import COLUMNS, EVERYBODY_MET, World, make_world

RUN_SECOND = COLUMNS + "B1,2326,not_met\n"


def computed(outcomes: str = EVERYBODY_MET, *, simulated: bool = False) -> tuple[World, AllocationRun]:
    """Make the small world with a computed run."""
    world = make_world(demonstration=True)
    load_outcomes(world.code, "utfall.csv", outcomes.encode(), simulated=simulated)
    return world, compute_run(world.code)


def approved(outcomes: str = EVERYBODY_MET, *, simulated: bool = False) -> tuple[World, AllocationRun]:
    """Make the small world with an approved run."""
    world, run = computed(outcomes, simulated=simulated)
    propose_run(run.pk, world.preparer)
    return world, approve_run(run.pk, world.approver)


def decided(
    outcomes: str = EVERYBODY_MET, *, state: DecisionState = DecisionState.IN_FORCE, simulated: bool = False
) -> tuple[World, Decision]:
    """Make the small world with a decision, by default in force."""
    world, run = approved(outcomes, simulated=simulated)
    return world, factories.decision(run, state=state)


def user_of(world: World, role: str) -> User:
    """Return the account of the world's preparer or approver."""
    actors = {"preparer": world.preparer, "approver": world.approver}
    return User.objects.get(pk=actors[role].user_id)


def reader(of: Party | None = None) -> User:
    """Somebody who reads for one organisation: of `of`, or of one that has no part in anything."""
    body = of.organisation if of else Organisation.objects.create(code="9999", name="Utanför")
    return factories.person(Role.READER, organisation=body)


def large_world(counties: int, kommuner_per_county: int, extra: int = 0) -> AllocationRun:
    """Make counties with kommuner that all met everything, and the run of it; `extra` kommuner more in the last one."""
    people: dict[Party, int] = {}
    rows = [COLUMNS.strip()]
    for number in range(1, counties + 1):
        code = f"{number:02}"
        county = factories.county(code, chr(ord("A") + number), f"Län {number}")
        factories.region(code, f"Landsting {number}", county)
        rows += [f"GK1,{code},met", f"A1,{code},met"]
        for place in range(1, kommuner_per_county + 1 + (extra if number == counties else 0)):
            kommun = factories.kommun(f"{number:02}{place:02}", f"Kommun {number}-{place}", county)
            people[kommun] = 1_000 + place
            rows += [f"GK1,{kommun.code},met", f"B1,{kommun.code},met"]
    factories.population(people)
    agreement = factories.agreement()
    load_outcomes(agreement.code, "utfall.csv", "\n".join([*rows, ""]).encode())
    return compute_run(agreement.code)


Sizes = Mapping[str, tuple[int, int, int]]
# 10 organisations, and as many as there are in Sweden: counties, kommuner in each, and in the last one more.
SIZES: Sizes = {"10": (2, 4, 0), "311": (21, 13, 17)}
