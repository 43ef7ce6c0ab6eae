"""The day that an agreement's counties and inhabitants are of, and the newest figures for a day."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from agreements.domain.definition import Definition
from prio.parties.models import PopulationVersion


def day_of(definition: Definition) -> date:
    """Return the day whose counties and inhabitants the agreement stands on; names follow `Definition.names_day`."""
    return definition.population_date or date(definition.year - 1, 12, 31)


def newest_population(day: date) -> QuerySet[PopulationVersion, Any]:
    """The primary key of the newest figures for `day`, for use inside another query."""
    return PopulationVersion.objects.filter(date=day).order_by("-version").values("pk")[:1]
