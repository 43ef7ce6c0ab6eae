"""What the bank says: three kinds of files, safely read, held against what was ordered."""

from datetime import date

import pytest

from payouts.domain.payment_judging import KnownPayment, fingerprint, judge
from payouts.domain.payment_status import StatusRow, UnreadableStatuses, read_statuses

TODAY = date(2014, 12, 31)
HEADER = "payment,status,date,amount,reason\n"
KNOWN = {"P-1": KnownPayment("ordered", 400, "M-1", False), "P-2": KnownPayment("ordered", 100, "M-1", False)}

PAIN = """<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>B</MsgId><CreDtTm>2014-12-22T10:00:00+01:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>M-1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>{group}</OrgnlGrpInfAndSts>
{rows}</CstmrPmtStsRpt></Document>"""
PAIN_ROWS = """<OrgnlPmtInfAndSts><OrgnlPmtInfId>M-1-1</OrgnlPmtInfId>
<TxInfAndSts><OrgnlEndToEndId>P-1</OrgnlEndToEndId><TxSts>ACSC</TxSts>
<OrgnlTxRef><Amt><InstdAmt Ccy="SEK">400.00</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>P-2</OrgnlEndToEndId><TxSts>RJCT</TxSts>
<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Avslutat i maj.</AddtlInf></StsRsnInf></TxInfAndSts></OrgnlPmtInfAndSts>"""
CAMT = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn><Ntfctn>
<Ntry><Amt Ccy="SEK">400.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2014-12-23</Dt></BookgDt><NtryDtls>
<TxDtls><Refs><EndToEndId>P-1</EndToEndId></Refs><Amt Ccy="SEK">400.00</Amt></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="SEK">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2014-12-29</Dt></BookgDt><NtryDtls>
<TxDtls><Refs><EndToEndId>P-2</EndToEndId></Refs><Amt Ccy="SEK">100.00</Amt>
<RtrInf><Rsn><Cd>AC01</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"""


def said(content: str) -> list[tuple[str, str, str]]:
    return [(row.payment, row.said, row.reason) for row in read_statuses(content.encode()).rows]


def test_pain_002_says_what_is_paid_and_why_not() -> None:
    assert said(PAIN.format(group="", rows=PAIN_ROWS)) == [
        ("P-1", "paid", ""),
        ("P-2", "bounced", "Kontot är avslutat. Avslutat i maj."),
    ]


def test_camt_054_says_what_left_the_account_and_what_came_back() -> None:
    assert said(CAMT) == [
        ("P-1", "paid", ""),
        ("P-2", "bounced", "Kontonumret eller bankgironumret finns inte."),
    ]


def test_a_file_that_the_bank_refused_whole_is_about_all_its_payments() -> None:
    read = read_statuses(PAIN.format(group="<GrpSts>RJCT</GrpSts>", rows="").encode())
    found = judge(read.rows, KNOWN, TODAY)
    assert [(row.payment, row.outcome) for row in found] == [("P-1", "bounce"), ("P-2", "bounce")]


def test_of_a_rejected_batch_only_a_payment_with_a_reason_of_its_own_came_back_by_itself() -> None:
    rows = PAIN_ROWS.replace("<TxInfAndSts>", "<PmtInfSts>RJCT</PmtInfSts><TxInfAndSts>", 1)
    rows = rows.replace("ACSC", "RJCT")
    read = read_statuses(PAIN.format(group="", rows=rows).encode())
    found = judge(read.rows, KNOWN, TODAY)
    assert [(row.payment, row.outcome, row.is_of_file) for row in found] == [
        ("P-2", "bounce", False),
        ("P-1", "bounce", True),
        ("P-2", "nothing", True),
    ]


def test_csv_says_the_same_with_comma_or_semicolon() -> None:
    rows = HEADER + "P-1,paid,2014-12-23,400,\nP-2,bounced,2014-12-23,,Fel konto\n"
    assert (
        said(rows) == said(rows.replace(",", ";")) == [("P-1", "paid", ""), ("P-2", "bounced", "Fel konto")]
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<Document/>",
        b"<Document>",
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><Document>&x;</Document>',
        b"\xff\xfe\x00",
        b"payment,status\nP-1,paid\n",
        HEADER.encode(),
        b'payment,status,date,amount,reason\n"P-1',
    ],
)
def test_a_file_that_is_none_of_them_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableStatuses):
        read_statuses(content)


def test_no_file_of_the_machine_is_read_through_an_entity() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY x "' + b"y" * 1000 + b'">]><a>' + b"&x;" * 100 + b"</a>"
    with pytest.raises(UnreadableStatuses, match="DOCTYPE"):
        read_statuses(bomb)


def row(payment: str = "P-1", said: str = "paid", **more: object) -> StatusRow:
    facts: dict[str, object] = {"on": date(2014, 12, 23), "amount": 400, "reason": "Fel konto"} | more
    return StatusRow(1, payment, said, **facts)  # type: ignore[arg-type]  # what a test wants


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (row("P-9"), "ingen betalning"),
        (row(amount=399), "betalningen är 400"),
        (row(on=date(2015, 1, 1)), "inte kommit än"),
        (row(on=None), "vilken dag"),
        (row(said="unknown"), "varken"),
        (row(fault="Beloppet 1,5 är inte hela kronor."), "hela kronor"),
    ],
)
def test_a_row_that_does_not_fit_says_why_and_changes_nothing(bad: StatusRow, words: str) -> None:
    (found,) = judge([bad], KNOWN, TODAY)
    assert (found.outcome, words in found.words.replace("\u202f", "")) == ("fault", True)


def test_what_one_row_changes_the_next_one_meets() -> None:
    rows = [row(), row(), row(said="bounced"), row(said="bounced"), row()]
    assert [one.outcome for one in judge(rows, KNOWN, TODAY)] == [
        "pay",
        "nothing",
        "bounce",
        "nothing",
        "fault",
    ]


def test_what_was_never_sent_is_neither_paid_nor_bounced() -> None:
    known = {"P-1": KnownPayment("withdrawn", 400, "M-1", False)}
    assert judge([row()], known, TODAY)[0].outcome == "fault"


def test_what_was_looked_at_has_a_fingerprint_of_what_it_leads_to() -> None:
    paid = {"P-1": KnownPayment("paid", 400, "M-1", False)}
    assert fingerprint(judge([row()], KNOWN, TODAY)) != fingerprint(judge([row()], paid, TODAY))


@pytest.mark.parametrize("amount", ["1,5", "12.50", "x", "-1", "1e30", "NaN", "Infinity"])
def test_an_amount_that_is_no_whole_kronor_is_a_fault(amount: str) -> None:
    content = HEADER.replace(",", ";") + f"P-1;paid;2014-12-23;{amount};\n"
    assert read_statuses(content.encode()).rows[0].fault
