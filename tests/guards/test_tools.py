"""The tools that hold the code to its style: each is a test, so that none can be forgotten."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

SERVER_VARIABLES = ("DATABASE_URL", "CELERY_BROKER_URL")
LINT_IMPORTS = [
    sys.executable,
    "-c",
    "from importlinter.cli import lint_imports_command as lint; lint()",
    "--no-logo",
]
DJADE = [str(Path(sys.executable).parent / "djade"), "--check", "--target-version", "5.2"]


def ruff(*words: str) -> list[str]:
    return [sys.executable, "-m", "ruff", *words, "--quiet"]


def run(command: list[str], folder: Path, text: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in SERVER_VARIABLES}
    return subprocess.run(
        command, cwd=folder, env=environment, input=text, capture_output=True, text=True, check=False
    )


def must_pass(command: list[str], folder: Path) -> None:
    done = run(command, folder)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


@pytest.fixture(scope="module")
def configuration(repository: Path) -> dict[str, Any]:
    return tomllib.loads((repository / "pyproject.toml").read_text())


@pytest.mark.slow
def test_types_are_right(repository: Path) -> None:
    must_pass([sys.executable, "-m", "mypy"], repository)


def test_domain_is_typed_strictly(configuration: dict[str, Any]) -> None:
    mypy = configuration["tool"]["mypy"]
    core = next(part for part in mypy["overrides"] if "*.domain.*" in part["module"])
    loosened = {
        name for name, value in mypy.items() if name.startswith(("disallow", "warn")) and value is False
    }
    assert mypy["strict"] is True
    assert all(core[name] is True for name in loosened)


def test_code_follows_its_rules(repository: Path) -> None:
    must_pass(ruff("check", "."), repository)


def test_code_is_formatted(repository: Path) -> None:
    must_pass(ruff("format", "--check", "."), repository)


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("import os\n", "F401"),
        ("def f():\n    import os\n    return os\n", "PLC0415"),
        ("import datetime\n\ndatetime.datetime.now()\n", "DTZ005"),
        ("print(1)\n", "T201"),
        ("from . import views\n", "TID252"),
        ("x = 1  # no" + "qa\n", "PGH004"),
    ],
)
def test_rules_find_what_they_are_there_for(repository: Path, code: str, rule: str) -> None:
    done = run([*ruff("check"), "--stdin-filename", "prio/sample.py", "-"], repository, code)
    assert done.returncode == 1
    assert rule in done.stdout


def test_formatter_finds_what_it_is_there_for(repository: Path) -> None:
    assert run([*ruff("format"), "--check", "-"], repository, "x=1\n").returncode == 1


def test_templates_are_formatted(tracked_files: tuple[Path, ...], repository: Path) -> None:
    templates = [str(path) for path in tracked_files if path.suffix == ".html" and "templates" in path.parts]
    assert templates
    must_pass([*DJADE, *templates], repository)


def test_template_lint_finds_what_it_is_there_for(tmp_path: Path) -> None:
    template = tmp_path / "sample.html"
    template.write_text("{%if x%}x{%endif%}\n")
    assert run([*DJADE, str(template)], tmp_path).returncode == 1


def test_imports_go_one_way(repository: Path) -> None:
    must_pass(LINT_IMPORTS, repository)


@pytest.mark.parametrize(
    ("module", "statement"),
    [
        ("agreements/services.py", "import assessment.services"),
        ("assessment/services.py", "import payouts.services"),
        ("prio/parties/services.py", "import agreements.services"),
        ("prio/parties/services.py", "import prio.desk.views"),
        ("payouts/services.py", "import prio.settings.base"),
        ("payouts/domain/core.py", "import django"),
        ("prio/money.py", "import django"),
        ("payouts/domain/core.py", "import payouts.services"),
    ],
)
def test_import_contracts_find_what_they_are_there_for(
    tmp_path: Path, repository: Path, module: str, statement: str
) -> None:
    house = _small_house(tmp_path, repository)
    must_pass(LINT_IMPORTS, house)
    (house / module).write_text(f"{statement}\n")
    done = run(LINT_IMPORTS, house)
    assert done.returncode == 1, done.stdout
    assert "BROKEN" in done.stdout


def _small_house(folder: Path, repository: Path) -> Path:
    rooms = [
        "prio/urls.py",
        "prio/celery.py",
        "prio/settings/base.py",
        "prio/desk/views.py",
        "prio/parties/services.py",
        "prio/days.py",
        "prio/lifecycle.py",
        "prio/money.py",
        "prio/refused.py",
        "prio/spreadsheets.py",
        "prio/suppression.py",
    ]
    for app in ("agreements", "assessment", "payouts"):
        rooms += [f"{app}/services.py", f"{app}/domain/core.py"]
    for room in rooms:
        path = folder / room
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        for package in path.relative_to(folder).parents:
            if package.name:
                (folder / package / "__init__.py").touch()
    (folder / "prio/__init__.py").write_text("import prio.celery\n")
    (folder / "payouts/services.py").write_text("import django\n")
    (folder / "pyproject.toml").write_text((repository / "pyproject.toml").read_text())
    return folder


@pytest.mark.parametrize(
    "command",
    [
        ["makemigrations", "--check", "--dry-run"],
        ["check", "--fail-level", "WARNING"],
        ["spectacular", "--validate", "--fail-on-warn", "--file", os.devnull],
    ],
)
def test_django_finds_nothing_to_say(repository: Path, command: list[str]) -> None:
    must_pass(
        [sys.executable, "-W", "error", "manage.py", *command, "--settings", "prio.settings.test"], repository
    )
