"""The decision in words: sentences and tables in Swedish, ready for the template."""

from collections.abc import Iterator
from dataclasses import dataclass

from payouts.domain.allocation_input import Kind
from payouts.domain.wording import Sentences, listed
from payouts.pdf.annex import annex_tables, paid_together, reasons_for_nothing
from payouts.pdf.content import DecisionContent
from payouts.pdf.letter_tables import (
    counted,
    figures_table,
    goals_table,
    in_part_table,
    left_out_table,
    settings_table,
    words_table,
)
from prio.days import plain_day
from prio.money import kronor, number
from prio.pdf.tables import Table

GOVERNMENT = "Regeringen"
CANNOT_BE_APPEALED = "Beslutet kan inte överklagas."
FULL_NAMES = {
    "SKL": "Sveriges Kommuner och Landsting (SKL)",
    "SKR": "Sveriges Kommuner och Regioner (SKR)",
}
NUMERALS = ("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


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
    appeal: str


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
        goals=goals_table(content),
        background=tuple(_background(content)),
        grundkrav=tuple(_grundkrav(content)),
        qualified=tuple(_qualified(content)),
        counties=tuple(_counties(content)),
        left_out=left_out_table(content),
        in_part=in_part_table(content),
        rules=tuple(_rules(content)),
        figures=figures_table(content),
        settings=settings_table(content),
        people=words_table("Roll", "Namn", _people(content)),
        copies=tuple(_copies(content)),
        sources=words_table("Vad", "Uppgift", _sources(content, csv_sha256)),
        annex=tuple(annex_tables(content)),
        together=tuple(paid_together(content)),
        reasons=tuple(reasons_for_nothing(content)),
        undistributed=tuple(_undistributed(content)),
        appeal=_appeal(content),
    )


def _appeal(content: DecisionContent) -> str:
    """What the agreement says; where it says nothing: the government's own decisions cannot be appealed."""
    agreement = content.agreement
    return agreement.appeal or (CANNOT_BE_APPEALED if agreement.decided_by == GOVERNMENT else "")


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
        yield f"Utfallet för {goals} är påhittat, helt eller delvis, och alltså också beloppen."
        yield "De målen har en stjärna (*). De andra utfallen är verkliga."
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
    for one in content.added:
        yield (
            f"Dessutom ska {kronor(one.amount)} betalas ut till {one.party} ur raden ”{one.line}” i överenskommelsens "
            "budget."
        )
    if content.added:
        yield f"Tillsammans betalas {kronor(content.total)} ut."
    if content.heading.corrects:
        yield f"Beslutet rättar beslutet {content.heading.corrects} och gäller i stället för det."
    if content.heading.reason:
        yield f"Skäl för rättelsen: {content.heading.reason}"


def _background(content: DecisionContent) -> Iterator[str]:
    agreement = content.agreement
    signed = f" den {plain_day(agreement.signed)}" if agreement.signed else ""
    reference = f" ({agreement.reference})" if agreement.reference else ""
    partner = full_name(agreement.collector)
    if agreement.by_population:
        yield (
            f"Staten och {partner} har{signed} träffat överenskommelsen {agreement.title}{reference}. "
            f"Den ger {_everybody(content)} pengar efter folkmängd. Ingen behöver uppfylla eller redovisa något för "
            "att få sin del."
        )
        return
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
            f"De får inga pengar{' ur potterna' if content.added else ''} och är uppräknade i bilaga 1."
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


def _people(content: DecisionContent) -> Iterator[tuple[str, str]]:
    heading = content.heading
    yield "Beslutsfattare", heading.decision_maker
    yield "Föredragande", heading.rapporteur
    if heading.others:
        yield "Övriga som deltog", heading.others
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
