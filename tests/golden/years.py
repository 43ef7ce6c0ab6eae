"""The six real agreements with their outcomes, divided once, as plain values that need no database afterwards."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from agreements.domain.loading import load_definition
from agreements.services import publish
from assessment.models import COUNTS_AS_MET, Verdict, VerdictState
from assessment.selectors.account import Account, account
from payouts.allocation_file import allocation_csv, recomputed_csv
from payouts.models import AllocationLine, AllocationRun
from payouts.services import compute_run
from prio import clock
from prio.accounts.models import Installation
from prio.accounts.roles import Actor, Role
from prio.desk.demonstration.history import load_history
from prio.parties.services import load_reference

FOLDER = Path(__file__).resolve().parent
DEFINITIONS = FOLDER.parents[1] / "agreements" / "definitions"
PRIO = ("prio-2012", "prio-2013", "prio-2014", "prio-2015")
AUDITOR = Actor(user_id=0, name="Revisor", roles=frozenset({Role.AUDITOR}))
AGREEMENTS = (*PRIO, "heldygnsvard-2012", "tillganglighet-2012")


class JudgedParty(NamedTuple):
    """One final verdict. source: the name of the file that it came from."""

    requirement: str
    party: str
    kind: str
    outcome: str
    simulated: bool
    source: str


class CountyStanding(NamedTuple):
    """A county in the run: inhabitants, those in qualified kommuner, and whether it takes part."""

    people: int
    qualified: int
    region_met: bool
    takes_part: bool


@dataclass(frozen=True)
class Year:
    """One agreement after its allocation; money in kronor. recomputed: the file, from the stored inputs alone."""

    file: bytes
    recomputed: bytes
    pots_total: int
    distributed: int
    undistributed: int
    verdicts: tuple[JudgedParty, ...]
    counties: dict[str, CountyStanding]
    grundkrav: dict[str, frozenset[str]]
    payees: dict[str, str]  # the legal body of each party that gets anything
    account: Account

    def who(self, requirement: str, kind: str) -> set[str]:
        """The parties of a kind that met the requirement."""
        return {
            one.party
            for one in self.verdicts
            if (one.requirement, one.kind) == (requirement, kind) and one.outcome in COUNTS_AS_MET
        }

    def met(self) -> dict[str, set[str]]:
        """Who met what, by requirement."""
        return {
            one.requirement: self.who(one.requirement, "municipality") | self.who(one.requirement, "region")
            for one in self.verdicts
        }

    def outcomes(self, requirement: str, kind: str) -> Counter[str]:
        """How many of a kind got which outcome."""
        return Counter(
            one.outcome for one in self.verdicts if (one.requirement, one.kind) == (requirement, kind)
        )

    def qualified(self, kind: str) -> set[str]:
        """The parties of a kind that met every grundkrav."""
        return set.intersection(*(self.who(code, kind) for code in self.grundkrav[kind]))

    def winners(self) -> dict[str, int | tuple[int, int]]:
        """How many met each goal: one number, or landsting and kommuner where both kinds take part."""
        found: dict[str, int | tuple[int, int]] = {}
        gates = frozenset().union(*self.grundkrav.values())
        for code in sorted({one.requirement for one in self.verdicts} - gates):
            regions, kommuner = len(self.who(code, "region")), len(self.who(code, "municipality"))
            both = all(self.outcomes(code, kind) for kind in ("region", "municipality"))
            found[code] = (regions, kommuner) if both else regions + kommuner
        return found


def divide_the_real_years() -> dict[str, Year]:
    """Load everything into the database at hand and divide it."""
    Installation.objects.create(demonstration_since=clock.now())
    load_reference()
    return {code: _divide(code) for code in AGREEMENTS}


def _divide(code: str) -> Year:
    path = DEFINITIONS / f"{code}.yaml"
    definition = load_definition(path.read_text(encoding="utf-8"), path.name)
    publish(definition, source_file=path.name)
    load_history(code)
    run = compute_run(code)
    found = account(AUDITOR, code)
    assert found
    return Year(
        file=allocation_csv(run),
        recomputed=recomputed_csv(AllocationRun.objects.get(pk=run.pk)),
        pots_total=run.pots_total,
        distributed=run.distributed,
        undistributed=run.undistributed,
        verdicts=_verdicts(code),
        counties=_counties(run),
        grundkrav={
            kind: frozenset(one.code for one in definition.grundkrav(kind))
            for kind in ("municipality", "region")
        },
        payees=dict(
            AllocationLine.objects.filter(part__run=run).values_list(
                "party__code", "party__organisation__code"
            )
        ),
        account=found,
    )


def _verdicts(code: str) -> tuple[JudgedParty, ...]:
    found = Verdict.objects.filter(round__agreement__code=code, state=VerdictState.FINAL)
    columns = (
        "requirement__code",
        "party__code",
        "party__kind",
        "outcome",
        "simulated",
        "outcome_file__name",
    )
    return tuple(JudgedParty(*row) for row in found.values_list(*columns))


def _counties(run: AllocationRun) -> dict[str, CountyStanding]:
    return {
        one.county_id: CountyStanding(
            one.population, one.qualified_population, one.region_met, one.takes_part
        )
        for one in run.counties.all()
    }
