"""The pages around a report take few queries, however many reports there are."""

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.services.deciding import request_completion
from prio import clock
from tests import factories
from tests.agreements.reporting.conftest import Browser
from tests.reporting import CODE, Place, handed_in_last_year, key_of, make_place, press, save

AGREEMENT = f"/overenskommelser/{CODE}/"
OWN = f"{AGREEMENT}rapportering/"
MOST, MOST_TO_SIGN = 12, 15
# page: who reads it, and the queries
PAGES = {
    OWN: ("signer", 11),
    f"{OWN}2380/lamna-in/": ("signer", 14),
    f"{OWN}2380/kvitto/1/": ("signer", 9),
    f"{OWN}2380/kvitto/1/pdf/": ("signer", 7),
    f"{OWN}2380/B1/versioner/": ("signer", 10),
    f"{OWN}2380/B1/avsta/": ("signer", 12),
    f"{AGREEMENT}rapporter/": ("assessor", 10),
    f"{AGREEMENT}rapporter/2380/B1/": ("lead", 10),
    f"{AGREEMENT}forlangningar/": ("lead", 8),
}


@pytest.fixture
def place(db: None, in_time: time_machine.Traveller) -> Place:
    """Something of everything: last year, a request for completion, something late, a draft."""
    made = make_place()
    handed_in_last_year(made, {"decided": True, "meetings": 3})
    save(made.reporter, "made", True, requirement="B1")
    press(made.signer, "B1")
    request_completion(made.assessor, key_of("B1"), "people", "Dela på kön.", clock.today().replace(month=11))
    save(made.reporter, "decided", True)
    for number in range(20):
        other = factories.kommun(f"24{number:02}", f"Kommun {number:02}", made.county)
        factories.report(made.agreement, "B1", other, "late")
    return made


def test_pages_take_few_queries(place: Place, browser_of: Browser) -> None:
    found = {}
    for page, (who, _) in PAGES.items():
        client = browser_of(getattr(place, who))
        client.get(page)  # the definitions are read once per process
        cache.clear()  # what is remembered for a minute is counted
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200, page
        found[page] = (who, len(captured))
    assert found == PAGES
    assert all(count <= (MOST_TO_SIGN if "lamna-in" in page else MOST) for page, (_, count) in found.items())
