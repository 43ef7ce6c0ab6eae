"""Small numbers are not shown and cannot be worked out: held by an attacker who tries every possibility."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prio.suppression import (
    LEAST_WIDTH,
    SMALLEST_SHOWN,
    TOTAL,
    Figure,
    Hidden,
    Row,
    Share,
    Suppressed,
    Table,
    change,
    share,
    suppress,
)

LARGEST_SMALL = SMALLEST_SHOWN - 1
SMALL, GIVES_AWAY = Figure(None, Hidden.SMALL), Figure(None, Hidden.GIVES_AWAY)
# The attacker tries numbers so far from the true ones: enough to see whether a small one can be any from 0 to 10.
REACH = 11
Name = tuple[str, str]


def flat(*counts: int) -> Table:
    """Kommuner of one county."""
    return Table((Row("sum", ""), *(Row(str(place), "sum", (one,)) for place, one in enumerate(counts))))


def split(*counts: tuple[int, int]) -> Table:
    """Women and men in kommuner of one county."""
    rows = (Row(str(place), "sum", pair) for place, pair in enumerate(counts))
    return Table((Row("sum", ""), *rows), ("women", "men"))


def figures(table: Table) -> dict[Name, Figure]:
    return dict(suppress(table).figures)


class Attacker:
    """Knows the rule, the shape of the table and what is shown; tries all numbers that agree with it."""

    def __init__(self, table: Table, shown: Suppressed) -> None:
        self.parts = table.parts if len(table.parts) > 1 else (TOTAL,)
        self.parents = {row.key: row.parent for row in table.rows}
        self.shown = shown.figures
        self.lowest = [
            ((row.key, part), count)
            for row in table.rows
            if row.counts is not None
            for part, count in zip(self.parts, row.counts, strict=True)
        ]
        # After which of the lowest numbers each sum is complete.
        self.complete: list[list[Name]] = [[] for _ in self.lowest]
        self.members: dict[Name, list[int]] = {}
        for place, ((row, part), _) in enumerate(self.lowest):
            above = row
            while above:
                for name in {(above, part), (above, TOTAL)}:
                    self.members.setdefault(name, []).append(place)
                above = self.parents[above]
        for name, places in self.members.items():
            self.complete[max(places)].append(name)

    def agrees(self, name: Name, value: int) -> bool:
        figure = self.shown[name]
        if figure.hidden is None:
            return value == figure.value
        if figure.hidden is Hidden.SMALL:
            return value <= LARGEST_SMALL
        return value >= SMALLEST_SHOWN

    def candidates(self, place: int) -> range | list[int]:
        name, true = self.lowest[place]
        if self.shown[name].hidden is None:
            return [true]
        return range(max(0, true - REACH), true + REACH + 1)

    def possible(self, chosen: tuple[int, ...] = ()) -> Iterator[dict[Name, int]]:
        """Every table, near the true one, that agrees with what is shown."""
        place = len(chosen)
        if place == len(self.lowest):
            yield {name: sum(chosen[one] for one in places) for name, places in self.members.items()}
            return
        for value in self.candidates(place):
            tried = (*chosen, value)
            if all(
                self.agrees(name, sum(tried[one] for one in self.members[name]))
                for name in self.complete[place]
            ):
                yield from self.possible(tried)

    def intervals(self) -> dict[Name, tuple[int, int]]:
        """The least and the largest value that each hidden number can have, as far as the attacker reaches."""
        found: dict[Name, tuple[int, int]] = {}
        for guess in self.possible():
            for name, figure in self.shown.items():
                if figure.hidden:
                    low, high = found.get(name, (guess[name], guess[name]))
                    found[name] = (min(low, guess[name]), max(high, guess[name]))
        return found


counts = st.one_of(st.integers(0, 12), st.integers(0, 40))


@st.composite
def small_tables(draw: st.DrawFn) -> Table:
    """Tables that an attacker can try in full: up to five lowest numbers, one or two sums above them, maybe parts."""
    parts = draw(st.sampled_from([(), ("women", "men")]))
    rows = [Row("country", "")]
    counties = draw(st.integers(1, 2))
    left = 2 if parts else 5
    for county in range(counties):
        if counties > 1:
            rows.append(Row(f"c{county}", "country"))
        for place in range(draw(st.integers(1, max(1, left // counties)))):
            numbers = tuple(draw(counts) for _ in range(max(len(parts), 1)))
            rows.append(Row(f"k{county}{place}", f"c{county}" if counties > 1 else "country", numbers))
    return Table(tuple(rows), parts)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_tables())
def test_no_hidden_number_can_be_worked_out(table: Table) -> None:
    shown = suppress(table)
    intervals = Attacker(table, shown).intervals()
    for name, figure in shown.figures.items():
        if figure.hidden is Hidden.SMALL:
            low, high = intervals[name]
            assert high - low >= LEAST_WIDTH, (name, intervals)
        elif figure.hidden:
            low, high = intervals[name]
            assert low < high, (name, intervals)


def test_attacker_works_out_what_only_small_numbers_are_hidden_in() -> None:
    table = flat(4, 30, 50)
    careless = Suppressed(
        {
            ("0", TOTAL): SMALL,
            ("1", TOTAL): Figure(30),
            ("2", TOTAL): Figure(50),
            ("sum", TOTAL): Figure(84),
        }
    )
    assert Attacker(table, careless).intervals() == {("0", TOTAL): (4, 4)}


@given(st.lists(st.tuples(st.integers(11, 99), st.integers(11, 99)), min_size=1, max_size=12))
def test_nothing_is_hidden_where_nothing_is_small(pairs: list[tuple[int, int]]) -> None:
    assert not any(figure.hidden for figure in suppress(split(*pairs)).figures.values())


@given(small_tables())
def test_what_is_shown_is_true_and_what_is_small_is_called_so(table: Table) -> None:
    shown = suppress(table)
    for name, places in Attacker(table, shown).members.items():
        true = sum(Attacker(table, shown).lowest[place][1] for place in places)
        figure = shown.figures[name]
        assert (figure.hidden is Hidden.SMALL) == (true <= LARGEST_SMALL)
        assert figure.hidden or figure.value == true


@pytest.mark.parametrize(("count", "text"), [(0, "färre än 11"), (10, "färre än 11"), (11, "11")])
def test_ten_persons_are_hidden_eleven_shown_and_a_true_zero_is_no_exception(count: int, text: str) -> None:
    figure = suppress(Table((Row("a", "", (count,)),))).figure("a")
    assert figure is not None
    assert figure.text == text


def test_one_more_number_is_hidden_where_the_sum_would_give_a_small_one_away() -> None:
    assert figures(flat(4, 30, 50)) == {
        ("sum", TOTAL): Figure(84),
        ("0", TOTAL): SMALL,
        ("1", TOTAL): GIVES_AWAY,  # the smallest that leaves room enough
        ("2", TOTAL): Figure(50),
    }


def test_a_number_without_room_is_not_enough() -> None:
    """12 can only go down to 11 and stay what its words say, so 4 could be 4 or 5."""
    shown = figures(flat(4, 12, 50))
    assert shown["1", TOTAL] == Figure(12)
    assert shown["2", TOTAL] == GIVES_AWAY


def test_women_are_not_worked_out_from_men_and_all() -> None:
    shown = figures(split((3, 40), (60, 70), (80, 90)))
    assert shown["0", "women"] == SMALL
    assert GIVES_AWAY in (shown["0", "men"], shown["0", TOTAL])
    assert shown["sum", TOTAL] == Figure(343)


def test_a_county_is_not_worked_out_from_the_country_and_the_other_counties() -> None:
    rows = [Row("country", "")]
    for county, counts in (("a", (2, 3)), ("b", (40, 50)), ("c", (60, 70))):
        rows.append(Row(county, "country"))
        rows += [Row(f"{county}{place}", county, (count,)) for place, count in enumerate(counts)]
    shown = figures(Table(tuple(rows)))
    assert shown["a", TOTAL] == SMALL
    assert shown["b", TOTAL] == GIVES_AWAY
    assert shown["b0", TOTAL] == GIVES_AWAY
    assert shown["country", TOTAL] == Figure(225)


def test_what_nobody_shows_is_hidden_before_what_is_shown() -> None:
    """Of 40 some got it in time, and the rest, which has no column: 2 persons, and what protects them."""
    rows = (Row("sum", ""), Row("a", "sum", (38, 2)), Row("b", "sum", (60, 300)))
    shown = figures(Table(rows, ("in_time", "rest"), frozenset({"rest"})))
    assert shown["a", "rest"] == SMALL
    assert shown["b", "rest"] == GIVES_AWAY
    assert shown["sum", TOTAL] == Figure(400)


def test_the_whole_table_is_hidden_where_no_room_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prio.suppression.LEAST_WIDTH", LARGEST_SMALL + 1)
    shown = suppress.__wrapped__(flat(4, 30, 50))
    assert set(shown.figures.values()) == {GIVES_AWAY}


@pytest.mark.parametrize(
    ("part", "base", "minus", "shown"),
    [
        ([Figure(12)], [Figure(40)], [], Share(12, 40)),
        ([Figure(12)], [Figure(40)], [Figure(20)], Share(12, 20)),
        ([SMALL], [Figure(40)], [], None),  # the share would give the part away
        ([Figure(12)], [GIVES_AWAY], [], None),
        ([Figure(12)], [Figure(40)], [Figure(30)], None),  # a share of 10
        ([Figure(12)], [Figure(40)], [SMALL], None),
    ],
)
def test_a_share_is_shown_when_it_gives_nobody_away(
    part: list[Figure], base: list[Figure], minus: list[Figure], shown: Share | None
) -> None:
    assert share(part, base, minus) == shown


def test_a_change_is_hidden_when_one_of_its_years_is() -> None:
    assert change(Figure(40), Figure(52)) == -12
    assert change(Figure(40), SMALL) is None
    assert change(GIVES_AWAY, Figure(52)) is None


@pytest.mark.parametrize(
    "table",
    [
        Table((Row("a", "b", (4,)),)),
        Table((Row("a", "", (4,)), Row("a", "", (5,)))),
        Table((Row("a", "", (-1,)),)),
        Table((Row("a", "", (1, 2)),)),
        Table((Row("a", "", (1,)),), ("women", "men")),
    ],
)
def test_a_table_that_does_not_add_up_is_refused(table: Table) -> None:
    with pytest.raises(ValueError, match=r"row|number"):
        suppress(table)
