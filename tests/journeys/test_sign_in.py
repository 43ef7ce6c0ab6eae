"""Signing in with nothing but a keyboard, on a phone and wide."""

import pytest

from prio.accounts.models import User
from tests import factories
from tests.browser import AccessibilityCheck, BrowserPages
from tests.journeys.keyboard import Keyboard

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("width", [360, 1280])
def test_somebody_signs_in_by_keyboard(
    coordinator: User, browser_page: BrowserPages, axe: AccessibilityCheck, width: int
) -> None:
    keyboard = Keyboard(browser_page(width=width, height=900), axe)
    keyboard.sign_in(coordinator.username, factories.PASSWORD)
    keyboard.reads("Att göra", within="body")
