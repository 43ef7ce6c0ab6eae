"""The real years of the whole country, from their verdicts to money that is paid and adds up, in a browser.

The ministry divides and decides, two and two. The payers order: one prepares, one attests, one approves. The bank
answers, and one payment comes back; its organisation leaves new details and is paid. Everything adds up, and the
auditor reads it.
"""

from importlib.resources import files
from pathlib import Path
from typing import Literal

import pytest
from django.db.models import Sum
from lxml import etree
from playwright.sync_api import Page, expect

from payouts.models import DecidedAmount, Decision, Payment, PaymentOrder, PaymentState
from payouts.services.decisions import ISSUE_DECISION
from payouts.services.payment_orders import MAKE_PAYMENT_FILE
from payouts.tasks import ALLOCATE
from prio.accounts.models import User
from prio.jobs import services as jobs
from prio.jobs.models import Job
from prio.money import kronor
from tests.browser import AccessibilityCheck, BrowserPages, sign_in
from tests.journeys.paid_years import REASON, YEARS, PaidYear, make_paid_year, requisition_the_rest, statuses

pytestmark = pytest.mark.slow
SCHEMA = "schemas/pain.001.001.09.xsd"
LOOKED_AT, DRAWN = "prio-2014", "heldygnsvard-2012"
NEW_BANKGIRO = "5050-1055"
WIDE, NARROW = 1280, 360
WORK = (ALLOCATE, ISSUE_DECISION, MAKE_PAYMENT_FILE)  # not the letters, which have tests of their own


class Desk:
    """One screen, where one after the other sits down."""

    def __init__(self, page: Page, axe: AccessibilityCheck, year: PaidYear) -> None:
        self.page, self.year = page, year
        self._axe = axe

    def become(self, user: User) -> None:
        """Let somebody else sit down, at home."""
        sign_in(self.page, user)

    def go(self, place: str) -> None:
        """Go to a page under the agreement."""
        self.page.goto(f"/overenskommelser/{self.year.code}/{place}")

    def press(self, name: str, role: Literal["button", "link"] = "button") -> None:
        """Press a button or a link, and wait for the page that it leads to."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role(role, name=name).first.click()

    def reads(self, *texts: str) -> None:
        """See that texts stand on the page."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def wait_for(self, done: str) -> None:
        """Wait for the work that was ordered, done here as a worker does it, and follow the link to what came of it."""
        self.page.wait_for_url("**/arbeten/*/")
        for pk in Job.objects.filter(state="queued", kind__in=WORK).values_list("pk", flat=True):
            jobs.run(pk)
        self.page.reload()
        self.press(done, "link")

    def look(self, *, narrow: bool = False) -> None:
        """Look at the page in the year that is looked at: axe finds nothing, and nothing is wider than the screen."""
        if self.year.code != LOOKED_AT:
            return
        self._axe(self.page)
        for width in (NARROW, WIDE) if narrow else (WIDE,):
            self.page.set_viewport_size({"width": width, "height": 900})
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width


