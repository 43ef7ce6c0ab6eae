"""The address that the lock-out counts by."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from prio.accounts.client_address import client_address


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "address"),
    [
        (False, "203.0.113.7", "192.0.2.1"),
        (True, "203.0.113.7", "203.0.113.7"),
        (True, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (True, "", "192.0.2.1"),
    ],
)
def test_only_the_last_word_of_our_own_proxy_is_believed(
    settings: Settings, behind_proxy: bool, forwarded: str, address: str
) -> None:
    settings.SECURE_COOKIES = behind_proxy
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="192.0.2.1")
    assert client_address(request) == address
