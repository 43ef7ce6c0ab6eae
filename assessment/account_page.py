"""The account as rows and cells: what the page, its PDF and nothing else shows of what the selectors read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agreements.domain.party_words import party_word
from agreements.domain.wording import listed
from assessment.domain import account_words as words
from assessment.domain.account import (
    MET,
    NOT_ASSESSED,
    NOT_JUDGED,
    NOT_MET,
    NOT_SUBMITTED,
    OPEN,
    OUTCOMES,
    WITH_REMARK,
    Demand,
    Gate,
    Tally,
)
from assessment.domain.account_figures import (
    COUNTRY,
    QuestionFigures,
    RequirementFigures,
    change_since,
    county_row,
)
from assessment.selectors.account import Account
from prio.suppression import TOTAL, Figure

SHORT = {
    MET: "ja",
    WITH_REMARK: "ja, anm.",
    NOT_MET: "nej",
    NOT_SUBMITTED: "ej inl.",
    NOT_ASSESSED: "ej bed.",
    OPEN: "–",
}
# How an outcome looks in the heat table.
LEVELS = {MET: "all", WITH_REMARK: "most", OPEN: "open"}


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A cell: its look, its text, and what a screen reader says."""

    level: str
    text: str
    said: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A county or a party across all demands. letters: of a county, where its tile lies on the map."""

    code: str
    name: str
    letters: str
    cells: tuple[HeatCell | None, ...]


@dataclass(frozen=True, slots=True)
class HeatColumn:
    """A demand, or every grundkrav together. title: in full, for the key above the table."""

    short: str
    title: str


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A question in the table of its requirement, of the country or the county that the page is about."""

    label: str
    unit: str
    answered: int
    figure: Figure
    parts: tuple[tuple[str, Figure], ...]
    before: Figure | None
    change: str
    country: Figure | None


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A share that the rule asks for, with the year before."""

    text: str
    share: str
    before: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A county or a party across the questions of a requirement. A missing number: nobody answered."""

    name: str
    figures: tuple[Figure | None, ...]


@dataclass(frozen=True, slots=True)
class FigureCard:
    """The figures of a requirement for one kind of party.

    largest: the longest bar. year_before: 0 where there is none. hides: something of it is not shown.
    """

    code: str
    name: str
    word: str
    lines: tuple[FigureLine, ...]
    shares: tuple[ShareLine, ...]
    rows: tuple[PlaceRow, ...]
    largest: int
    year_before: int
    simulated: bool
    hides: bool

    @property
    def has_parts(self) -> bool:
        """Whether a figure is divided, into women and men for example."""
        return any(line.parts for line in self.lines)


@dataclass(frozen=True, slots=True)
class GateRow:
    """A grundkrav, or all of them together, across the kinds of party: None where it does not concern them."""

    name: str
    tallies: tuple[Tally | None, ...]
    is_every: bool = False


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Everything that the page of an account shows."""

    account: Account
    lead: str
    sentences: tuple[str, ...]
    columns: tuple[HeatColumn, ...]
    rows: tuple[HeatRow, ...]
    map: tuple[HeatRow, ...]
    cards: tuple[FigureCard, ...]
    year_before: int

    @property
    def gate_rows(self) -> tuple[GateRow, ...]:
        """Each grundkrav by itself, then every one together."""
        gates = self.account.gates
        codes = {demand.code: demand.name for gate in gates for demand in gate.each}
        each = [
            GateRow(
                f"{code} {name}",
                tuple(next((one.tally for one in gate.each if one.code == code), None) for gate in gates),
            )
            for code, name in codes.items()
        ]
        if len(codes) > 1:
            together = "Båda grundkraven" if len(codes) == 2 else "Alla grundkrav"
            each.append(GateRow(together, tuple(gate.tally for gate in gates), is_every=True))
        return tuple(each)

    @property
    def legend(self) -> tuple[tuple[str, str], ...]:
        """The outcomes that somebody got, with their words."""
        tallies = [demand.tally for demand in self.account.demands]
        return tuple((key, word) for key, word in OUTCOMES.items() if any(one.number(key) for one in tallies))

    @property
    def hides(self) -> bool:
        """Whether a figure of the page is hidden."""
        return any(card.hides for card in self.cards)

    @property
    def together(self) -> str:
        """The demands that are assessed together: `GK1 och GK2`; empty where none are."""
        codes = self.account.definition.assess_together
        return listed(codes) if codes else ""

    @property
    def region_word(self) -> str:
        """What a region was called in the agreement's year."""
        return party_word("region", self.account.definition.year)

    @property
    def missed(self) -> tuple[Demand, ...]:
        """The demands that somebody did not meet."""
        return tuple(demand for demand in self.account.demands if demand.missed)

    @property
    def title(self) -> str:
        """The heading."""
        year = f"Redovisning {self.account.definition.year}"
        return f"{year}, {self.account.county.name}" if self.account.county else year


