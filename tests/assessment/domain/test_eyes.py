"""When another person has to look, what has to be explained, what a party has been told, and what the sample takes."""

import pytest
from django.db.models import TextChoices
from hypothesis import given
from hypothesis import strategies as st

from agreements.domain.result import Result, Truth
from assessment.domain.attention import ATTENTION, in_order
from assessment.domain.eyes import (
    AGAINST,
    JUDGED,
    Ground,
    failed,
    needs_motivation,
    needs_second,
    proposed_by,
    told_all,
)
from assessment.domain.lifecycle import FINDING, ROUND, VERDICT, Needs
from assessment.domain.sample import is_sampled
from assessment.models import JUDGED_OUTCOMES
from assessment.models.finding import FindingState
from assessment.models.round import RoundState
from assessment.models.verdict import VerdictState
from prio.lifecycle import Lifecycle

OUTCOMES = st.sampled_from(sorted(JUDGED))
PROPOSED = st.sampled_from(["", *sorted(JUDGED)])


@given(OUTCOMES, PROPOSED, st.booleans(), st.booleans())
def test_one_person_is_enough_only_for_what_is_for_the_party_and_as_proposed(
    outcome: str, proposed: str, sampled: bool, correction: bool
) -> None:
    alone = not needs_second(outcome, proposed, sampled=sampled, is_correction=correction)
    assert alone == (outcome == proposed and outcome not in AGAINST and not sampled and not correction)


@given(OUTCOMES, PROPOSED)
def test_what_needs_no_words_is_met_as_proposed(outcome: str, proposed: str) -> None:
    assert needs_motivation(outcome, proposed) != (outcome == proposed == "met")


def test_the_core_and_the_database_judge_the_same_outcomes() -> None:
    assert {one.value for one in JUDGED_OUTCOMES} == JUDGED


def tree(**leaves: Truth) -> dict[str, object]:
    """A rule's outcome with these criteria."""
    children = tuple(Result(name, "yes", truth, "", "") for name, truth in leaves.items())
    return dict(Result("", "all", Truth.NOT_MET, "", "", children).to_plain())


def ground(motivation: str = "Saknas.", submission: int = 1, wording: int = 1, **leaves: Truth) -> Ground:
    return Ground(submission, wording, tree(**leaves), motivation)


NO, YES = Truth.NOT_MET, Truth.MET


@pytest.mark.parametrize(
    ("told", "now", "enough"),
    [
        (ground(a=NO, b=NO), ground(a=NO, b=YES), True),
        (ground(a=NO, b=NO), ground(a=NO, b=NO, motivation="Med andra ord."), True),
        (ground(a=NO, b=YES), ground(a=NO, b=NO), False),
        (ground(a=NO), ground(a=NO, submission=2), False),
        (ground(a=NO), ground(a=NO, wording=2), False),
        (ground(a=YES), ground(a=YES), True),
        (ground(a=YES), ground(a=YES, motivation="Något annat."), False),
        (ground(a=NO), ground(a=YES, motivation="Något annat."), False),
        (Ground(1, 1, {}, "Saknas."), ground(a=NO), False),
    ],
)
def test_a_party_has_been_told_all_that_a_verdict_stands_on(told: Ground, now: Ground, enough: bool) -> None:
    assert told_all(told, now) == enough


def test_what_is_not_asked_does_not_fail_and_an_open_rule_proposes_nothing() -> None:
    skipped = Result("a", "yes", Truth.NOT_MET, "", "", asked=False)
    result = Result("", "all", Truth.UNDECIDED, "", "", (skipped, Result("b", "yes", NO, "", "")))
    assert failed(result) == {"b"}
    assert proposed_by(result) == ""


class TestSample:
    """Drawn from the seed alone."""

    @given(st.text(), st.text(max_size=5), st.text(max_size=4))
    def test_none_and_all(self, seed: str, requirement: str, party: str) -> None:
        assert not is_sampled(seed, requirement, party, 0)
        assert is_sampled(seed, requirement, party, 100) == bool(seed)

    @given(st.text(min_size=1), st.integers(0, 99))
    def test_a_larger_sample_holds_the_smaller(self, seed: str, percent: int) -> None:
        if is_sampled(seed, "GK1", "2380", percent):
            assert is_sampled(seed, "GK1", "2380", percent + 1)

    def test_it_takes_its_share_and_can_be_drawn_again(self) -> None:
        parties = [f"{number:04}" for number in range(10_000)]
        drawn = [one for one in parties if is_sampled("frö", "GK1", one, 5)]
        assert 400 < len(drawn) < 600
        assert drawn == [one for one in parties if is_sampled("frö", "GK1", one, 5)]
        assert drawn != [one for one in parties if is_sampled("annat", "GK1", one, 5)]


class TestAttention:
    """Why a person has to look."""

    def test_the_most_pressing_comes_first_and_each_once(self) -> None:
        assert in_order(["wording", "late", "manual", "late"]) == ["manual", "late", "wording"]

    def test_a_code_that_nobody_knows_is_found_out(self) -> None:
        with pytest.raises(KeyError):
            in_order(["late", "nonsense"])

    def test_every_code_has_words(self) -> None:
        assert all(words[0].isupper() for words in ATTENTION.values())


class TestLives:
    """The tables say what the database says."""

    @pytest.mark.parametrize(
        ("life", "states"), [(ROUND, RoundState), (FINDING, FindingState), (VERDICT, VerdictState)]
    )
    def test_the_states_are_those_of_the_rows(self, life: Lifecycle, states: type[TextChoices]) -> None:
        assert [one.code for one in life.states] == list(states.values)

    def test_every_condition_is_asked_for_somewhere(self) -> None:
        asked = {
            need for life in (ROUND, FINDING, VERDICT) for step in life.transitions for need in step.needs
        }
        # Asking for completion is a step of the report; the case has a say in it all the same.
        assert asked == set(Needs) - {Needs.NOT_FINAL}

    def test_nobody_who_reports_judges(self) -> None:
        for step in (*FINDING.transitions, *VERDICT.transitions):
            who = {"signer", "reporter"} if step.verb == "answer" else {"assessor", "lead_assessor"}
            assert set(step.who) <= who

    def test_whatever_makes_a_verdict_final_asks_for_another_person_and_a_hearing(self) -> None:
        final = [step for step in VERDICT.transitions if step.target == "final"]
        assert [step.verb for step in final] == ["approve"]
        assert {Needs.ANOTHER_PERSON, Needs.HEARD, Needs.NOT_RECUSED} <= set(final[0].needs)
