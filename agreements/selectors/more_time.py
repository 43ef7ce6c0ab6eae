"""Who has more time: the extensions that concern some parties, and whether their time to report is over."""

from collections.abc import Collection
from datetime import date

from agreements.domain.deadlines import closing_day, is_over
from agreements.domain.definition import Definition
from agreements.models import Agreement, Extension


class MoreTime:
    """The decisions on more time in an agreement that may concern some parties: one query."""

    def __init__(self, agreement: Agreement | int, parties: Collection[int]) -> None:
        found = Extension.objects.filter(agreement=agreement).select_related("requirement").order_by("pk")
        concerned = frozenset(parties)
        self._by_place: dict[tuple[int | None, str | None], list[Extension]] = {}
        for extension in found:
            if extension.party_id is None or extension.party_id in concerned:
                code = extension.requirement.code if extension.requirement else None
                self._by_place.setdefault((extension.party_id, code), []).append(extension)

    def of(self, party: int, requirement: str) -> list[Extension]:
        """Return those that give this party more time for this requirement."""
        if not self._by_place:
            return []
        places = ((None, None), (None, requirement), (party, None), (party, requirement))
        return [extension for place in places for extension in self._by_place.get(place, ())]

    def is_over(self, definition: Definition, party: int, requirement: str, today: date) -> bool:
        """Say whether the party's last day to report the requirement has ended, or there is none."""
        longer = (one.until for one in self.of(party, requirement))
        return is_over(closing_day(definition, requirement, extensions=longer), today)
