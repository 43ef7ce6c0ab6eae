"""The payer's way in a browser: from details that somebody leaves to a reconciliation that adds up."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from payouts.models import Payment, PaymentOrder, PaymentState
from payouts.services.payment_files import make_payment_file
from prio import clock
from prio.accounts.roles import Actor
from tests.browser import AccessibilityCheck, BrowserPages, sign_in
from tests.payouts.paying.till import Till, give_details, make_till

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PAGE = "/overenskommelser/prov-2014/utbetalning/"


class Visitor:
    """Somebody at a page: what they see is looked at with axe, and is no wider than the screen."""

    def __init__(self, page: Page, axe: AccessibilityCheck) -> None:
        self.page, self.axe = page, axe

    def become(self, actor: Actor) -> None:
        """Let somebody else sit down."""
        sign_in(self.page, actor.user_id)

    def look(self, heading: str) -> None:
        """Wait for the page with that heading, and look at it."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self.axe(self.page)
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    def press(self, name: str) -> None:
        """Press a button, by keyboard, and wait for the page that it leads to."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name).press("Enter")


@pytest.mark.parametrize("width", [360, 1280])
def test_money_goes_from_details_to_a_reconciliation_that_adds_up(
    browser_page: BrowserPages, axe: AccessibilityCheck, tmp_path: Path, width: int
) -> None:
    till = make_till()
    give_details(till, "2326")
    visitor = Visitor(browser_page(width=width), axe)
    leave_details(visitor, till)
    order(visitor, till)
    bank_answers(visitor, till, tmp_path)


def leave_details(visitor: Visitor, till: Till) -> None:
    page = visitor.page
    visitor.become(till.recipients["2380"])
    page.goto("/betalningsuppgifter/")
    visitor.look("Betalningsuppgifter")
    page.get_by_role("link", name="Östersund").click()
    visitor.look("Betalningsuppgifter för Östersund")
    page.get_by_label("Nummer").fill("991-2346")
    visitor.press("Lämna uppgifterna")
    visitor.become(till.signers["2380"])
    page.goto("/betalningsuppgifter/2380/")
    visitor.press("Godkänn uppgifterna")
    expect(page.get_by_text("Pengar betalas till Bankgiro 991-2346")).to_be_visible()


def order(visitor: Visitor, till: Till) -> None:
    page = visitor.page
    visitor.become(till.payers[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("Det finns beslutade pengar att betala ut")
    page.get_by_role("link", name="Till utbetalningen").click()
    visitor.look("Utbetalning")
    visitor.press("Förbered betalningsordern")
    visitor.look("Betalningsorder 1")
    visitor.become(till.payers[1])
    page.get_by_role("link", name="Granska ordern").click()
    visitor.press("Attestera")
    expect(page.get_by_text("Väntar på godkännande")).to_be_visible()
    visitor.become(till.payers[2])
    page.get_by_role("link", name="Granska ordern").click()
    visitor.press("Godkänn")
    page.wait_for_url("**/arbeten/*/")
    make_payment_file(PaymentOrder.objects.get().pk)  # as the worker does
    page.goto(f"{PAGE}1/")
    visitor.look("Betalningsorder 1")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Hämta filen").click()
    assert fetched.value.suggested_filename == "betalning-prov-2014-1.xml"
    assert b"pain.001.001.09" in fetched.value.path().read_bytes()


def bank_answers(visitor: Visitor, till: Till, folder: Path) -> None:
    page = visitor.page
    answer = folder / "besked.csv"
    rows = [
        f"PROV-2014-1-{code},paid,{clock.today()},{amount}," for code, amount in (("2380", 400), ("2326", 99))
    ]
    answer.write_text("\n".join(["payment,status,date,amount,reason", *rows, ""]))
    page.get_by_role("link", name="Bankens besked").first.click()
    visitor.look("Bankens besked")
    page.get_by_label("Fil från banken").set_input_files(answer)
    visitor.press("Läs filen")
    visitor.look("besked.csv")
    expect(page.get_by_text("men betalningen är")).to_be_visible()
    visitor.press("Godkänn 1")
    left = Payment.objects.get(state=PaymentState.ORDERED)
    page.goto(f"{PAGE}betalning/{left.pk}/")
    visitor.look("Betalning till Berg")
    page.get_by_label("Skäl").fill("Enligt kontoutdrag.")
    visitor.press("Markera som betald")
    page.goto(f"{PAGE}avstamning/")
    visitor.look("Avstämning")
    expect(page.get_by_text("Det stämmer.")).to_be_visible()
