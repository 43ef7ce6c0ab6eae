"""The Swedish sentences that explain an amount: short, plain, and the same on screen, in PDF, CSV and API.

Every function takes plain values and returns whole sentences or, where its name says so, a clause after
"eftersom".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from agreements.domain.party_words import REGIONS_FROM
from payouts.domain.allocation_input import KINDS, Coverage, Kind, Pot, Terms
from payouts.domain.allocation_result import CountyStanding, Line, PotResult
from prio.money import kronor, number, percent

Sentences = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Noun:
    """What a kind of party is called: `kommunen`, `kommuner`, `kommunerna`. The genitive adds an s to
    each."""

    the: str
    many: str
    the_many: str

    @property
    def at_start(self) -> str:
        return self.the.capitalize()


KOMMUN = Noun("kommunen", "kommuner", "kommunerna")
REGION = Noun("regionen", "regioner", "regionerna")
LANDSTING = Noun("landstinget", "landsting", "landstingen")
APPLICANT = Noun("sökanden", "sökande", "de sökande")


def region_noun(year: int) -> Noun:
    """Return what a region is called in an agreement of `year`: landsting before 2019."""
    return REGION if year >= REGIONS_FROM else LANDSTING


def nouns(region: Noun) -> dict[Kind, Noun]:
    """Return what each kind is called; `region` is REGION, or LANDSTING in a text about a year before
    2019."""
    return {"municipality": KOMMUN, "region": region}


def listed(codes: Sequence[str]) -> str:
    """Join codes the Swedish way: `GK1`, `GK1 och GK2`, `GK1, GK2 och GK3`."""
    return " och ".join([part for part in (", ".join(codes[:-1]), codes[-1]) if part])


def named_grundkrav(codes: Sequence[str]) -> str:
    return f"{'grundkravet' if len(codes) == 1 else 'grundkraven'} {listed(codes)}"


def not_asked_rule(pot: Pot, noun: Noun, words: dict[Kind, Noun]) -> Sentences:
    asked = [words[kind].many for kind in KINDS if kind in pot.parts]
    return (f"Pengarna för {pot.requirement} gäller bara {listed(asked)}, inte {noun.many}.",)


def who_shares(pot: Pot, grundkrav: Sequence[str], noun: Noun) -> str:
    if pot.everyone:
        return f"Pengarna för {pot.requirement} går till alla {noun.many}, utan krav."
    demands = f" och {named_grundkrav(grundkrav)}" if grundkrav else ""
    return f"Pengarna för {pot.requirement} går till de {noun.many} som har uppfyllt målet {pot.requirement}{demands}."


def county_rule(terms: Terms, region: Noun) -> Sentences:
    """Say when a county takes part; nothing where the agreement asks nothing of counties."""
    conditions = []
    if terms.threshold_percent:
        conditions.append(
            f"de kommuner som har uppfyllt grundkraven har minst {terms.threshold_percent} procent av länets invånare"
        )
    if terms.region_gate:
        conditions.append(f"{region.the} i länet har uppfyllt sina grundkrav")
    if not conditions:
        return ()
    return (f"Länet måste delta. Det deltar när {' och när '.join(conditions)}.",)


def sharing_rule(pot: Pot, kind: Kind, coverage: Coverage, noun: Noun) -> Sentences:
    if pot.model == "shared":
        sharing = f"De delar {noun.the_many}s del av potten efter antal invånare."
    else:
        sharing = "Var och en får samma andel av potten som av landets invånare. Resten delas inte ut."
    if kind == "municipality":
        return (sharing,)
    inhabitants = f"{noun.at_start}s invånare är länets invånare."
    if pot.everyone or coverage == "none":
        return sharing, inhabitants
    if coverage == "weight":
        return sharing, "För länet räknas bara invånarna i de kommuner som har uppfyllt grundkraven."
    reduced = (
        f"{noun.at_start}s andel minskas till den procent av länets invånare som bor i kommuner som har uppfyllt "
        "grundkraven. Det som andelen minskas med delas inte ut."
    )
    return sharing, inhabitants, reduced


def rounding_rule(pot: Pot) -> str:
    if pot.model == "capped":
        return "Beloppet avrundas nedåt till hela kronor."
    return (
        "Beloppen avrundas nedåt till hela kronor. De kronor som blir över går en och en till dem som förlorade mest "
        "på avrundningen."
    )


def own_grundkrav(noun: Noun, grundkrav: Sequence[str], failed: Sequence[str]) -> Sentences:
    if failed:
        return (f"{noun.at_start} har inte uppfyllt {named_grundkrav(failed)}.",)
    return (f"{noun.at_start} har uppfyllt {named_grundkrav(grundkrav)}.",) if grundkrav else ()


def county_share(standing: CountyStanding) -> str:
    """Return `72,44 procent, 91 612 av 126 461 invånare`: the figures that decide whether a county takes
    part."""
    inhabitants = f"{number(standing.qualified_population)} av {number(standing.population)} invånare"
    if not standing.population:
        return f"0 procent, {inhabitants}"
    return f"{percent(standing.qualified_population, standing.population)} procent, {inhabitants}"


def county_figures(terms: Terms, standing: CountyStanding) -> Sentences:
    if not terms.threshold_percent:
        return ()
    limit = f"minst {terms.threshold_percent} procent"
    return (
        f"Så stor del av länets invånare bor i kommuner som har uppfyllt grundkraven: {county_share(standing)}.",
        f"Gränsen är {limit} och är {'nådd' if standing.reaches_threshold else 'inte nådd'}.",
    )


def county_region(region: Noun, failed: Sequence[str]) -> str:
    if failed:
        return f"{region.at_start} i länet har inte uppfyllt {named_grundkrav(failed)}."
    return f"{region.at_start} i länet har uppfyllt sina grundkrav."


def county_outcome(standing: CountyStanding) -> str:
    return "Länet deltar." if standing.takes_part else "Länet deltar inte."


def goal_figures(noun: Noun, requirement: str, met: bool) -> str:
    return f"{noun.at_start} har {'' if met else 'inte '}uppfyllt målet {requirement}."


def part_figures(result: PotResult, noun: Noun) -> Sentences:
    part = f"{noun.the_many.capitalize()}s del av potten är {kronor(result.amount)}."
    inhabitants = number(result.total_weight)
    if result.model == "capped":
        return part, f"Landet har {inhabitants} invånare."
    return part, f"De {noun.many} som delar har tillsammans {inhabitants} invånare att räkna med."


def party_figures(line: Line, standing: CountyStanding, noun: Noun) -> Sentences:
    """Give the party's inhabitants and, where the agreement reduces a region's, by how much."""
    if line.kind == "municipality" or line.counted == standing.population:
        return (f"{noun.at_start} har {number(line.weight)} invånare.",)
    if line.counted < line.weight:
        return (
            f"{noun.at_start} har {number(line.weight)} invånare.",
            f"{noun.at_start}s andel minskas till {county_share(standing)}.",
        )
    return (f"{noun.at_start} räknas med en del av länets invånare: {county_share(standing)}.",)


def calculation(result: PotResult, line: Line, exact: str) -> str:
    """Write the whole calculation with its figures; `exact` is the amount before any rounding, as text."""
    factor = f"{number(line.weight)} ÷ {number(result.total_weight)}"
    if line.counted < line.weight:
        factor = f"{factor} × {number(line.counted)} ÷ {number(line.weight)}"
    return f"{kronor(result.amount)} × {factor} = {exact}."


def rounding_figures(result: PotResult, line: Line, noun: Noun) -> Sentences:
    down = f"Avrundat nedåt blir det {kronor(line.amount - line.extra_krona)}."
    if result.model == "capped":
        return (down,)
    if not result.leftover_kronor:
        return down, "Avrundningen lämnade inget över."
    if result.leftover_kronor == 1:
        got = f"{noun.at_start} fick den." if line.extra_krona else f"Den gick inte till {noun.the}."
    else:
        got = (
            f"{noun.at_start} fick en av dem." if line.extra_krona else f"Ingen av dem gick till {noun.the}."
        )
    return down, f"Avrundningen lämnade {kronor(result.leftover_kronor)} över. {got}"


def paid(noun: Noun, amount: int) -> Sentences:
    return (f"{noun.at_start} får {kronor(amount)}.",)


def unpaid(noun: Noun, clauses: Sequence[str]) -> Sentences:
    first, *others = clauses
    nothing = f"{noun.at_start} får {kronor(0)}, eftersom {first}."
    return (nothing, *[f"Ett skäl till är att {clause}." for clause in others])


def not_asked_clause(pot: Pot, noun: Noun) -> str:
    return f"{pot.requirement} inte gäller {noun.many}"


def grundkrav_clause(noun: Noun, failed: Sequence[str]) -> str:
    return f"{noun.the} inte har uppfyllt {named_grundkrav(failed)}"


def threshold_clause(terms: Terms, standing: CountyStanding) -> str:
    return f"länet inte når gränsen på {terms.threshold_percent} procent ({county_share(standing)})"


def region_clause(region: Noun, failed: Sequence[str]) -> str:
    return f"{region.the} i länet inte har uppfyllt {named_grundkrav(failed)}"


def goal_clause(noun: Noun, requirement: str) -> str:
    return f"{noun.the} inte har uppfyllt målet {requirement}"


NO_INHABITANTS_CLAUSE = "de som skulle dela på potten inte har några invånare"
LESS_THAN_A_KRONA_CLAUSE = "andelen är mindre än en krona"


def undistributed(result: PotResult, noun: Noun) -> Sentences:
    """Say why money of a pot is left, and that it stays there."""
    left = f"{kronor(result.undistributed)} av {kronor(result.amount)} delas inte ut."
    if not result.lines:
        return left, f"Inga {noun.many} delar på pengarna, och de flyttas inte till någon annan."
    if not result.total_weight:
        return left, f"De {noun.many} som delar har inga invånare att räkna med."
    if result.model == "capped":
        return left, "Var och en får bara sin andel av landets invånare, avrundad nedåt."
    return (
        left,
        f"Så mycket minskas andelarna för {noun.many} i län där inte alla kommuner har uppfyllt grundkraven.",
    )
