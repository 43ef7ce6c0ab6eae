"""Made-up answers fit what is asked: of every real requirement, by every kind of party, however small."""

from functools import cache
from pathlib import Path

import pytest

from agreements.domain.answers import problem
from agreements.domain.definition import Definition, RequirementDefinition
from agreements.domain.evaluate import Facts, Truth, evaluate
from agreements.domain.loading import load_definition
from prio.desk.demonstration.answers import luck, made_up_answers

DEFINITIONS = sorted((Path(__file__).parents[2] / "agreements" / "definitions").glob("*.yaml"))
PARTIES = {"0114": 40_194, "2506": 2_900, "09": 57_000, "01": 2_000_000, "9998": 1, "9999": 0}
MANY = {f"{code:04}": 37 * code for code in range(100, 400)}


@cache
def definition(path: Path) -> Definition:
    return load_definition(path.read_text(encoding="utf-8"), path.name)


REQUIREMENTS = [
    pytest.param(path, requirement, id=f"{path.stem}-{requirement.code}")
    for path in DEFINITIONS
    for requirement in definition(path).requirements
    if requirement.rule
]


def truths(path: Path, requirement: RequirementDefinition) -> list[Truth]:
    assert requirement.rule
    facts = definition(path)
    return [
        evaluate(
            requirement.rule,
            made_up_answers(requirement, party, people),
            Facts(people, facts.size_classes, population_date=facts.population_date),
            handed_in=True,
        ).truth
        for party, people in MANY.items()
    ]


@pytest.mark.parametrize(("path", "requirement"), REQUIREMENTS)
def test_no_answer_has_the_wrong_shape(path: Path, requirement: RequirementDefinition) -> None:
    for party, people in PARTIES.items():
        answers = made_up_answers(requirement, party, people)
        assert set(answers) == {question.key for question in requirement.questions}
        for question in requirement.questions:
            unanswered = question.type == "date" and answers[question.key] is None
            assert unanswered or problem(question, answers[question.key]) is None, (party, question.key)


@pytest.mark.parametrize(("path", "requirement"), REQUIREMENTS)
def test_the_same_party_always_answers_the_same(path: Path, requirement: RequirementDefinition) -> None:
    assert made_up_answers(requirement, "2380", 60_000) == made_up_answers(requirement, "2380", 60_000)


@pytest.mark.parametrize(("path", "requirement"), REQUIREMENTS)
def test_mostly_what_is_asked_is_met_or_left_to_a_person(
    path: Path, requirement: RequirementDefinition
) -> None:
    found = truths(path, requirement)
    assert found.count(Truth.NOT_MET) < len(found) * 0.6


def test_a_made_up_year_has_all_three_outcomes() -> None:
    path = next(path for path in DEFINITIONS if path.stem == "prio-2015")
    found = {truth for one in definition(path).requirements if one.rule for truth in truths(path, one)}
    assert found == set(Truth)


def test_luck_is_a_number_below_100_that_never_changes() -> None:
    assert {luck("a", str(number)) for number in range(3000)} == set(range(100))
    assert luck("GK1", "2380", "c1") == 10  # the same in every process, on every machine
