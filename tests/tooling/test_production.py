"""The production set-up. Docker is not here: the files are read closely, and the same processes are started by hand."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from ruamel.yaml import YAML

from tests.servers import free_port, process
from tests.worker import Worker, database_url

SECONDS_TO_START = 60
REFERENCE = re.compile(r"\$\{(\w+)(?::([?-])([^}]*))?\}")
SECRET = re.compile(r"KEY|PASSWORD|TOKEN|SECRET|AUTH")


@pytest.fixture(scope="module")
def compose_text(repository: Path) -> str:
    return (repository / "docker-compose.yml").read_text()


@pytest.fixture(scope="module")
def services(compose_text: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = YAML(typ="safe").load(compose_text)["services"]
    return found


def test_every_service_is_one_of_ours_or_an_image_with_a_version(services: dict[str, dict[str, Any]]) -> None:
    assert set(services) == {"web", "worker", "clock", "migration", "database", "queue"}
    for service in services.values():
        assert "build" in service or re.fullmatch(r"\w+:\d[\w.-]*", service["image"])


def test_every_lasting_service_has_a_health_check_and_starts_again(
    services: dict[str, dict[str, Any]],
) -> None:
    for name, service in services.items():
        if name == "migration":
            assert service["restart"] == "no"
        else:
            assert service["healthcheck"]["test"][0] == "CMD"
            assert service["restart"] == "unless-stopped"


def test_ours_wait_for_what_they_need(services: dict[str, dict[str, Any]]) -> None:
    for name in ("web", "worker", "clock"):
        conditions = {need: how["condition"] for need, how in services[name]["depends_on"].items()}
        assert conditions == {
            "database": "service_healthy",
            "queue": "service_healthy",
            "migration": "service_completed_successfully",
        }


def test_ours_have_no_more_rights_than_they_need(services: dict[str, dict[str, Any]]) -> None:
    for name in ("web", "worker", "clock", "migration"):
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["read_only"] is True
        assert services[name]["security_opt"] == ["no-new-privileges:true"]


def test_no_secret_is_written_down(services: dict[str, dict[str, Any]]) -> None:
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            if SECRET.search(name) or "://" in value:
                assert REFERENCE.search(value), f"{name} is written down"


def test_secrets_have_no_default(compose_text: str) -> None:
    references = list(REFERENCE.finditer(compose_text))
    assert {match[1] for match in references} >= {"SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"}
    assert [match[0] for match in references if SECRET.search(match[1]) and match[2] != "?"] == []


def test_only_the_web_is_reached_from_outside_and_only_from_this_machine(
    services: dict[str, dict[str, Any]],
) -> None:
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert list(published) == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in published["web"])


def test_every_variable_is_explained(compose_text: str, repository: Path) -> None:
    explained = set(re.findall(r"^\| `(\w+)`", (repository / "docs/production.md").read_text(), re.MULTILINE))
    asked_for = {match[1] for match in REFERENCE.finditer(compose_text)}
    read = set(
        re.findall(r"""\benv(?:\.\w+)?\(\s*"(\w+)\"""", (repository / "prio/settings/base.py").read_text())
    )
    assert read
    assert asked_for | read == explained


def test_image_runs_as_nobody_special_with_hashed_packages(repository: Path) -> None:
    lines = (repository / "Dockerfile").read_text().splitlines()
    bases = [line.split()[1] for line in lines if line.startswith("FROM")]
    assert [base for base in bases if not re.fullmatch(r"python:3\.11-slim-bookworm", base)] == []
    assert [line for line in lines if line.startswith("USER")] == ["USER prio"]
    assert any("--require-hashes" in line for line in lines)
    assert any("system-packages run" in line for line in lines)


def test_image_gets_only_what_the_site_runs_on(repository: Path) -> None:
    rules = (repository / ".dockerignore").read_text().splitlines()
    let_in = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}
    assert "*" in rules
    assert [path for path in let_in if not (repository / path).exists()] == []
    assert let_in >= {
        "agreements",
        "assessment",
        "payouts",
        "prio",
        "templates",
        "static",
        "manage.py",
        "bin",
    }


def healthy(repository: Path, environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "bin/healthy.py", *words]
    return subprocess.run(
        command, cwd=repository, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.postgresql
@pytest.mark.slow
def test_web_runs_as_composed_and_is_well(
    transactional_db: None, services: dict[str, dict[str, Any]], repository: Path, tmp_path: Path
) -> None:
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        "SECRET_KEY": "only-for-this-test",
        "DATABASE_URL": database_url(connection.settings_dict),
        "ALLOWED_HOSTS": "prio.example",
        "SECURE_COOKIES": "true",
        "DEBUG": "false",
        "HEALTH_PORT": str(port),
    }
    replaced = {
        "--bind=0.0.0.0:8000": f"--bind=127.0.0.1:{port}",
        "--worker-tmp-dir=/run": f"--worker-tmp-dir={tmp_path}",
    }
    program, *words = services["web"]["command"]
    command = [Path(sys.executable).parent / program, *(replaced.get(word, word) for word in words)]
    assert set(replaced) <= set(words)
    log = tmp_path / "web.log"
    with process(command, log, folder=repository, environment=environment, end_with=signal.SIGTERM) as web:
        # as Docker does: a web that is still starting is asked again
        last_moment = time.monotonic() + SECONDS_TO_START
        while healthy(repository, environment, "web").returncode:
            assert web.poll() is None, log.read_text()
            assert time.monotonic() < last_moment, log.read_text()
        stranger = healthy(repository, {**environment, "ALLOWED_HOSTS": "other.example"}, "web")
        assert "the web answers 400" in stranger.stderr
    assert web.returncode == 0
    assert healthy(repository, environment, "web").returncode == 1


@pytest.mark.slow
def test_missing_worker_is_noticed(celery_worker: Worker, repository: Path) -> None:
    done = healthy(repository, {**os.environ, "DJANGO_SETTINGS_MODULE": "prio.settings.test"}, "worker")
    assert done.returncode == 1
    assert "does not answer" in done.stderr


def test_clock_is_well_while_it_writes(repository: Path, tmp_path: Path) -> None:
    schedule = tmp_path / "schedule"
    assert healthy(repository, dict(os.environ), "clock", str(schedule)).returncode == 1
    schedule.touch()
    assert healthy(repository, dict(os.environ), "clock", str(schedule)).returncode == 0
    os.utime(schedule, (0, 0))
    assert "ago" in healthy(repository, dict(os.environ), "clock", str(schedule)).stderr


def test_unknown_part_is_refused(repository: Path) -> None:
    assert healthy(repository, dict(os.environ), "nothing").returncode == 2
