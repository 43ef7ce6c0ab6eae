"""Asking clamd whether a file holds a virus (its INSTREAM command, over TCP or a socket of the machine)."""

import socket
from dataclasses import dataclass
from typing import IO
from urllib.parse import urlsplit

SECONDS_TO_CONNECT = 5
SECONDS_TO_ANSWER = 120  # for each step: a large archive takes its time
CHUNK = 64 * 1024
LONGEST_ANSWER = 4096  # bytes
_DEFAULT_PORT = 3310
_END = b"\0"


class ScannerFailed(Exception):
    """The scanner did not answer, or could not scan; the text says what it wrote."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What the scanner found. virus: the name of its signature; empty for a clean file."""

    virus: str = ""

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.virus


def scan(address: str, file: IO[bytes]) -> Scan:
    """Let the scanner at `address` (tcp://host:port or unix:///path) read `file` from where it stands to its end.

    Raises:
        ScannerFailed: it is away, gave up, or the file is larger than it takes (clamd's StreamMaxLength).
    """
    try:
        with _connected(address) as line:
            line.sendall(b"zINSTREAM" + _END)
            while chunk := file.read(CHUNK):
                line.sendall(len(chunk).to_bytes(4, "big") + chunk)
            line.sendall((0).to_bytes(4, "big"))
            answer = _answer(line)
    except (OSError, ValueError) as fault:
        raise ScannerFailed(str(fault)) from fault
    verdict = answer.removeprefix("stream: ")
    if verdict == "OK":
        return Scan()
    if verdict.endswith(" FOUND"):
        return Scan(verdict.removesuffix(" FOUND"))
    raise ScannerFailed(answer or "no answer")


def answers(address: str) -> bool:
    """Say whether a scanner answers at `address`."""
    try:
        with _connected(address) as line:
            line.settimeout(SECONDS_TO_CONNECT)
            line.sendall(b"zPING" + _END)
            return _answer(line) == "PONG"
    except (OSError, ValueError):
        return False


def _connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(SECONDS_TO_CONNECT)
            line.connect(parts.path)
        except OSError:
            line.close()
            raise
    elif parts.scheme == "tcp" and parts.hostname:
        place = (parts.hostname, parts.port or _DEFAULT_PORT)
        line = socket.create_connection(place, timeout=SECONDS_TO_CONNECT)
    else:
        raise ValueError(f"CLAMD_URL is neither tcp://host:port nor unix:///path: {address}")
    line.settimeout(SECONDS_TO_ANSWER)
    return line


def _answer(line: socket.socket) -> str:
    answer = b""
    while len(answer) < LONGEST_ANSWER and not answer.endswith(_END):
        piece = line.recv(LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
