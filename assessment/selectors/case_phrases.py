"""The standard phrases of a case: those of its requirement, and of the demands that it follows."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from agreements.selectors.ground import Ground
from assessment.models import PhraseUse, StandardPhrase


@dataclass(frozen=True, slots=True)
class CasePhrases:
    """The phrases that may be chosen in a case; each is offered once, whatever years it comes from."""

    rows: tuple[StandardPhrase, ...] = ()

    def for_criterion(self, key: str) -> tuple[str, ...]:
        """Return the reasons why a criterion is not met: its own first, then those of the whole requirement."""
        fitting = [one for one in self.rows if one.use == PhraseUse.NOT_MET]
        own = [one for one in fitting if one.criterion == key]
        return _texts([*own, *(one for one in fitting if not one.criterion)])

    @property
    def by_use(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The phrases for a motivation, grouped by what they are used for."""
        uses = (PhraseUse.NOT_MET, PhraseUse.REMARK, PhraseUse.MET)
        groups = ((use.label, _texts(one for one in self.rows if one.use == use)) for use in uses)
        return tuple((label, texts) for label, texts in groups if texts)

    @property
    def for_completion(self) -> tuple[str, ...]:
        """The phrases that ask for a completion."""
        return _texts(one for one in self.rows if one.use == PhraseUse.COMPLETION)


def phrases_of(ground: Ground) -> CasePhrases:
    """Return the phrases that are in use: one query."""
    of_demand = Q(requirement=ground.requirement_id)
    for earlier in ground.requirement.follows:
        of_demand |= Q(requirement__agreement__code=earlier.agreement, requirement__code=earlier.requirement)
    rows = list(StandardPhrase.objects.filter(of_demand, retired_at=None))
    rows.sort(key=lambda one: one.requirement_id != ground.requirement_id)
    return CasePhrases(tuple(rows))


def _texts(rows: Iterable[StandardPhrase]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.text for one in rows))
