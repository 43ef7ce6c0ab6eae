"""The pages of simulations: what is tried now, what is saved, and two that are saved beside each other."""

from collections.abc import Mapping
from dataclasses import dataclass

from agreements.models import AgreementVersion
from payouts.domain.allocation import AllocationInput
from payouts.domain.difference import difference
from payouts.domain.simulation import Change, Scope
from payouts.domain.simulation_plain import changes_of
from payouts.domain.simulation_words import retrial_words, words_of
from payouts.domain.wording import region_noun
from payouts.models import Simulation, SimulationSide
from payouts.selectors.differences import Shown, counties, party_names, shown
from payouts.selectors.simulations import side_of, simulated_version, simulation_for
from payouts.simulating import Base, Trial, base_of, scope_of, trial_of
from prio.accounts.roles import Actor

TODAY, TRIED = "I dag", "Simulering"


@dataclass(frozen=True)
class Workbench:
    """What changes are tried with: the agreement, what stands now (None: nothing yet), and what may be changed."""

    version: AgreementVersion
    side: SimulationSide | None
    base: Base | None
    scope: Scope
    names: Mapping[str, str]

    @property
    def made_up(self) -> bool:
        """Whether what stands now rests on something made up."""
        return bool(self.base and self.base.made_up)

    def words(self, change: Change, given: AllocationInput) -> str:
        """Say what a change is."""
        region = region_noun(self.version.definition.year)
        return words_of(change, given, self.scope, region, self.names)


@dataclass(frozen=True)
class SimulationPage:
    """A simulation with what comes of it. words: its changes; told: what could be tried again and what could not."""

    shown: Shown
    words: tuple[str, ...]
    told: tuple[str, ...]
    simulation: Simulation | None = None
    is_newest: bool = True


def workbench(actor: Actor, code: str) -> Workbench | None:
    """Return what changes of the agreement are tried with; None for who may not simulate. At most six queries."""
    version = simulated_version(actor, code)
    if version is None:
        return None
    names = party_names(version.definition)
    return Workbench(version, side_of(actor), base_of(actor, version), scope_of(version), names)


def trial_page(bench: Workbench, trial: Trial, *, every: bool = False) -> SimulationPage:
    """Return what changes that are tried give: one query."""
    definition = bench.version.definition
    beside = Shown(trial.difference, definition, bench.names, counties(), (TODAY, TRIED), every)
    words = tuple(bench.words(change, trial.given) for change in trial.changes)
    return SimulationPage(beside, words, retrial_words(trial.material))


def simulation_page(
    actor: Actor, code: str, simulation_id: int, *, every: bool = False
) -> SimulationPage | None:
    """Return a saved simulation beside what stood when it was made; None where the actor may see none.

    Raises:
        ResultDiffers: it does not give what it gave when it was saved.
    """
    simulation = simulation_for(actor, code, simulation_id)
    bench = workbench(actor, code) if simulation else None
    if simulation is None or bench is None:
        return None
    page = trial_page(bench, trial_of(simulation), every=every)
    newest = bench.base is not None and bench.base.sha256 == simulation.base_sha256
    return SimulationPage(page.shown, page.words, page.told, simulation, newest)


@dataclass(frozen=True)
class PairPage:
    """Two saved simulations beside each other. words: the changes of each. same_base: both rest on the same."""

    first: Simulation
    second: Simulation
    words: tuple[tuple[str, ...], tuple[str, ...]]
    shown: Shown

    @property
    def same_base(self) -> bool:
        """Whether both are reckoned on the same run or forecast."""
        return self.first.base_sha256 == self.second.base_sha256

    @property
    def simulated(self) -> bool:
        """Whether either rests on something made up."""
        return self.first.simulated or self.second.simulated


def pair_page(
    actor: Actor, code: str, first_id: int, second_id: int, *, every: bool = False
) -> PairPage | None:
    """Return two saved simulations beside each other; None where the actor may not see both.

    Raises:
        ResultDiffers: one of them does not give what it gave when it was saved.
    """
    bench = workbench(actor, code)
    first, second = (simulation_for(actor, code, pk) for pk in (first_id, second_id))
    if bench is None or first is None or second is None:
        return None
    one, other = trial_of(first), trial_of(second)
    words = (
        tuple(bench.words(change, one.given) for change in changes_of(first.changes)),
        tuple(bench.words(change, other.given) for change in changes_of(second.changes)),
    )
    labels = (first.name, second.name)
    beside = shown(difference(one.after, other.after), bench.version.definition, labels, every=every)
    return PairPage(first, second, words, beside)
