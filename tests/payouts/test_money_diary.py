"""What is registered of money leads from the diary to its page, and is a document with its figures and file."""

from datetime import date
from uuid import uuid4

import pytest

from agreements.diary_things import document_of, link_of
from agreements.models import CaseEntry
from payouts.domain.spending import Spent
from payouts.models import Claim
from payouts.services.claims import register_repayment, withdraw_claim
from payouts.services.lines import hand_in_line_report
from payouts.services.uses_of_money import Account, hand_in_use_of_money
from prio.accounts.roles import Actor, Role
from tests.payouts.money_world import money_world
from tests.payouts.test_lines import ACCOUNT, CONTENT, upload

AUDITOR = Actor(0, "Revisor", frozenset({Role.AUDITOR}))
pytestmark = pytest.mark.django_db


def test_reports_accounts_and_claims_are_documents_in_the_diary() -> None:
    money = money_world()
    hand_in_line_report(money.skr, money.code, 1, ACCOUNT, upload())
    rows = (Spent("Utbildning", 450_000),)
    hand_in_use_of_money(money.signer, money.code, money.ostersund.pk, Account(rows), signed_as="Ulla Berg")
    claim = Claim.objects.get()
    register_repayment(money.payer, claim.pk, 10_000, date(2015, 6, 20), key=uuid4())
    withdraw_claim(money.payer, claim.pk, "Avskrivet.")
    entries = CaseEntry.objects.select_related("case__agreement").order_by("case", "number")
    titles = [entry.title for entry in entries]
    assert len(titles) == 5
    assert all(title.count(claim.reference) == 1 for title in titles[2:])
    said = {entry.thing: {line.label: line.text for line in document_of(entry).lines} for entry in entries}
    assert said["line_report"]["Inte använt"] == "10\u202f000\u00a0kr"
    assert said["use_of_money"]["Undertecknat av"] == "Ulla Berg"
    assert said["claim"]["Återkallat för att"] == "Avskrivet."
    (file,) = document_of(entries[0]).files
    assert file.read() == CONTENT
    page = "/overenskommelser/prov-2014/medel/"
    assert {link_of(entry, AUDITOR) for entry in entries} == {page, f"{page}aterkrav/{claim.pk}/"}
