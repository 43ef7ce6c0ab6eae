"""Everything under a domain/ is pure: no Django, no clock, no randomness, no float, and no room around it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOTS = ("prio", "agreements", "assessment", "payouts")
# small, and as pure as what stands in a domain/
PURE_MODULES = (
    "prio.money",
    "prio.days",
    "prio.lifecycle",
    "prio.refused",
    "prio.spreadsheets",
    "prio.suppression",
    "prio.parties.spelling",
)
CHANCE_AND_CLOCK = {"random", "secrets", "time", "uuid", "os", "socket", "subprocess", "asyncio", "threading"}
NOW = {"now", "today", "utcnow", "fromtimestamp"}


@pytest.fixture(scope="module")
def core(repository: Path) -> tuple[Path, ...]:
    rooms = [path for root in ROOTS for path in sorted((repository / root).rglob("domain/**/*.py"))]
    return (*rooms, *(repository / f"{module.replace('.', '/')}.py" for module in PURE_MODULES))


def faults(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"line {node.lineno}: the float {node.value}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float":
            yield f"line {node.lineno}: float()"
        elif isinstance(node, ast.Attribute) and node.attr in NOW:
            yield f"line {node.lineno}: the clock ({node.attr})"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from (f"line {node.lineno}: imports {name}" for name in imported(node) if not allowed(name))


def imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module or ''}.{alias.name}" for alias in node.names]
    return [alias.name for alias in node.names]


def allowed(module: str) -> bool:
    root = module.split(".", maxsplit=1)[0]
    if root in ROOTS:
        return ".domain." in f"{module}." or any(f"{module}.".startswith(f"{pure}.") for pure in PURE_MODULES)
    return root not in CHANCE_AND_CLOCK


def test_there_is_a_core(core: tuple[Path, ...]) -> None:
    assert {path.parts[-3] for path in core} >= {"agreements", "assessment", "payouts"}


def test_core_is_pure(core: tuple[Path, ...], repository: Path) -> None:
    found = [
        f"{path.relative_to(repository)}: {fault}" for path in core for fault in faults(path.read_text())
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "share = 0.8",
        "share = float(part)",
        "import random",
        "from time import monotonic",
        "from datetime import datetime\nx = datetime.now()",
        "from agreements.models import Agreement",
        "import payouts.services",
    ],
)
def test_impurity_is_found(code: str) -> None:
    assert list(faults(code))


@pytest.mark.parametrize(
    "code",
    [
        "from fractions import Fraction",
        "from prio.money import x",
        "isinstance(x, float)",
        "import agreements.domain.rules",
    ],
)
def test_purity_is_left_alone(code: str) -> None:
    assert not list(faults(code))
