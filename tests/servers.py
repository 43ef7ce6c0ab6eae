"""A private PostgreSQL and Redis for one run of the tests or of the figures: on free ports, in a temporary folder.

Whatever happens to the run, the servers end with it and their folder goes.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

POSTGRESQL_SETTINGS = {
    # a test database that a power cut destroys is no loss
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",  # small tables without statistics: compiling a query takes longer than answering it
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
}
# A shell in the background lets what it starts ignore Ctrl-C, and that is inherited.
HEARS_CTRL_C = ("env", "--default-signal=INT")
SECONDS_TO_START = 30
SECONDS_TO_END = 15


class ServerFailed(RuntimeError):
    """A private server did not start; the message holds what it wrote."""


@dataclass(frozen=True)
class Servers:
    """Where the private servers listen."""

    database_url: str
    broker_url: str
    template_url: str  # the database that new ones are made from

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that make Prio use these servers."""
        return {"DATABASE_URL": self.database_url, "CELERY_BROKER_URL": self.broker_url}


@contextmanager
def private_servers() -> Iterator[Servers]:
    """Start PostgreSQL and Redis for as long as the context lasts.

    Raises ServerFailed when a program is missing or does not start.
    """
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="prio-servers-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o711)  # the user postgres walks through it
        redis_port, postgresql_port = free_port(), free_port()
        stack.enter_context(_redis(folder, redis_port))
        stack.enter_context(_postgresql(folder, postgresql_port))
        yield Servers(
            database_url=f"postgres://prio@127.0.0.1:{postgresql_port}/postgres",
            template_url=f"postgres://prio@127.0.0.1:{postgresql_port}/template1",
            broker_url=f"redis://127.0.0.1:{redis_port}/0",
        )


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(
    command: Sequence[str | Path],
    log: Path,
    *,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    user: str | None = None,
    end_with: signal.Signals = signal.SIGTERM,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `command` in `folder` for as long as the context lasts, writing to `log`.

    It has a session of its own, so that Ctrl-C reaches the tests first and they can still use it while they end;
    and the kernel ends it (pdeathsig) when this process dies without a goodbye.
    """
    as_user = ["--reuid", user, "--regid", user, "--init-groups"] if user else []
    with log.open("wb") as output:
        child = subprocess.Popen(
            [*HEARS_CTRL_C, "setpriv", *as_user, "--pdeathsig", end_with.name.removeprefix("SIG"), *command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield child
    finally:
        end(child, end_with)


def end(child: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> None:
    """End `child` politely, and by force after SECONDS_TO_END seconds."""
    if child.poll() is not None:
        return
    child.send_signal(how)
    try:
        child.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


@contextmanager
def _redis(folder: Path, port: int) -> Iterator[None]:
    log = folder / "redis.log"
    command: list[str | Path] = [
        _program("redis-server"),
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        folder,
    ]
    with process(command, log, folder=folder) as server:
        _wait_for_port(port, server, log)
        yield


@contextmanager
def _postgresql(folder: Path, port: int) -> Iterator[None]:
    binaries = _postgresql_binaries()
    user = "postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    room = folder / "postgresql"
    room.mkdir(mode=0o700)
    if user:
        shutil.chown(room, user, user)
    _initdb(binaries, room, user)
    log = folder / "postgresql.log"
    settings = [f"-c{name}={value}" for name, value in {**POSTGRESQL_SETTINGS, "port": str(port)}.items()]
    command: list[str | Path] = [binaries / "postgres", "-D", room / "data", *settings]
    # SIGINT is PostgreSQL's fast shutdown: it does not wait for its clients
    with process(command, log, folder=room, user=user, end_with=signal.SIGINT) as server:
        _wait_for_port(port, server, log)
        yield


def _initdb(binaries: Path, room: Path, user: str | None) -> None:
    options = ["--auth=trust", "--username=prio", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    done = subprocess.run(
        [binaries / "initdb", "-D", room / "data", *options],
        cwd=room,
        user=user,
        group=user,
        extra_groups=[] if user else None,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ServerFailed(f"initdb: {done.stdout}{done.stderr}")


def _postgresql_binaries() -> Path:
    """The newest PostgreSQL of this machine; Debian keeps its programs outside PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    return _program("initdb").parent


def _program(name: str) -> Path:
    found = shutil.which(name)
    if not found:
        raise ServerFailed(f"{name} is missing here; make test installs it")
    return Path(found)


def _wait_for_port(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    last_moment = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < last_moment and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise ServerFailed(f"{server.args!r} does not answer on port {port}: {log.read_text(errors='replace')}")
