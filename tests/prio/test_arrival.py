"""When a request reached the server: as the proxy tells it, where there is one that may be believed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from prio import clock
from prio.arrival import ArrivalMiddleware, arrival

pytestmark = pytest.mark.sqlite_default

TAKEN = datetime(2014, 10, 14, 22, 0, 8, 500_000, tzinfo=UTC)  # eight seconds after midnight in Stockholm
PRESSED = datetime(2014, 10, 14, 21, 59, 58, 250_000, tzinfo=UTC)
SECONDS = "1413323998"


@pytest.mark.parametrize(
    "told", [f"t={SECONDS}.250", f"{SECONDS}.25", f"{SECONDS}250", f"{SECONDS}250000", f" {SECONDS}.25 "]
)
def test_what_waited_in_the_queue_over_midnight_arrived_before_it(told: str) -> None:
    assert arrival(told, TAKEN) == PRESSED


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("", "nothing is told"),
        ("i går", "no number"),
        (f"{SECONDS}.250, 1413323000.000", "two have written it"),
        ("-1413323998", "no such time"),
        ("1" * 400, "no such time"),
        ("1413324009", "it lies ahead"),
        ("1413323707", "more than five minutes back"),
    ],
)
def test_what_cannot_be_believed_counts_from_when_it_was_taken(told: str, why: str) -> None:
    assert arrival(told, TAKEN) == TAKEN, why


def test_five_minutes_back_is_believed_at_most() -> None:
    assert arrival("1413323708.500000", TAKEN) == TAKEN - timedelta(minutes=5)


@pytest.mark.parametrize(("believed", "arrived"), [(True, PRESSED), (False, TAKEN)])
def test_a_visitors_own_word_is_not_believed_where_no_proxy_tells(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, believed: bool, arrived: datetime
) -> None:
    settings.PROXY_TELLS_ARRIVAL = believed
    monkeypatch.setattr(clock, "now", lambda: TAKEN)
    request = RequestFactory().get("/", headers={"X-Request-Start": f"t={SECONDS}.250"})
    ArrivalMiddleware(lambda _: HttpResponse())(request)  # type: ignore[arg-type]  # the middleware makes it one
    assert request.arrived_at == arrived  # type: ignore[attr-defined]  # as above
