"""The file that a bank pays from: ISO 20022 `pain.001.001.09` in Swedish kronor. Pure: data in, bytes out.

The same data give the same bytes, so that a file that was made twice is one file. Amounts are whole kronor, written as
`123.00` from integers. A bankgiro is a creditor account with the proprietary scheme BGNR, by way of clearing number
9900; an account in a bank has the code BBAN and its own clearing number. What a bank wants for a bankgiro is a setting
(docs/formats.md).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from lxml import etree
from stdnum import iban

from payouts.domain.account_numbers import (
    CLEARING_DIGITS,
    AccountType,
    WrongAccount,
    read_account,
    read_bankgiro,
)
from prio.money import kronor

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
LONGEST_NAME = 70  # characters that Swedish banks take, where the format itself takes 140
LONGEST_TEXT = 140
LONGEST_ID = 35
SWEDISH_CLEARING = "SESBA"
BANKGIRO_CLEARING = "9900"
BANK_CODE = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
LARGEST_AMOUNT = 99_999_999_999  # kronor: eleven digits and two decimals
TEST = "TEST"
IBAN = "IBAN"
# The format's Latin letters, digits and signs, and the Swedish ones that the banks take in UTF-8.
ALPHABET = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ åäöÅÄÖéÉüÜ")


class FileProblems(ValueError):
    """Something stands in the way of the file. problems: each in Swedish, with whom it is about."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Debtor:
    """Who pays. number: a bankgiro or an IBAN, as `scheme` says; identity: the organisation's number at the bank."""

    name: str
    identity: str
    account: str
    scheme: str
    bank: str


@dataclass(frozen=True, slots=True)
class Credit:
    """One payment: to whom, where, how many kronor, and what the receiver reads beside it."""

    end_to_end_id: str
    name: str
    kind: AccountType
    number: str
    kronor: int
    text: str


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """Everything of a file. made: `2014-12-20T09:00:00`, given so that the bytes can be made again.

    bankgiro_scheme: the proprietary code of a bankgiro as a creditor's account. test: it is no payment.
    """

    message_id: str
    made: str
    pay_on: date
    debtor: Debtor
    credits: tuple[Credit, ...]
    bankgiro_scheme: str = "BGNR"
    test: bool = False

    @property
    def total(self) -> int:
        """The control sum in kronor."""
        return sum(one.kronor for one in self.credits)


def problems_of(file: PaymentFile) -> tuple[str, ...]:
    """Return everything that a bank would refuse, each in Swedish with whom it is about; empty when all is well."""
    found = list(_problems_of_debtor(file.debtor))
    if not file.credits:
        found.append("Ordern har inga betalningar.")
    for one in file.credits:
        found += _problems_of_credit(one)
    counts = Counter(one.end_to_end_id for one in file.credits)
    found += [f"Numret {key} står på {count} betalningar." for key, count in counts.items() if count > 1]
    return tuple(found)


def problems_with_name(name: str) -> tuple[str, ...]:
    """Return what is wrong with the name of a receiver."""
    found = []
    if not name.strip():
        found.append("Mottagaren saknar namn.")
    if len(name) > LONGEST_NAME:
        found.append(f"{name}: namnet har {len(name)} tecken. Filen tar högst {LONGEST_NAME}.")
    if strange := _strange(name):
        found.append(f"{name}: namnet har tecken som filen inte kan ha ({strange}).")
    return tuple(found)


def _problems_of_debtor(debtor: Debtor) -> Iterator[str]:
    given = (("namn", debtor.name), ("konto", debtor.account), ("bankens kod", debtor.bank))
    missing = [what for what, value in given if not value]
    if missing:
        yield f"Betalarens {' och '.join(missing)} saknas i installationens inställningar."
    if debtor.account and not _is_account(debtor):
        yield f"Betalarens konto i installationens inställningar är inget giltigt nummer ({debtor.scheme})."
    if debtor.bank and not BANK_CODE.fullmatch(debtor.bank):
        yield "Bankens kod i installationens inställningar är ingen BIC: 8 eller 11 tecken."
    if strange := _strange(debtor.name):
        yield f"Betalarens namn har tecken som filen inte kan ha ({strange})."


def _is_account(debtor: Debtor) -> bool:
    if debtor.scheme == IBAN:
        return bool(iban.is_valid(debtor.account))
    try:
        read_bankgiro(debtor.account)
    except WrongAccount:
        return False
    return True


def _problems_of_credit(one: Credit) -> Iterator[str]:
    yield from problems_with_name(one.name)
    try:
        read_account(one.kind, one.number)
    except WrongAccount as wrong:
        yield f"{one.name}: {wrong}"
    if one.kronor < 1:
        yield f"{one.name}: beloppet är {one.kronor} kr. En betalning är minst en krona."
    if one.kronor > LARGEST_AMOUNT:
        yield f"{one.name}: beloppet {kronor(one.kronor)} är större än filen tar."
    if len(one.text) > LONGEST_TEXT or _strange(one.text):
        yield f"{one.name}: meddelandet till mottagaren är för långt eller har tecken som filen inte kan ha."
    if not 1 <= len(one.end_to_end_id) <= LONGEST_ID or _strange(one.end_to_end_id):
        yield f"{one.name}: betalningens nummer går inte att skriva i filen."


