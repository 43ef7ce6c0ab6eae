"""An assessor at the queue with nothing but a keyboard: through the rows by keys, the clear ones approved."""

import re

import pytest
from playwright.sync_api import expect

from assessment.models import QueueView, RecusalDeclaration, RoundKind, Verdict, VerdictState
from prio import clock
from tests.assessment.judging import CODE, Court, at, hand_in_all, make_court, open_and_assess, verdict
from tests.journeys.conftest import SitDown

pytestmark = pytest.mark.slow
PAGE = f"/overenskommelser/{CODE}/bedomning/slutlig/"


@pytest.fixture
def court(transactional_db: None) -> Court:
    """Everybody handed in once, and the reports are tested; those who judge have declared their ties this year."""
    made = make_court()
    with at():
        hand_in_all(made)
        open_and_assess(made)
        open_and_assess(made, RoundKind.PRELIMINARY, sample_percent=None)
    Verdict.objects.filter(pk=verdict("GK2", made.world.berg).pk).update(sampled=True, attention=[])
    Verdict.objects.filter(pk=verdict("GK1", made.world.berg).pk).update(
        attention=["manual", "comment", "late"]
    )
    for user in (made.people["assessor"], made.people["lead"]):
        RecusalDeclaration.objects.get_or_create(
            user=user, year=clock.today().year, defaults={"declared_at": clock.now()}
        )
    return made


@pytest.mark.parametrize("width", [360, 1280])
def test_rows_are_walked_chosen_and_approved_by_keyboard(court: Court, sit_down: SitDown, width: int) -> None:
    one = sit_down(court.people["assessor"], width)
    one.open(PAGE)
    one.reads("Att bedöma")
    one.pick("Krav eller mål", "GK2")
    one.follow("Visa", "button", to="krav=GK2")

    keys = one.page.keyboard
    keys.press("j")
    keys.press("j")
    assert one.focused() == ("link", "Berg, GK2")
    keys.press("x")
    one.reads("1 av 3 på sidan är valda.")
    keys.press("x")
    keys.press("k")
    assert one.focused()[0] == "link"
    expect(one.page.locator("#antal-valda")).to_have_text("0 av 3 på sidan är valda.")
    assert one.page.locator("tbody a").first.get_attribute("href") == f"{PAGE}23/GK2/?krav=GK2"

    one.write("Kommun eller region", "jxk")  # a field is a field
    assert one.page.locator("#q").input_value() == "jxk"
    one.press("Kortkommandon")
    one.tick("Använd kortkommandon på den här sidan")
    keys.press("j")
    assert one.focused()[0] == "checkbox"

    one.tick("Välj alla på sidan")
    one.reads("3 av 3 på sidan är valda.")
    one.follow("Godkänn de klara", "button", to="/valda/$")
    one.reads("2 ärenden blir slutliga nu, med utfallet uppfyllt.")
    one.reads("1 ärende går till en annan bedömare genom stickprovet.")
    one.follow(re.compile("Godkänn 3"), "button", to=r"\?krav=GK2$")
    one.reads("2 ärenden är slutliga. 1 ärende väntar på en annan bedömare genom stickprovet.")
    assert Verdict.objects.filter(state=VerdictState.FINAL).count() == 2
    keys.press("j")  # still turned off
    assert one.focused()[0] != "link"

    one.press("Spara urvalet som en vy")
    one.write("Namn", "Webben")
    one.follow("Spara vyn", "button", to=r"\?krav=GK2$")
    one.follow("Webben", "link", to=r"\?krav=GK2$")
    assert QueueView.objects.get().name == "Webben"


@pytest.mark.parametrize("width", [360, 1280])
def test_the_lead_shares_out_a_whole_list_and_looks_at_the_other_round(
    court: Court, sit_down: SitDown, width: int
) -> None:
    lead = sit_down(court.people["lead"], width)
    lead.open(f"{PAGE}?myndighet=alla&lage=alla")
    lead.tick(re.compile("Välj hela listan"))
    lead.press("Fördela till andra")
    lead.tick(re.compile(str(court.people["assessor"])))
    lead.follow("Fördela", "button", to="/valda/$")
    lead.reads("9 ärenden tilldelas")
    lead.follow(re.compile("Fördela 9"), "button", to="lage=alla")
    lead.reads("1 ärende lämnades utan ändring")  # the other authority's
    lead.open(f"{PAGE}?q=Kiruna")
    lead.open(PAGE.replace("slutlig", "preliminar"))