@pytest.fixture
def _documents(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw one year's decision; how the others look is tested where they are drawn."""
    if request.node.callspec.params["code"] != DRAWN:
        monkeypatch.setattr(
            "payouts.services.decisions.render_decision",
            lambda told: f"%PDF {told.heading.reference}".encode(),
        )


@pytest.fixture
def desk(transactional_db: None, browser_page: BrowserPages, axe: AccessibilityCheck, code: str) -> Desk:
    """The year with its verdicts, and a screen."""
    year = make_paid_year(code)
    return Desk(browser_page(width=WIDE, height=900), axe, year)


@pytest.mark.usefixtures("_documents")
@pytest.mark.parametrize("code", list(YEARS))
def test_a_real_year_goes_from_verdicts_to_paid_and_adds_up(desk: Desk, code: str, tmp_path: Path) -> None:
    year, known = desk.year, desk.year.known
    divide(desk)
    decide(desk)
    if known.asks:
        ask_for_the_money(desk)
    first = order(desk, 1, known.distributed)
    one_payment_for_each_payee(first)
    bank_answers(desk, first, tmp_path, bounces=known.bounces)
    back = Payment.objects.get(order=first, state=PaymentState.BOUNCED)
    leave_new_details(desk, back)
    second = order(desk, 2, back.amount)
    bank_answers(desk, second, tmp_path)
    assert Payment.objects.get(order=second).replaces == back
    desk.become(year.payers[0])
    adds_up(desk)
    stands_in_the_register(desk)
    auditor_reads(desk)


def divide(desk: Desk) -> None:
    """From final verdicts to a division that one has proposed and another approved."""
    known, left = desk.year.known, desk.year.known.left
    desk.become(desk.year.preparer)
    desk.press("Till fördelningen", "link")
    desk.press("Beräkna fördelningen")
    desk.wait_for("Se fördelningen")
    if left:
        desk.reads(
            f"{kronor(known.distributed)} av", f"{kronor(left)} fördelas inte.", "Varför fördelas inte allt?"
        )
    else:
        desk.reads("Alla pengar fördelas: 630 miljoner")
    desk.press("Föreslå för godkännande")
    desk.reads("Nu ska en annan person godkänna den.")
    desk.become(desk.year.approver)
    desk.press("Granska fördelningen", "link")
    desk.press("Godkänn fördelningen")
    desk.reads("Fördelningen är godkänd.")


def decide(desk: Desk) -> None:
    """From the division to a decision in force, of which the document is made by a worker."""
    desk.become(desk.year.preparer)
    desk.press("Till besluten", "link")
    desk.press("Bered beslut")
    desk.reads("är berett.")
    desk.become(desk.year.approver)
    desk.press("Granska beslutet", "link")
    desk.press("Godkänn beslutet")
    desk.wait_for("Se beslutet")
    desk.reads("Gäller", kronor(desk.year.known.distributed) if desk.year.known.left else "630 miljoner")
    decision = Decision.objects.get()
    assert decision.total == desk.year.known.distributed
    amounts = DecidedAmount.objects.filter(decision=decision).aggregate(kronor=Sum("amount"))
    assert amounts["kronor"] == decision.total


def ask_for_the_money(desk: Desk) -> None:
    """Nothing can be ordered before it is asked for: two landsting do it here, the rest as their systems do."""
    desk.become(desk.year.payers[0])
    desk.go("utbetalning/")
    desk.reads("Inget att betala nu", "Väntar på rekvisition")
    for code in desk.year.known.asks:
        desk.become(desk.year.recipients[code])
        desk.go("rekvisition/")
        desk.page.get_by_label("Er referens").fill(f"Heldygnsvård {code}")
        desk.press("Rekvirera")
        desk.reads("Pengarna är rekvirerade.", f"Heldygnsvård {code}")
    assert requisition_the_rest(desk.year) == DecidedAmount.objects.count() - len(desk.year.known.asks)


def order(desk: Desk, number: int, total: int) -> PaymentOrder:
    """One prepares, another attests, a third approves, and the file is made; each is led there from home."""
    prepares, attests, approves = desk.year.payers
    desk.become(prepares)
    desk.press("Till utbetalningen", "link")
    desk.reads(kronor(total))
    desk.press("Förbered betalningsordern")
    desk.reads(f"Betalningsorder {number}", kronor(total))
    desk.become(attests)
    desk.press("Granska ordern", "link")
    desk.press("Attestera")
    desk.reads("Väntar på godkännande")
    desk.become(approves)
    desk.press("Granska ordern", "link")
    desk.press("Godkänn")
    desk.wait_for("Se ordern")
    desk.reads(f"Betalningsorder {number}", "Filen är skapad")
    if number == 1:
        desk.look()
    with desk.page.expect_download() as fetched:
        desk.page.get_by_role("link", name="Hämta filen").click()
    schema = etree.XMLSchema(etree.fromstring(files("sepaxml").joinpath(SCHEMA).read_bytes()))
    file = etree.fromstring(fetched.value.path().read_bytes())
    schema.assertValid(file)
    assert file.findtext(".//{*}CtrlSum") == f"{total}.00"
    return PaymentOrder.objects.get(number=number)


def one_payment_for_each_payee(made: PaymentOrder) -> None:
    """Gotland is kommun and landsting, with an amount as each, one payee with one payment; so is nobody else."""
    decided = DecidedAmount.objects.order_by().values_list("party__organisation__code")
    due = dict(decided.annotate(kronor=Sum("amount")))
    assert dict(made.payments.order_by().values_list("organisation__code", "amount")) == due
    if made.agreement.code == LOOKED_AT:
        gotland = DecidedAmount.objects.filter(party__organisation__code="0980")
        assert set(gotland.values_list("party__code", "party__kind")) == {
            ("0980", "municipality"),
            ("09", "region"),
        }
        assert made.payments.filter(organisation__code="0980").count() == 1


def bank_answers(desk: Desk, made: PaymentOrder, folder: Path, bounces: str = "") -> None:
    """A file from the bank: looked at row by row, then approved."""
    answer = folder / f"besked-{made.number}.csv"
    answer.write_bytes(statuses(made, bounces))
    count = made.payments_count
    desk.become(desk.year.payers[0])
    desk.go("utbetalning/besked/")
    desk.page.get_by_label("Fil från banken").set_input_files(answer)
    desk.press("Läs filen")
    desk.reads("Ingen rad har något fel.")
    if bounces:
        desk.reads(REASON)
    desk.press("Godkänn")
    desk.reads("Beskedet är godkänt.")
    states = list(made.payments.values_list("state", flat=True))
    assert states.count(PaymentState.BOUNCED) == (1 if bounces else 0)
    assert states.count(PaymentState.PAID) == count - states.count(PaymentState.BOUNCED)


def leave_new_details(desk: Desk, back: Payment) -> None:
    """Who did not get its money leaves new details, and a payer approves them."""
    code, name = back.organisation.code, back.organisation.name
    desk.become(desk.year.payers[0])
    desk.go("utbetalning/avstamning/")
    desk.reads("Det stämmer.", "Betalningen kom tillbaka, nya uppgifter saknas", kronor(back.amount))
    desk.become(desk.year.recipients[code])
    desk.page.goto(f"/betalningsuppgifter/{code}/")
    desk.reads("En betalning kom tillbaka.", REASON)
    desk.page.get_by_label("Nummer").fill(NEW_BANKGIRO)
    desk.press("Lämna uppgifterna")
    desk.become(desk.year.payers[0])
    desk.press("Till uppgifterna", "link")
    desk.press(name, "link")
    desk.press("Godkänn uppgifterna")
    desk.reads(f"Pengar betalas till Bankgiro {NEW_BANKGIRO}.")


def adds_up(desk: Desk) -> None:
    """The reconciliation: all that is decided is paid, and what is left of the pots is said not to be distributed."""
    known = desk.year.known
    desk.go("utbetalning/avstamning/")
    desk.reads("Det stämmer. Varje krona är betald eller förklarad.")
    facts = desk.page.locator("main dl.facts > div")
    shown = [kronor(one) for one in (known.distributed, known.distributed, 0, 0)]
    expect(facts).to_have_text([f"{word}{said}" for word, said in zip(WORDS, shown, strict=True)])
    sums = desk.page.get_by_role("region", name="Från pott till beslut").locator("tfoot")
    for said in (known.pots, known.left, known.distributed):
        expect(sums).to_contain_text(kronor(said).removesuffix("\u00a0kr"))
    desk.look(narrow=True)


WORDS = ("Beslutat", "Betalt", "Återbetalat", "Skillnad, förklarad")


def stands_in_the_register(desk: Desk) -> None:
    """The register, which everybody reads: every amount is paid, and none is left when one asks for what is not."""
    code, count = desk.year.code, DecidedAmount.objects.count()
    for state in ("", "&betalning=paid"):
        desk.page.goto(f"/pengar/?overenskommelse={code}{state}")
        desk.reads(f"Efter beslut{kronor(desk.year.known.distributed)}", f"{count} belopp")
        paid = desk.page.get_by_role("region", name="Efter beslut").locator("tbody tr > td:nth-child(6)")
        assert set(paid.all_inner_texts()) == {"Utbetalt"}
    desk.look()
    for state in ("ordered", "not"):
        desk.page.goto(f"/pengar/?overenskommelse={code}&betalning={state}")
        desk.reads("Inget belopp svarar mot urvalet.")


def auditor_reads(desk: Desk) -> None:
    """The auditor reads decision, orders and reconciliation, and there is nothing to do but read."""
    decision = Decision.objects.select_related("document").get()
    total = kronor(desk.year.known.distributed)
    desk.become(desk.year.auditor)
    for place, said in (
        (f"beslut/{decision.pk}/", decision.reference),
        ("utbetalning/", "Order 2"),
        ("utbetalning/1/", f"{total}, enligt"),
        ("utbetalning/1/", "Banken har svarat om alla betalningar."),
        ("utbetalning/2/", decision.reference),
        ("utbetalning/besked/", "besked-1.csv"),
        ("utbetalning/avstamning/", "Det stämmer."),
    ):
        desk.go(place)
        desk.reads(said)
        expect(desk.page.locator("main form[method=post], main button")).to_have_count(0)
    pdf = desk.page.request.get(f"/overenskommelser/{desk.year.code}/beslut/{decision.pk}/pdf/").body()
    assert decision.document
    assert pdf == bytes(decision.document.content)
