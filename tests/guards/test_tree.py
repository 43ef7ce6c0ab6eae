"""What no file of the repository may hold, and how long a file and a function may be."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

LONGEST_FILE = 400
LONGEST_FUNCTION = 50
# path: why it holds together although it is long
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}
MACHINE_PATH = re.compile(r"(?<![\w.)}/-])/(?:work|root|home|Users|tmp)/[\w.]")
REGISTRY = re.compile(r"pypi\.org|python[h]osted|index[-]url|find[-]links|deb\.debian\.org|npmjs\.")
LEFT_UNDONE = re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X])\b")
SILENCED = re.compile(r"#\s*(?:no[q]a|type:\s*ig[n]ore)")
WITH_REASON = re.compile(r"#\s*(?:no[q]a: [A-Z0-9, ]+ -- \S|type:\s*ig[n]ore\[[\w, -]+\]\s+# \S)")
GRAB_BAGS = {"utils.py", "util.py", "helpers.py", "helper.py", "misc.py", "common.py"}


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text()
    except UnicodeDecodeError:
        return
    yield from enumerate(text.splitlines(), start=1)


def found(files: tuple[Path, ...], pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.name}:{number}: {line.strip()}"
        for path in files
        for number, line in lines_of(path)
        if pattern.search(line)
    ]


@pytest.fixture(scope="module")
def python_files(tracked_files: tuple[Path, ...]) -> tuple[Path, ...]:
    return tuple(path for path in tracked_files if path.suffix == ".py" and "migrations" not in path.parts)


def test_no_path_of_a_machine(tracked_files: tuple[Path, ...]) -> None:
    assert found(tracked_files, MACHINE_PATH) == []


def test_no_package_registry(tracked_files: tuple[Path, ...]) -> None:
    assert found(tracked_files, REGISTRY) == []


def test_nothing_is_left_undone(python_files: tuple[Path, ...]) -> None:
    assert found(python_files, LEFT_UNDONE) == []


def test_every_silenced_rule_has_its_reason_beside_it(python_files: tuple[Path, ...]) -> None:
    silenced = (
        (path, number, line)
        for path in python_files
        for number, line in lines_of(path)
        if SILENCED.search(line)
    )
    assert [
        f"{path.name}:{number}: {line.strip()}"
        for path, number, line in silenced
        if not WITH_REASON.search(line)
    ] == []


def test_no_room_without_a_name(python_files: tuple[Path, ...]) -> None:
    assert [path.name for path in python_files if path.name in GRAB_BAGS] == []


def test_no_file_holds_two_things(python_files: tuple[Path, ...], repository: Path) -> None:
    long = {
        str(path.relative_to(repository))
        for path in python_files
        if len(path.read_text().splitlines()) > LONGEST_FILE
    }
    assert long == set(LONG_FILES)


def test_functions_are_short(python_files: tuple[Path, ...], repository: Path) -> None:
    long = {
        f"{path.relative_to(repository)}::{node.name}"
        for path in python_files
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert long == set(LONG_FUNCTIONS)


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (MACHINE_PATH, "see /" + "work/main"),
        (MACHINE_PATH, "'/" + "root/.venv'"),
        (REGISTRY, "https://pypi" + ".org/simple"),
        (LEFT_UNDONE, "# TO" + "DO later"),
        (SILENCED, "x = 1  # no" + "qa: F401"),
        (SILENCED, "x = 1  # type: ig" + "nore[misc]"),
    ],
)
def test_patterns_find_what_they_are_there_for(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


def test_reason_beside_a_silenced_rule_is_seen() -> None:
    assert WITH_REASON.search("x = 1  # no" + "qa: F401 -- the tests want it")
    assert WITH_REASON.search("x = 1  # type: ig" + "nore[misc]  # replacing it is the point")
    assert not WITH_REASON.search("x = 1  # no" + "qa: F401")
    assert not WITH_REASON.search("x = 1  # type: ig" + "nore[misc]")
