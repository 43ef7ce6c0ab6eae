"""A real clamd beside the tests: on a free loopback port, with one signature of the tests' own.

No package holds virus definitions, and the tests fetch none. The only thing that this scanner knows is the file that
the antivirus industry made for trying scanners out (EICAR), which harms nobody.
"""

import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agreements.evidence.scanner import answers
from tests.servers import ServerFailed, free_port, process

SECONDS_TO_START = 30
SIGNATURE = "Eicar-Test-Signature:0:*:" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$".hex()
CONFIGURATION = """
Foreground yes
TCPAddr 127.0.0.1
TCPSocket {port}
DatabaseDirectory {folder}/database
TemporaryDirectory {folder}
OfficialDatabaseOnly no
SelfCheck 86400
MaxThreads 2
StreamMaxLength 100M
"""


@contextmanager
def running_clamd(folder: Path) -> Iterator[str]:
    """Run clamd in `folder` and give its address (tcp://…)."""
    program = shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if program is None:
        raise ServerFailed("clamd is missing here; make test installs it")
    (folder / "database").mkdir()
    (folder / "database" / "tests.ndb").write_text(f"{SIGNATURE}\n")
    port = free_port()
    configuration, log = folder / "clamd.conf", folder / "clamd.log"
    configuration.write_text(CONFIGURATION.format(port=port, folder=folder))
    address = f"tcp://127.0.0.1:{port}"
    with process([program, "--config-file", configuration], log, folder=folder) as server:
        last_moment = time.monotonic() + SECONDS_TO_START
        while not (_listens(port) and answers(address)):
            if server.poll() is not None or time.monotonic() > last_moment:
                raise ServerFailed(f"clamd did not start: {log.read_text(errors='replace')}")
            time.sleep(0.05)
        yield address


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
