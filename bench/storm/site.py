"""The site of the storm: its clock stands so near the last day's midnight that the deadline passes in the storm."""

import os
from datetime import datetime, timedelta

from django.utils import timezone

from prio import clock
from prio.wsgi import application

__all__ = ["application"]

AHEAD = timedelta(seconds=float(os.environ["STORM_SECONDS_AHEAD"]))


def _now() -> datetime:
    return timezone.now() + AHEAD


clock.now = _now
