"""The lock files: exact versions with hashes, no address, and the tests have what the site has."""

import re
import tomllib
from pathlib import Path

import pytest

PINNED = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+) \\$", re.MULTILINE)
EXACT = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[\w,]+\])?==(\S+)$")


def text(repository: Path, name: str) -> str:
    return (repository / "requirements" / f"{name}.txt").read_text()


def versions(repository: Path, name: str) -> dict[str, str]:
    return dict(PINNED.findall(text(repository, name)))


@pytest.mark.parametrize("name", ["base", "test"])
def test_lock_file_holds_no_address(repository: Path, name: str) -> None:
    assert not re.search(r"://|^-|@ ", text(repository, name), re.MULTILINE)


@pytest.mark.parametrize("name", ["base", "test"])
def test_every_package_has_its_hashes(repository: Path, name: str) -> None:
    blocks = re.split(r"^(?=[a-z0-9])", text(repository, name), flags=re.MULTILINE)
    packages = [block for block in blocks if block.strip() and not block.startswith("#")]
    assert len(packages) == len(versions(repository, name)) > 0
    assert [block.split()[0] for block in packages if "--hash=sha256:" not in block] == []


def test_tests_have_the_same_versions_as_the_site(repository: Path) -> None:
    assert versions(repository, "base").items() <= versions(repository, "test").items()


def test_lock_file_holds_what_the_project_asks_for(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    asked = {match[1]: match[2] for each in project["dependencies"] if (match := EXACT.match(each))}
    assert len(asked) == len(project["dependencies"])
    locked = versions(repository, "base")
    assert {name: locked.get(re.sub(r"[._]", "-", name.lower())) for name in asked} == asked
