"""What changes do to a division: every krona accounted for, nothing changed by nothing, and each fault in Swedish."""

from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from payouts.domain.allocation import AllocationInput, allocate
from payouts.domain.difference import Division, difference
from payouts.domain.simulation import (
    Change,
    ChangeFault,
    Material,
    OtherLimit,
    Outcomes,
    PopulationDate,
    PotAmount,
    PotModel,
    PotsTotal,
    RegionCoverage,
    RegionGate,
    Retried,
    Scope,
    Split,
    Threshold,
    changed,
    demands,
    faults,
    kinds_asked,
    kinds_of,
    result_bytes,
    share_out,
)
from payouts.domain.simulation_plain import change_of, changes_of, material_of, plain_material, plain_of
from tests.payouts.domain.strategies import COVERAGES, MODELS, kronor, years
from tests.payouts.domain.worlds import a_year, shared

COUNTIES = {"01": {"0101": 80, "0102": 20}, "02": {"0201": 100}}
POT = shared("B1", municipality=600, region=400)
YEAR = a_year(COUNTIES, POT)
NOTHING = Material()


def after(*changes: Change, of: AllocationInput = YEAR, material: Material = NOTHING) -> Division:
    assert list(faults(of, changes, Scope(days=frozenset({date(2014, 12, 31)})))) == []
    return Division.of(changed(of, changes, material))


def amounts(*changes: Change, of: AllocationInput = YEAR) -> dict[str, int]:
    return dict(after(*changes, of=of).amounts())


@st.composite
def changes_to(draw: st.DrawFn, year: AllocationInput) -> tuple[Change, ...]:
    """Some changes that can be made to the year, each place once."""
    percent = st.integers(0, 100)
    found: list[st.SearchStrategy[Change]] = [
        st.builds(Threshold, percent),
        st.builds(RegionGate, st.booleans()),
        st.builds(RegionCoverage, st.sampled_from(COVERAGES)),
    ]
    whole = draw(st.booleans())
    found += [st.builds(PotsTotal, kronor)] if whole else []
    for pot in year.pots:
        code = st.just(pot.requirement)
        found.append(st.builds(PotModel, code, st.sampled_from(MODELS)))
        found += [] if whole else [st.builds(PotAmount, code, kronor)]
        found += [percent.map(partial(split_of, pot.requirement))] if len(pot.parts) == 2 else []
    for demand in demands(year):
        asked = kinds_asked(year, demand)
        codes = [code for code, kind in kinds_of(year).items() if kind in asked]
        parties = st.sets(st.sampled_from(codes or ["-"]), min_size=1, max_size=3).map(sorted).map(tuple)
        found += [st.builds(Outcomes, st.just(demand), st.booleans(), parties)] if codes else []
    return tuple(draw(one) for one in draw(st.permutations(found)) if draw(st.integers(0, 1)))


def split_of(requirement: str, municipality: int) -> Split:
    return Split(requirement, municipality, 100 - municipality)


@st.composite
def trials(draw: st.DrawFn) -> tuple[AllocationInput, tuple[Change, ...]]:
    year = draw(years())
    return year, draw(changes_to(year))


@examples(trials())
def test_the_money_of_a_simulation_adds_up_to_its_pots(
    trial: tuple[AllocationInput, tuple[Change, ...]],
) -> None:
    year, changes = trial
    found = after(*changes, of=year)
    wanted = {change.requirement: change.kronor for change in changes if isinstance(change, PotAmount)}
    totals = [change.kronor for change in changes if isinstance(change, PotsTotal)]
    expected = [wanted.get(pot.requirement, sum(pot.parts.values())) for pot in year.pots]
    assert found.pots_total == (totals[0] if totals else sum(expected))
    assert sum(found.amounts().values()) + found.undistributed == found.pots_total
    assert difference(Division.of(year), found).after is found  # checks its own sums


