"""Bank days: the days on which money moves between Swedish banks. Pure."""

from datetime import date, timedelta
from functools import lru_cache

from holidays import DE_FACTO, PUBLIC, HolidayBase, country_holidays

SATURDAY = 5


def is_bank_day(day: date) -> bool:
    """Say whether the banks pay on `day`: no Saturday, Sunday or holiday, nor the eves of midsummer and Christmas."""
    return day.weekday() < SATURDAY and day not in _free_days()


def bank_day_from(day: date) -> date:
    """Return `day`, or the first bank day after it."""
    while not is_bank_day(day):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=1)
def _free_days() -> HolidayBase:
    """New Year's Eve too. The years are computed as they are asked for."""
    return country_holidays("SE", categories=(PUBLIC, DE_FACTO))
