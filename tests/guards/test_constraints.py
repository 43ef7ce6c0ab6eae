"""Every rule of the database has a name that says it, words for a person, and a test."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import BaseConstraint, Model, UniqueConstraint

OWN = ("parties", "accounts", "audit", "jobs", "mail", "agreements", "assessment", "payouts", "desk")
RULES = [
    (model, constraint)
    for label in OWN
    for model in apps.get_app_config(label).get_models()
    for constraint in model._meta.constraints
]
SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")
# Words that a sentence in Swedish has and one in English has not.
SWEDISH = re.compile(
    r"[åäö]|\b(en|ett|och|kan|har|inte|som|den|det|bara|redan|eller|av|för|till|inget|[Ss]kriv)\b"
)


def label(value: type[Model] | BaseConstraint) -> str:
    return value.name if isinstance(value, BaseConstraint) else value._meta.label


every_rule = pytest.mark.parametrize(("model", "constraint"), RULES, ids=label)


def test_there_are_rules() -> None:
    assert len(RULES) > 30


@every_rule
def test_name_is_words(model: type[Model], constraint: BaseConstraint) -> None:
    assert SNAKE.fullmatch(constraint.name)


def test_every_name_is_used_once() -> None:
    names = [constraint.name for _, constraint in RULES]
    assert sorted(set(names)) == sorted(names)


@every_rule
def test_message_is_a_swedish_sentence(model: type[Model], constraint: BaseConstraint) -> None:
    if isinstance(constraint, UniqueConstraint) and not has_own_message(constraint):
        return  # a service refuses it in its own words
    message = str(constraint.violation_error_message)
    assert has_own_message(constraint)
    assert SWEDISH.search(message), message
    assert message[0].isupper()
    assert message.endswith(".")


def has_own_message(constraint: BaseConstraint) -> bool:
    return constraint.violation_error_message != constraint.default_violation_error_message


@every_rule
def test_rule_is_tried_out(model: type[Model], constraint: BaseConstraint, repository: Path) -> None:
    named = re.compile(rf"\b(test_)?{constraint.name}\b")
    tests = (path for path in (repository / "tests").rglob("test_*.py") if path != Path(__file__))
    assert any(named.search(path.read_text()) for path in tests), f"no test names {constraint.name}"