@examples(years())
def test_no_changes_give_the_bytes_of_the_base(year: AllocationInput) -> None:
    assert changed(year, (), NOTHING) == year
    assert result_bytes(after(of=year).allocation) == result_bytes(allocate(year))
    assert difference(Division.of(year), Division.of(year)).moved == ()


@examples(trials())
def test_the_order_of_the_changes_and_the_way_through_storage_do_not_matter(
    trial: tuple[AllocationInput, tuple[Change, ...]],
) -> None:
    year, changes = trial
    stored = changes_of([plain_of(change) for change in reversed(changes)])
    assert result_bytes(after(*stored, of=year).allocation) == result_bytes(
        after(*changes, of=year).allocation
    )


@examples(kronor, st.lists(st.integers(0, 10**9), min_size=1, max_size=8))
def test_what_is_shared_out_is_all_of_it(amount: int, weights: list[int]) -> None:
    shares = share_out(amount, weights)
    assert sum(shares) == amount
    assert min(shares) >= 0


def test_a_lower_limit_lets_a_county_in_and_the_others_get_less() -> None:
    year = a_year(COUNTIES, POT, failed={"GK1": ["0102"]}, threshold=90)
    found = difference(Division.of(year), after(Threshold(80), of=year))
    assert (found.risen, found.fallen) == (("01",), ())
    assert {one.party: one.change for one in found.moved} == {
        "02": -200,
        "0201": -267,
        "01": 200,
        "0101": 267,
    }
    assert (found.gained, found.lost) == (467, 467)


def test_the_kinds_keep_their_parts_of_a_pot_that_grows() -> None:
    found = after(PotAmount("B1", 1_001))
    assert [pot.amount for pot in found.allocation.pots] == [601, 400]


def test_a_total_is_shared_by_the_pots_as_today() -> None:
    year = a_year(COUNTIES, POT, shared("B2", municipality=1_000))
    assert [pot.amount for pot in after(PotsTotal(1_000), of=year).allocation.pots] == [300, 200, 500]


def test_a_pot_is_split_otherwise() -> None:
    assert [pot.amount for pot in after(Split("B1", 25, 75)).allocation.pots] == [250, 750]


def test_without_the_gate_a_county_whose_region_failed_takes_part() -> None:
    year = a_year(COUNTIES, POT, failed={"GK1": ["01"]})
    assert "0101" not in amounts(of=year)
    assert amounts(RegionGate(on=False), of=year)["0101"] == 240


def test_where_nobody_gets_more_than_its_share_of_the_country_the_rest_is_left() -> None:
    year = a_year(COUNTIES, POT, failed={"B1": ["0201", "02"]})
    assert after(of=year).undistributed == 0
    assert after(PotModel("B1", "capped"), of=year).undistributed == 500


def test_a_region_may_count_for_the_kommuner_that_met_the_grundkrav() -> None:
    year = a_year(COUNTIES, POT, failed={"GK1": ["0102"]})
    assert amounts(of=year)["01"] == 200
    assert amounts(RegionCoverage("weight"), of=year)["01"] == 178


def test_another_day_counts_other_inhabitants() -> None:
    people = Material(people={"0101": 100, "0102": 100, "0201": 200})
    found = after(PopulationDate(date(2014, 12, 31)), material=people)
    assert found.amounts()["0102"] == 150
    assert Division.of(changed(YEAR, (), people)).amounts()["0102"] == 60


def test_what_if_these_had_not_met_it_and_these_had() -> None:
    year = a_year(COUNTIES, POT, failed={"B1": ["0201"]})
    found = amounts(
        Outcomes("B1", met=True, parties=("0201",)), Outcomes("B1", met=False, parties=("0102",)), of=year
    )
    assert (found["0101"], found.get("0102"), found["0201"]) == (267, None, 333)


