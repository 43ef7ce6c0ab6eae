"""Attaching files in a real browser: several at once with how far each has come, on a phone and with a keyboard."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from agreements.models import EvidenceFile, EvidenceState
from agreements.services.evidence_checks import check_file
from tests.agreements.evidence import files
from tests.agreements.evidence.scene import Scene, attach_common, make_scene
from tests.browser import AccessibilityCheck, BrowserPages, sign_in
from tests.reporting import IN_TIME, the_report

FORM = "/overenskommelser/prov-2014/rapportering/2380/GK1/"
SAVED = "() => !Object.keys(localStorage).some((name) => name.startsWith('prio:'))"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
pytestmark = pytest.mark.slow


@pytest.fixture
def scene(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setattr("prio.arrival.clock.now", lambda: IN_TIME)
    return make_scene()


@pytest.fixture
def on_disk(tmp_path: Path) -> Callable[[str, bytes], str]:
    def write(name: str, content: bytes) -> str:
        place = tmp_path / name
        place.write_bytes(content)
        return str(place)

    return write


def check_all() -> None:
    for key in EvidenceFile.objects.filter(state=EvidenceState.CHECKING).values_list("pk", flat=True):
        check_file(key)


@pytest.mark.parametrize("width", [360, 1280])
def test_several_files_are_sent_and_become_usable(
    scene: Scene,
    browser_page: BrowserPages,
    axe: AccessibilityCheck,
    on_disk: Callable[[str, bytes], str],
    width: int,
) -> None:
    page = browser_page(width=width, height=900)
    sign_in(page, scene.reporter.user_id)
    page.goto(FORM)
    box = page.locator("#question-agreement")
    box.get_by_label("mål").check()
    seen = page.evaluate_handle(
        """() => {
          const seen = [];
          new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
            if (node.querySelector?.("progress[aria-label]")) seen.push(node.querySelector("span").textContent);
          }))).observe(document.body, { childList: true, subtree: true });
          return seen;
        }"""
    )
    box.get_by_label("Bifoga filer").set_input_files(
        [on_disk("avtal.pdf", files.pdf()), on_disk("karta.png", files.PNG), on_disk("fel.pdf", files.docx())]
    )
    expect(box.locator(".files li")).to_have_count(2)
    assert set(seen.json_value()) == {"avtal.pdf", "karta.png", "fel.pdf"}
    expect(box.get_by_role("alert")).to_contain_text("innehåller ett Word-dokument")
    expect(box.get_by_text("Kontrolleras")).to_have_count(2)
    expect(box.get_by_label("mål")).to_be_checked()

    check_all()
    expect(box.get_by_role("link", name="avtal.pdf")).to_be_visible()
    expect(page.locator("#status\\.agreement")).to_contain_text("Besvarad")
    assert page.evaluate(SIDEWAYS) == 0
    axe(page)

    box.get_by_role("button", name="Ta bort avtal.pdf").press("Enter")
    expect(box.locator(".files li")).to_have_count(1)
    expect(box.locator(".files li")).to_contain_text("karta.png")
    page.reload()
    expect(page.locator("#question-agreement .files li")).to_have_count(1)
    expect(page.locator("#question-agreement").get_by_label("mål")).to_be_checked()
    expect(page.locator(".clash")).to_have_count(0)


def test_what_is_ticked_while_a_file_becomes_usable_is_kept(
    scene: Scene, browser_page: BrowserPages, on_disk: Callable[[str, bytes], str]
) -> None:
    page = browser_page()
    sign_in(page, scene.reporter.user_id)
    page.goto(FORM)
    box = page.locator("#question-agreement")
    box.get_by_label("Bifoga filer").set_input_files(on_disk("avtal.pdf", files.pdf()))
    expect(box.get_by_text("Kontrolleras")).to_be_visible()
    box.get_by_label("mål").focus()

    def late(route: Route) -> None:
        answer = route.fetch()
        box.get_by_label("mål").check()
        page.wait_for_function(SAVED)
        route.fulfill(response=answer)

    page.route("**/andringar/?fraga=agreement", late, times=1)
    check_all()
    expect(page.locator("#status\\.agreement")).to_contain_text("Besvarad")
    box.get_by_label("ansvar").check()
    page.wait_for_function(SAVED)
    assert the_report().answers["agreement"]["sections"] == ["mål", "ansvar"]


def test_a_file_that_is_dropped_and_one_that_is_too_large(scene: Scene, browser_page: BrowserPages) -> None:
    page = browser_page()
    sign_in(page, scene.reporter.user_id)
    page.goto(FORM)
    box = page.locator("#question-agreement")
    dropped = page.evaluate_handle(
        """() => {
          const carried = new DataTransfer();
          carried.items.add(new File(["bara text"], "anteckning.txt", { type: "text/plain" }));
          carried.items.add(new File([new Uint8Array(60 * 1024 * 1024)], "film.pdf"));
          return carried;
        }"""
    )
    box.locator("[data-drop]").dispatch_event("drop", {"dataTransfer": dropped})
    expect(box.locator(".files li")).to_contain_text("anteckning.txt")
    expect(box.get_by_role("alert")).to_contain_text("”film.pdf” är 60 MB. Högst 50 MB tas emot.")


def test_a_file_that_is_stopped_says_why(
    scene: Scene, browser_page: BrowserPages, on_disk: Callable[[str, bytes], str]
) -> None:
    page = browser_page(width=360, height=800)
    sign_in(page, scene.reporter.user_id)
    page.goto(FORM)
    box = page.locator("#question-agreement")
    listing = f"namn;nummer\nAnna;{files.NUMBER}\n".encode()
    box.get_by_label("Bifoga filer").set_input_files(on_disk("lista.csv", listing))
    expect(box.get_by_text("Kontrolleras")).to_be_visible()
    check_all()
    expect(box.locator(".notice")).to_contain_text("ser ut som personnummer")
    expect(box.get_by_text("Ingen fil är bifogad.")).to_be_visible()
    assert page.evaluate(SIDEWAYS) == 0


def test_what_the_county_has_in_common_is_used_with_the_keyboard(
    scene: Scene, browser_page: BrowserPages, axe: AccessibilityCheck
) -> None:
    attach_common(scene)
    page = browser_page()
    sign_in(page, scene.reporter.user_id)
    page.goto(FORM)
    box = page.locator("#question-agreement")
    axe(page)
    box.get_by_role("button", name="Använd den").press("Enter")
    expect(box.locator(".files li")).to_contain_text("Länets gemensamma")
    expect(page.locator("#status\\.agreement")).to_contain_text("Besvarad")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_countys_page(
    scene: Scene,
    browser_page: BrowserPages,
    axe: AccessibilityCheck,
    on_disk: Callable[[str, bytes], str],
    width: int,
) -> None:
    page = browser_page(width=width, height=800)
    sign_in(page, scene.coordinator.user_id)
    page.goto("/overenskommelser/prov-2014/lan/23/underlag/")
    sent: list[int] = []
    page.on(
        "request", lambda one: sent.append(len(one.post_data_buffer or b"")) if one.method == "POST" else None
    )
    page.get_by_label("Bifoga för hela länet").first.set_input_files(
        [
            on_disk("lansavtal.pdf", files.pdf()),
            on_disk("karta.png", files.PNG),
            on_disk("fel.pdf", files.docx()),
        ]
    )
    box = page.locator("[data-evidence]").first
    expect(box.get_by_text("Kontrolleras")).to_have_count(2)
    expect(box.get_by_role("alert")).to_contain_text("innehåller ett Word-dokument")
    assert len(sent) == 3  # each in a request of its own, with how far it has come
    expect(page.get_by_role("progressbar")).to_have_count(0)
    check_all()
    expect(page.get_by_role("link", name="lansavtal.pdf")).to_be_visible()
    assert page.evaluate(SIDEWAYS) == 0
    axe(page)
