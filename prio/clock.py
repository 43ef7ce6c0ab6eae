"""The only clock: what time it is in Stockholm, and when a day ends there.

A deadline is the end of its day in Europe/Stockholm, exclusive: what reaches the server at 23.59.59 is in time,
what reaches it at midnight is late.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def now() -> datetime:
    """Return this instant, with time zone."""
    return timezone.now()


def today() -> date:
    """Return today's date in Stockholm."""
    return now().astimezone(STOCKHOLM).date()


def end_of(day: date) -> datetime:
    """Return the first instant after `day` in Stockholm (the deadline of that day, exclusive)."""
    return datetime.combine(day + timedelta(days=1), time(0), STOCKHOLM)
