"""The account as a file: the same bytes on the web, in the PDF and from the API. One row for every number."""

import csv
import io
from collections.abc import Iterator

from assessment.domain.account import OUTCOMES, Demand, Gate, Tally
from assessment.domain.account_figures import COUNTRY, QuestionFigures, RequirementFigures, county_row
from assessment.selectors.account import Account
from prio.suppression import Figure

COLUMNS = (
    "agreement", "area", "party", "requirement", "party_kind", "measure", "part", "value", "hidden", "simulated",
)  # fmt: skip
THE_COUNTRY = "00"
EVERY_GRUNDKRAV = "*"
# area, party, requirement, kind, measure, part, value, hidden, simulated
_Line = tuple[str, str, str, str, str, str, str, str, bool]


def account_csv(account: Account) -> bytes:
    """Return the account as CSV in UTF-8 (docs/formats.md): of the country with its counties, or of one county."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for *line, simulated in _lines(account):
        made_up = simulated or account.agreement.simulated
        writer.writerow((account.definition.code, *line, "true" if made_up else "false"))
    return text.getvalue().encode()


def file_name(account: Account, ending: str) -> str:
    """Return what a file of the account is called."""
    where = f"-{account.county.code}" if account.county else ""
    return f"redovisning-{account.definition.code}{where}.{ending}"


def _lines(account: Account) -> Iterator[_Line]:
    for gate in account.gates:
        yield from _gate(account, gate)
    for demand in account.demands:
        yield from _demand(account, demand)
    for figures in account.figures:
        for question in figures.questions:
            yield from _question(account, figures, question)


def _area(account: Account) -> str:
    return account.county.code if account.county else THE_COUNTRY


def _gate(account: Account, gate: Gate) -> Iterator[_Line]:
    made_up = any(demand.simulated for demand in gate.each)
    areas = {_area(account): gate.tally}
    areas |= {} if account.county else gate.counties
    for area, tally in areas.items():
        yield from _tally(area, "", EVERY_GRUNDKRAV, gate.kind, tally, made_up)
    if account.county:
        for party, outcome in gate.passed.items():
            yield _outcome(account, party, EVERY_GRUNDKRAV, gate.kind, outcome, made_up)


def _demand(account: Account, demand: Demand) -> Iterator[_Line]:
    areas = {_area(account): demand.tally}
    areas |= {} if account.county else demand.counties
    for area, tally in areas.items():
        yield from _tally(area, "", demand.code, demand.kind, tally, demand.simulated)
    for party in account.parties if account.county else ():
        if party.kind == demand.kind and (judged := account.outcomes.get((demand.code, party.code))):
            yield _outcome(account, party.code, demand.code, demand.kind, judged.outcome, judged.simulated)


def _tally(
    area: str, party: str, requirement: str, kind: str, tally: Tally, simulated: bool
) -> Iterator[_Line]:
    yield area, party, requirement, kind, "parties", "", str(tally.total), "", simulated
    for outcome in OUTCOMES:
        yield area, party, requirement, kind, outcome, "", str(tally.number(outcome)), "", simulated


def _outcome(
    account: Account, party: str, requirement: str, kind: str, outcome: str, simulated: bool
) -> _Line:
    return _area(account), party, requirement, kind, "outcome", "", outcome, "", simulated


def areas_of(account: Account, kind: str) -> dict[str, tuple[str, str]]:
    """Return the area and the party of every row of figures that the account shows, by the row's key."""
    if account.county is None:
        counties = {county_row(county.code): (county.code, "") for county in account.counties}
        return {COUNTRY: (THE_COUNTRY, ""), **counties}
    code = account.county.code
    parties = {party.code: (code, party.code) for party in account.parties if party.kind == kind}
    return {county_row(code): (code, ""), **parties}


def _question(account: Account, figures: RequirementFigures, question: QuestionFigures) -> Iterator[_Line]:
    about = (figures.requirement.code, figures.kind, f"question:{question.question.key}")
    for row, (area, party) in areas_of(account, figures.kind).items():
        for part in ("", *(key for key, _ in question.parts)):
            if figure := question.figure(row, part):
                yield area, party, *about, part, *_value(figure), figures.simulated


def _value(figure: Figure) -> tuple[str, str]:
    return ("", figure.hidden.value) if figure.hidden else (str(figure.value), "")
