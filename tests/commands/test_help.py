"""Every command explains itself without touching the database."""

import pytest
from django.core.management import call_command, get_commands, load_command_class

COMMANDS = (
    "load_reference",
    "load_population",
    "load_agreement",
    "load_outcomes",
    "assess",
    "allocate",
    "decide",
    "demo",
    "remind",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_what_it_is_for_and_ends_well(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command(command, "--help")
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert command in told
    purpose = load_command_class(get_commands()[command], command).help
    assert "".join(purpose.split()) in "".join(told.split())  # lines are broken at hyphens too
