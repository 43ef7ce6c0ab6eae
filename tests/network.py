"""No test reaches another machine: what tries is stopped with an error that names the address."""

import ipaddress
import socket
from typing import Any

LOCAL_NAMES = frozenset({"localhost", "", "0.0.0.0", "::"})


class OutboundNetworkBlocked(AssertionError):
    """A test tried to reach something outside this machine."""


def is_local(host: object) -> bool:
    """Whether `host` (a name, an address or None) is this machine itself. Names are never looked up."""
    if host is None:
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _check(address: object) -> None:
    host = address[0] if isinstance(address, tuple) else None
    if not is_local(host):
        raise OutboundNetworkBlocked(f"outbound network in a test: {address!r}")


class LocalSocket(socket.socket):
    """A socket that connects and sends to this machine only (unix sockets included)."""

    def connect(self, address: Any) -> None:
        _check(address)
        super().connect(address)

    def connect_ex(self, address: Any) -> int:
        _check(address)
        return super().connect_ex(address)

    def sendto(self, data: Any, *rest: Any) -> int:
        _check(rest[-1])
        return super().sendto(data, *rest)


def block() -> None:
    """Let this process, and those it forks, reach this machine only: connections, datagrams and name look-ups."""
    if socket.socket is LocalSocket:
        return
    look_up = socket.getaddrinfo

    def local_look_up(host: Any, *rest: Any, **options: Any) -> Any:
        if not is_local(host):
            raise OutboundNetworkBlocked(f"name look-up in a test: {host!r}")
        return look_up(host, *rest, **options)

    socket.socket = LocalSocket  # type: ignore[misc]  # replacing the class is the point
    socket.getaddrinfo = local_look_up
