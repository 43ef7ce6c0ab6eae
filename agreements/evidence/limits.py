"""Running a program on a file that a stranger made: with limits for time, memory and what it may write."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

SECONDS = 60  # of the processor, and as long on the clock
MOST_MEMORY = 1024 * 1024 * 1024  # bytes of address space
MOST_WRITTEN = 40 * 1024 * 1024  # bytes of any file that it writes


def run_limited(command: Sequence[str | Path]) -> subprocess.CompletedProcess[bytes] | None:
    """Run `command` and return how it ended; None when it could not start or did not end in time.

    prlimit (util-linux, on every Debian) sets the limits, so that nothing runs between fork and exec in a process
    with threads.
    """
    program = shutil.which(str(command[0]))
    prlimit = shutil.which("prlimit")
    if program is None or prlimit is None:
        return None
    limits = [f"--cpu={SECONDS}", f"--as={MOST_MEMORY}", f"--fsize={MOST_WRITTEN}", "--core=0", "--nofile=64"]
    try:
        return subprocess.run(  # noqa: S603 -- no shell, and no argument that a stranger chose
            [prlimit, *limits, program, *command[1:]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