def _strange(text: str) -> str:
    """Return the characters that the file cannot have, each once."""
    return " ".join(dict.fromkeys(sign for sign in text if sign not in ALPHABET))


def payment_file(file: PaymentFile) -> bytes:
    """Return the bytes of the file.

    Raises:
        FileProblems: a bank would refuse it.
    """
    if problems := problems_of(file):
        raise FileProblems(problems)
    document = etree.Element(_name("Document"), nsmap={None: NAMESPACE})
    root = _add(document, "CstmrCdtTrfInitn")
    header = _add(root, "GrpHdr")
    _texts(header, MsgId=_message_id(file), CreDtTm=file.made, **_control_sums(file))
    party = _add(header, "InitgPty")
    _identify(party, file)
    _add_payments(root, file)
    return bytes(etree.tostring(document, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def sent_message_id(message_id: str, *, test: bool) -> str:
    """Return the number of a file as the bank sees it, and answers with."""
    return f"{TEST}-{message_id}"[:LONGEST_ID] if test else message_id[:LONGEST_ID]


def _message_id(file: PaymentFile) -> str:
    return sent_message_id(file.message_id, test=file.test)


def _control_sums(file: PaymentFile) -> dict[str, str]:
    return {"NbOfTxs": str(len(file.credits)), "CtrlSum": _decimal(file.total)}


def _decimal(amount: int) -> str:
    """Write whole kronor as the format wants them: no float has touched them."""
    return f"{amount}.00"


def _identify(party: etree._Element, file: PaymentFile) -> None:
    # The free field beside the control sum: who opens the file sees that it is no payment.
    _texts(party, Nm=f"{TEST} {file.debtor.name}"[:LONGEST_NAME] if file.test else file.debtor.name)
    if file.debtor.identity:
        organisation = _add(_add(party, "Id"), "OrgId")
        _texts(_add(organisation, "Othr"), Id=file.debtor.identity)


def _add_payments(root: etree._Element, file: PaymentFile) -> None:
    batch = _add(root, "PmtInf")
    _texts(batch, PmtInfId=f"{_message_id(file)}-1"[-LONGEST_ID:], PmtMtd="TRF", **_control_sums(file))
    _texts(_add(_add(batch, "PmtTpInf"), "SvcLvl"), Cd="NURG")
    _texts(_add(batch, "ReqdExctnDt"), Dt=file.pay_on.isoformat())
    _texts(_add(batch, "Dbtr"), Nm=file.debtor.name)
    account = _add(batch, "DbtrAcct")
    if file.debtor.scheme == IBAN:
        _texts(_add(account, "Id"), IBAN=file.debtor.account)
    else:
        _other_account(account, file.debtor.account, file.debtor.scheme)
    _texts(account, Ccy="SEK")
    _texts(_add(_add(batch, "DbtrAgt"), "FinInstnId"), BICFI=file.debtor.bank)
    for one in file.credits:
        _add_credit(batch, file, one)


def _add_credit(batch: etree._Element, file: PaymentFile, one: Credit) -> None:
    transfer = _add(batch, "CdtTrfTxInf")
    _texts(_add(transfer, "PmtId"), InstrId=one.end_to_end_id, EndToEndId=one.end_to_end_id)
    amount = _add(_add(transfer, "Amt"), "InstdAmt")
    amount.set("Ccy", "SEK")
    amount.text = _decimal(one.kronor)
    number = read_account(one.kind, one.number)
    is_bankgiro = one.kind == "bankgiro"
    member = _add(_add(_add(transfer, "CdtrAgt"), "FinInstnId"), "ClrSysMmbId")
    _texts(_add(member, "ClrSysId"), Cd=SWEDISH_CLEARING)
    _texts(member, MmbId=BANKGIRO_CLEARING if is_bankgiro else number.digits[:CLEARING_DIGITS])
    _texts(_add(transfer, "Cdtr"), Nm=one.name)
    account = _add(transfer, "CdtrAcct")
    if is_bankgiro:
        _other_account(account, number.digits, file.bankgiro_scheme)
    else:
        _other_account(account, number.digits, "BBAN", scheme_kind="Cd")
    _texts(_add(transfer, "RmtInf"), Ustrd=one.text)


def _other_account(account: etree._Element, number: str, scheme: str, *, scheme_kind: str = "Prtry") -> None:
    other = _add(_add(account, "Id"), "Othr")
    _texts(other, Id=number)
    _add(_add(other, "SchmeNm"), scheme_kind).text = scheme


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"


def _add(parent: etree._Element, tag: str) -> etree._Element:
    return etree.SubElement(parent, _name(tag))


def _texts(parent: etree._Element, **values: str) -> None:
    for tag, value in values.items():
        _add(parent, tag).text = value
