"""Chromium for the browser journeys: how it is started, how a page is opened, what makes a page fail."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Playwright

from prio.accounts.models import User

CHROMIUM = "/usr/lib/chromium/chromium-headless-shell"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # no name outside this machine is found
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
WIDE, NARROW = (1280, 900), (390, 844)
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MILLISECONDS_TO_WAIT = 10_000
# Where ::before or ::after has a background, axe looks at it for each text inside, which takes half its time, only to
# say that it cannot tell. The text's contrast is measured as if there were none.
BESIDE_DECORATIONS = """() => {
  const check = axe._audit.checks["color-contrast"];
  axe.configure({checks: [{id: check.id, options: {...check.options, ignorePseudo: true}}]});
}"""
FIND_VIOLATIONS = """([within, options]) =>
  axe.run(within || document, options).then(found => found.violations)"""


@contextmanager
def launch(playwright: Playwright) -> Iterator[Browser]:
    """Start Debian’s Chromium without a window: the program that has none takes a third of the other’s time."""
    chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    try:
        yield chromium
    finally:
        chromium.close()


def sign_in(page: Page, user: User | int) -> None:
    """Let the page be somebody's who has signed in (the account or its primary key), at home.

    How one signs in has tests of its own, with keyboard and password.
    """
    visitor = Client()
    account = user if isinstance(user, User) else User.objects.get(pk=user)
    visitor.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    session = visitor.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies(
        [{"name": session.key, "value": session.value, "domain": "localhost", "path": "/"}]
    )
    page.goto("/")


class BrowserPages:
    """Opens pages of one site, each as a visitor of its own, and remembers what went wrong on them."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.faults: list[str] = []
        self._visitors: list[BrowserContext] = []

    def __call__(self, width: int = WIDE[0], height: int = WIDE[1]) -> Page:
        """Open a page `width` × `height` CSS pixels large. `page.goto` takes a path of the site."""
        visitor = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": height},
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
            reduced_motion="reduce",
        )
        self._visitors.append(visitor)
        visitor.set_default_timeout(MILLISECONDS_TO_WAIT)
        page = visitor.new_page()
        page.on("pageerror", self._script_error)
        page.on("console", self._console)
        return page

    def _script_error(self, error: Error) -> None:
        self.faults.append(str(error))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(message.text)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the pages and fail if any of them had a fault."""
        for visitor in self._visitors:
            visitor.close()
        if kind is None and self.faults:
            raise AssertionError("faults in the browser:\n" + "\n".join(self.faults))


class AccessibilityCheck:
    """Runs axe on a page after the rules of WCAG 2.2 AA and axe's own advice."""

    def __init__(self, axe: Axe) -> None:
        self._axe = axe

    def __call__(self, page: Page, within: str | None = None) -> None:
        """Fail when `page`, or its part that the CSS selector `within` names, breaks a rule."""
        if not page.evaluate("'axe' in window"):
            page.evaluate(self._axe.axe_script)
        page.evaluate(BESIDE_DECORATIONS)
        # What axe loads beforehand serves rules on sound and on turning the screen, of which we have neither.
        options = {
            "runOnly": {"type": "tag", "values": STANDARDS},
            "resultTypes": ["violations"],
            "preload": False,
        }
        found = page.evaluate(FIND_VIOLATIONS, [within, options])
        assert not found, AxeResults({"violations": found}).generate_report()
