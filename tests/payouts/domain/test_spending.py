"""What was used and what is left make exactly what was given."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.domain.recipients import is_of_skr
from payouts.domain.spending import (
    LONGEST_AREA,
    MOST_AREAS,
    Spent,
    Standing,
    SumsDoNotAddUp,
    added_up,
    exact_percent,
    standing,
)

NINE_AREAS = (5_800_000, 4_300_000, 1_800_000, 3_400_000, 400_000, 1_400_000, 1_800_000, 800_000, 700_000)
DUE = date(2015, 6, 1)


@given(st.lists(st.integers(0, 10**9), max_size=MOST_AREAS), st.integers(0, 10**9), st.integers(0, 10**9))
def test_used_and_unused_are_always_what_was_given(amounts: list[int], vat: int, rest: int) -> None:
    rows = [Spent(f"Område {place}", amount) for place, amount in enumerate(amounts)]
    sums = added_up(sum(amounts) + vat + rest, rows, vat)
    assert (sums.net, sums.used, sums.unused) == (sum(amounts), sum(amounts) + vat, rest)


def test_the_costs_of_skr_in_2023_add_up_and_moms_is_exactly_25_percent() -> None:
    rows = [Spent(f"Område {place}", amount) for place, amount in enumerate(NINE_AREAS)]
    sums = added_up(25_500_000, rows, 5_100_000)
    assert (sums.net, sums.used, sums.unused) == (20_400_000, 25_500_000, 0)
    assert exact_percent(sums.vat, sums.net) == 25


@pytest.mark.parametrize(("part", "whole", "percent"), [(1, 4, 25), (1, 3, None), (5, 0, None), (0, 7, 0)])
def test_percent_is_told_only_where_it_is_exact(part: int, whole: int, percent: int | None) -> None:
    assert exact_percent(part, whole) == percent


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([Spent("Möten", 101)], "1\u00a0kr för mycket"),
        ([Spent(" ", 5)], "Skriv vad"),
        ([Spent("Möten", 5), Spent("möten", 6)], "står två gånger"),
        ([Spent("M" * (LONGEST_AREA + 1), 5)], "högst 200 tecken"),
        ([Spent(str(place), 1) for place in range(MOST_AREAS + 1)], "Högst 40 områden"),
    ],
)
def test_what_does_not_add_up_is_named(rows: list[Spent], said: str) -> None:
    with pytest.raises(SumsDoNotAddUp, match=said):
        added_up(100, rows)


@pytest.mark.parametrize(
    ("due", "handed_in", "today", "found"),
    [
        (DUE, None, DUE, Standing.DUE),
        (DUE, None, date(2015, 6, 2), Standing.OVERDUE),
        (DUE, DUE, date(2015, 9, 1), Standing.HANDED_IN),
        (DUE, date(2015, 6, 2), date(2015, 9, 1), Standing.HANDED_IN_LATE),
        (None, None, DUE, Standing.UNDATED),
        (None, DUE, DUE, Standing.HANDED_IN),
    ],
)
def test_an_account_is_in_time_on_its_last_day_and_late_the_day_after(
    due: date | None, handed_in: date | None, today: date, found: Standing
) -> None:
    assert standing(due, handed_in, today) is found


@pytest.mark.parametrize(
    ("recipient", "found"),
    [
        ("SKL", True),
        ("SKR", True),
        ("Landsting och kommuner genom SKL", True),
        ("Sveriges Kommuner och Regioner (SKR)", True),
        ("Östersund", False),
        ("SKLJ", False),
    ],
)
def test_skr_accounts_for_its_own_lines_and_for_what_goes_through_it(recipient: str, found: bool) -> None:
    assert is_of_skr(recipient) is found
