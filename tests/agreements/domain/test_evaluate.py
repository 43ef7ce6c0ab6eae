"""Whole rules: three values after Kleene, questions that are not asked, and how exact a share is."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.domain.evaluate import Facts, Result, Truth, evaluate
from agreements.domain.rules import All, AnyOf, AtLeastN, Manual, Node, Share
from agreements.domain.wording import share_beside
from tests.agreements.domain.samples import question, requirement

MET, NOT_MET, UNDECIDED = Truth.MET, Truth.NOT_MET, Truth.UNDECIDED
TRUTHS = st.sampled_from(Truth)
NOBODY = Facts()


def judged(truths: Sequence[Truth]) -> tuple[tuple[Node, ...], dict[str, bool]]:
    leaves = tuple(Manual(key=f"c{index}", text="", asks="?") for index in range(len(truths)))
    return leaves, {f"c{index}": truth is MET for index, truth in enumerate(truths) if truth is not UNDECIDED}


def weighed(kind: type[All] | type[AnyOf], truths: Sequence[Truth]) -> Truth:
    leaves, judgements = judged(truths)
    return evaluate(kind(children=leaves), {}, NOBODY, handed_in=True, judgements=judgements).truth


def at_least(n: int, truths: Sequence[Truth]) -> Truth:
    leaves, judgements = judged(truths)
    rule = AtLeastN(children=leaves, n=n)
    return evaluate(rule, {}, NOBODY, handed_in=True, judgements=judgements).truth


RANK = {NOT_MET: 0, UNDECIDED: 1, MET: 2}
OPPOSITE = {MET: NOT_MET, NOT_MET: MET, UNDECIDED: UNDECIDED}
SEVERAL = st.lists(TRUTHS, min_size=1, max_size=6)


@given(SEVERAL)
def test_all_is_the_lowest_and_any_the_highest_of_its_children(truths: list[Truth]) -> None:
    assert weighed(All, truths) is min(truths, key=RANK.__getitem__)
    assert weighed(AnyOf, truths) is max(truths, key=RANK.__getitem__)


@given(SEVERAL)
def test_de_morgan(truths: list[Truth]) -> None:
    assert weighed(AnyOf, truths) is OPPOSITE[weighed(All, [OPPOSITE[truth] for truth in truths])]


@given(SEVERAL, st.randoms())
def test_the_order_of_children_does_not_matter(truths: list[Truth], chance: Any) -> None:
    shuffled = list(truths)
    chance.shuffle(shuffled)
    assert weighed(All, truths) is weighed(All, shuffled)
    assert weighed(AnyOf, truths) is weighed(AnyOf, shuffled)


@given(SEVERAL, st.integers(1, 6))
def test_at_least_n_is_what_every_way_to_decide_the_open_ones_agrees_on(truths: list[Truth], n: int) -> None:
    ways = product(*[(MET, NOT_MET) if truth is UNDECIDED else (truth,) for truth in truths])
    results = {way.count(MET) >= n for way in ways}
    expected = UNDECIDED if len(results) == 2 else (MET if results == {True} else NOT_MET)
    assert at_least(n, truths) is expected


@given(SEVERAL)
def test_at_least_one_is_any_and_at_least_all_is_all(truths: list[Truth]) -> None:
    assert at_least(1, truths) is weighed(AnyOf, truths)
    assert at_least(len(truths), truths) is weighed(All, truths)


@given(SEVERAL, st.data())
def test_deciding_an_open_child_never_overturns_what_was_decided(
    truths: list[Truth], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(truths) - 1))
    later = [
        data.draw(TRUTHS) if i == index and truth is UNDECIDED else truth for i, truth in enumerate(truths)
    ]
    for kind in (All, AnyOf):
        if (before := weighed(kind, truths)) is not UNDECIDED:
            assert weighed(kind, later) is before


@given(SEVERAL, st.data())
def test_a_better_child_never_makes_the_whole_worse(truths: list[Truth], data: st.DataObject) -> None:
    better = [data.draw(st.sampled_from([t for t in Truth if RANK[t] >= RANK[truth]])) for truth in truths]
    for kind in (All, AnyOf):
        assert RANK[weighed(kind, better)] >= RANK[weighed(kind, truths)]
    assert RANK[at_least(2, better)] >= RANK[at_least(2, truths)]


def share_of(limit: str) -> Share:
    done, in_time = (question(f"{{key: {key}, type: count, label: L}}") for key in ("done", "in_time"))
    return Share(key="c1", text="", of=(in_time,), base=(done,), at_least_percent=limit)


LIMITS = ("0", "0.5", "33.333333333", "50", "66.6", "89.96", "90", "90.01", "99.999999999", "100")
LIMIT_TEXTS = st.sampled_from(LIMITS)
RULES = {limit: share_of(limit) for limit in LIMITS}


def shared(part: int, whole: int, limit: str) -> Result:
    return evaluate(RULES[limit], {"in_time": part, "done": whole}, NOBODY, handed_in=True)


@given(st.integers(0, 10**9), st.integers(0, 10**9), LIMIT_TEXTS)
def test_a_share_is_compared_exactly(part: int, rest: int, limit: str) -> None:
    whole = part + rest or 1
    assert shared(part, whole, limit).is_met == (Fraction(part, whole) >= Fraction(limit) / 100)


@given(st.integers(1, 10**6), st.sampled_from(["50", "90", "100"]))
def test_the_boundary_counts_and_one_less_does_not(hundreds: int, limit: str) -> None:
    whole, part = hundreds * 100, hundreds * int(limit)
    assert shared(part, whole, limit).is_met
    assert not shared(part - 1, whole, limit).is_met


@given(st.integers(1, 10**6), st.integers(1, 10**6), LIMIT_TEXTS)
def test_a_part_above_its_whole_meets_nothing(whole: int, more: int, limit: str) -> None:
    result = shared(whole + more, whole, limit)
    assert result.truth is NOT_MET
    assert result.reason.startswith("Uppgifterna kan inte stämma: ")


@given(st.integers(0, 10**6), st.integers(0, 10**6), LIMIT_TEXTS)
def test_as_many_more_as_the_reason_says_are_enough_and_no_fewer(part: int, rest: int, limit: str) -> None:
    whole = part + rest or 1
    result = shared(part, whole, limit)
    if result.is_met:
        assert "till behövs" not in result.reason
        return
    said = result.reason.rsplit(". ", 1)[1].removesuffix(" till behövs.")
    more = int(said.replace("\u202f", ""))
    assert shared(part + more, whole, limit).is_met
    assert not shared(part + more - 1, whole, limit).is_met


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), LIMIT_TEXTS)
def test_more_in_time_is_never_worse(part: int, rest: int, more: int, limit: str) -> None:
    whole = part + more + rest or 1
    assert RANK[shared(part + more, whole, limit).truth] >= RANK[shared(part, whole, limit).truth]


@given(st.fractions(0, 200), LIMIT_TEXTS)
def test_a_share_is_never_written_on_the_other_side_of_its_limit(share: Fraction, limit: str) -> None:
    shown = Fraction(share_beside(share, Fraction(limit)).replace(",", ".").replace("\u202f", ""))
    assert (shown >= Fraction(limit)) == (share >= Fraction(limit))
    assert abs(shown - share) < Fraction(1, 10)


def test_a_missed_limit_never_looks_reached() -> None:
    assert share_beside(Fraction("89.96"), Fraction(90)) == "89,9"
    assert share_beside(Fraction("88.372"), Fraction(90)) == "88,4"
    assert share_beside(Fraction(90), Fraction(90)) == "90,0"
    assert share_beside(Fraction("89.959"), Fraction("89.96")) == "89,95"


QUESTIONS = """{key: takes_part, type: yes_no, label: Deltar ni}
{key: shown, type: document, label: Visat på annat sätt, when: {no: takes_part}}
{key: account, type: text, label: Beskrivning, when: {yes: takes_part}}
{key: model, type: choice, label: Modell, options: [a, b, annan]}
{key: which, type: text, label: Vilken, when: {choice: model, is: [annan]}}"""
DOCUMENT = {"name": "a.pdf"}


def outcome(rule: str, answers: dict[str, object], *, handed_in: bool = True) -> Result:
    tree = requirement(QUESTIONS, rule).rule
    assert tree is not None
    return evaluate(tree, answers, NOBODY, handed_in=handed_in)


EITHER = "{any: [{key: c1, yes: takes_part, text: t}, {key: c2, document: shown, text: t}]}"
BOTH = "{all: [{key: c1, answered: model, text: t}, {key: c2, answered: which, text: t}]}"


@pytest.mark.parametrize(
    ("answers", "truth", "asked"),
    [
        ({"takes_part": True}, MET, False),
        ({"takes_part": True, "shown": DOCUMENT}, MET, False),
        ({"takes_part": False}, NOT_MET, True),
        ({"takes_part": False, "shown": DOCUMENT}, MET, True),
        ({"shown": DOCUMENT}, NOT_MET, True),
        ({}, NOT_MET, True),
    ],
)
def test_either_by_taking_part_or_in_another_way(
    answers: dict[str, object], truth: Truth, asked: bool
) -> None:
    result = outcome(EITHER, answers)
    assert result.truth is truth
    assert result.children[1].asked is asked


@pytest.mark.parametrize(
    ("answers", "truth"),
    [
        ({"model": "a"}, MET),
        ({"model": "annan"}, NOT_MET),
        ({"model": "annan", "which": "c"}, MET),
        ({}, NOT_MET),
    ],
)
def test_a_question_that_is_not_asked_does_not_count_as_unanswered(
    answers: dict[str, object], truth: Truth
) -> None:
    assert outcome(BOTH, answers).truth is truth


def test_what_is_not_asked_is_said() -> None:
    result = outcome(BOTH, {"model": "a"})
    assert result.reason == "Villkoret är uppfyllt. 1 gäller inte er."
    assert result.children[1].reason == "Frågan ställs inte till er."


def test_leaving_out_the_deciding_question_wins_nothing() -> None:
    result = outcome("{key: c1, answered: account, text: t}", {})
    assert (result.truth, result.reason) == (NOT_MET, "Frågan ”Deltar ni” är inte besvarad.")


def test_a_rule_of_which_nothing_is_asked_shows_nothing() -> None:
    rule = "{all: [{key: c1, answered: account, text: t}]}"
    assert outcome(rule, {"takes_part": False}).truth is NOT_MET
    assert outcome(rule, {"takes_part": False}, handed_in=False).truth is UNDECIDED


def test_a_question_hangs_on_the_whole_chain_above_it() -> None:
    questions = """{key: a, type: yes_no, label: A}
{key: b, type: yes_no, label: B, when: {yes: a}}
{key: c, type: text, label: C, when: {yes: b}}"""
    rule = requirement(
        questions, "{all: [{key: c1, answered: a, text: t}, {key: c2, answered: c, text: t}]}"
    ).rule
    assert rule is not None
    left_over = evaluate(rule, {"a": False, "b": True}, NOBODY, handed_in=True)
    assert left_over.truth is MET
    assert left_over.children[1].asked is False


def test_reasons_of_inner_nodes_count() -> None:
    leaves, judgements = judged([MET, NOT_MET, UNDECIDED, UNDECIDED])
    result = evaluate(AtLeastN(children=leaves, n=3), {}, NOBODY, handed_in=True, judgements=judgements)
    assert (result.truth, result.reason) == (
        UNDECIDED,
        "1 av 4 villkor är uppfyllda; 3 behövs. 2 är inte avgjorda.",
    )


def test_an_outcome_becomes_plain_data_and_back() -> None:
    result = outcome(EITHER, {"takes_part": True})
    assert Result.from_plain(result.to_plain()) == result
    assert [leaf.key for leaf in result.leaves()] == ["c1", "c2"]
    with pytest.raises(ValueError, match="outcome"):
        Result.from_plain({"truth": "met"})