def page_of(account: Account) -> AccountPage:
    """Return the account as its page shows it."""
    year = account.definition.year
    sentences = (
        said
        for gate in account.gates
        for said in (
            words.each_and_every(gate, year),
            words.inhabitants(gate, in_county=account.county is not None),
        )
    )
    befores = [demand.before.year for demand in account.demands if demand.before]
    rows = tuple(_party_rows(account) if account.county else _county_rows(account))
    return AccountPage(
        account=account,
        lead=words.lead(account.gates, account.demands, year),
        sentences=tuple(said for said in (*sentences, words.every_before(account.gates, year)) if said),
        columns=tuple(_columns(account)),
        rows=rows,
        map=() if account.county else rows,
        cards=tuple(_cards(account)),
        year_before=max(befores, default=0),
    )


def _several(account: Account) -> tuple[Gate, ...]:
    """The kinds with more than one grundkrav, which "every" adds something to."""
    return tuple(gate for gate in account.gates if len(gate.codes) > 1)


def _columns(account: Account) -> Iterator[HeatColumn]:
    """One for each demand and kind of party; in a county, where each row is of one kind, one for each demand."""
    if account.county:
        if several := _several(account):
            together = several[0].all_word.capitalize()
            yield HeatColumn(together.split()[0], together)
        for code, name in _names(account).items():
            yield HeatColumn(code, name)
        return
    for gate in _several(account):
        yield HeatColumn(_short_every(gate), f"{gate.all_word.capitalize()}, {gate.word}")
    for demand in account.demands:
        letter = demand.word[:1].upper()
        yield HeatColumn(f"{demand.code} {letter}", f"{demand.name}, {demand.word}")


def _names(account: Account) -> dict[str, str]:
    return {demand.code: demand.name for demand in account.demands}


def _short_every(gate: Gate) -> str:
    return f"{'Båda' if len(gate.codes) == 2 else 'Alla'} {gate.word[:1].upper()}"


def _county_rows(account: Account) -> Iterator[HeatRow]:
    for county in account.counties:
        tallies = [gate.counties.get(county.code) for gate in _several(account)]
        tallies += [demand.counties.get(county.code) for demand in account.demands]
        yield HeatRow(
            county.code,
            county.name,
            county.letters,
            tuple(_tally_cell(tally) if tally else None for tally in tallies),
        )


def _tally_cell(tally: Tally) -> HeatCell:
    if tally.total == tally.open:
        return HeatCell("open", "–", OUTCOMES[OPEN])
    open_ = f", {tally.open} inte avgjorda" if tally.open else ""
    text = f"{tally.met}/{tally.total}" if tally.total > 1 else ("ja" if tally.met else "nej")
    return HeatCell(tally.level, text, f"{tally.met} av {tally.total} uppfyllde{open_}")


