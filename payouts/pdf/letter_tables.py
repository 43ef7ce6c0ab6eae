"""The tables of the letter: the pots, the counties, the figures behind the division, what is set by whom."""

from collections.abc import Iterable

from payouts.domain.allocation_input import Kind
from payouts.domain.figures import per_inhabitant
from payouts.pdf.content import CountyFacts, DecisionContent
from prio.money import NO_BREAK_SPACE, number, percent
from prio.pdf.tables import Cell, Column, Row, Table

MAKERS = "Utvecklingsgruppen för Prio"


def counted(content: DecisionContent, kind: Kind, count: int) -> str:
    """Write a number of parties of a kind: `282 kommuner`."""
    return f"{number(count)}{NO_BREAK_SPACE}{content.noun(kind).many}"


def goals_table(content: DecisionContent) -> Table:
    """What each pot holds, who shares in it and what becomes of it."""
    names = {goal.code: goal.name for goal in content.goals}
    rows = [
        Row(
            f"{part.label} {names[part.goal]}",
            (
                Cell(counted(content, part.kind, part.sharers), words=True),
                *_figures(part.amount, part.distributed, part.undistributed),
            ),
        )
        for part in content.parts
    ]
    total = Row(
        "Alla mål",
        (Cell(""), *_figures(content.pots, content.distributed, content.undistributed)),
        style="total",
    )
    return Table(
        "Potterna och vad som betalas ut, kronor",
        (
            Column("Mål", 37, figures=False),
            Column("Delas av", 18, figures=False),
            Column("Pott", 15),
            Column("Betalas ut", 15),
            Column("Betalas inte ut", 15),
        ),
        (*rows, total),
    )


def _figures(*values: int) -> tuple[Cell, ...]:
    return tuple(Cell(number(value)) for value in values)


def left_out_table(content: DecisionContent) -> Table | None:
    """The counties that do not take part, with the figures that decide it; None where all do."""
    left_out = [county for county in content.counties if not county.takes_part]
    region = content.region.the.capitalize()
    rows = tuple(
        Row(
            county.name,
            (
                *_county_cells(county),
                Cell("uppfyllda" if county.region_met else "inte uppfyllda", words=True),
            ),
        )
        for county in left_out
    )
    columns = (
        Column("Län", 26, figures=False),
        Column("Invånare", 15),
        Column("I kommuner som har uppfyllt grundkraven", 25),
        Column("Andel", 14),
        Column(f"{region}s grundkrav", 20, figures=False),
    )
    return Table("Län som inte deltar", columns, rows) if rows else None


def in_part_table(content: DecisionContent) -> Table | None:
    """The counties that take part without some of their kommuner; None where there are none."""
    rows = tuple(
        Row(
            county.name,
            (
                *_county_cells(county),
                Cell(f"{number(county.qualified_municipalities)} av {number(county.municipalities)}"),
            ),
        )
        for county in content.counties
        if county.in_part
    )
    columns = (
        Column("Län", 26, figures=False),
        Column("Invånare", 15),
        Column("I kommuner som har uppfyllt grundkraven", 25),
        Column("Andel", 14),
        Column("Kommuner", 20),
    )
    return Table("Län som deltar med en del av sina kommuner", columns, rows) if rows else None


def _county_cells(county: CountyFacts) -> tuple[Cell, ...]:
    share = percent(county.qualified_population, county.population) if county.population else "0"
    return (
        Cell(number(county.population)),
        Cell(number(county.qualified_population)),
        Cell(f"{share}{NO_BREAK_SPACE}%"),
    )


def figures_table(content: DecisionContent) -> Table:
    """The figures that the amounts are computed from."""
    rows = tuple(
        Row(
            part.label,
            (
                Cell(counted(content, part.kind, part.sharers), words=True),
                *_figures(part.amount, part.total_weight),
                Cell(per_inhabitant(part.amount, part.total_weight)),
                *_figures(part.leftover),
            ),
        )
        for part in content.parts
    )
    return Table(
        "Talen bakom fördelningen",
        (
            Column("Mål", 10, figures=False),
            Column("Delas av", 20, figures=False),
            Column("Pott, kronor", 18),
            Column("Räknade invånare", 18),
            Column("Kronor per invånare", 18),
            Column("Kronor av resten", 16),
        ),
        rows,
    )


def settings_table(content: DecisionContent) -> Table | None:
    """What the agreement leaves open, what was set instead and by whom; None where it leaves nothing open.

    What the makers of Prio have set is a proposal: they decide nothing.
    """
    rows = tuple(
        Row(one.name, (Cell(one.note, words=True), Cell(_set_by(one.who), words=True)))
        for one in content.agreement.settings
    )
    columns = (
        Column("Vad", 24, figures=False),
        Column("Vad som är bestämt, och varför", 54, figures=False),
        Column("Av vem", 22, figures=False),
    )
    return Table("Det som är bestämt utöver överenskommelsen", columns, rows, style="words") if rows else None


def _set_by(who: str) -> str:
    return f"Att bekräfta. Förslag av {who}" if who == MAKERS else who


def words_table(name: str, value: str, rows: Iterable[tuple[str, str]]) -> Table:
    """A table of names and what they are, under a heading that says what it shows."""
    return Table(
        "",
        (Column(name, 26, figures=False), Column(value, 74, figures=False)),
        tuple(Row(heading, (Cell(text, words=True),)) for heading, text in rows),
        style="words sources",
    )
