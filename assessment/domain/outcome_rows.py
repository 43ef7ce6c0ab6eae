"""Reading a file of outcomes: CSV with the columns requirement, organisation, outcome (docs/formats.md)."""

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass

COLUMNS = ("requirement", "organisation", "outcome")
MOST_FAULTS_NAMED = 10


class OutcomeFileError(ValueError):
    """The file cannot be taken in; `faults` says everything that is wrong with it, in Swedish, with line numbers."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One outcome: of which requirement (code), which party (code), and how it went."""

    requirement: str
    organisation: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What the agreement allows in the file.

    concerns: requirement code to the codes of the parties that it concerns.
    parties: the codes of all parties there are.
    outcomes: the outcomes there are.
    """

    concerns: Mapping[str, Collection[str]]
    parties: Collection[str]
    outcomes: Collection[str]


def read_outcomes(content: bytes, expected: Expected) -> tuple[OutcomeRow, ...]:
    """Read the rows of the file.

    Raises:
        OutcomeFileError: wrong encoding or columns, an unknown requirement, organisation or outcome, a party that the
            requirement does not concern, or a pair that stands twice.
    """
    lines = _lines(content)
    faults: list[str] = []
    rows: dict[tuple[str, str], OutcomeRow] = {}
    for number, cells in lines:
        if not any(cells):
            continue
        if len(cells) != len(COLUMNS):
            faults.append(f"rad {number}: {len(cells)} kolumner i stället för 3")
            continue
        row = OutcomeRow(*cells)
        if fault := _fault(row, expected, rows):
            faults.append(f"rad {number}: {fault}")
        rows[row.requirement, row.organisation] = row
    if not rows and not faults:
        faults.append("filen har inga rader")
    if faults:
        raise OutcomeFileError(faults)
    return tuple(rows.values())


def _lines(content: bytes) -> list[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise OutcomeFileError([f"filen är inte UTF-8 (byte {error.start})"]) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as error:
        raise OutcomeFileError([f"rad {reader.line_num}: inte CSV ({error})"]) from error
    header = tuple(lines[0][1]) if lines else ()
    if header != COLUMNS:
        raise OutcomeFileError([f"rad 1: kolumnerna ska vara {','.join(COLUMNS)}"])
    return lines[1:]


def _fault(row: OutcomeRow, expected: Expected, before: Mapping[tuple[str, str], OutcomeRow]) -> str:
    concerned = expected.concerns.get(row.requirement)
    if concerned is None:
        return f"överenskommelsen har inget krav {row.requirement!r}"
    if row.organisation not in expected.parties:
        return f"det finns ingen organisation med koden {row.organisation!r}"
    if row.organisation not in concerned:
        return f"{row.requirement} gäller inte {row.organisation}"
    if row.outcome not in expected.outcomes:
        return f"{row.outcome!r} är inget utfall; de är {', '.join(expected.outcomes)}"
    if (row.requirement, row.organisation) in before:
        return f"{row.requirement} för {row.organisation} står redan i filen"
    return ""