def _party_rows(account: Account) -> Iterator[HeatRow]:
    concerned = {(demand.code, demand.kind) for demand in account.demands}
    for party in sorted(account.parties, key=lambda one: (one.kind != "region", one.code)):
        cells: list[HeatCell | None] = []
        if several := _several(account):
            passed = next((gate.passed for gate in several if gate.kind == party.kind), {})
            cells.append(_outcome_cell(passed[party.code]) if party.code in passed else None)
        for code in _names(account):
            judged = account.outcomes.get((code, party.code), NOT_JUDGED)
            cells.append(_outcome_cell(judged.outcome) if (code, party.kind) in concerned else None)
        yield HeatRow(party.code, party.name, "", tuple(cells))


def _outcome_cell(outcome: str) -> HeatCell:
    return HeatCell(
        LEVELS.get(outcome, "none"), SHORT.get(outcome, OUTCOMES[outcome].lower()), OUTCOMES[outcome]
    )


def _cards(account: Account) -> Iterator[FigureCard]:
    for figures in account.figures:
        before = account.figures_before.get((figures.requirement.code, figures.kind))
        card = _card(account, figures, before)
        if card.lines:
            yield card


def _card(account: Account, figures: RequirementFigures, before: RequirementFigures | None) -> FigureCard:
    row = county_row(account.county.code) if account.county else COUNTRY
    lines = tuple(_lines(account, figures, before, row))
    places = tuple(_places(account, figures))
    demand = next(
        one for one in account.country if (one.code, one.kind) == (figures.requirement.code, figures.kind)
    )
    shown = [*(line.figure for line in lines), *(one for place in places for one in place.figures if one)]
    return FigureCard(
        code=figures.requirement.code,
        name=figures.requirement.name,
        word=figures.word,
        lines=lines,
        shares=tuple(_shares(figures, before, row)),
        rows=places,
        largest=max((line.figure.value or 0 for line in lines), default=0),
        year_before=demand.before.year if before and demand.before else 0,
        simulated=figures.simulated,
        hides=any(figure.hidden for figure in (*shown, *(one for line in lines for _, one in line.parts))),
    )


def _lines(
    account: Account, figures: RequirementFigures, before: RequirementFigures | None, row: str
) -> Iterator[FigureLine]:
    for one in figures.questions:
        figure = one.figure(row)
        if figure is None:
            continue
        earlier = before.question(one.question.key, one.question.unit) if before else None
        then = earlier.figure(row) if earlier else None
        change = change_since(figure, then)
        yield FigureLine(
            label=one.question.label,
            unit=one.question.unit,
            answered=one.answered.get(row, 0),
            figure=figure,
            parts=tuple(_parts(one, row)),
            before=then,
            change="" if change is None else words.signed(change),
            country=one.figure(COUNTRY) if account.county else None,
        )


def _parts(question: QuestionFigures, row: str) -> Iterator[tuple[str, Figure]]:
    for key, label in question.parts:
        if figure := question.figure(row, key):
            yield label, figure


def _shares(figures: RequirementFigures, before: RequirementFigures | None, row: str) -> Iterator[ShareLine]:
    then = {one.text: one for one in before.shares} if before else {}
    for one in figures.shares:
        now, earlier = one.share(row), then.get(one.text)
        earlier_share = earlier.share(row) if earlier else None
        yield ShareLine(
            one.text,
            words.short_percent(*now) if now else "visas inte",
            words.short_percent(*earlier_share) if earlier_share else "",
        )


def _places(account: Account, figures: RequirementFigures) -> Iterator[PlaceRow]:
    names: Mapping[str, str] = (
        {party.code: party.name for party in account.parties if party.kind == figures.kind}
        if account.county
        else {county_row(county.code): county.name for county in account.counties}
    )
    for row, name in names.items():
        found = tuple(one.figure(row, TOTAL) for one in figures.questions)
        if any(found):
            yield PlaceRow(name, found)
