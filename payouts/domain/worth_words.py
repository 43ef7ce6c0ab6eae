"""Expected amounts in Swedish: rounded, as spans, with what they assume, what is lost without a demand, what moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from payouts.domain.forecast import Basis, CountyOutlook, Stake
from payouts.domain.wording import Noun, listed
from prio.money import NO_BREAK_SPACE, kronor, number

DIGITS = 3  # of an expected amount: more would promise what nobody knows
ONE_MILLION = 1_000_000
DASH = "–"

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Movement:
    """How many more (or fewer) reports on a requirement are in a state than before."""

    requirement: str
    state: str
    number: int


def about(amount: int) -> str:
    """Write an expected amount with its first three figures: `1,13 miljoner kr`, `410 000 kr`."""
    step = _step(amount)
    return _written((amount + step // 2) // step * step)


def span(low: int, high: int) -> str:
    """Write an expected amount from `low` to `high`, never narrower than they are; one amount where they are alike."""
    if low == high:
        return about(low)
    least, most = low // _step(low) * _step(low), -(-high // _step(high)) * _step(high)
    if least >= ONE_MILLION:
        return f"{_millions(least)}{DASH}{_millions(most)}{NO_BREAK_SPACE}miljoner{NO_BREAK_SPACE}kr"
    if most >= ONE_MILLION:
        return f"{kronor(least)} till {_written(most)}"
    return f"{number(least)}{DASH}{kronor(most)}"


def sharers(others: int, part: int, noun: Noun, *, everyone: bool) -> str:
    """Say with how many others a part of a pot is expected to be shared."""
    if everyone:
        return f"Alla {noun.many} delar på {_written(part)}, utan krav."
    if not others:
        return f"Ni är ensamma om att väntas nå målet, och får då hela delen på {_written(part)}."
    who = f"{number(others)} andra {noun.many}" if others > 1 else f"en annan av {noun.the_many}"
    return f"Vi räknar med att ni delar på {_written(part)} med {who}."


def assumed(bases: Counts, noun: Noun) -> tuple[str, ...]:
    """Say how the parties of a kind are counted on a goal, in one sentence for each reason that there is."""
    total = sum(bases.values())
    sure = bases.get(Basis.CHECKED, 0) + bases.get(Basis.FINAL_MET, 0)
    judged, missed = bases.get(Basis.JUDGED, 0), bases.get(Basis.NOT_LAST_YEAR, 0)
    again, unknown = bases.get(Basis.MET_LAST_YEAR, 0), bases.get(Basis.UNKNOWN, 0)
    out = sum(bases.get(one, 0) for one in (Basis.FAILED, Basis.FINAL_NOT, Basis.OUT, Basis.CLOSED))
    late = bases.get(Basis.LATE, 0)
    sentences = (
        (sure, f"{number(sure)} av {number(total)} {noun.many} har lämnat in och når målet."),
        (judged, f"{number(judged)} har lämnat in och prövas av en bedömare. De räknas med."),
        (
            again + missed,
            f"{number(again + missed)} har inte lämnat in och räknas som förra året, då {number(again)} nådde målet.",
        ),
        (
            unknown,
            f"För {number(unknown)} som inte har lämnat in saknas uppgift om förra året. De räknas med.",
        ),
        (late, f"{number(late)} lämnade in för sent. De räknas inte förrän det är godtaget."),
        (out, f"{number(out)} räknas inte: de når inte målet, avstår eller lämnade inte in i tid."),
    )
    return tuple(sentence for count, sentence in sentences if count)


def county_words(county: CountyOutlook, name: str, threshold_percent: int, the_region: str) -> str:
    """Say what is assumed of the own county; nothing where it is expected to take part anyway."""
    if county.takes_part:
        return ""
    if not county.can_take_part:
        return f"{name} kan inte längre delta. Då får ingen i länet pengar, vilka mål ni än når."
    lacks = []
    if county.missing:
        lacks.append(
            f"kommuner med {number(county.missing)} invånare till måste klara grundkraven för att nå "
            f"{threshold_percent} procent"
        )
    if not county.region_met:
        lacks.append(f"{the_region} måste klara sina grundkrav")
    return f"Beloppen gäller om {name} deltar. Som det ser ut nu gör det inte det: {' och '.join(lacks)}."


def lost(codes: Sequence[str], amount: int, *, handed_in: bool) -> str:
    """Say what a party loses without a grundkrav: one that is not handed in, or one that is and may not be met."""
    verb = "godkänns" if handed_in else "lämnas in"
    return f"Om {either(codes)} inte {verb} får ni {kronor(0)} i stället för ungefär {about(amount)}."


def either(codes: Sequence[str]) -> str:
    """Join codes with `eller` before the last."""
    return " eller ".join(part for part in (", ".join(codes[:-1]), codes[-1]) if part)


def lost_by_county(stake: Stake, name: str, threshold_percent: int, *, is_region: bool) -> str:
    """Say whether a party takes its county with it, and what the county then loses."""
    whole = f"Hela {name} går miste om ungefär {about(stake.county)}."
    if not stake.falls:
        return (
            f"{name} når gränsen på {threshold_percent} procent ändå, om alla andra klarar sitt."
            if threshold_percent
            else ""
        )
    if is_region:
        return f"Då deltar inte länet. {whole}"
    return f"Då faller länet under gränsen på {threshold_percent} procent. {whole}"


def moved(since: str, movements: Sequence[Movement], difference: int, noun: Noun) -> str:
    """Say why an expected amount is another than before; nothing where it is the same.

    Args:
        since: when before was: `i går`, `den 14 november`.
        movements: what has changed in the reports that the amount depends on.
        difference: kronor, negative where it is less now.
        noun: what the parties are called.
    """
    if not difference:
        return ""
    change = f"{about(abs(difference))} {'högre' if difference > 0 else 'lägre'}"
    clauses = [_clause(one, noun) for one in movements if one.number > 0]
    if not clauses:
        return f"Beloppet är {change} än {since}, eftersom fler uppgifter har prövats eller någon tid har gått ut."
    return f"Sedan {since} har {listed(clauses)}; därför är beloppet {change}."


_DONE = {
    "handed_in": "lämnat in {}",
    "returned": "fått komplettera {}",
    "declined": "avstått från {}",
}


def movements(before: Mapping[str, Counts], now: Mapping[str, Counts]) -> tuple[Movement, ...]:
    """Return what has changed in the states of reports that say something of others; both by requirement."""
    found = []
    for requirement, states in now.items():
        for state in _DONE:
            more = states.get(state, 0) - before.get(requirement, {}).get(state, 0)
            if more:
                found.append(Movement(requirement, state, more))
    return tuple(found)


def _clause(movement: Movement, noun: Noun) -> str:
    who = f"{number(movement.number)} {noun.many}" if movement.number > 1 else f"en av {noun.the_many}"
    return f"{who} {_DONE[movement.state].format(movement.requirement)}"


def _step(amount: int) -> int:
    return int("1" + "0" * max(len(str(amount)) - DIGITS, 0))


def _written(amount: int) -> str:
    if amount < ONE_MILLION:
        return kronor(amount)
    word = "miljon" if amount == ONE_MILLION else "miljoner"
    return f"{_millions(amount)}{NO_BREAK_SPACE}{word}{NO_BREAK_SPACE}kr"


def _millions(amount: int) -> str:
    whole, rest = divmod(amount, ONE_MILLION)
    decimals = f"{rest:06}".rstrip("0")
    return f"{number(whole)},{decimals}" if decimals else number(whole)
