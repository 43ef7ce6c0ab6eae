"""The pages of money beside and after the pots in a real browser: wide and narrow, counted as one writes."""

import re

import pytest
from playwright.sync_api import expect

from payouts.domain.spending import Spent
from payouts.models import Claim, UseOfMoney, UseState
from payouts.services.uses_of_money import Account, hand_in_use_of_money
from tests.browser import AccessibilityCheck, BrowserPages, sign_in
from tests.payouts.money_world import money_world, user_of
from tests.payouts.test_browser_pages import WIDTHS, fits

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/overenskommelser/prov-2014/medel/"
CSV = {"name": "redovisning.csv", "mimeType": "text/csv", "buffer": b"Moten;40000\n"}


@pytest.mark.parametrize("width", WIDTHS)
def test_skr_accounts_for_a_line_and_sees_the_sum_as_it_writes(
    browser_page: BrowserPages, axe: AccessibilityCheck, width: int
) -> None:
    money = money_world()
    page = browser_page(width=width)
    sign_in(page, user_of(money.skr))
    page.goto(PAGE)
    axe(page)
    assert fits(page)
    page.get_by_role("link", name="Samordning").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Samordning")
    axe(page)
    assert fits(page)
    page.get_by_label("Kronor till område 1").fill("40 000")
    page.get_by_label("Moms, kronor").press_sequentially("10000")
    expect(page.locator("#summa")).to_contain_text(re.compile(r"Inte använt\s*10\s000\skr"))
    page.get_by_label("Redovisningen som fil").set_input_files(CSV)  # type: ignore[arg-type]  # a file's three parts
    with page.expect_navigation():
        page.get_by_role("button", name="Lämna in redovisningen").click()
    expect(page.get_by_text("exakt 25 procent")).to_be_visible()
    axe(page)
    assert fits(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_signer_accounts_for_the_money_and_the_payer_notes_what_comes_home(
    browser_page: BrowserPages, axe: AccessibilityCheck, width: int
) -> None:
    money = money_world()
    page = browser_page(width=width)
    sign_in(page, user_of(money.signer))
    page.goto(f"{PAGE}anvandning/2380/")
    page.get_by_label("Område 1", exact=True).fill("Utbildning")
    page.get_by_label("Kronor till område 1").press_sequentially("480001")
    expect(page.locator("#summa")).to_contain_text("Summan stämmer inte")
    page.get_by_label("Kronor till område 1").fill("450000")
    expect(page.locator("#summa")).to_contain_text(re.compile(r"Inte använt\s*30\s000\skr"))
    page.get_by_label("Namn på den som undertecknar").fill("Ulla Berg")
    axe(page)
    assert fits(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Lämna in redovisningen").press("Enter")
    expect(page.get_by_role("heading", name="Kvitto")).to_be_visible()
    axe(page)
    assert fits(page)
    assert UseOfMoney.objects.get().state == UseState.HANDED_IN
    payer = browser_page(width=width)
    sign_in(payer, user_of(money.payer))
    payer.goto(f"{PAGE}aterkrav/{Claim.objects.get().pk}/")
    payer.get_by_label("Kronor").fill("10000")
    payer.get_by_label("Kom in den").fill("2015-06-20")
    axe(payer)
    assert fits(payer)
    with payer.expect_navigation():
        payer.get_by_role("button", name="Anteckna återbetalningen").click()
    expect(payer.get_by_text("är antecknad")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_signer_corrects_what_was_handed_in(
    browser_page: BrowserPages, axe: AccessibilityCheck, width: int
) -> None:
    money = money_world()
    account = Account((Spent("Utbildning", 450_000),))
    hand_in_use_of_money(money.signer, money.code, money.ostersund.pk, account, signed_as="Ulla Berg")
    page = browser_page(width=width)
    sign_in(page, user_of(money.signer))
    page.goto(f"{PAGE}anvandning/2380/")
    page.get_by_role("button", name="Rätta redovisningen").click()
    expect(page.get_by_role("heading", name="Rättelse", exact=True)).to_be_visible()
    axe(page)
    assert fits(page)
    page.get_by_label("Kronor till område 1").fill("400000")
    expect(page.locator("#summa")).to_contain_text(re.compile(r"Inte använt\s*80\s000\skr"))
    page.get_by_label("Namn på den som undertecknar").fill("Ulla Berg")
    with page.expect_navigation():
        page.get_by_role("button", name="Lämna in rättelsen").click()
    expect(page.get_by_role("heading", name="Tidigare redovisningar")).to_be_visible()
    axe(page)
    assert fits(page)
    claim = Claim.objects.get(state="open")
    assert claim.amount == 80_000
    page.get_by_role("link", name=f"Se återkrav {claim.reference}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(claim.reference)
