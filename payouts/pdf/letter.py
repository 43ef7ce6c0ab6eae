"""The decision in words: sentences and tables in Swedish, ready for the template."""

from collections.abc import Iterator
from dataclasses import dataclass

from payouts.domain.allocation_input import Kind
from payouts.domain.wording import Sentences, listed
from payouts.pdf.annex import annex_tables, goal_of, paid_together, reasons_for_nothing
from payouts.pdf.content import AgreementFacts, CountyFacts, DecisionContent, Part
from payouts.pdf.tables import Cell, Column, Row, Table
from prio.days import plain_day
from prio.money import exact_kronor, kronor, number, percent

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
    signed_for: str
    people: tuple[tuple[str, str], ...]
    copies: Sentences
    sources: tuple[tuple[str, str], ...]
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
        sender=(GOVERNMENT, "Socialdepartementet") if by_government else (agreement.decided_by,),
        day=plain_day(content.heading.decided_on),
        addressee=FULL_NAMES.get(agreement.payer, agreement.payer),
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
        signed_for="På regeringens vägnar" if by_government else f"För {agreement.decided_by}",
        people=_people(content),
        copies=tuple(_copies(content)),
        sources=tuple(_sources(content, csv_sha256)),
        annex=tuple(annex_tables(content)),
        together=tuple(paid_together(content)),
        reasons=tuple(reasons_for_nothing(content)),
        undistributed=tuple(_undistributed(content)),
    )


def numeral(count: int) -> str:
    """Write a number of things as a word up to twelve."""
    return NUMERALS[count] if count < len(NUMERALS) else number(count)


def _counted(content: DecisionContent, counts: dict[Kind, int]) -> str:
    return listed([f"{number(counts[kind])} {content.noun(kind).many}" for kind in content.kinds])


def _everybody(content: DecisionContent) -> str:
    return listed([content.noun(kind).many for kind in content.kinds])


def _made_up(content: DecisionContent) -> Iterator[str]:
    yield "Det här är inte ett verkligt beslut. Det visar hur systemet fungerar."
    made_up = [part for part in content.parts if part.made_up]
    if len(made_up) == len(content.parts):
        yield "Utfallen som beloppen är räknade ur är påhittade, helt eller delvis. Därför har alla mål en stjärna (*)."
    elif made_up:
        yield (
            f"Utfallet för {listed(list(dict.fromkeys(part.goal for part in made_up)))} är påhittat, helt eller delvis, "
            "och därmed också beloppen. De målen har en stjärna (*)."
        )
    yield "Diarienumret, beslutsdagen och personerna är också påhittade."


def _decided(content: DecisionContent) -> Iterator[str]:
    agreement = content.agreement
    paid: dict[Kind, int] = {kind: len(content.paid_to(kind)) for kind in content.kinds}
    yield f"{agreement.decided_by} beslutar att {kronor(content.distributed)} ska betalas ut till {_counted(content, paid)}."
    in_time = agreement.payment_by and content.heading.decided_on <= agreement.payment_by
    by = f" senast den {plain_day(agreement.payment_by)}" if agreement.payment_by and in_time else ""
    yield f"Vad var och en får står i bilaga 1. {agreement.payer} ska betala ut pengarna{by}."
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
                Cell(f"{number(part.sharers)} {content.noun(part.kind).many}", words=True),
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
    partner = FULL_NAMES.get(agreement.collector, agreement.collector)
    yield (
        f"Staten och {partner} har{signed} träffat överenskommelsen {agreement.title}{reference}. "
        f"Den ger {_everybody(content)} ersättning för det som de uppnår, i form av "
        f"{numeral(len(content.goals))} mål med var sin pott."
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
        Row(county.name, (*_county_cells(county), Cell("uppfyllda" if county.region_met else "inte uppfyllda", words=True)))
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
    """The rule of each kind of party, told once where it is the same for several goals."""
    told: dict[tuple[Kind, Sentences], list[str]] = {}
    for part in content.parts:
        _, *general = part.rule
        told.setdefault((part.kind, tuple(general)), []).append(part.goal)
    for (kind, sentences), goals in told.items():
        yield f"{content.noun(kind).many.capitalize()}, {listed(goals)}", sentences


def _figures_table(content: DecisionContent) -> Table:
    rows = tuple(
        Row(
            goal_of(part),
            (
                Cell(f"{number(part.sharers)} {content.noun(part.kind).many}", words=True),
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
            Column("Invånare att dela på", 18),
            Column("Kronor per invånare", 18),
            Column("Kronor av resten", 16),
        ),
        rows,
    )


def _per_inhabitant(part: Part) -> str:
    if not part.total_weight:
        return "–"
    return exact_kronor(part.amount, part.total_weight).removesuffix(f"{NO_BREAK_SPACE}kr")


def _settings_table(content: DecisionContent) -> Table | None:
    rows = tuple(Row(one.name, (Cell(one.note, words=True), Cell(one.who, words=True))) for one in content.agreement.settings)
    columns = (
        Column("Vad", 24, figures=False),
        Column("Vad som är bestämt, och varför", 54, figures=False),
        Column("Av vem", 22, figures=False),
    )
    return Table("Det som är bestämt utöver överenskommelsen", columns, rows, style="words") if rows else None


def _people(content: DecisionContent) -> tuple[tuple[str, str], ...]:
    heading = content.heading
    return (
        ("Beslutsfattare", heading.decision_maker),
        ("Föredragande", heading.rapporteur),
        ("Berett av", heading.prepared_by),
        ("Godkänt av", heading.approved_by),
    )


def _copies(content: DecisionContent) -> Iterator[str]:
    agreement = content.agreement
    others = dict.fromkeys((agreement.assessor, agreement.collector))
    yield from (FULL_NAMES.get(one, one) for one in others if one not in {agreement.payer, agreement.decided_by, ""})
    yield f"{_everybody(content).capitalize()} i bilaga 1"


def _sources(content: DecisionContent, csv_sha256: str) -> Iterator[tuple[str, str]]:
    agreement, heading = content.agreement, content.heading
    rows = content.csv.count(b"\n") - 1
    yield "Beslut", f"{heading.reference}, nummer {heading.number} för {agreement.code}"
    yield "Överenskommelse", f"{agreement.code}, version {agreement.version}"
    yield "Folkmängd", f"{plain_day(agreement.population_date)}. {agreement.population_source}"
    yield "Fördelningens underlag, SHA-256", content.inputs_sha256
    yield "Bifogad fil", f"{content.csv_name}, {number(rows)} rader: varje belopp med exakt andel"
    yield "Den bifogade filens SHA-256", csv_sha256


def _undistributed(content: DecisionContent) -> Iterator[tuple[str, Sentences]]:
    for part in content.parts:
        if part.undistributed:
            yield f"{part.goal}, {content.noun(part.kind).many}", part.why_undistributed


def identification(agreement: AgreementFacts) -> str:
    """Name the agreement with its code, for the document's metadata."""
    return f"{agreement.title} ({agreement.code})"
