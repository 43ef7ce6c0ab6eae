"""The world of the journeys, a person at a keyboard for each of its people, and files on a disk."""

from collections.abc import Callable
from pathlib import Path

import pytest

from agreements.models import EvidenceFile, EvidenceState
from agreements.services.evidence_checks import check_file
from payouts.services import make_forecast
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from tests import factories
from tests.agreements.evidence import files
from tests.browser import AccessibilityCheck, BrowserPages, sign_in
from tests.journeys.keyboard import Keyboard
from tests.journeys.places import CODE, open_today
from tests.reporting import Place, make_place

SitDown = Callable[[Actor | User, int], Keyboard]


@pytest.fixture
def place(transactional_db: None) -> Place:
    """Reporting is open, nobody has begun, and what the goals are worth is reckoned."""
    made = make_place(open_today())
    make_forecast(CODE, at=clock.now())
    return made


@pytest.fixture
def sit_down(browser_page: BrowserPages, axe: AccessibilityCheck) -> SitDown:
    """`sit_down(actor, width)` opens a browser of the person's own, signed in, and looks at home."""

    def signed_in(who: Actor | User, width: int) -> Keyboard:
        keyboard = Keyboard(browser_page(width=width, height=900), axe)
        sign_in(keyboard.page, who if isinstance(who, User) else who.user_id)
        keyboard.look()
        return keyboard

    return signed_in


@pytest.fixture
def agreement_file(tmp_path: Path) -> Path:
    """A small real PDF file."""
    written = tmp_path / "overenskommelse.pdf"
    written.write_bytes(files.pdf())
    return written


@pytest.fixture
def coordinator(place: Place) -> User:
    """Who coordinates the county."""
    return factories.person(Role.COUNTY_COORDINATOR, county=place.county)


def check_files() -> None:
    """Check every file that waits, as the worker does in the background."""
    for key in EvidenceFile.objects.filter(state=EvidenceState.CHECKING).values_list("pk", flat=True):
        check_file(key)
