"""Asking a web address whether it answers, without ever being led into the local network.

The name is looked up once and the connection goes to exactly the address that was tested, so that a name that says
something else the next time (rebinding) leads nowhere. Every redirect is tested as if it were given.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

from agreements.domain.web_addresses import PORTS, Address, host_of, is_public, leads_inside

SECONDS_TO_CONNECT = 5
SECONDS_IN_ALL = 15
MOST_REDIRECTS = 3
MOST_READ = 64 * 1024  # bytes: the head of the answer; its body is not read
CHUNK = 4096
LONGEST_DETAIL = 300  # characters
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# They answered, but only to people: a page behind sign-in, or one that does not like machines.
_PEOPLE_ONLY = frozenset({401, 403, 405, 406, 418, 429, 999})
_FIRST_FAULT, _FIRST_SERVER_FAULT = 400, 500

LOCAL = "Adressen leder till ett lokalt nätverk, som bara nås inifrån. Ange en adress som alla når."
_PORT = "Adressen har en egen port. Bara vanliga webbadresser prövas."
_UNKNOWN = "Webbplatsen finns inte: namnet går inte att slå upp."
_SILENT = "Webbplatsen svarade inte i tid."
_TLS = "Webbplatsens certifikat gick inte att lita på."
_ODD = "Webbplatsen svarade inte som en webbplats."
_ROUND = "Adressen skickar vidare för många gånger."


@dataclass(frozen=True, slots=True)
class LinkAnswer:
    """Whether an address answers, with a sentence in Swedish about it."""

    answers: bool
    detail: str


class NoLink(Exception):
    """The address does not lead to a page; the text says why, in Swedish."""


def look_up(host: str, port: int) -> tuple[Address, ...]:
    """Return the addresses that `host` stands for. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(ipaddress.ip_address(str(place[0]).split("%", 1)[0]) for *_, place in found)


def connect(address: Address, port: int) -> socket.socket:
    """Return a connection to `address`. Raises OSError."""
    return socket.create_connection((str(address), port), timeout=SECONDS_TO_CONNECT)


@dataclass(frozen=True, slots=True)
class Network:
    """How the outside is reached: names are looked up, and addresses connected to. Tests give their own."""

    look_up: Callable[[str, int], tuple[Address, ...]] = look_up
    connect: Callable[[Address, int], socket.socket] = connect


def ask(url: str, network: Network | None = None) -> LinkAnswer:
    """Ask `url`, and where it redirects to, at most MOST_REDIRECTS times, within SECONDS_IN_ALL."""
    outside = network or Network()
    last_moment = time.monotonic() + SECONDS_IN_ALL
    try:
        for _ in range(MOST_REDIRECTS + 1):
            status, onward = _ask_once(url, outside, last_moment)
            if status not in _REDIRECTS or not onward:
                return _judged(status)
            url = urljoin(url, onward)
        raise NoLink(_ROUND)
    except NoLink as reason:
        return LinkAnswer(answers=False, detail=str(reason))


def _judged(status: int) -> LinkAnswer:
    if status < _FIRST_FAULT:
        return LinkAnswer(answers=True, detail="Adressen svarar.")
    if status in _PEOPLE_ONLY:
        return LinkAnswer(answers=True, detail=f"Adressen svarar, men visar inte sidan för Prio ({status}).")
    why = "Webbplatsen har ett fel" if status >= _FIRST_SERVER_FAULT else "Sidan finns inte"
    return LinkAnswer(answers=False, detail=f"{why} (svar {status}).")


def _ask_once(url: str, network: Network, last_moment: float) -> tuple[int, str]:
    """Return the status of the answer and where it leads on. Raises NoLink."""
    scheme, host, port = _place(url)
    address = _tested(host, port, network)
    try:
        with closing(network.connect(address, port)) as plain:
            plain.settimeout(_left(last_moment))
            if scheme == "http":
                return _exchange(plain, url, host, last_moment)
            with ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secret:
                return _exchange(secret, url, host, last_moment)
    except ssl.SSLCertVerificationError as fault:
        raise NoLink(_TLS) from fault
    except TimeoutError as fault:
        raise NoLink(_SILENT) from fault
    except (OSError, ValueError) as fault:
        raise NoLink(_ODD if isinstance(fault, ssl.SSLError | ValueError) else _SILENT) from fault


def _place(url: str) -> tuple[str, str, int]:
    try:
        parts = urlsplit(url)
        host, port = host_of(url).encode("idna").decode("ascii"), parts.port
    except (ValueError, UnicodeError) as fault:
        raise NoLink(_UNKNOWN) from fault
    scheme = parts.scheme.lower()
    if scheme not in PORTS or not host or parts.username is not None:
        raise NoLink(_ODD)
    if leads_inside(url):
        raise NoLink(LOCAL)
    if port not in {None, PORTS[scheme]}:
        raise NoLink(_PORT)
    return scheme, host, PORTS[scheme]


def _tested(host: str, port: int, network: Network) -> Address:
    """Return the address to connect to. One that is not public among several is enough to refuse them all."""
    try:
        addresses = network.look_up(host, port)
    except (OSError, UnicodeError) as fault:
        raise NoLink(_UNKNOWN) from fault
    if not addresses:
        raise NoLink(_UNKNOWN)
    if not all(is_public(address) for address in addresses):
        raise NoLink(LOCAL)
    return min(addresses, key=lambda address: address.version)


def _exchange(line: socket.socket, url: str, host: str, last_moment: float) -> tuple[int, str]:
    parts = urlsplit(url)
    path = urlunsplit(("", "", parts.path or "/", parts.query, "")).encode("utf-8")
    wanted = "".join(chr(byte) if 0x21 <= byte <= 0x7E else f"%{byte:02X}" for byte in path)
    request = (
        f"GET {wanted} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Prio (kontroll av länkar)\r\n"
        "Accept: */*\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n"
    )
    line.sendall(request.encode("latin-1"))
    return _head(line, last_moment)


def _head(line: socket.socket, last_moment: float) -> tuple[int, str]:
    read = b""
    while b"\r\n\r\n" not in read and len(read) < MOST_READ:
        line.settimeout(_left(last_moment))
        piece = line.recv(CHUNK)
        if not piece:
            break
        read += piece
    first, *fields = read.split(b"\r\n\r\n", 1)[0].decode("latin-1").split("\r\n")
    version, _, rest = first.partition(" ")
    if not version.startswith("HTTP/") or not rest[:3].isdigit():
        raise NoLink(_ODD)
    named = (field.partition(":") for field in fields)
    onward = next((value.strip() for name, _, value in named if name.strip().lower() == "location"), "")
    return int(rest[:3]), onward


def _left(last_moment: float) -> float:
    left = last_moment - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return min(left, SECONDS_TO_CONNECT)
