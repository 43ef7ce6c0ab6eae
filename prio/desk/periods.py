"""Which rows hold on a day, and the newest figures for it."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from agreements.domain.definition import Definition
from prio.parties.models import PopulationVersion


def day_of(definition: Definition) -> date:
    """Return the day whose names, counties and inhabitants the agreement stands on."""
    return definition.population_date or date(definition.year - 1, 12, 31)


def holds_on(day: date, prefix: str = "") -> Q:
    """The rows with a period that hold on `day`; `prefix` leads to them."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gt": day})
    )


def newest_population(day: date) -> QuerySet[PopulationVersion, Any]:
    """The primary key of the newest figures for `day`, for use inside another query."""
    return PopulationVersion.objects.filter(date=day).order_by("-version").values("pk")[:1]
