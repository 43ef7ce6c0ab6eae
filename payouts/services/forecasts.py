"""Making forecasts: a new row when something has changed, one for each day that is over."""

from datetime import datetime, timedelta
from itertools import pairwise

from django.db import transaction

from agreements.domain.timeline import Phase, phase_on
from agreements.models import Agreement, AgreementVersion, Extension, Report, VersionState
from assessment.models import Verdict
from assessment.selectors import published_version
from payouts.models import Forecast
from payouts.outlook import gather_outlook
from prio import clock

GOES_ON = frozenset({Phase.OPEN, Phase.ASSESSMENT})
SETTLE = timedelta(seconds=20)  # while many hand in at once, one forecast for all of them
OLDEST = timedelta(minutes=15)  # a last day may have passed without anything being written


def make_forecast(agreement_code: str, *, at: datetime | None = None) -> Forecast:
    """Make a forecast of the agreement; the newest one is returned instead when it says the same.

    The reports are evaluated before the lock is taken. Who read earlier than the newest forecast leaves that standing.

    Args:
        agreement_code: the agreement.
        at: now; for a demonstration an earlier moment, later than every forecast that there is.

    Raises:
        Refused: there is no such published agreement, a setting that matters is unset, or figures are missing.
    """
    version = published_version(agreement_code)
    moment = at or clock.now()
    gathered = gather_outlook(version, moment)
    with transaction.atomic():
        Agreement.objects.select_for_update(of=("self",)).get(pk=version.agreement_id)
        newest = _newest(version.agreement_id)
        if newest and (newest.sha256 == gathered.sha256 or newest.made_at >= moment):
            return newest
        made = Forecast.objects.create(
            agreement=version.agreement,
            version=version,
            made_at=moment,
            plain=gathered.plain,
            counts=gathered.counts,
            sha256=gathered.sha256,
            simulated=gathered.simulated,
        )
        _thin_out(version.agreement_id, moment)
    return made


def refresh_forecast(agreement_code: str) -> Forecast | None:
    """Make a forecast if reports are still handed in or assessed, and something may have changed since the newest.

    Returns:
        the forecast that stands now; None for an agreement that is not open, or cannot be reckoned with.
    """
    version = (
        AgreementVersion.objects.select_related("agreement")
        .filter(agreement__code=agreement_code, state=VersionState.PUBLISHED)
        .first()
    )
    if version is None or not _goes_on(version):
        return None
    newest = _newest(version.agreement_id)
    if newest and not _may_have_changed(version, newest):
        return newest
    return make_forecast(agreement_code)


def agreements_going_on() -> list[str]:
    """Return the codes of the agreements that forecasts are made of: one query."""
    versions = AgreementVersion.objects.filter(state=VersionState.PUBLISHED).select_related("agreement")
    return [version.agreement.code for version in versions.order_by("pk") if _goes_on(version)]


def _goes_on(version: AgreementVersion) -> bool:
    definition = version.definition
    if definition.is_applied_for or definition.unset_for_allocation():
        return False
    return phase_on(definition.dates, clock.today()) in GOES_ON


def _may_have_changed(version: AgreementVersion, newest: Forecast) -> bool:
    age = clock.now() - newest.made_at
    if age < SETTLE:
        return False
    since, agreement = newest.made_at, version.agreement_id
    return (
        age > OLDEST
        or newest.version_id != version.pk
        or Report.objects.filter(requirement__agreement=agreement, changed_at__gte=since).exists()
        or Extension.objects.filter(agreement=agreement, decided_at__gte=since).exists()
        or Verdict.objects.filter(round__agreement=agreement, final_at__gte=since).exists()
    )


def _newest(agreement_id: int) -> Forecast | None:
    return Forecast.objects.filter(agreement=agreement_id).order_by("-made_at").defer("plain").first()


def _thin_out(agreement_id: int, now: datetime) -> None:
    """Of each day that is over keep the last forecast."""
    rows = Forecast.objects.filter(agreement=agreement_id).order_by("made_at").values_list("pk", "made_at")
    local = [(pk, made_at.astimezone(clock.STOCKHOLM).date()) for pk, made_at in rows]
    today = now.astimezone(clock.STOCKHOLM).date()
    older = [pk for (pk, day), (_, next_day) in pairwise(local) if day == next_day and day < today]
    Forecast.objects.filter(pk__in=older).delete()
