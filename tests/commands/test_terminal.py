"""Commands as a person at a terminal runs them: real processes, their exit codes and what they write where."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.world import COLUMNS

pytestmark = [pytest.mark.embedded, pytest.mark.slow]

OTHER_SITE = ("DATABASE_URL", "CELERY_BROKER_URL", "DJANGO_SETTINGS_MODULE", "DEBUG", "ALLOWED_HOSTS")
DEFINITION = "agreements/definitions/tillganglighet-2012.yaml"


@dataclass(frozen=True)
class Terminal:
    """A terminal in the checkout, with a database of its own."""

    repository: Path
    database: Path

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if name not in OTHER_SITE}
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=self.repository,
            env={**kept, "SECRET_KEY": "only-for-this-test", "DATABASE_URL": f"sqlite:///{self.database}"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def succeed(self, *words: str) -> str:
        done = self.run(*words)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout

    def fail(self, *words: str) -> str:
        """Run what must fail; return the one line that it writes to stderr."""
        done = self.run(*words)
        assert done.returncode != 0
        assert done.stdout == ""
        assert "Traceback" not in done.stderr
        (line,) = done.stderr.splitlines()
        return line.removeprefix("CommandError: ")


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Terminal:
    """A terminal whose database has its tables, and nothing in them."""
    terminal = Terminal(repository, tmp_path_factory.mktemp("terminal") / "prio.sqlite3")
    terminal.succeed("migrate", "--verbosity", "0")
    return terminal


@pytest.mark.parametrize(
    "words",
    [
        ("load_reference",),
        ("decide", "prio-2014", "--output", "{folder}"),
        ("demo",),
    ],
    ids=lambda words: words[0],
)
def test_a_database_that_is_not_migrated(words: tuple[str, ...], tmp_path: Path, repository: Path) -> None:
    terminal = Terminal(repository, tmp_path / "tom.sqlite3")
    line = terminal.fail(*(word.format(folder=tmp_path / "ut") for word in words))
    assert "manage.py migrate" in line
    assert not (tmp_path / "ut").exists()


def test_what_is_left_out_is_explained(migrated: Terminal) -> None:
    for words in (("assess",), ("allocate", "prio-2014")):
        done = migrated.run(*words)
        assert done.returncode == 2
        assert done.stderr.startswith("usage: manage.py ")
        assert "Traceback" not in done.stderr


def test_the_chain_from_nothing_to_a_file(migrated: Terminal, tmp_path: Path) -> None:
    line = migrated.fail("assess", "tillganglighet-2012")
    assert line == "Det finns ingen publicerad överenskommelse som heter tillganglighet-2012."
    assert "publicerad som version 1" in migrated.succeed("load_agreement", DEFINITION)
    outcomes = tmp_path / "utfall.csv"
    outcomes.write_text(COLUMNS + "T,01,met\nT,99,met\n")
    assert "load_reference" in migrated.fail("load_outcomes", "tillganglighet-2012", str(outcomes))
    assert "311 parter" in migrated.succeed("load_reference")
    done = migrated.run("load_outcomes", "tillganglighet-2012", str(outcomes))
    assert done.returncode == 1
    assert "rad 3: det finns ingen organisation med koden '99'" in done.stderr
    regions = (1, *range(3, 11), *range(12, 15), *range(17, 26))
    outcomes.write_text(COLUMNS + "".join(f"T,{code:02},met\n" for code in regions))
    assert "21 nya" in migrated.succeed("load_outcomes", "tillganglighet-2012", str(outcomes))
    file = tmp_path / "ut" / "fördelning.csv"
    migrated.succeed("allocate", "tillganglighet-2012", "--output", str(file))
    assert sum(int(row.split(",")[6]) for row in file.read_text().splitlines()[1:]) == 214_000_000
    assert "allocate" in migrated.fail("decide", "tillganglighet-2012", "--output", str(tmp_path / "beslut"))
    assert not (tmp_path / "beslut").exists()


def test_a_name_that_is_not_utf8(migrated: Terminal, tmp_path: Path) -> None:
    odd = os.fsdecode(bytes(tmp_path) + b"/\xff.csv")
    assert "UTF-8" in migrated.fail("allocate", "tillganglighet-2012", "--output", odd)


def test_a_server_that_does_not_answer_is_one_line(repository: Path) -> None:
    environment = {**os.environ, "SECRET_KEY": "x", "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}
    done = subprocess.run(
        [sys.executable, "manage.py", "assess", "prio-2014"],
        cwd=repository,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("CommandError: Databasen")
