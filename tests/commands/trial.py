"""Running a command in the test's own process: what it says, and how it refuses."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.tables import changed, content


def said(command: str, *arguments: object, **options: object) -> str:
    """Run the command and return what it told the person at the terminal."""
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def refusal(command: str, *arguments: object, **options: object) -> str:
    """Run a command that must refuse; return its message. Nothing is told and no row is changed then."""
    before = content()
    out = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command(command, *map(str, arguments), stdout=out, stderr=StringIO(), **options)
    assert changed(before, content()) == {}
    assert out.getvalue() == ""
    message = str(refused.value)
    assert message
    assert "Traceback" not in message
    return message


def one_line(command: str, *arguments: object, **options: object) -> str:
    """Run a command that must refuse with one line; return it."""
    message = refusal(command, *arguments, **options)
    assert len(message.splitlines()) == 1, message
    return message
