"""The forecast of an agreement that stands now, with earlier ones to compare it with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, Subquery

from agreements.domain.timeline import phase_on
from agreements.models import AgreementVersion
from payouts.domain.forecast import Outlook
from payouts.inputs import simulated_parts
from payouts.models import Forecast
from payouts.outlook import outlook_of
from payouts.services.forecasts import GOES_ON
from prio import clock

MOST_REMEMBERED = 16
A_WEEK = timedelta(days=7)
# What a forecast's plain form says, by its hash: it never changes, and reading it takes longer than dividing by it.
_remembered: dict[str, Outlook] = {}


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest forecast; earlier: the last of yesterday or before, and the last that is a week old."""

    newest: Forecast
    earlier: tuple[Forecast, ...]


def is_expected(version: AgreementVersion, today: date) -> bool:
    """Say whether amounts of the agreement are expected: it is reported on or assessed, and nothing is unset."""
    definition = version.definition
    return phase_on(definition.dates, today) in GOES_ON and not definition.unset_for_allocation()


def standing_forecast(version: AgreementVersion, now: datetime) -> Standing | None:
    """Return the newest forecast with the earlier ones, or None before the first: one query."""
    midnight = clock.end_of(now.astimezone(clock.STOCKHOLM).date() - timedelta(days=1))
    of_agreement = Forecast.objects.filter(agreement=version.agreement_id)

    def last(**filters: datetime) -> Subquery:
        return Subquery(of_agreement.filter(**filters).order_by("-made_at").values("pk")[:1])

    wanted = Q(pk=last()) | Q(pk=last(made_at__lt=midnight)) | Q(pk=last(made_at__lte=now - A_WEEK))
    found = list(of_agreement.filter(wanted).order_by("-made_at"))
    return Standing(found[0], tuple(found[1:])) if found else None


def newest_forecast(version: AgreementVersion) -> Forecast | None:
    """Return the newest forecast, or None before the first: one query."""
    return Forecast.objects.filter(agreement=version.agreement_id).order_by("-made_at").first()


def outlook_from(forecast: Forecast) -> Outlook:
    """Return a forecast in the form that the pure core reckons with; remembered, since it never changes."""
    known = _remembered.get(forecast.sha256)
    if known is None:
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.clear()
        known = _remembered[forecast.sha256] = outlook_of(forecast.plain)
    return known


def made_up_parts(forecast: Forecast) -> frozenset[tuple[str, str]]:
    """Return the parts (requirement, kind) whose expected amounts rest on something made up."""
    return simulated_parts(forecast.plain) if forecast.simulated else frozenset()


def states_of(forecast: Forecast, kind: str) -> Mapping[str, Mapping[str, int]]:
    """Return how many reports of a kind of party are in each state, by requirement."""
    return {code: kinds[kind]["states"] for code, kinds in forecast.counts.items() if kind in kinds}


def bases_of(forecast: Forecast, kind: str) -> Mapping[str, Mapping[str, int]]:
    """Return how many parties of a kind are counted for which reason, by requirement."""
    return {code: kinds[kind]["bases"] for code, kinds in forecast.counts.items() if kind in kinds}
