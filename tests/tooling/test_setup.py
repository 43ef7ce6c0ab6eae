"""The commands before anything is installed: what is missing, what may not be done, what is taken."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

PLAIN_PROGRAMS = ("bash", "awk", "cat", "dirname", "env", "mktemp", "rm", "tail")


@pytest.fixture
def machine(tmp_path: Path) -> "Machine":
    return Machine(tmp_path / "programs")


class Machine:
    """A machine that has only the programs that a test gives it."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        programs.mkdir()
        for name in PLAIN_PROGRAMS:
            found = shutil.which(name)
            assert found
            (programs / name).symlink_to(found)

    def give(self, name: str, script: str) -> None:
        """Give it the program `name`, a line of shell."""
        program = self.programs / name
        program.write_text(f"#!/bin/bash\n{script}\n")
        program.chmod(0o755)

    def lacks(self, *packages: str) -> None:
        """Let every Debian package but `packages` be installed."""
        cases = "|".join(packages) or "none"
        self.give(
            "dpkg-query", f'case "${{@: -1}}" in {cases}) echo not-installed ;; *) echo installed ;; esac'
        )

    def run(self, command: Path, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [command, *words],
            env={"PATH": str(self.programs), "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def packages(repository: Path) -> Path:
    return repository / "bin/system-packages"


def test_nothing_is_installed_where_nothing_is_missing(machine: Machine, packages: Path) -> None:
    machine.lacks()
    machine.give("apt-get", "exit 1")
    done = machine.run(packages, "run", "test")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_root_installs_only_what_is_missing(machine: Machine, packages: Path, tmp_path: Path) -> None:
    machine.lacks("libharfbuzz-subset0")
    machine.give("id", "echo 0")
    machine.give("apt-get", f'echo "$@" >>"{tmp_path}/apt"')
    done = machine.run(packages, "run")
    assert done.returncode == 0, done.stderr
    update, install = (tmp_path / "apt").read_text().splitlines()
    assert update.endswith("update")
    assert install.endswith("install --yes --no-install-recommends libharfbuzz-subset0")


def test_sudo_is_used_by_who_may(machine: Machine, packages: Path, tmp_path: Path) -> None:
    machine.lacks("redis-server")
    machine.give("id", "echo 1000")
    machine.give("true", "exit 0")
    machine.give("sudo", f'printf "%s\\n" "$1" >>"{tmp_path}/sudo"; shift; exec "$@"')
    machine.give("apt-get", "exit 0")
    assert machine.run(packages, "run", "test").returncode == 0
    # no terminal here, so sudo must never ask for a password
    assert set((tmp_path / "sudo").read_text().splitlines()) == {"-n"}


def test_who_may_not_install_is_told_what_to_ask_for(machine: Machine, packages: Path) -> None:
    machine.lacks("libpango-1.0-0", "fonts-dejavu-core")
    machine.give("id", "echo 1000")
    machine.give("apt-get", "exit 0")
    done = machine.run(packages, "run")
    assert done.returncode == 1
    assert "apt-get install --no-install-recommends libpango-1.0-0 fonts-dejavu-core\n" in done.stderr
    assert "be den som sköter datorn" in done.stderr


def test_refused_sudo_is_told_too(machine: Machine, packages: Path) -> None:
    machine.lacks("postgresql")
    machine.give("id", "echo 1000")
    machine.give("apt-get", "exit 0")
    machine.give("sudo", "exit 1")
    done = machine.run(packages, "test")
    assert done.returncode == 1
    assert "apt-get install --no-install-recommends postgresql\n" in done.stderr


def test_failed_installation_shows_why(machine: Machine, packages: Path) -> None:
    machine.lacks("chromium-headless-shell")
    machine.give("id", "echo 0")
    machine.give("apt-get", 'case "$*" in *install*) echo "E: no space left"; exit 100 ;; esac')
    done = machine.run(packages, "test")
    assert done.returncode == 1
    assert "E: no space left" in done.stderr


def test_another_system_is_told_what_it_needs(machine: Machine, packages: Path) -> None:
    done = machine.run(packages, "run")
    assert done.returncode == 1
    assert "inte ett Debian-system" in done.stderr
    assert "libpango-1.0-0" in done.stderr


def test_unknown_section_is_refused(machine: Machine, packages: Path) -> None:
    machine.lacks()
    assert machine.run(packages, "nothing").returncode == 1


def test_unknown_word_to_setup_is_refused(repository: Path) -> None:
    done = subprocess.run([repository / "bin/setup", "nothing"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "okänt ord: nothing" in done.stderr


def run_on_port(repository: Path, port: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PORT": port}
    return subprocess.run(
        ["make", "run"],
        cwd=repository,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )


def test_taken_port_is_told_before_any_work(repository: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = run_on_port(repository, str(port))
    assert done.returncode != 0
    assert f"Porten {port} är upptagen" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("port", ["0", "65536", "abc", "80 81", "-1"])
def test_what_is_no_port_is_refused(repository: Path, port: str) -> None:
    done = run_on_port(repository, port)
    assert done.returncode != 0
    assert "är inte en port" in done.stderr
    assert done.stdout == ""
