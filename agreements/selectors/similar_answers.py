"""What parties of about the same size have handed in on the same requirement: for seeing that a figure is unlikely.

Only medians of these are ever told (agreements.domain.plausibility). Kept for some minutes by each process, since every
save of a figure is compared and nothing depends on the newest hand-in.
"""

from datetime import date

from django.core.cache import cache

from agreements.models import Submission
from prio.parties.models import Population

KEPT = 600  # seconds
_SIZE = 2  # times larger or smaller is about the same size

Row = tuple[dict[str, object], int]


def similar_answers(
    requirement_id: int, kind: str, day: date | None, inhabitants: int | None
) -> tuple[Row, ...]:
    """Return the answers that were handed in by parties of a kind and about that size, with their inhabitants.

    Args:
        requirement_id: on which requirement.
        kind: `municipality`; a region has no figures of its own to compare by and gets nothing.
        day: the population date of the agreement; None: nothing to compare by.
        inhabitants: of the party that is compared.
    """
    if kind != "municipality" or day is None or not inhabitants:
        return ()
    key = f"similar-answers-{requirement_id}-{day}"
    rows: tuple[Row, ...] | None = cache.get(key)
    if rows is None:
        rows = _read(requirement_id, day)
        cache.set(key, rows, KEPT)
    return tuple(row for row in rows if inhabitants <= row[1] * _SIZE and row[1] <= inhabitants * _SIZE)


def _read(requirement_id: int, day: date) -> tuple[Row, ...]:
    """Return the newest submission of every kommun: two queries."""
    newest = dict(
        Submission.objects.filter(report__requirement_id=requirement_id)
        .order_by("report_id", "number")
        .values_list("report__party_id", "answers")
    )
    people = Population.objects.filter(version__date=day, municipality__in=newest).order_by(
        "version__version"
    )
    inhabitants = dict(people.values_list("municipality_id", "inhabitants"))
    return tuple((answers, inhabitants[party]) for party, answers in newest.items() if party in inhabitants)
