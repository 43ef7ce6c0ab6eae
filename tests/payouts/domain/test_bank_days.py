"""The days on which Swedish banks pay."""

from datetime import date

import pytest

from payouts.domain.bank_days import bank_day_from, is_bank_day


@pytest.mark.parametrize(
    ("day", "paid_on"),
    [
        (date(2014, 12, 22), date(2014, 12, 22)),  # an ordinary Monday
        (date(2014, 12, 24), date(2014, 12, 29)),  # Christmas Eve to the Sunday after
        (date(2014, 12, 31), date(2015, 1, 2)),
        (date(2026, 11, 28), date(2026, 11, 30)),  # a Saturday
        (date(2026, 4, 3), date(2026, 4, 7)),  # Good Friday to Easter Monday
        (date(2026, 6, 19), date(2026, 6, 22)),  # Midsummer Eve
        (date(2026, 1, 5), date(2026, 1, 5)),  # the eve of Epiphany: open until noon
        (date(2012, 6, 6), date(2012, 6, 7)),  # the national day
    ],
)
def test_money_is_paid_on_the_first_bank_day(day: date, paid_on: date) -> None:
    assert bank_day_from(day) == paid_on
    assert is_bank_day(day) is (day == paid_on)
