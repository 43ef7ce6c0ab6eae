"""What every command that reads a file says when it is no such file: one line, and nothing is changed."""

from pathlib import Path

import pytest

from tests.commands.trial import one_line, refusal, said
from tests.factories import TINY_AGREEMENT
from tests.world import EVERYBODY_MET, World

pytestmark = pytest.mark.django_db

COMMANDS = {
    "load_agreement": (),
    "load_outcomes": ("prov-2014",),
    "load_population": (),
}


@pytest.fixture(params=sorted(COMMANDS))
def command(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """A command with the arguments that stand before its file."""
    return (request.param, *COMMANDS[request.param])


def test_a_file_that_is_not_there(command: tuple[str, ...], world: World, tmp_path: Path) -> None:
    line = one_line(*command, tmp_path / "borta.yaml")
    assert f"Filen {tmp_path / 'borta.yaml'} går inte att läsa: den finns inte." in line


def test_a_folder(command: tuple[str, ...], world: World, tmp_path: Path) -> None:
    assert "det är en mapp" in one_line(*command, tmp_path)


def test_a_path_through_a_file(command: tuple[str, ...], world: World, outcomes: Path) -> None:
    assert "en del av sökvägen är ingen mapp" in one_line(*command, outcomes / "x")


def test_a_file_without_end(command: tuple[str, ...], world: World) -> None:
    assert "större än 20 MB" in one_line(*command, "/dev/zero")


def test_a_file_of_25_megabytes(command: tuple[str, ...], world: World, tmp_path: Path) -> None:
    large = tmp_path / "stor.csv"
    with large.open("wb") as file:
        file.truncate(25 * 1024 * 1024)
    assert f"Filen {large} är större än 20 MB." in one_line(*command, large)


def test_a_name_that_is_not_utf8(command: tuple[str, ...], world: World, tmp_path: Path) -> None:
    odd = tmp_path / "utfall\udcff.csv"
    odd.write_bytes(b"x")
    assert one_line(*command, odd) == "Ett namn på kommandoraden är inte skrivet i UTF-8."


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"\x00" * 2000,
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"\xff\xfea\x00",
        b"PK\x03\x04",
        b"\xef\xbb\xbf",
    ],
)
def test_something_else_than_text(
    command: tuple[str, ...], content: bytes, world: World, tmp_path: Path
) -> None:
    file = tmp_path / "bild.png"
    file.write_bytes(content)
    message = refusal(*command, file)
    assert "inläst" in message
    assert len(message.splitlines()) <= 2, message  # a headline, and the fault


def test_a_file_name_longer_than_what_is_kept_of_it(world: World, tmp_path: Path) -> None:
    name = "utfall-" * 34
    outcomes, agreement = tmp_path / f"{name}.csv", tmp_path / f"{name}.yaml"
    outcomes.write_text(EVERYBODY_MET)
    agreement.write_text(TINY_AGREEMENT.replace("prov-2014", "annan-2014"))
    assert "6 nya bedömningar" in said("load_outcomes", "prov-2014", outcomes)
    assert "publicerad som version 1" in said("load_agreement", agreement)
