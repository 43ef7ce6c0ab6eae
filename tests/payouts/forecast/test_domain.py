"""What a party can expect: who is counted, the three divisions, the county, and what is lost with who stays away."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.domain.result import Truth
from payouts.domain.allocation import AllocationError, AllocationInput, allocate
from payouts.domain.forecast import (
    EXPECTED,
    HIGHEST,
    LOWEST,
    Counted,
    Known,
    Outlook,
    counted,
    stakes_of,
    worth_of,
)
from tests.payouts.domain.strategies import years
from tests.payouts.domain.worlds import a_year, capped, shared

MET, NOT_MET, UNDECIDED = Truth.MET, Truth.NOT_MET, Truth.UNDECIDED
NEVER, IF_ALL_DO, AS_EXPECTED, ALWAYS = Counted


# Who is counted


@pytest.mark.parametrize(
    ("known", "when"),
    [
        (Known("handed_in", MET, last_year=False), ALWAYS),
        (Known("handed_in", UNDECIDED, last_year=True), ALWAYS),
        (Known("handed_in", UNDECIDED), ALWAYS),
        (Known("handed_in", UNDECIDED, last_year=False), AS_EXPECTED),
        (Known("handed_in", NOT_MET, last_year=True), NEVER),
        (Known("returned", NOT_MET, last_year=True), IF_ALL_DO),
        (Known("returned", MET), ALWAYS),
        (Known("late", UNDECIDED, closed=True), IF_ALL_DO),
        (Known("late", NOT_MET, closed=True), NEVER),
        (Known("refused", MET, closed=True), NEVER),
        (Known("declined", last_year=True), NEVER),
        (Known(last_year=True), ALWAYS),
        (Known("draft", last_year=True), ALWAYS),
        (Known(last_year=False), IF_ALL_DO),
        (Known("draft", last_year=False), IF_ALL_DO),
        (Known(), ALWAYS),
        (Known(last_year=True, closed=True), NEVER),
        (Known("declined", final=True), ALWAYS),
        (Known("handed_in", MET, final=False), NEVER),
    ],
)
def test_who_is_counted(known: Known, when: Counted) -> None:
    assert counted(known) is when


# By hand: Östersund (80) and Berg (20) in Jämtland, Gotland (100). A pot of 1 000 kronor for kommuner, 300 for regions.

SMALL = {"23": {"2380": 80, "2326": 20}, "09": {"0980": 100}}
POTS = (shared("B1", municipality=1_000), shared("A1", region=300))
GRUNDKRAV = {"municipality": ("GK1",), "region": ("GK1",)}
EVERYBODY = ("2380", "2326", "0980", "23", "09")


def small(*pots: object, **less: dict[str, Counted]) -> Outlook:
    year = a_year(SMALL, *(pots or POTS), grundkrav=GRUNDKRAV)  # type: ignore[arg-type]  # pots, checked at run time
    when = {code: dict.fromkeys(EVERYBODY, ALWAYS) | less.get(code, {}) for code in year.met}
    return Outlook(replace(year, met={}), when)


def kronor(outlook: Outlook, party: str) -> list[tuple[str, int, int, int]]:
    return [(one.requirement, one.low, one.expected, one.high) for one in worth_of(outlook, party).goals]


def test_where_everybody_is_counted_the_span_is_one_amount() -> None:
    assert kronor(small(), "2380") == [("B1", 400, 400, 400)]
    assert kronor(small(), "23") == [("A1", 150, 150, 150)]


def test_the_fewer_are_counted_the_more_each_gets() -> None:
    outlook = small(B1={"2326": AS_EXPECTED, "0980": IF_ALL_DO})
    # 80/200 of 1 000; 80/100 without Gotland; 80/80 without Berg too.
    assert kronor(outlook, "2380") == [("B1", 400, 800, 1_000)]
    assert worth_of(outlook, "2380").goals[0].others == 1


def test_who_is_out_of_it_is_counted_nowhere() -> None:
    assert kronor(small(B1={"0980": NEVER}), "2380") == [("B1", 800, 800, 800)]


def test_a_county_that_falls_takes_its_goals_with_it() -> None:
    outlook = small(GK1={"0980": IF_ALL_DO})
    assert kronor(outlook, "2380") == [("B1", 400, 800, 800)]
    assert kronor(outlook, "23") == [("A1", 150, 300, 300)]


def test_the_party_itself_is_counted_as_meeting_everything() -> None:
    outlook = small(GK1={"2380": NEVER}, B1={"2380": NEVER})
    assert kronor(outlook, "2380") == [("B1", 400, 400, 400)]
    assert worth_of(outlook, "2380").county.takes_part


def test_the_own_county_is_counted_as_taking_part_and_what_is_missing_is_said() -> None:
    outlook = small(GK1={"2380": IF_ALL_DO})
    found = worth_of(outlook, "2326")
    assert [(one.low, one.expected, one.high) for one in found.goals] == [(100, 100, 100)]
    assert (found.county.held, found.county.missing) == (20, 60)
    assert (found.county.takes_part, found.county.can_take_part) == (False, True)


def test_a_county_that_cannot_take_part_any_more_gets_nothing() -> None:
    found = worth_of(small(GK1={"2380": NEVER}), "2326")
    assert (found.low, found.expected, found.high) == (0, 0, 0)
    assert not found.county.can_take_part


def test_a_region_that_is_not_expected_to_meet_its_grundkrav_keeps_its_county_out() -> None:
    county = worth_of(small(GK1={"23": IF_ALL_DO}), "2380").county
    assert not county.region_met
    assert not county.takes_part
    assert county.missing == 0


def test_a_capped_pot_gives_the_same_whoever_else_meets_it() -> None:
    outlook = small(capped("B1", municipality=1_000), B1={"0980": IF_ALL_DO, "2326": IF_ALL_DO})
    assert kronor(outlook, "2380") == [("B1", 400, 400, 400)]


def test_what_is_lost_when_a_kommun_stays_away_is_the_whole_county_if_it_falls() -> None:
    stakes = stakes_of(small(), "23")
    assert stakes.amount == 500 + 150
    east, berg, region = (stakes.parties[code] for code in ("2380", "2326", "23"))
    assert (east.own, east.falls, east.county) == (400, True, 650)
    assert (berg.own, berg.falls, berg.county) == (100, False, 100)  # exactly 80 percent are left
    assert (region.own, region.falls, region.county) == (150, True, 650)


def test_who_cannot_meet_its_grundkrav_holds_nothing_up() -> None:
    stakes = stakes_of(small(GK1={"2326": NEVER}), "23")
    assert set(stakes.parties) == {"2380", "23"}
    assert set(stakes_of(small(GK1={"2326": NEVER}), "23", "2326").parties) == {"2380", "2326", "23"}


def test_nothing_is_at_stake_in_a_county_that_is_out_already() -> None:
    stakes = stakes_of(small(GK1={"2380": NEVER}), "23")
    assert not stakes.takes_part
    assert stakes.amount == 0
    assert not any(stake.falls for stake in stakes.parties.values())


def test_without_a_gate_for_the_region_the_county_does_not_fall_with_it() -> None:
    outlook = small()
    terms = replace(outlook.given.terms, region_gate=False)
    assert (
        not stakes_of(replace(outlook, given=replace(outlook.given, terms=terms)), "23").parties["23"].falls
    )


@pytest.mark.parametrize(
    "ask", [lambda outlook: worth_of(outlook, "9999"), lambda outlook: stakes_of(outlook, "99")]
)
def test_who_does_not_exist_is_refused(ask: object) -> None:
    with pytest.raises(AllocationError):
        ask(small())  # type: ignore[operator]  # one of the two above


# What must hold


@st.composite
def outlooks(draw: st.DrawFn) -> Outlook:
    year: AllocationInput = draw(years())
    codes = Outlook(year, {}).parties
    when = {
        demand: {
            code: draw(st.sampled_from([ALWAYS, ALWAYS, AS_EXPECTED, IF_ALL_DO, NEVER])) for code in codes
        }
        for demand in year.met
    }
    return Outlook(replace(year, met={}), when)


@given(outlooks(), st.data())
def test_the_span_begins_below_what_is_expected_and_ends_above_it(
    outlook: Outlook, data: st.DataObject
) -> None:
    found = worth_of(outlook, data.draw(st.sampled_from(outlook.parties)))
    for goal in found.goals:
        assert 0 <= goal.low <= goal.expected <= goal.high
    assert found.low <= found.expected <= found.high


@given(outlooks(), st.data())
def test_more_who_are_counted_never_give_a_party_more_but_for_the_krona_of_the_rounding(
    outlook: Outlook, data: st.DataObject
) -> None:
    party = data.draw(st.sampled_from(outlook.parties))
    fewer = {
        demand: {
            code: when
            if when is ALWAYS or data.draw(st.booleans()) or code in outlook.residents(outlook.home(party)[1])
            else Counted.NEVER
            for code, when in parties.items()
        }
        for demand, parties in outlook.counted.items()
    }
    before, after = worth_of(outlook, party), worth_of(replace(outlook, counted=fewer), party)
    for one, other in zip(before.goals, after.goals, strict=True):
        assert one.low <= other.low + 1
        assert one.high <= other.high + 1


@given(outlooks())
def test_where_every_end_is_the_same_the_expected_amount_is_the_division_itself(outlook: Outlook) -> None:
    sure = {
        demand: {code: ALWAYS if when >= EXPECTED else NEVER for code, when in parties.items()}
        for demand, parties in outlook.counted.items()
    }
    settled = Outlook(outlook.given, sure)
    divided = allocate(replace(outlook.given, met=settled.met(HIGHEST)))
    assert settled.met(LOWEST) == settled.met(HIGHEST)
    for pot in divided.pots:
        for line in pot.lines:
            if all(line.party in met for met in settled.met(EXPECTED).values()):
                goal = next(
                    one for one in worth_of(settled, line.party).goals if one.requirement == pot.requirement
                )
                assert goal.low == goal.expected == goal.high == line.amount


@given(outlooks(), st.data())
def test_a_stake_is_never_more_than_the_county(outlook: Outlook, data: st.DataObject) -> None:
    county = data.draw(st.sampled_from([region.county for region in outlook.given.regions]))
    stakes = stakes_of(outlook, county)
    for stake in stakes.parties.values():
        assert 0 <= stake.own <= stake.county <= stakes.amount
        assert stake.own + stake.others == stakes.amount
