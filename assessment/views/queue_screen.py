"""What the page of the queue shows around its rows: the choices of its filters, its views, its pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.core.cache import cache

from assessment.domain.attention import ATTENTION
from assessment.domain.queue import (
    ALL,
    CLEAR,
    MINE,
    NO_PROPOSAL,
    NOBODYS,
    OLD_WORDING,
    PARAMETERS,
    READY_VIEWS,
    SORTS,
    WAITING,
    Filters,
)
from assessment.selectors.queue import MOST_CHOSEN, QueuePage, outcomes, states_of
from assessment.selectors.queue_people import Assessor, NamedView
from prio.accounts.roles import ASSESSING_ROLES, Role
from prio.parties.selectors import county_names
from prio.refused import Refused

KEPT = 3600  # seconds: counties are loaded once
# What stands under "Fler val", unless one of them is used.
_MORE = ("county", "proposal", "attention", "authority", "clear", "wording")


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a filter."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Select:
    """A filter: its parameter, its label, its choices."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A filter that is yes or no: its parameter, and what it says when it is ticked."""

    name: str
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ViewLink:
    """A view to go to. count: how many cases it has, where that is known without asking."""

    name: str
    query: str
    here: bool
    count: int | None = None
    id: int | None = None


@dataclass(frozen=True)
class Screen:
    """The page of the queue. chosen: the cases that were chosen when something was refused."""

    found: QueuePage
    people: tuple[Assessor, ...]
    named: tuple[NamedView, ...]
    faults: tuple[str, ...] = ()
    refusal: Refused | None = None
    chosen: frozenset[int] = frozenset()
    view_name: str = ""

    @property
    def filters(self) -> Filters:
        """What the queue is narrowed to."""
        return self.found.filters

    @cached_property
    def query(self) -> str:
        """The parameters that every link on the page carries."""
        return self.filters.query()

    @property
    def acts(self) -> bool:
        """Whether the actor may act on the cases."""
        return not self.found.scope.actor.roles.isdisjoint(ASSESSING_ROLES)

    @property
    def leads(self) -> bool:
        """Whether the actor may give cases to others."""
        return self.found.scope.actor.is_any(Role.LEAD_ASSESSOR)

    @property
    def may_choose(self) -> int:
        """How many of the whole list may be chosen at once."""
        return min(self.found.count, MOST_CHOSEN)

    @cached_property
    def views(self) -> tuple[ViewLink, ...]:
        """The views that everybody has, then the person's own."""
        numbers = self.found.numbers
        ready = (
            ViewLink(
                one.name, one.filters.query(), one.filters == self.filters, numbers.found_by(one.filters)
            )
            for one in READY_VIEWS
            if self.found.scope.is_final or not one.final_only
        )
        return (ViewLink("Allt som pågår", "", not self.query, numbers.in_hand), *ready)

    @cached_property
    def own_views(self) -> tuple[ViewLink, ...]:
        """The person's own views."""
        return tuple(
            ViewLink(one.name, one.filters.query(), one.filters == self.filters, id=one.id)
            for one in self.named
        )

    @cached_property
    def selects(self) -> tuple[Select, ...]:
        """The filters that are always in sight."""
        found, numbers = self.found, self.found.numbers
        requirements = {
            code: _with(
                f"{code} {found.scope.definition.requirement(code).name}", numbers.by_requirement[code]
            )
            for code in found.scope.requirements
            if code in numbers.codes
        }
        states = states_of(found.scope.kind)
        people = {
            MINE: _with("Mig", numbers.by_person[found.scope.actor.user_id]),
            NOBODYS: _with("Ingen", numbers.by_person[None]),
        } | {str(one.id): _with(one.name, numbers.by_person[one.id]) for one in self.people}
        waiting = {
            code: _with(words, numbers.by_waiting[code])
            for code, words in WAITING.items()
            if code != "klart" and (found.scope.is_final or code not in {"mig", "annan"})
        }
        return (
            self._select("requirement", "Krav eller mål", "Alla", requirements),
            self._select(
                "state", "Läge", "Allt som pågår",
                {code: _with(words, numbers.by_state[code]) for code, words in states.items()}
                | {ALL: _with("Alla", numbers.total)},
            ),
            self._select("waiting", "Väntar på", "Vem som helst", waiting),
            self._select("assigned", "Tilldelad", "Vem som helst", people),
        )  # fmt: skip

    @cached_property
    def more_selects(self) -> tuple[Select, ...]:
        """The filters that are seldom needed."""
        scope = self.found.scope
        names = dict.fromkeys(scope.authority_of(code) for code in scope.requirements)
        authorities = {name: name for name in names} | {ALL: "Alla"}
        counties = cache.get_or_set("county_names", county_names, KEPT) or {}
        return (
            *(
                ()
                if scope.definition.is_applied_for
                else (self._select("county", "Län", "Alla län", counties),)
            ),
            self._select("proposal", "Förslag", "Alla", {**outcomes(), NO_PROPOSAL: "Inget förslag"}),
            self._select("attention", "Att se på", "Allt", ATTENTION),
            self._select(
                "authority", "Bedöms av", "Den jag bedömer för" if scope.own else "Alla", authorities
            ),
        )

    @property
    def sorts(self) -> Select:
        """What the list is sorted by."""
        left_out = {"", "lan"} if self.found.scope.definition.is_applied_for else {""}
        words = {code: text for code, text in SORTS.items() if code not in left_out}
        return self._select("sort", "Ordning", SORTS[""], words)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """The filters that are yes or no."""
        clear, old = self.filters.clear == CLEAR, self.filters.wording == OLD_WORDING
        return (
            Tick(PARAMETERS["clear"], CLEAR, "Bara klara: allt uppfyllt, inget att se på", clear),
            Tick(PARAMETERS["wording"], OLD_WORDING, "Bara äldre lydelse", old),
        )

    @property
    def more_is_used(self) -> bool:
        """Whether one of the filters that are seldom needed is used."""
        return any(getattr(self.filters, name) for name in _MORE)

    def _select(self, field: str, label: str, nothing: str, options: Mapping[str, str]) -> Select:
        said = getattr(self.filters, field)
        shown: Iterable[tuple[str, str]] = [("", nothing), *options.items()]
        return Select(
            PARAMETERS[field], label, tuple(Option(value, words, value == said) for value, words in shown)
        )


def _with(words: str, count: int) -> str:
    return f"{words} ({count})"
