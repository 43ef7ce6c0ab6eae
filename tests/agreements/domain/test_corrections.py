"""What a new version changes, and how an answer becomes a part of a requirement."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agreements.domain.answer_lines import answer_lines
from agreements.domain.answer_words import in_words
from agreements.domain.clarification import Clarification, clarified
from agreements.domain.contradictions import contradictions
from agreements.domain.corrections import asks_the_same, changed_requirements, changes_terms
from agreements.domain.definition import Definition
from agreements.domain.differences import answer_differences
from agreements.domain.evaluate import Facts, evaluate
from agreements.domain.loading import DefinitionFaults, load_definition
from agreements.domain.progress import in_the_way, missing
from agreements.domain.typed import as_typed
from tests.agreements.domain.any_answers import answers_to
from tests.agreements.domain.samples import SOUND, load
from tests.agreements.domain.test_definition import EVERY_TYPE

# Without those whose money lies in lines alone: they ask nothing that could be made clearer.
REAL = sorted(
    file
    for file in (Path(__file__).parents[3] / "agreements" / "definitions").glob("*.yaml")
    if "\nrequirements:" in file.read_text(encoding="utf-8")
)


def first_of(definition: Definition) -> str:
    return definition.requirements[0].code


@pytest.mark.parametrize("file", REAL, ids=lambda file: file.stem)
def test_a_clarification_of_a_real_agreement_changes_that_part_and_nothing_else(file: Path) -> None:
    definition = load_definition(file.read_text(encoding="utf-8"), file.name)
    code = first_of(definition)
    after = clarified(definition, Clarification(code, "criterion", "Ett beslut räcker."))
    changed = after.requirement(code)
    assert changed.criterion.endswith("Ett beslut räcker.")
    assert changed.criterion.startswith(definition.requirement(code).criterion)
    back = replace(changed, criterion=definition.requirement(code).criterion)
    rest = tuple(back if one.code == code else one for one in after.requirements)
    assert replace(after, requirements=rest).sha256() == definition.sha256()


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]) | st.just("\n"), min_size=1))
@example("Ett\u2028två\u2029tre")
@example('\N{GRINNING FACE} \\ " {[#: &a *b !!x %')
def test_any_text_that_can_be_shown_is_added_as_it_is(text: str) -> None:
    definition = load(EVERY_TYPE)
    code = first_of(definition)
    before = definition.requirement(code).guidance
    after = clarified(definition, Clarification(code, "guidance", text))
    whole = f"{before}\n\n{text}" if before else text
    assert after.requirement(code).guidance == whole.strip()


@pytest.mark.parametrize("text", ["a\x00b", "a\x07b", "a\ud800b"])
def test_what_cannot_be_shown_is_a_fault(text: str) -> None:
    definition = load(EVERY_TYPE)
    with pytest.raises(DefinitionFaults, match=r"tecken som inte kan visas|inte giltig YAML"):
        clarified(definition, Clarification(first_of(definition), "guidance", text))


def test_an_unknown_requirement_is_not_clarified() -> None:
    with pytest.raises(KeyError):
        clarified(load(SOUND), Clarification("X9", "guidance", "Ja."))


def test_what_is_new_changed_and_left_out_is_told_in_the_order_of_the_new_version() -> None:
    old = load(EVERY_TYPE)
    first, *others = old.requirements
    renamed = replace(first, name="Ett annat namn")
    added = replace(first, code="NY1")
    new = replace(old, requirements=(renamed, added))
    changes = changed_requirements(old, new)
    assert [(change.code, change.how) for change in changes] == [
        (first.code, "changed"),
        ("NY1", "new"),
        *((one.code, "removed") for one in others),
    ]
    assert not changes_terms(old, new)
    assert changed_requirements(old, old) == ()
    assert changes_terms(old, replace(old, title="Något annat"))


def test_a_changed_requirement_concerns_those_it_concerned_and_those_it_concerns_now() -> None:
    old = load(SOUND)
    first = replace(old.requirements[0], parties=("municipality",))
    before = replace(old, requirements=(first,))
    after = replace(old, requirements=(replace(first, parties=("region",)),))
    (change,) = changed_requirements(before, after)
    assert change.kinds == {"municipality", "region"}


def test_another_wording_asks_something_else() -> None:
    requirement = load(SOUND).requirements[0]
    for reworded in (
        replace(requirement, text="En annan lydelse."),
        replace(requirement, criterion="Ett annat kriterium."),
        replace(requirement, guidance="En annan vägledning."),
    ):
        assert not asks_the_same(requirement, reworded)


def test_another_name_asks_the_same() -> None:
    requirement = load(SOUND).requirements[0]
    assert asks_the_same(requirement, replace(requirement, name="Ett annat namn", source="En annan källa"))


def test_another_question_or_rule_asks_something_else() -> None:
    requirement = next(one for one in load(SOUND).requirements if one.questions)
    question = requirement.questions[0]
    worded = replace(question, label="Något annat?")
    assert not asks_the_same(
        requirement, replace(requirement, questions=(worded, *requirement.questions[1:]))
    )
    assert not asks_the_same(requirement, replace(requirement, rule=None))


REQUIREMENT = load(EVERY_TYPE).requirement("K")
# Every question answered with what was an answer to another one: what a question of another type leaves behind.
MISPLACED = st.permutations(REQUIREMENT.questions).flatmap(
    lambda others: st.fixed_dictionaries(
        {
            question.key: answers_to(other)
            for question, other in zip(REQUIREMENT.questions, others, strict=True)
        }
    )
)


@given(MISPLACED, st.booleans())
def test_an_answer_to_a_question_of_another_type_stops_nothing(
    answers: dict[str, Any], handed_in: bool
) -> None:
    assert REQUIREMENT.rule
    assert evaluate(REQUIREMENT.rule, answers, Facts(), handed_in=handed_in).reason
    missing(REQUIREMENT, answers)
    contradictions(REQUIREMENT, answers)
    in_the_way(REQUIREMENT, answers, (), (), {}, ())
    assert len(answer_lines(REQUIREMENT, answers)) == len(REQUIREMENT.questions)
    for question in REQUIREMENT.questions:
        value = answers[question.key]
        assert all(isinstance(text, str) for text in as_typed(question, value).values())
        # It is shown whatever it is: as an answer where it can be one, as it is stored where it cannot.
        assert in_words(question, value)


@given(MISPLACED)
def test_what_was_answered_on_questions_that_are_gone_is_told_as_a_difference(
    answers: dict[str, Any],
) -> None:
    bare = replace(REQUIREMENT, questions=(), rule=None)
    told = answer_differences(bare, answers, answers, earlier=REQUIREMENT)
    assert {difference.question.key for difference in told} == set(answers)
    assert all(difference.kind == "removed" for difference in told)
