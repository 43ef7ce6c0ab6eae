"""The block on outbound network: it stops what leaves this machine and nothing else."""

import socket
from urllib.request import urlopen

import pytest

from tests.network import OutboundNetworkBlocked

ELSEWHERE = ("192.0.2.1", 80)  # an address that documentation may use and nobody has


def test_connection_to_another_machine_is_stopped() -> None:
    with socket.socket() as attempt, pytest.raises(OutboundNetworkBlocked, match=r"192\.0\.2\.1"):
        attempt.connect(ELSEWHERE)


def test_quiet_connection_to_another_machine_is_stopped() -> None:
    with socket.socket() as attempt, pytest.raises(OutboundNetworkBlocked):
        attempt.connect_ex(ELSEWHERE)


def test_datagram_to_another_machine_is_stopped() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as attempt, pytest.raises(OutboundNetworkBlocked):
        attempt.sendto(b"", ELSEWHERE)


def test_name_of_another_machine_is_not_looked_up() -> None:
    with pytest.raises(OutboundNetworkBlocked, match=r"example\.org"):
        urlopen("http://example.org/")


def test_this_machine_is_reached() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()
