"""Trying changes on an agreement: what they are tried on, what they need from the database, and what comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from agreements.models import AgreementVersion
from payouts.domain.allocation import AllocationInput
from payouts.domain.difference import Difference, Division, difference
from payouts.domain.forecast import EXPECTED
from payouts.domain.rule_limits import limits_of
from payouts.domain.simulation import (
    Change,
    ChangeFault,
    Material,
    OtherLimit,
    PopulationDate,
    Scope,
    changed,
    faults,
    kinds_asked,
    kinds_of,
    result_sha256,
)
from payouts.domain.simulation_plain import changes_of, material_of
from payouts.inputs import Plain, given_of
from payouts.models import AllocationRun, Forecast, Simulation, SimulationBase
from payouts.retrial import retry
from payouts.selectors.access import shown_run
from payouts.selectors.forecasts import newest_forecast, outlook_from
from prio.accounts.roles import Actor
from prio.parties.models import PopulationVersion
from prio.parties.selectors import population_on
from prio.refused import Refused

KEPT = ("terms", "grundkrav", "pots", "municipalities", "regions", "population")


class NotWorkable(Refused):
    """Changes that cannot be made. faults: each with the place that it is about, in Swedish."""

    def __init__(self, found: tuple[ChangeFault, ...]) -> None:
        super().__init__("Ändringarna går inte att räkna på.", tuple(fault.message for fault in found))
        self.faults = found


class ResultDiffers(ArithmeticError):
    """A stored simulation does not give what it gave when it was saved: it must not be shown."""


@dataclass(frozen=True, slots=True)
class Base:
    """What changes are tried on: the newest run, or before there is one the newest forecast.

    plain: what is divided, in canonical form. sha256: of the run or forecast. run_id: None for a forecast. made_up: it
    rests on something made up.
    """

    kind: SimulationBase
    plain: Plain
    sha256: str
    at: datetime
    run_id: int | None
    made_up: bool


@dataclass(frozen=True)
class Trial:
    """Changes with what comes of them. given: before the changes."""

    given: AllocationInput
    changes: tuple[Change, ...] = ()
    material: Material = field(default_factory=Material)

    @cached_property
    def before(self) -> Division:
        """How the money is divided today."""
        return Division.of(self.given)

    @cached_property
    def after(self) -> Division:
        """How the money is divided with the changes."""
        return Division.of(changed(self.given, self.changes, self.material))

    @cached_property
    def difference(self) -> Difference:
        """Both beside each other."""
        return difference(self.before, self.after)

    @property
    def sha256(self) -> str:
        """The hash of what the changes give."""
        return result_sha256(self.after.allocation)


def base_of(actor: Actor, version: AgreementVersion) -> Base | None:
    """Return what changes of the agreement are tried on, None where nothing is reckoned yet: at most two queries."""
    run = shown_run(actor, version.agreement.code)
    if run is not None and run.inputs:
        return _of_run(run)
    forecast = newest_forecast(version)
    return _of_forecast(forecast) if forecast else None


def _of_run(run: AllocationRun) -> Base:
    plain = {name: run.inputs[name] for name in KEPT} | {"met": run.inputs["met"]}
    return Base(SimulationBase.RUN, plain, run.inputs_sha256, run.computed_at, run.pk, run.simulated)


def _of_forecast(forecast: Forecast) -> Base:
    """Count everybody as the forecast expects: that is what today's expected amounts are made from."""
    met = outlook_from(forecast).met(EXPECTED)
    plain = {name: forecast.plain[name] for name in KEPT}
    plain["met"] = {code: sorted(parties) for code, parties in sorted(met.items())}
    made_up = forecast.simulated
    return Base(SimulationBase.FORECAST, plain, forecast.sha256, forecast.made_at, None, made_up)


def scope_of(version: AgreementVersion) -> Scope:
    """Return what changes may speak of: the limits of the rules, and the days with a population. One query."""
    return Scope({limit.key: limit for limit in limits_of(version.definition)}, frozenset(population_days()))


def population_days() -> list[date]:
    """Return the days that there is a population for, in order: one query."""
    return sorted(PopulationVersion.objects.order_by().values_list("date", flat=True).distinct())


def try_changes(
    version: AgreementVersion, base: Base, changes: Sequence[Change], scope: Scope | None = None
) -> Trial:
    """Divide the money with the changes made.

    Args:
        version: the published version, whose rules are tried.
        base: what the changes are tried on.
        changes: in any order.
        scope: what they may speak of, where it is known already.

    Raises:
        NotWorkable: a change cannot be made; each fault is named.
    """
    given = given_of(base.plain)
    wrong = tuple(faults(given, changes, scope or scope_of(version)))
    if wrong:
        raise NotWorkable(wrong)
    return Trial(given, tuple(changes), _material(version, given, changes))


def _material(version: AgreementVersion, given: AllocationInput, changes: Sequence[Change]) -> Material:
    limits = [change for change in changes if isinstance(change, OtherLimit)]
    kinds = kinds_of(given)
    asked = {
        code: [party for party, kind in kinds.items() if kind in kinds_asked(given, code)]
        for code in {change.requirement for change in limits}
    }
    return Material(people=_people(given, changes), retried=retry(version, limits, given.met, asked))


def _people(given: AllocationInput, changes: Sequence[Change]) -> Mapping[str, int]:
    for change in changes:
        if isinstance(change, PopulationDate):
            _, people = population_on(change.day)
            codes = [one.code for one in given.municipalities]
            missing = [code for code in codes if code not in people]
            if missing:
                message = (
                    f"Folkmängden saknas den dagen för {len(missing)} kommuner, den första {missing[0]}."
                )
                raise NotWorkable((ChangeFault(change.place, message),))
            return {code: people[code] for code in codes}
    return {}


def trial_of(simulation: Simulation) -> Trial:
    """Return a stored simulation, divided anew from what it keeps.

    Raises:
        ResultDiffers: it does not give what it gave when it was saved.
    """
    trial = Trial(given_of(simulation.base), changes_of(simulation.changes), material_of(simulation.material))
    if trial.sha256 != simulation.result_sha256:
        raise ResultDiffers(
            f"simulation {simulation.pk} gives {trial.sha256}, not {simulation.result_sha256}"
        )
    return trial
