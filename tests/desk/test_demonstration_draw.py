"""Filling in names where a source gives only a number: the numbers hold, the counties hold, and it is no gamble."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prio.desk.demonstration.draw import (
    Candidate,
    Count,
    DrawImpossible,
    draw_joint,
    draw_one,
    order_of_luck,
    order_within_limits,
)

candidate_lists = st.lists(
    st.builds(
        Candidate,
        code=st.integers(1, 9999).map("{:04}".format),
        county=st.sampled_from(["01", "03", "04"]),
        people=st.integers(0, 1_000_000),
        qualified=st.booleans(),
        handed_in=st.booleans(),
    ),
    min_size=1,
    max_size=40,
    unique_by=lambda one: one.code,
)


def candidates(number: int, *, county: str = "23", people: int = 100) -> list[Candidate]:
    return [Candidate(f"{code:04}", county, people) for code in range(1, number + 1)]


def in_order(number: int) -> list[Candidate]:
    return order_of_luck("prio-2012", "PM1", candidates(number))


class TestOne:
    """One requirement."""

    def test_winners_come_from_the_beginning_and_those_without_a_report_from_the_end(self) -> None:
        order = in_order(10)
        outcomes = draw_one(Count("PM4", "municipality", met=5, not_met=3, not_submitted=2), order)
        assert [outcomes[one.code] for one in order] == ["met"] * 5 + ["not_met"] * 3 + ["not_submitted"] * 2

    def test_where_the_source_is_silent_the_others_get_the_rest(self) -> None:
        outcomes = draw_one(Count("PM1", "municipality", met=4, rest="declined"), in_order(6))
        assert Counter(outcomes.values()) == {"met": 4, "declined": 2}

    @pytest.mark.parametrize(
        "count",
        [
            Count("PM1", "region", met=11),
            Count("PM1", "region", met=8, not_met=1),
            Count("PM1", "region", met=8, not_met=3),
            Count("PM1", "region", met=9, not_submitted=2),
            Count("PM1", "region", met=9, not_met=1, not_submitted=1),
        ],
    )
    def test_numbers_that_are_not_everybody_are_refused(self, count: Count) -> None:
        with pytest.raises(DrawImpossible, match="PM1"):
            draw_one(count, in_order(10))

    @given(candidate_lists, st.data())
    def test_the_numbers_hold_whoever_they_are(self, given_: list[Candidate], data: st.DataObject) -> None:
        met = data.draw(st.integers(0, len(given_)))
        not_submitted = data.draw(st.integers(0, len(given_) - met))
        left = len(given_) - met - not_submitted
        count = Count("PM4", "municipality", met=met, not_met=left, not_submitted=not_submitted)
        outcomes = draw_one(count, order_of_luck("prio-2012", "PM4", given_))
        wanted = {"met": met, "not_met": left, "not_submitted": not_submitted}
        assert Counter(outcomes.values()) == {outcome: number for outcome, number in wanted.items() if number}
        assert set(outcomes) == {one.code for one in given_}


class TestLuck:
    """The order in which they are drawn."""

    @given(candidate_lists, st.randoms())
    def test_it_is_the_same_however_the_candidates_come(
        self, given_: list[Candidate], random: Random
    ) -> None:
        shuffled = sorted(given_, key=lambda _: random.random())
        assert order_of_luck("prio-2012", "PM1", shuffled) == order_of_luck("prio-2012", "PM1", given_)

    @given(candidate_lists, st.data())
    def test_nobody_wins_before_one_that_met_every_grundkrav(
        self, given_: list[Candidate], data: st.DataObject
    ) -> None:
        met = data.draw(st.integers(0, len(given_)))
        outcomes = draw_one(Count("PM1", "region", met=met), order_of_luck("prio-2012", "PM1", given_))
        winners = {one for one in given_ if outcomes[one.code] == "met"}
        qualified = {one for one in given_ if one.qualified}
        assert winners <= qualified or qualified <= winners

    @given(candidate_lists)
    def test_those_that_handed_in_no_grundkrav_come_last_of_the_unqualified(
        self, given_: list[Candidate]
    ) -> None:
        unqualified = [one for one in order_of_luck("prio-2012", "PM1", given_) if not one.qualified]
        assert unqualified == sorted(unqualified, key=lambda one: not one.handed_in)

    def test_another_goal_and_another_year_have_other_winners(self) -> None:
        everybody = candidates(50)
        orders = {
            tuple(one.code for one in order_of_luck(agreement, goal, everybody))
            for agreement in ("prio-2012", "prio-2013")
            for goal in ("A1", "A2")
        }
        assert len(orders) == 4


class TestJoint:
    """Two requirements with a known number that met both."""

    def test_2015_waiting_times(self) -> None:
        order = order_of_luck("prio-2015", "A1", candidates(21))
        first, second = draw_joint(
            Count("A1", "region", met=13, not_met=8), Count("A2", "region", met=14, not_met=7), 11, order
        )
        assert Counter(first.values()) == {"met": 13, "not_met": 8}
        assert Counter(second.values()) == {"met": 14, "not_met": 7}
        pairs = Counter((first[one.code], second[one.code]) for one in order)
        assert (pairs["met", "met"], pairs["not_met", "not_met"]) == (11, 5)

    @pytest.mark.parametrize(("first", "second", "both"), [(3, 5, 4), (5, 3, 4), (6, 6, 1), (10, 10, 9)])
    def test_numbers_that_do_not_fit_together_are_refused(self, first: int, second: int, both: int) -> None:
        with pytest.raises(DrawImpossible):
            draw_joint(
                Count("A1", "region", met=first), Count("A2", "region", met=second), both, in_order(10)
            )

    @given(candidate_lists, st.data())
    def test_the_three_numbers_hold(self, given_: list[Candidate], data: st.DataObject) -> None:
        first = data.draw(st.integers(0, len(given_)))
        both = data.draw(st.integers(0, first))
        second = both + data.draw(st.integers(0, len(given_) - first))
        one, other = draw_joint(
            Count("A1", "region", met=first),
            Count("A2", "region", met=second),
            both,
            order_of_luck("prio-2014", "A1", given_),
        )
        met = [{code for code, outcome in drawn.items() if outcome == "met"} for drawn in (one, other)]
        assert [len(met[0]), len(met[1]), len(met[0] & met[1])] == [first, second, both]
        assert set(one) == set(other) == {candidate.code for candidate in given_}


class TestLimits:
    """Nobody is drawn to fail a grundkrav so that a county falls below its limit."""

    def share_left(self, county: str, order: list[Candidate], failing: int) -> tuple[int, int]:
        """The inhabitants of the county that stay qualified, and all of them."""
        failed = order[len(order) - failing :]
        inside = [one for one in order if one.county == county]
        return (
            sum(one.people for one in inside if one.qualified and one not in failed),
            sum(one.people for one in inside),
        )

    @given(candidate_lists, st.integers(0, 40), st.integers(0, 100))
    def test_every_county_that_held_its_limit_still_holds_it(
        self, given_: list[Candidate], failing: int, limit: int
    ) -> None:
        try:
            order = order_within_limits("prio-2015", "GK1", given_, failing, limit)
        except DrawImpossible:
            return
        assert sorted(order, key=lambda one: one.code) == sorted(given_, key=lambda one: one.code)
        for county in {one.county for one in given_}:
            before, people = self.share_left(county, order, 0)
            after, _ = self.share_left(county, order, failing)
            assert after == before or after * 100 >= limit * people

    def test_exactly_the_limit_is_enough(self) -> None:
        order = order_within_limits("prio-2015", "GK1", candidates(10), 2, 80)
        assert self.share_left("23", order, 2) == (800, 1000)

    def test_one_more_is_impossible(self) -> None:
        with pytest.raises(DrawImpossible, match="3 cannot fail"):
            order_within_limits("prio-2015", "GK1", candidates(10), 3, 80)

    def test_a_county_with_one_kommun_never_loses_it(self) -> None:
        gotland = Candidate("0980", "09", 57_000)
        order = order_within_limits("prio-2015", "GK1", [gotland, *candidates(10)], 2, 80)
        assert gotland not in order[-2:]

    def test_who_has_failed_another_grundkrav_counts_as_lost_already(self) -> None:
        everybody = candidates(10)
        lost = [replace(one, qualified=False) for one in everybody[:2]]
        order = order_within_limits("prio-2015", "GK2", [*lost, *everybody[2:]], 2, 80)
        assert set(order[-2:]) == set(lost)

    def test_it_is_the_same_however_the_candidates_come(self) -> None:
        everybody = candidates(20)
        assert order_within_limits("p", "GK1", everybody, 3, 80) == order_within_limits(
            "p", "GK1", everybody[::-1], 3, 80
        )
