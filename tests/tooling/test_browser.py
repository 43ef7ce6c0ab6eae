"""The browser of the journeys: it must really fail on what it is there to find."""

import pytest
from playwright.sync_api import Browser, Error

from tests.browser import NARROW, AccessibilityCheck, BrowserPages

pytestmark = pytest.mark.slow

GOOD = """<!doctype html><html lang="sv"><head><title>Prov</title></head>
<body><main><h1>Prov</h1><label for="namn">Namn</label><input id="namn"></main></body></html>"""
WITHOUT_LABEL = GOOD.replace('<label for="namn">Namn</label>', "")
WITHOUT_LANGUAGE = GOOD.replace(' lang="sv"', "")
PALE = "<style>.sak::before { content: ''; position: absolute; inset: 0; background: #fff }</style>"
WITH_PALE_TEXT = GOOD.replace("</main>", f'{PALE}<p class="sak" style="color: #aaa">Blek</p></main>')
WITH_SCRIPT_ERROR = GOOD.replace("</main>", "</main><script>saknas()</script>")
WITH_MISSING_IMAGE = GOOD.replace("</main>", '<img alt="" src="http://127.0.0.1:9/saknas.png"></main>')


@pytest.fixture
def pages(browser: Browser) -> BrowserPages:
    return BrowserPages(browser, "http://127.0.0.1:9")


def test_good_page_passes_axe(pages: BrowserPages, axe: AccessibilityCheck) -> None:
    with pages:
        page = pages()
        page.set_content(GOOD)
        axe(page)


@pytest.mark.parametrize(
    ("html", "rule"),
    [(WITHOUT_LABEL, "label"), (WITHOUT_LANGUAGE, "html-has-lang"), (WITH_PALE_TEXT, "color-contrast")],
)
def test_axe_finds_a_barrier(pages: BrowserPages, axe: AccessibilityCheck, html: str, rule: str) -> None:
    with pages:
        page = pages()
        page.set_content(html)
        with pytest.raises(AssertionError, match=rule):
            axe(page)


def test_page_has_the_size_that_was_asked_for(pages: BrowserPages) -> None:
    with pages:
        page = pages(*NARROW)
        assert page.evaluate("[window.innerWidth, window.innerHeight]") == list(NARROW)


@pytest.mark.parametrize("html", [WITH_SCRIPT_ERROR, WITH_MISSING_IMAGE])
def test_fault_on_a_page_fails_the_test(pages: BrowserPages, html: str) -> None:
    with pytest.raises(AssertionError, match="faults in the browser"), pages:
        pages().set_content(html, wait_until="networkidle")


def test_each_page_is_a_visitor_of_its_own(pages: BrowserPages) -> None:
    with pages:
        first, second = pages(), pages()
        first.context.add_cookies([{"name": "sessionid", "value": "1", "url": "http://127.0.0.1:9"}])
        assert second.context.cookies() == []


def test_browser_reaches_no_other_machine(pages: BrowserPages) -> None:
    with pages:
        page = pages()
        with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
            page.goto("http://example.org/")
