"""The registrar: a request is registered, a document found and masked, the copy made, fetched and given out."""

import re

import pytest

from agreements.models import AccessCopy, AccessRequest, AccessState
from tests.agreements.diary.scene import NAME, SECRET, Scene, make_scene
from tests.journeys.conftest import SitDown
from tests.journeys.keyboard import Keyboard

pytestmark = pytest.mark.slow


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    return make_scene()


def search(registrar: Keyboard, field: str, text: str) -> None:
    registrar.tab_to(field, "searchbox")
    registrar.page.keyboard.type(text)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_request_is_answered_with_a_masked_copy(scene: Scene, sit_down: SitDown, width: int) -> None:
    registrar = sit_down(scene.registrar, width)
    registrar.follow("Diarium", "link", to="/diarium/$")
    search(registrar, "Diarienummer eller ord", scene.entry.reference)
    registrar.follow("Sök", "button", to="sok=")
    registrar.reads("Inlämning till Prov på psykisk hälsa 2014: GK1")
    registrar.follow("Begäran om att ta del av handlingar", "link", to="/utlamnande/$")
    registrar.write("Vad begärs?", "Allt som Östersund har lämnat in.")
    registrar.pick("Hur kom den?", "Telefon")
    registrar.follow("Registrera", "button", to=r"/utlamnande/\d+/$")
    search(registrar, "Nummer eller ord", scene.entry.reference)
    registrar.follow("Hitta", "button", to="hitta=")
    registrar.tick(scene.entry.reference)
    registrar.follow("Lägg till de markerade", "button", to=r"/utlamnande/\d+/")
    registrar.open("/")
    registrar.reads("1 begäran om handlingar väntar på svar")
    registrar.follow("Till den äldsta", "link", to=r"/utlamnande/\d+/$")
    registrar.follow("Pröva nästa", "link", to=r"/utlamnande/\d+/\d+/$")
    decide(registrar)
    copy(registrar)
    asked = AccessRequest.objects.get()
    assert asked.state == AccessState.ANSWERED
    assert AccessCopy.objects.filter(request=asked).count() == 2


def decide(registrar: Keyboard) -> None:
    """What is proposed is masked, with one phrase more, and two pages of the file are given out."""
    assert NAME not in registrar.page.locator("table").inner_text()
    registrar.choose("Bara några sidor")
    registrar.write("Sidor som lämnas ut", "1, 3")
    registrar.choose("Lämnas ut maskerad")
    registrar.write("Fler ord att maskera", SECRET)
    registrar.write("Lagrum", "25 kap. 1 § OSL")
    registrar.write("Skäl", "Uppgiften rör en enskild.")
    registrar.follow("Spara prövningen", "button", to=r"/\d+/\d+/$")
    registrar.reads("Prövningen är sparad.")
    assert SECRET not in registrar.page.locator("table").inner_text()


def copy(registrar: Keyboard) -> None:
    """The copy is made, fetched and given out; the log says so."""
    registrar.follow("Tillbaka till begäran", "link", to=r"/utlamnande/\d+/$")
    registrar.follow("Gör kopian", "button", to=r"/utlamnande/\d+/$")
    registrar.tab_to(re.compile("^Hämta .*maskerad-kopia.pdf"), "button")
    with registrar.page.expect_download() as fetched:
        registrar.page.keyboard.press("Enter")
    assert fetched.value.suggested_filename.endswith("-maskerad-kopia.pdf")
    registrar.write("Hur lämnades den ut?", "Med e-post.")
    registrar.follow("Den är utlämnad", "button", to=r"/utlamnande/\d+/$")
    registrar.reads("Besvarad")
    for line in (
        "Registrerad",
        "Handlingar valda",
        "Handling prövad",
        "Kopian gjord",
        "Kopian hämtad",
        "Utlämnad",
    ):
        registrar.reads(line, ".log")
