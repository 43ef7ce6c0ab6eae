"""A file to fill in: the right columns, and a row for every organisation that a requirement concerns."""

import csv
from io import StringIO

from assessment.domain.registers.parties import Parties
from assessment.domain.registers.wanted import Register, Wanted

BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows UTF-8


def template(register: Register, wanted: Wanted, parties: Parties) -> bytes:
    """Return the file for one requirement of a register: CSV with semicolons in UTF-8, as a Swedish Excel opens it."""
    text = StringIO(newline="")
    write = csv.writer(text, delimiter=";", lineterminator="\r\n").writerow
    write(["Kod", "Namn", "Krav", *headings(wanted)])
    for code in parties.concerned(wanted):
        write([code, parties.names.get(code, code), wanted.requirement, *([""] * len(headings(wanted)))])
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def headings(wanted: Wanted) -> list[str]:
    """Return the headings of what is filled in: only the parts where a figure has parts."""
    divided = {
        field.key.partition(".")[0] for field in wanted.fields if "." in field.key and not field.inside
    }
    figures = [field.label for field in wanted.fields if field.key not in divided]
    has_months = any(field.kind == "series" for field in wanted.fields)
    has_units = any(field.inside for field in wanted.fields)
    listed = ["Deltar"] if wanted.has_list else []
    return [*(["Månad"] if has_months else []), *(["Enhet"] if has_units else []), *listed, *figures]
