"""The annexes: every amount, by county and party, and those that get nothing."""

from collections.abc import Iterator, Sequence

from payouts.domain.allocation_input import Kind
from payouts.domain.wording import listed
from payouts.pdf.content import CountyFacts, DecisionContent, PartyAmounts
from prio.money import kronor, number
from prio.pdf.tables import Cell, Column, Row, Table

NOTHING = Cell("–")
# In percent of the page's width, or of the long side where the goals are too many for the short one.
CODE_WIDTH, NAME_WIDTH = 6, 22
LARGEST_GOAL_WIDTH = 15
MOST_GOALS_ON_THE_SHORT_SIDE = 6


def annex_tables(content: DecisionContent) -> Iterator[Table]:
    """The tables of annex 1: counties where kommuner and regions share, each kind of party, what is beside the pots."""
    if len(content.kinds) > 1:
        yield _counties_table(content)
    if "region" in content.kinds:
        yield _regions_table(content)
    if "municipality" in content.kinds:
        yield _municipalities_table(content)
    if content.added:
        yield _added_table(content)


def reasons_for_nothing(content: DecisionContent) -> Iterator[tuple[str, str]]:
    """Why some get nothing, each reason with the names of those that it concerns."""
    for group in content.unpaid:
        yield f"{group.reason} ({number(len(group.parties))})", f"{listed(group.parties)}."


def paid_together(content: DecisionContent) -> Iterator[str]:
    """Say of each organisation that is paid for several parties that it gets one payment."""
    for organisation in dict.fromkeys(party.paid_together for party in content.paid if party.paid_together):
        parties = [party for party in content.paid if party.paid_together == organisation]
        names = listed([f"{party.name} ({party.code})" for party in parties])
        codes = {party.code for party in parties}
        beside = sum(one.amount for one in content.added if one.code in codes)
        total = kronor(sum(party.total for party in parties) + beside)
        yield f"{names} är samma organisation, {organisation}. Den får {total} i en enda utbetalning."


def _sums(parties: Sequence[PartyAmounts], parts: int) -> tuple[Cell, ...]:
    """The sum of each part, then the sum of all."""
    columns = [sum(party.amounts[position] or 0 for party in parties) for position in range(parts)]
    return tuple(Cell(number(amount)) for amount in (*columns, sum(columns)))


def _amounts(party: PartyAmounts) -> tuple[Cell, ...]:
    cells = [NOTHING if amount is None else Cell(number(amount)) for amount in party.amounts]
    return (*cells, Cell(number(party.total)))


def _name(party: PartyAmounts) -> str:
    return f"{party.name} ¹" if party.paid_together else party.name


def _columns(content: DecisionContent, kind: Kind) -> tuple[Column, ...]:
    goals = [part.label for part in content.parts_for(kind)]
    goal = min((100 - CODE_WIDTH - NAME_WIDTH - 2) // (len(goals) + 1), LARGEST_GOAL_WIDTH)
    total = min(100 - CODE_WIDTH - NAME_WIDTH - goal * len(goals), LARGEST_GOAL_WIDTH)
    name = 100 - CODE_WIDTH - total - goal * len(goals)
    return (
        Column("Kod", CODE_WIDTH, figures=False),
        Column("Namn", name, figures=False),
        *[Column(code, goal) for code in goals],
        Column("Summa", total),
    )


def _style(content: DecisionContent, kind: Kind) -> str:
    goals = len(content.parts_for(kind))
    if goals > MOST_GOALS_ON_THE_SHORT_SIDE:
        return "wide"
    return "tight" if goals == MOST_GOALS_ON_THE_SHORT_SIDE else ""


def _counties_table(content: DecisionContent) -> Table:
    rows = [_county_row(content, county) for county in content.counties]
    kommuner, regions = content.paid_to("municipality"), content.paid_to("region")
    total = Row("Hela landet", (Cell(number(len(kommuner))), *_split_cells(kommuner, regions)), style="total")
    return Table(
        "Beloppen länsvis, kronor",
        (
            Column("Län", 30, figures=False),
            Column("Kommuner som får pengar", 19),
            Column("Kommunerna", 17),
            Column(content.region.the.capitalize(), 17),
            Column("Summa", 17),
        ),
        (*rows, total),
    )


def _county_row(content: DecisionContent, county: CountyFacts) -> Row:
    kommuner = [party for party in content.paid_to("municipality") if party.county == county.code]
    regions = [party for party in content.paid_to("region") if party.county == county.code]
    counted = Cell(f"{number(len(kommuner))} av {number(county.municipalities)}")
    return Row(county.name, (counted, *_split_cells(kommuner, regions)))


def _split_cells(kommuner: Sequence[PartyAmounts], regions: Sequence[PartyAmounts]) -> tuple[Cell, ...]:
    sums = [sum(party.total for party in parties) for parties in (kommuner, regions)]
    return tuple(Cell(number(amount)) for amount in (*sums, sum(sums)))


def _regions_table(content: DecisionContent) -> Table:
    regions = content.paid_to("region")
    rows = [Row(_name(party), _amounts(party), party.code) for party in regions]
    parts = len(content.parts_for("region"))
    total = Row(f"Alla {content.region.many}", _sums(regions, parts), style="total")
    return Table(
        f"{content.region.many.capitalize()}, kronor",
        _columns(content, "region"),
        (*rows, total),
        coded=True,
        style=_style(content, "region"),
    )


def _municipalities_table(content: DecisionContent) -> Table:
    kommuner = content.paid_to("municipality")
    parts = len(content.parts_for("municipality"))
    rows: list[Row] = []
    for county in content.counties:
        of_county = [party for party in kommuner if party.county == county.code]
        if of_county:
            rows.append(Row(county.name, style="group"))
            rows.extend(Row(_name(party), _amounts(party), party.code) for party in of_county)
            rows.append(Row("Kommunerna i länet", _sums(of_county, parts), style="sum"))
    rows.append(Row("Alla kommuner", _sums(kommuner, parts), style="total"))
    return Table(
        "Kommunerna länsvis, kronor",
        _columns(content, "municipality"),
        tuple(rows),
        coded=True,
        style=_style(content, "municipality"),
    )


def _added_table(content: DecisionContent) -> Table:
    rows = [
        Row(one.party, (Cell(one.line, words=True), Cell(number(one.amount))), one.code)
        for one in content.added
    ]
    total = sum(one.amount for one in content.added)
    return Table(
        "Utöver potterna, ur rader i budgeten, kronor",
        (
            Column("Kod", CODE_WIDTH, figures=False),
            Column("Namn", 34, figures=False),
            Column("Rad", 100 - CODE_WIDTH - 34 - LARGEST_GOAL_WIDTH, figures=False),
            Column("Belopp", LARGEST_GOAL_WIDTH),
        ),
        (*rows, Row("Summa", (Cell(""), Cell(number(total))), style="total")),
        coded=True,
    )
