"""The payment file: valid against its schema, the same bytes each time, and what a bank refuses is named before."""

from dataclasses import replace
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from payouts.domain.payment_file import (
    ALPHABET,
    Credit,
    Debtor,
    FileProblems,
    PaymentFile,
    payment_file,
    problems_of,
)

DEBTOR = Debtor("Kammarkollegiet", "202100-0829", "50501055", "BGNR", "SWEDSESS")
OSTERSUND = Credit(
    "PRIO-2014-1-2380", "Östersunds kommun", "bankgiro", "9912346", 1_234_567, "PRIO-2014 beslut 1"
)
REGION = Credit(
    "PRIO-2014-1-23", "Jämtlands läns landsting", "account", "6000123456789", 3, "PRIO-2014 beslut 1"
)
FILE = PaymentFile("PRIO-2014-1", "2014-12-20T10:00:00", date(2014, 12, 22), DEBTOR, (OSTERSUND, REGION))


@pytest.fixture(scope="module")
def schema() -> Any:
    """The schema of the message, from the package sepaxml."""
    return etree.XMLSchema(
        etree.fromstring(files("sepaxml").joinpath("schemas/pain.001.001.09.xsd").read_bytes())
    )


def texts(content: bytes, tag: str) -> list[str | None]:
    return [one.text for one in etree.fromstring(content).iter(f"{{*}}{tag}")]


@pytest.mark.parametrize(
    "file", [FILE, replace(FILE, test=True), replace(FILE, debtor=replace(DEBTOR, identity=""))]
)
def test_the_file_is_valid_against_the_schema(file: PaymentFile, schema: Any) -> None:
    schema.assertValid(etree.fromstring(payment_file(file)))


def test_an_iban_may_pay(schema: Any) -> None:
    debtor = replace(DEBTOR, account="SE4550000000058398257466", scheme="IBAN")
    content = payment_file(replace(FILE, debtor=debtor))
    schema.assertValid(etree.fromstring(content))
    assert texts(content, "IBAN") == ["SE4550000000058398257466"]


def test_amounts_are_whole_kronor_with_two_zeros_and_the_control_sums_say_them_all() -> None:
    content = payment_file(FILE)
    assert texts(content, "InstdAmt") == ["1234567.00", "3.00"]
    assert texts(content, "CtrlSum") == ["1234570.00", "1234570.00"]
    assert texts(content, "NbOfTxs") == ["2", "2"]


def test_a_bankgiro_goes_by_bankgirot_and_an_account_by_its_bank() -> None:
    content = payment_file(replace(FILE, bankgiro_scheme="BGNR"))
    assert texts(content, "MmbId") == ["9900", "6000"]
    assert texts(content, "Prtry") == ["BGNR", "BGNR"]  # the debtor's, and the first creditor's
    assert texts(content, "EndToEndId") == ["PRIO-2014-1-2380", "PRIO-2014-1-23"]


def test_a_test_says_so_in_its_number_and_beside_its_control_sum() -> None:
    content = payment_file(replace(FILE, test=True))
    assert texts(content, "MsgId") == ["TEST-PRIO-2014-1"]
    assert texts(content, "Nm")[0] == "TEST Kammarkollegiet"


def test_the_same_order_is_the_same_bytes() -> None:
    assert payment_file(FILE) == payment_file(replace(FILE))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": "Ö" * 71}, "namnet har 71 tecken"),
        ({"name": "Kommunen & bolaget"}, r"tecken som filen inte kan ha \(&\)"),
        ({"name": "  "}, "saknar namn"),
        ({"kronor": 0}, "minst en krona"),
        ({"number": "9912345"}, "Östersunds kommun: Kontrollsiffran"),
        ({"text": "x" * 141}, "meddelandet"),
        ({"kronor": 10**11}, "större än filen tar"),
        ({"end_to_end_id": "PRIO-2014-1-23"}, "står på 2 betalningar"),
    ],
)
def test_what_a_bank_refuses_is_named_before_the_file_is_made(change: dict[str, Any], problem: str) -> None:
    file = replace(FILE, credits=(replace(OSTERSUND, **change), REGION))
    with pytest.raises(FileProblems, match=problem):
        payment_file(file)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"account": ""}, "konto saknas"),
        ({"bank": "X"}, "ingen BIC"),
        ({"account": "50501056"}, "inget giltigt"),
    ],
)
def test_a_payer_without_an_account_pays_nobody(change: dict[str, str], problem: str) -> None:
    assert problem in " ".join(problems_of(replace(FILE, debtor=replace(DEBTOR, **change))))


def test_an_empty_order_is_no_file() -> None:
    assert problems_of(replace(FILE, credits=())) == ("Ordern har inga betalningar.",)


@given(
    st.lists(st.integers(1, 10**9), min_size=1, max_size=8),
    st.text(st.sampled_from(sorted(ALPHABET)), min_size=1, max_size=70).filter(str.strip),
)
def test_whatever_is_paid_the_file_is_valid_and_adds_up(schema: Any, amounts: list[int], name: str) -> None:
    credits = tuple(
        replace(OSTERSUND, end_to_end_id=f"P-{number}", kronor=kronor, name=name)
        for number, kronor in enumerate(amounts)
    )
    content = payment_file(replace(FILE, credits=credits))
    schema.assertValid(etree.fromstring(content))
    assert texts(content, "CtrlSum")[0] == f"{sum(amounts)}.00"
