"""The decision in words: sentences and tables in Swedish, ready for the template."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from payouts.domain.allocation_input import Kind
from payouts.domain.wording import Sentences, listed
from payouts.pdf.annex import annex_tables, goal_of, paid_together, reasons_for_nothing
from payouts.pdf.content import AgreementFacts, CountyFacts, DecisionContent, Part
from payouts.pdf.tables import Cell, Column, Row, Table
from prio.days import plain_day
from prio.money import kronor, number, percent

GOVERNMENT = "Regeringen"
FULL_NAMES = {
    "SKL": "Sveriges Kommuner och Landsting (SKL)",
    "SKR": "Sveriges Kommuner och Regioner (SKR)",
}
NUMERALS = ("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")
NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True, slots=True)
class Letter:
    """What the template draws. Lists of sentences are paragraphs; a table that is None is left out."""

    kind: str
    sender: tuple[str, ...]
    day: str
    addressee: str
    matter: str
    made_up: Sentences
    decided: Sentences
    goals: Table
    background: Sentences
    grundkrav: Sentences
    qualified: Sentences
    counties: Sentences
    left_out: Table | None
    in_part: Table | None
    rules: tuple[tuple[str, Sentences], ...]
    figures: Table
    settings: Table | None
    people: Table
    copies: Sentences
    sources: Table
    annex: tuple[Table, ...]
    together: Sentences
    reasons: tuple[tuple[str, str], ...]
    undistributed: tuple[tuple[str, Sentences], ...]


def letter(content: DecisionContent, csv_sha256: str) -> Letter:
    """Word a decision. `csv_sha256` is the hash of the attached file."""
    agreement = content.agreement
    by_government = agreement.decided_by == GOVERNMENT
    return Letter(
        kind="Regeringsbeslut" if by_government else "Beslut",
        sender=(GOVERNMENT, "Socialdepartementet") if by_government else (full_name(agreement.decided_by),),
        day=plain_day(content.heading.decided_on),
        addressee=_addressee(content),
        matter=f"Utbetalning enligt överenskommelsen {agreement.title}",
        made_up=tuple(_made_up(content)) if content.simulated else (),
        decided=tuple(_decided(content)),
        goals=_goals_table(content),
        background=tuple(_background(content)),
        grundkrav=tuple(_grundkrav(content)),
        qualified=tuple(_qualified(content)),
        counties=tuple(_counties(content)),
        left_out=_left_out_table(content),
        in_part=_in_part_table(content),
        rules=tuple(_rules(content)),
        figures=_figures_table(content),
        settings=_settings_table(content),
        people=_words_table("Roll", "Namn", _people(content)),
        copies=tuple(_copies(content)),
        sources=_words_table("Vad", "Uppgift", _sources(content, csv_sha256)),
        annex=tuple(annex_tables(content)),
        together=tuple(paid_together(content)),
        reasons=tuple(reasons_for_nothing(content)),
        undistributed=tuple(_undistributed(content)),
    )


def full_name(name: str) -> str:
    """Write out the name of an association that is known by its letters."""
    return FULL_NAMES.get(name, name)


def _addressee(content: DecisionContent) -> str:
    agreement = content.agreement
    if agreement.payer == agreement.decided_by:
        return _everybody(content).capitalize()
    return full_name(agreement.payer)


def numeral(count: int) -> str:
    """Write a number of things as a word up to twelve."""
    return NUMERALS[count] if count < len(NUMERALS) else number(count)


def _counted(content: DecisionContent, counts: dict[Kind, int]) -> str:
    return listed([counted(content, kind, counts[kind]) for kind in content.kinds])


def counted(content: DecisionContent, kind: Kind, count: int) -> str:
    return f"{number(count)}{NO_BREAK_SPACE}{content.noun(kind).many}"


def _goals_with_pots(count: int) -> str:
    return "ett mål med en pott" if count == 1 else f"{numeral(count)} mål med var sin pott"


def _everybody(content: DecisionContent) -> str:
    return listed([content.noun(kind).many for kind in content.kinds])


def _made_up(content: DecisionContent) -> Iterator[str]:
    yield "Det här är inte ett verkligt beslut. Det visar hur systemet fungerar."
    made_up = [part for part in content.parts if part.made_up]
    if len(made_up) == len(content.parts):
        yield "Utfallen som beloppen är räknade ur är påhittade, helt eller delvis. Därför har alla mål en stjärna (*)."
    elif made_up:
        goals = listed(list(dict.fromkeys(part.goal for part in made_up)))
        yield f"Utfallet för {goals} är påhittat, helt eller delvis, och alltså också beloppen. De har en stjärna (*). De andra utfallen är verkliga."
    yield "Diarienumret, beslutsdagen och personerna är också påhittade."


def _decided(content: DecisionContent) -> Iterator[str]:
    agreement = content.agreement
    paid: dict[Kind, int] = {kind: len(content.paid_to(kind)) for kind in content.kinds}
    amount = kronor(content.distributed)
    yield f"{agreement.decided_by} beslutar att {amount} ska betalas ut till {_counted(content, paid)}."
    in_time = agreement.payment_by and content.heading.decided_on <= agreement.payment_by
    by = f" senast den {plain_day(agreement.payment_by)}" if agreement.payment_by and in_time else ""
    pays = "betalar" if agreement.payer == agreement.decided_by else "ska betala"
    yield f"Vad var och en får står i bilaga 1. {agreement.payer} {pays} ut pengarna{by}."
    if content.undistributed:
        yield (
            f"Av potternas {kronor(content.pots)} betalas {kronor(content.undistributed)} inte ut. "
            "Skälen till det står i bilaga 2."
        )
    else:
        yield "Det är hela beloppet i alla potter. Ingenting blir över."
    if content.heading.corrects:
        yield f"Beslutet rättar beslutet {content.heading.corrects} och gäller i stället för det."


def _goals_table(content: DecisionContent) -> Table:
    names = {goal.code: goal.name for goal in content.goals}
    rows = [
        Row(
            f"{goal_of(part)} {names[part.goal]}",
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


def _background(content: DecisionContent) -> Iterator[str]:
    agreement = content.agreement
    signed = f" den {plain_day(agreement.signed)}" if agreement.signed else ""
    reference = f" ({agreement.reference})" if agreement.reference else ""
    partner = full_name(agreement.collector)
    yield (
        f"Staten och {partner} har{signed} träffat överenskommelsen {agreement.title}{reference}. "
        f"Den ger {_everybody(content)} ersättning för det som de uppnår, i form av "
        f"{_goals_with_pots(len(content.goals))}."
    )
    if agreement.grundkrav:
        yield (
            "Först måste grundkraven vara uppfyllda. Den som inte har uppfyllt dem får inga pengar, "
            "vilka mål den än har uppfyllt."
        )
    if agreement.collector == agreement.assessor:
        yield f"{agreement.collector} har samlat in redovisningarna och bedömt dem."
    else:
        yield f"{agreement.collector} har samlat in redovisningarna. {agreement.assessor} har bedömt dem."


def _grundkrav(content: DecisionContent) -> Iterator[str]:
    for one in content.agreement.grundkrav:
        yield f"{one.code}: {one.name}, för {listed([content.noun(kind).many for kind in one.kinds])}"


def _qualified(content: DecisionContent) -> Iterator[str]:
    if not content.agreement.grundkrav:
        return
    counts = [
        f"{number(content.qualified[kind])} av {number(content.parties[kind])} {content.noun(kind).many}"
        for kind in content.kinds
    ]
    yield f"{listed(counts)} har uppfyllt alla grundkrav som gäller dem."
    if any(content.qualified[kind] < content.parties[kind] for kind in content.kinds):
        yield (
            "De andra har inte uppfyllt dem, inte redovisat dem eller inte kunnat bedömas. "
            "De får inga pengar och är uppräknade i bilaga 1."
        )


def _counties(content: DecisionContent) -> Iterator[str]:
    agreement = content.agreement
    demands = []
    if agreement.threshold_percent:
        demands.append(
            f"de kommuner som har uppfyllt grundkraven har minst {agreement.threshold_percent} procent "
            "av länets invånare"
        )
    if agreement.region_gate:
        demands.append(f"{content.region.the} har uppfyllt sina grundkrav")
    if not demands:
        yield "Överenskommelsen ställer inga krav på länet som helhet. Alla län deltar."
        return
    yield f"Ett län deltar när {listed(demands)}."
    taking_part = sum(county.takes_part for county in content.counties)
    everything = number(len(content.counties))
    if taking_part == len(content.counties):
        yield f"Alla {everything} län deltar."
    else:
        yield f"{number(taking_part)} av {everything} län deltar."


def _left_out_table(content: DecisionContent) -> Table | None:
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


def _in_part_table(content: DecisionContent) -> Table | None:
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


def _rules(content: DecisionContent) -> Iterator[tuple[str, Sentences]]:
    """The rule of each kind of party, told once where it is the same for several goals; last what holds for all."""
    told: dict[tuple[Kind, Sentences], list[str]] = {}
    for part in content.parts:
        told.setdefault((part.kind, part.rule), []).append(part.goal)
    rules = [sentences for _, sentences in told]
    for_all = tuple(sentence for sentence in rules[0] if all(sentence in rule for rule in rules))
    for (kind, sentences), goals in told.items():
        own = tuple(sentence for sentence in sentences if sentence not in for_all)
        if own:
            yield f"{content.noun(kind).many.capitalize()}, {listed(goals)}.", own
    if for_all:
        yield "Alla mål.", for_all


def _figures_table(content: DecisionContent) -> Table:
    rows = tuple(
        Row(
            goal_of(part),
            (
                Cell(counted(content, part.kind, part.sharers), words=True),
                *_figures(part.amount, part.total_weight),
                Cell(_per_inhabitant(part)),
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
            Column("Kronor per invånare, avkortat", 18),
            Column("Kronor av resten", 16),
        ),
        rows,
    )


def _per_inhabitant(part: Part) -> str:
    """Kronor with two decimals, cut off."""
    if not part.total_weight:
        return "–"
    whole, hundredths = divmod(part.amount * 100 // part.total_weight, 100)
    return f"{number(whole)},{hundredths:02}"


def _settings_table(content: DecisionContent) -> Table | None:
    rows = tuple(
        Row(one.name, (Cell(one.note, words=True), Cell(one.who, words=True)))
        for one in content.agreement.settings
    )
    columns = (
        Column("Vad", 24, figures=False),
        Column("Vad som är bestämt, och varför", 54, figures=False),
        Column("Av vem", 22, figures=False),
    )
    return Table("Det som är bestämt utöver överenskommelsen", columns, rows, style="words") if rows else None


def _words_table(name: str, value: str, rows: Iterable[tuple[str, str]]) -> Table:
    return Table(
        "",
        (Column(name, 26, figures=False), Column(value, 74, figures=False)),
        tuple(Row(heading, (Cell(text, words=True),)) for heading, text in rows),
        style="words sources",
    )


def _people(content: DecisionContent) -> Iterator[tuple[str, str]]:
    heading = content.heading
    yield "Beslutsfattare", heading.decision_maker
    yield "Föredragande", heading.rapporteur
    yield "Berett av", heading.prepared_by
    yield "Godkänt av", heading.approved_by


def _copies(content: DecisionContent) -> Iterator[str]:
    agreement = content.agreement
    others = dict.fromkeys((agreement.assessor, agreement.collector))
    yield from (full_name(one) for one in others if one not in {agreement.payer, agreement.decided_by, ""})
    yield f"{_everybody(content)} i bilaga 1"


def _sources(content: DecisionContent, csv_sha256: str) -> Iterator[tuple[str, str]]:
    agreement, heading = content.agreement, content.heading
    rows = content.csv.count(b"\n") - 1
    yield "Beslut", f"{heading.reference}, nummer {heading.number} för {agreement.code}"
    yield "Överenskommelse", f"{agreement.code}, version {agreement.version}"
    yield "Folkmängd", f"{plain_day(agreement.population_date)}. {agreement.population_source}"
    yield "Underlaget, SHA-256", content.inputs_sha256
    yield "Bifogad fil", f"{content.csv_name}, {number(rows)} rader: varje belopp med exakt andel"
    yield "Bifogad fil, SHA-256", csv_sha256


def _undistributed(content: DecisionContent) -> Iterator[tuple[str, Sentences]]:
    for part in content.parts:
        if part.undistributed:
            yield f"{part.goal}, {content.noun(part.kind).many}", part.why_undistributed


def identification(agreement: AgreementFacts) -> str:
    """Name the agreement with its code, for the document's metadata."""
    return f"{agreement.title} ({agreement.code})"
