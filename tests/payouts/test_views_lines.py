"""What the pages of Medel say of an agreement's lines: one thing of what is not used, and what looks odd."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agreements.selectors.agreements import published_version
from payouts.selectors.money_due import money_due
from prio.accounts.roles import Role
from tests import factories
from tests.payouts.money_world import ACCOUNTED, KEEPS, MoneyWorld, money_world, user_of
from tests.payouts.test_views_money import LINE, PAGE, REPORT, signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def money() -> MoneyWorld:
    return money_world()


def test_the_pages_say_one_thing_of_what_is_not_used_and_show_it_line_by_line(client: Client) -> None:
    money = money_world(KEEPS)
    signed_in(client, user_of(money.skr))
    file = SimpleUploadedFile("redovisning.csv", b"Moten;40000\n")
    assert client.post(LINE, {**REPORT, "fil": file}).status_code == 302
    page, line = text_of(client, PAGE), text_of(client, LINE)
    assert "så inga återkrav görs för dem" in page
    assert "görs när ett beslut har rättats" in page
    assert "redovisar pengar som inte har använts" not in page
    assert "ska betalas tillbaka, så inget återkrav görs" in line
    assert re.search(r"50\u202f000</td><td class=\"num\">10\u202f000", page)


def test_a_noted_payment_that_is_another_than_the_line_is_remarked_on(
    client: Client, money: MoneyWorld
) -> None:
    signed_in(client, user_of(money.payer))
    client.post(LINE, {"verb": "pay", "belopp": "60 000", "dag": "2014-12-22"})
    assert "Att se på" not in text_of(client, LINE)
    client.post(LINE, {"verb": "pay", "belopp": "45 000", "dag": "2014-12-22"})
    assert "15\u202f000\xa0kr mindre än raden" in text_of(client, LINE)
    signed_in(client, user_of(money.skr))
    client.post(LINE, {**REPORT, "fil": SimpleUploadedFile("redovisning.csv", b"Moten;40000\n")})
    assert "5\u202f000\xa0kr mer som använt" in text_of(client, LINE)


def test_an_agreement_of_lines_alone_speaks_of_its_lines(client: Client) -> None:
    factories.agreement(Path("agreements/definitions/skr-2023.yaml").read_text())
    signed_in(client, factories.person(Role.SKR_ADMINISTRATOR))
    page = text_of(client, "/overenskommelser/skr-2023/medel/")
    assert "Överenskommelsens rader" in page
    assert "Varje mottagare redovisar sin rad" in page
    assert "vid sidan av målen" not in page.casefold()


def test_lines_that_are_due_on_different_days_are_told_day_by_day(client: Client) -> None:
    text = ACCOUNTED.replace("amount: 40000, report_due: 2015-03-31", "amount: 40000, report_due: 2015-12-15")
    money = money_world(text.replace("recipient: Östersund", "recipient: SKL"))
    version = published_version(money.skr, money.code)
    assert version is not None
    due = money_due(money.skr, [version.definition], date(2016, 1, 1))
    assert [one.due for one in due if "budgetrad" in one.label] == [date(2015, 3, 31), date(2015, 12, 15)]
