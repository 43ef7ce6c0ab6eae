"""The frame of the figures: what is kept, what is missed, what is printed."""

from types import SimpleNamespace

import pytest

from bench import frame
from bench.frame import Figure, Measured, figure, milliseconds, registered, rows, table


@pytest.fixture(autouse=True)
def empty_register(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "_register", {})


def a_figure(at_most: float | None = None, times: float | None = None, measured: float = 1) -> Figure:
    return Figure("prov", "ms", at_most, times, lambda: Measured(measured))


def test_limit_itself_is_kept() -> None:
    assert a_figure(at_most=4).kept_by(Measured(4))


def test_value_beyond_its_limit_is_missed() -> None:
    assert not a_figure(at_most=4).kept_by(Measured(4.01))


def test_value_beyond_its_share_of_the_floor_is_missed() -> None:
    assert a_figure(times=1.15).kept_by(Measured(1.15, floor=1))
    assert not a_figure(times=1.15).kept_by(Measured(1.2, floor=1))


def test_relative_limit_without_a_floor_is_missed() -> None:
    assert not a_figure(times=4).kept_by(Measured(1))


def test_both_limits_count() -> None:
    assert not a_figure(at_most=1, times=4).kept_by(Measured(2, floor=1))
    assert not a_figure(at_most=9, times=4).kept_by(Measured(8, floor=1))


def test_figure_needs_a_limit() -> None:
    with pytest.raises(ValueError, match="without a limit"):
        figure("prov", unit="ms")


def test_two_figures_do_not_share_a_name() -> None:
    figure("prov", unit="ms", at_most=1)(lambda: Measured(1))
    with pytest.raises(ValueError, match="already"):
        figure("prov", unit="ms", at_most=2)


def test_figures_are_found_by_a_word_of_their_name() -> None:
    for name in ("Allocate a year", "Draw a page"):
        figure(name, unit="ms", at_most=1)(lambda: Measured(1))
    assert [each.name for each in registered(["allocate"])] == ["Allocate a year"]
    assert len(registered()) == 2
    assert registered(["nothing"]) == []


def test_several_figures_of_one_kind_are_one_line_each() -> None:
    figure("queries", unit="queries", at_most=12)(lambda: {"board": Measured(7), "list": Measured(13)})
    lines = list(rows(registered()))
    assert [(line.name, line.kept) for line in lines] == [("queries: board", True), ("queries: list", False)]


def test_table_shows_figure_floor_ratio_limit_and_verdict() -> None:
    figure("PDF", unit="ms", at_most_times_floor=1.15)(lambda: Measured(2400, floor=2000))
    figure("allocate", unit="ms", at_most=4)(lambda: Measured(1.2345))
    heading, pdf, allocate = table(rows(registered())).splitlines()
    assert heading.split() == ["figure", "measured", "floor", "ratio", "limit"]
    assert pdf.split() == ["PDF", "2400", "ms", "2000", "ms", "1.2", "1.15", "×", "floor", "MISSED"]
    assert allocate.split() == ["allocate", "1.23", "ms", "4", "ms", "kept"]


def test_work_is_warmed_up_and_its_shortest_run_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0, 0.5, 0, 3, 10, 11, 20, 22])  # the quick first run does not count
    monkeypatch.setattr(frame, "time", SimpleNamespace(perf_counter=lambda: next(clock)))
    runs: list[None] = []
    assert milliseconds(lambda: runs.append(None), rounds=3) == 1000
    assert len(runs) == 4
