"""Every command explains itself and is tried out by a test."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOTS = ("prio", "agreements", "assessment", "payouts")
OWN = sorted((name, app) for name, app in get_commands().items() if app.split(".", maxsplit=1)[0] in ROOTS)


def test_there_are_commands() -> None:
    assert OWN


@pytest.mark.parametrize(("name", "app"), OWN)
def test_command_explains_itself_and_its_arguments(name: str, app: str) -> None:
    command = load_command_class(app, name)
    parser = command.create_parser("manage.py", name)
    usual = {action.dest for action in type(command).__mro__[1]().create_parser("manage.py", name)._actions}
    assert parser.description
    assert [action.dest for action in parser._actions if action.dest not in usual and not action.help] == []


@pytest.mark.parametrize(("name", "app"), OWN)
def test_command_is_tried_out(name: str, app: str, repository: Path) -> None:
    mention = re.compile(rf"""["'\s]{name}["'\s]""")
    tests = (path for path in (repository / "tests").rglob("test_*.py") if path != Path(__file__))
    assert any(mention.search(path.read_text()) for path in tests), f"no test runs {app}: {name}"
