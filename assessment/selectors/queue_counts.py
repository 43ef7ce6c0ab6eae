"""How many cases there are of each sort: the line above the queue, and the numbers of its filters."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

from django.core.cache import cache
from django.db.models import Count

from assessment.domain.queue import ALL, MINE, NOBODYS, Filters
from assessment.models import DECIDED, FindingState, VerdictState
from assessment.selectors.queue_awaited import Awaited
from assessment.selectors.queue_narrowing import with_waiting
from assessment.selectors.queue_scope import Scope

# A round of so many cases is counted each time. Above it, which no year of 311 parties reaches, the numbers are those
# of the minute.
COUNTED_EACH_TIME = 5000
KEPT = 60  # seconds
_ENDED = frozenset({*DECIDED, FindingState.SENT})

# requirement, state, whom it waits for, assigned to (primary key), how many
Group = tuple[int, str, str, int | None, int]


@dataclass(frozen=True)
class Numbers:
    """The cases of the requirements of one authority, in groups. remembered: they may be a minute old."""

    user_id: int
    codes: frozenset[str]
    requirements: dict[str, int]
    groups: tuple[Group, ...]
    remembered: bool

    @cached_property
    def by_state(self) -> Counter[str]:
        """How many cases are in each state."""
        return self._counted(1, self.groups)

    @cached_property
    def by_waiting(self) -> Counter[str]:
        """How many cases in hand wait for whom."""
        return self._counted(2, self._in_hand)

    @cached_property
    def by_person(self) -> Counter[int | None]:
        """How many cases in hand each person has, None: nobody."""
        return self._counted(3, self._in_hand)

    @cached_property
    def by_requirement(self) -> Counter[str]:
        """How many cases in hand each requirement has, by its code."""
        codes = {key: code for code, key in self.requirements.items()}
        return Counter({codes[key]: count for key, count in self._counted(0, self._in_hand).items()})

    @cached_property
    def total(self) -> int:
        """All cases but those that were replaced."""
        return sum(group[-1] for group in self.groups if group[1] != VerdictState.CORRECTED)

    @cached_property
    def ended(self) -> int:
        """Those that are final, or sent."""
        return sum(group[-1] for group in self.groups if group[1] in {VerdictState.FINAL, FindingState.SENT})

    @cached_property
    def in_hand(self) -> int:
        """Those that somebody works on."""
        return sum(group[-1] for group in self._in_hand)

    @cached_property
    def waiting_for_others(self) -> int:
        """Those in hand that neither are to be judged nor wait for the actor's approval."""
        waiting = self.by_waiting
        return self.in_hand - waiting["bedomare"] - waiting["mig"]

    @cached_property
    def _in_hand(self) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if group[1] not in _ENDED)

    @staticmethod
    def _counted(column: int, groups: Collection[Group]) -> Counter:
        found: Counter = Counter()
        for group in groups:
            found[group[column]] += group[-1]
        return found

    def found_by(self, filters: Filters) -> int | None:
        """Return how many cases the filters find; None where that is not known without asking again."""
        others = replace(filters, requirement="", state="", assigned="", waiting="", authority="", sort="")
        if others.is_narrowed:
            return None
        return sum(group[-1] for group in self.groups if self._fits(group, filters))

    def _fits(self, group: Group, filters: Filters) -> bool:
        requirement, state, waiting, person, _ = group
        wanted = {MINE: self.user_id, NOBODYS: None}.get(filters.assigned, filters.assigned)
        return (
            (not filters.requirement or self.requirements.get(filters.requirement) == requirement)
            and _is_state(state, filters.state)
            and (not filters.waiting or waiting == filters.waiting)
            and (not filters.assigned or str(person) == str(wanted))
        )


def _is_state(state: str, wanted: str) -> bool:
    if wanted == ALL:
        return state != VerdictState.CORRECTED
    return state == wanted if wanted else state not in _ENDED


def numbers_of(scope: Scope, authority: str, awaits: Awaited) -> Numbers:
    """Return the numbers of the requirements that an authority assesses (`Filters.authority`): one query, or none."""
    codes = frozenset(scope.requirements) if authority == ALL else scope.assessed_by(authority)
    groups, remembered = _groups(scope, awaits)
    wanted = {scope.requirements[code] for code in codes}
    return Numbers(
        user_id=scope.actor.user_id,
        codes=codes,
        requirements=dict(scope.requirements),
        groups=tuple(group for group in groups if group[0] in wanted),
        remembered=remembered,
    )


def _groups(scope: Scope, awaits: Awaited) -> tuple[tuple[Group, ...], bool]:
    key = f"queue:{scope.round_id}:{scope.actor.user_id}"
    kept: tuple[Group, ...] | None = cache.get(key)
    if kept is not None:
        return kept, True
    rows = with_waiting(scope.cases, scope, awaits).order_by()
    columns = ("requirement_id", "state", "waiting", "assigned_to")
    groups = tuple(rows.values_list(*columns).annotate(number=Count("pk")))
    if sum(group[-1] for group in groups) > COUNTED_EACH_TIME:
        cache.set(key, groups, KEPT)
    return groups, False
