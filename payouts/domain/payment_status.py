"""What the bank says of the payments: pain.002, camt.054 or CSV, read into rows. Pure; no entities, no network.

The namespace's version is not looked at: banks answer with several, and what is read here is the same in all.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from io import StringIO
from typing import Literal

from lxml import etree

from payouts.domain.bank_reasons import NO_REASON, reason_in_words

Said = Literal["paid", "bounced", "going", "unknown"]
FileKind = Literal["pain.002", "camt.054", "csv"]

COLUMNS = ("payment", "status", "date", "amount", "reason")
MOST_ROWS = 20_000
LONGEST_REASON = 300
PAID_CODES = frozenset({"ACSC", "ACCC"})
GOING_CODES = frozenset({"ACCP", "ACSP", "ACTC", "ACWC", "PDNG", "RCVD"})
REJECTED = "RJCT"


class UnreadableStatuses(ValueError):
    """The file cannot be read at all; the message says why, in Swedish."""


@dataclass(frozen=True, slots=True)
class StatusRow:
    """What is said of one payment.

    number: the row or place in the file, from 1. payment: its end-to-end id; "" where a whole file was rejected, which
    `message` then names: nothing is wrong with its payments. amount: kronor, None where nothing is said. fault: what
    cannot be read in it, in Swedish.
    """

    number: int
    payment: str
    said: Said
    on: date | None = None
    amount: int | None = None
    reason: str = ""
    message: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Statuses:
    """A file as it was read."""

    kind: FileKind
    rows: tuple[StatusRow, ...]


def read_statuses(content: bytes) -> Statuses:
    """Return what a file says.

    Raises:
        UnreadableStatuses: it is none of the three kinds, empty, or has too many rows.
    """
    if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        kind, rows = _read_xml(content)
    else:
        kind, rows = "csv", list(_read_csv(content))
    if not rows:
        raise UnreadableStatuses("Filen säger inget om någon betalning.")
    if len(rows) > MOST_ROWS:
        raise UnreadableStatuses(f"Filen har fler än {MOST_ROWS} rader.")
    return Statuses(kind, tuple(rows))


def _read_xml(content: bytes) -> tuple[FileKind, list[StatusRow]]:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableStatuses("Filen är ingen hel XML-fil. Hämta den på nytt från banken.") from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableStatuses("Filen har en dokumenttyp (DOCTYPE). En sådan fil tas inte emot.")
    if (report := _first(root, "CstmrPmtStsRpt")) is not None:
        return "pain.002", list(_rows_of_report(report))
    if (notice := _first(root, "BkToCstmrDbtCdtNtfctn")) is not None:
        return "camt.054", list(_rows_of_notice(notice))
    raise UnreadableStatuses(
        "Filen är varken pain.002 eller camt.054. Hämta en av dem från banken, eller skriv en CSV-fil med kolumnerna "
        "payment, status, date, amount och reason."
    )


def _rows_of_report(report: etree._Element) -> Iterator[StatusRow]:
    """pain.002: the status of each transaction, or of the whole file.

    A file of ours has one batch, so a batch that is rejected is the file. Of the transactions in it only one with a
    reason of its own has come back by itself.
    """
    made = _day(_text(report, "GrpHdr", "CreDtTm"))
    group, batch = _first(report, "OrgnlGrpInfAndSts"), _first(report, "OrgnlPmtInfAndSts")
    whole = _rejected(group, "GrpSts") or _rejected(batch, "PmtInfSts")
    why = _reason_of_whole(group, batch)
    number = 0
    for number, one in enumerate(_all(report, "TxInfAndSts"), start=1):
        row = _row_of_transaction(number, one, made)
        if not whole or (row.said == "bounced" and row.reason not in {NO_REASON, why}):
            yield row
    if whole:
        named = _text(group, "OrgnlMsgId") if group is not None else ""
        yield StatusRow(number + 1, "", "bounced", made, None, why, message=named)


def _rejected(part: etree._Element | None, tag: str) -> bool:
    return part is not None and _text(part, tag) == REJECTED


def _reason_of_whole(*parts: etree._Element | None) -> str:
    """Return why a file was rejected, as said of the file or its batch and not of a transaction."""
    own = [one for part in parts if part is not None for one in part.iterchildren("{*}StsRsnInf")]
    return next((why for one in own if (why := _reason_in(one)) != NO_REASON), NO_REASON)


def _row_of_transaction(number: int, one: etree._Element, made: date | None) -> StatusRow:
    amount, fault = _amount(_text(one, "OrgnlTxRef", "Amt", "InstdAmt"))
    day = _day(_text(one, "AccptncDtTm")) or made
    said = _said_by(_text(one, "TxSts"))
    reason = _reason(one, "StsRsnInf") if said == "bounced" else ""
    return StatusRow(number, _text(one, "OrgnlEndToEndId"), said, day, amount, reason, fault=fault)


def _said_by(code: str) -> Said:
    if code in PAID_CODES:
        return "paid"
    if code == REJECTED:
        return "bounced"
    return "going" if code in GOING_CODES else "unknown"


def _rows_of_notice(notice: etree._Element) -> Iterator[StatusRow]:
    """camt.054: money that left the account is paid, money that came back is bounced."""
    number = 0
    for entry in _all(notice, "Ntry"):
        day = _day(_text(entry, "BookgDt", "Dt") or _text(entry, "BookgDt", "DtTm"))
        for one in _all(entry, "TxDtls"):
            number += 1
            amount, fault = _amount(_text(one, "Amt") or _text(one, "AmtDtls", "TxAmt", "Amt"))
            direction = _text(one, "CdtDbtInd") or _text(entry, "CdtDbtInd")
            returned = direction == "CRDT" or _first(one, "RtrInf") is not None
            said: Said = "bounced" if returned else "paid" if direction == "DBIT" else "unknown"
            reason = _reason(one, "RtrInf") if returned else ""
            yield StatusRow(number, _text(one, "Refs", "EndToEndId"), said, day, amount, reason, fault=fault)


def _reason(parent: etree._Element, tag: str) -> str:
    found = _first(parent, tag)
    return NO_REASON if found is None else _reason_in(found)


def _reason_in(found: etree._Element) -> str:
    more = " ".join(text for one in _all(found, "AddtlInf") if (text := (one.text or "").strip()))
    return reason_in_words(_text(found, "Rsn", "Cd"), more)[:LONGEST_REASON]


def _read_csv(content: bytes) -> Iterator[StatusRow]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableStatuses("Filen är varken XML eller CSV i UTF-8.") from error
    first = text.split("\n", 1)[0]
    reader = csv.reader(StringIO(text, newline=""), delimiter=";" if ";" in first else ",", strict=True)
    try:
        header = tuple(cell.strip().casefold() for cell in next(reader, []))
        if header != COLUMNS:
            raise UnreadableStatuses(f"Första raden ska vara {','.join(COLUMNS)}.")
        for number, cells in enumerate(reader, start=2):
            if any(cell.strip() for cell in cells):
                yield _row_of(number, [cell.strip() for cell in cells])
    except csv.Error as error:
        raise UnreadableStatuses(f"Rad {reader.line_num} går inte att läsa som CSV.") from error


def _row_of(number: int, cells: list[str]) -> StatusRow:
    if len(cells) != len(COLUMNS):
        return StatusRow(
            number, cells[0], "unknown", fault=f"Raden har {len(cells)} celler. Den ska ha {len(COLUMNS)}."
        )
    payment, status, day, money, reason = cells
    amount, fault = _amount(money)
    on = _day(day)
    if on is None:
        fault = fault or "Dagen ska skrivas som 2014-12-30."
    said: Said = "paid" if status == "paid" else "bounced" if status == "bounced" else "unknown"
    if said == "bounced" and not reason:
        reason = NO_REASON
    return StatusRow(number, payment, said, on, amount, reason[:LONGEST_REASON], fault=fault)


def _amount(text: str) -> tuple[int | None, str]:
    """Return whole kronor, or what is wrong with the amount. A part of a krona is no amount of ours."""
    if not text:
        return None, ""
    try:
        value = Decimal(text.replace(" ", "").replace(",", "."))
    except InvalidOperation:
        return None, f"Beloppet {text[:30]} går inte att läsa."
    if not value.is_finite() or value < 0 or value.adjusted() > len("99999999999") or value != int(value):
        return None, f"Beloppet {text[:30]} är inte hela kronor."
    return int(value), ""


def _day(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _all(parent: etree._Element, tag: str) -> list[etree._Element]:
    return list(parent.iter(f"{{*}}{tag}"))


def _first(parent: etree._Element, tag: str) -> etree._Element | None:
    return next(iter(_all(parent, tag)), None)


def _text(parent: etree._Element, *tags: str) -> str:
    """Return the text at the end of a path of children, or ""."""
    found: Iterable[etree._Element] = (parent,)
    for tag in tags:
        found = [child for one in found for child in one.iterchildren(f"{{*}}{tag}")]
    return next(((one.text or "").strip() for one in found), "")