def test_answers_that_were_tried_count_only_where_the_limit_is_changed() -> None:
    material = Material(retried={"B1": Retried(tried=2, met=(), not_met=("0102",))})
    limit = OtherLimit("B1", "c1", "at_least_percent", "60")
    assert changed(YEAR, [limit], material).met["B1"] == YEAR.met["B1"] - {"0102"}
    assert changed(YEAR, [], material) == YEAR


MIXED = a_year(COUNTIES, POT, shared("B2", municipality=10))


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        (Threshold(101), "threshold", "mellan 0 och 100"),
        (PotAmount("Q9", 1), "pot.Q9", "Q9 har ingen pott"),
        (PotAmount("B1", -1), "pot.B1", "hela kronor, 0 eller mer"),
        (PotsTotal(10**13), "pots_total", "hela kronor"),
        (Split("B2", 50, 50), "split.B2", "bara för ett slags part"),
        (Split("B1", 50, 49), "split.B1", "100 procent"),
        (PopulationDate(date(1999, 1, 1)), "population_date", "ingen folkmängd"),
        (OtherLimit("B1", "c1", "at_least", "1"), "limit.B1.c1.at_least", "ingen sådan gräns"),
        (Outcomes("Q9", met=True, parties=("0101",)), "outcomes.Q9.met", "inget krav"),
        (Outcomes("B1", met=True, parties=()), "outcomes.B1.met", "minst en organisation"),
        (Outcomes("B1", met=True, parties=("9999",)), "outcomes.B1.met", "koden 9999"),
        (Outcomes("B2", met=True, parties=("01",)), "outcomes.B2.met", "gäller inte 01"),
    ],
)  # fmt: skip
def test_what_cannot_be_changed_is_named_at_its_place(change: Change, place: str, message: str) -> None:
    (fault,) = faults(MIXED, [change], Scope())
    assert fault.place == place
    assert message in fault.message


def test_changes_that_contradict_each_other_are_named() -> None:
    twice = list(faults(MIXED, [Threshold(1), Threshold(2)], Scope()))
    both = list(faults(MIXED, [PotsTotal(10), PotAmount("B1", 10)], Scope()))
    met = Outcomes("B1", met=True, parties=("0101",))
    torn = list(faults(MIXED, [met, replace(met, met=False)], Scope()))
    assert ["två gånger" in twice[0].message, "inte båda" in both[0].message] == [True, True]
    assert torn[0].message == "0101 kan inte både klara och inte klara B1."


@pytest.mark.parametrize(
    ("plain", "message"),
    [
        ("threshold", "ett objekt"),
        ({"what": "tax"}, "En ändring kan vara threshold"),
        ({"what": "threshold", "percent": "80"}, "ett helt tal"),
        ({"what": "threshold", "percent": True}, "ett helt tal"),
        ({"what": "threshold", "percent": 80, "more": 1}, "inget sådant fält"),
        ({"what": "region_gate", "on": 1}, "true eller false"),
        ({"what": "population_date", "day": "i fjol"}, "2014-12-31"),
        ({"what": "outcomes", "requirement": "B1", "met": True, "parties": "0101"}, "en lista"),
        ({"what": "model", "requirement": "", "model": "shared"}, "en text"),
    ],
)
def test_what_is_no_change_is_refused_in_swedish(plain: object, message: str) -> None:
    with pytest.raises(ChangeFault, match=message):
        change_of(plain)


def test_a_coverage_and_a_model_that_there_are_none_of_are_refused() -> None:
    wrong = changes_of(
        [
            {"what": "region_coverage", "coverage": "half"},
            {"what": "model", "requirement": "B1", "model": "lottery"},
        ]
    )
    assert [fault.message for fault in faults(MIXED, wrong, Scope())] == [
        "Välj hur regionens del räknas.",
        "Välj hur potten delas.",
    ]


def test_material_is_stored_and_read_as_it_was() -> None:
    material = Material({"0101": 5}, {"B1": Retried(3, 2, ("0101",), ("0102", "0201"))})
    assert material_of(plain_material(material)) == material  # type: ignore[arg-type]  # plain data
