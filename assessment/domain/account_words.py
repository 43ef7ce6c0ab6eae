"""The sentences of the account of a year."""

from collections.abc import Sequence

from agreements.domain.party_words import party_word
from agreements.domain.wording import listed
from assessment.domain.account import Demand, Gate
from prio.money import MINUS, NO_BREAK_SPACE, number, percent


def lead(gates: Sequence[Gate], demands: Sequence[Demand], year: int) -> str:
    """The most important sentence: how many met every grundkrav, or the goals where there are no grundkrav."""
    left = sum(demand.tally.open for demand in demands)
    if demands and left == sum(demand.tally.total for demand in demands):
        return f"Inget är slutligt bedömt än. {number(left)} bedömningar återstår."
    so_far = " hittills" if left else ""
    if gates:
        same = {gate.all_word for gate in gates}
        if len(same) == 1:
            who = listed([_of_all(gate.every, gate.tally.total, gate.kind, year) for gate in gates])
            return f"{who} uppfyllde{so_far} {same.pop()}."
        return " ".join(
            f"{_of_all(gate.every, gate.tally.total, gate.kind, year)} uppfyllde{so_far} {gate.all_word}."
            for gate in gates
        )
    goals = [
        f"{_of_all(demand.tally.met, demand.tally.total, demand.kind, year)} uppfyllde{so_far} {demand.code}"
        for demand in demands
    ]
    return f"{listed(goals)}." if goals else "Överenskommelsen har inga krav som bedöms."


def each_and_every(gate: Gate, year: int) -> str:
    """What the number that met every grundkrav has to do with the numbers that met each."""
    if len(gate.codes) == 1 or gate.tally.total in {1, gate.tally.open}:
        return ""
    everybody = f"{number(gate.tally.total)} {party_word(gate.kind, year, several=True)}"
    if gate.every == gate.tally.total:
        return f"Alla {everybody} uppfyllde {gate.all_word}."
    each = listed([f"{number(demand.tally.met)} {demand.code}" for demand in gate.each])
    said = f"Av {everybody} uppfyllde {each}, vart och ett för sig. {number(gate.every)} uppfyllde {gate.all_word}."
    if not gate.some:
        return f"{said} Ingen uppfyllde bara {'det ena' if len(gate.codes) == 2 else 'några av dem'}."
    some = "bara ett av dem" if len(gate.codes) == 2 else "några av dem men inte alla"
    return f"{said} {number(gate.some)} uppfyllde {some}."


def inhabitants(gate: Gate, *, in_county: bool) -> str:
    """How many live in the kommuner that met every grundkrav; nothing for other kinds, or where nobody knows."""
    if not gate.everybody or gate.tally.total == gate.tally.open:
        return ""
    where = "länets" if in_county else "landets"
    share = f"{percent(gate.inhabitants, gate.everybody)} procent"
    return f"I kommunerna som uppfyllde {gate.all_word} bor {share} av {where} {number(gate.everybody)} invånare."


def every_before(gates: Sequence[Gate], year: int) -> str:
    """How many met every grundkrav the year before; nothing where nobody knows."""
    known = [(gate.before, gate.kind) for gate in gates if gate.before is not None]
    if not known:
        return ""
    who = listed([f"{number(some)} {party_word(kind, year, several=some != 1)}" for some, kind in known])
    return f"Året före uppfyllde {who} alla grundkrav."


def points(tenths: int) -> str:
    """A change in tenths of percentage points: `+1,2`, `−0,4`, `0,0`."""
    whole, tenth = divmod(abs(tenths), 10)
    sign = "+" if tenths > 0 else MINUS if tenths < 0 else "±"
    return f"{sign}{number(whole)},{tenth}"


def signed(value: int) -> str:
    """A change in persons: `+1 200`, `−40`, `±0`."""
    return number(value) if value < 0 else f"{'+' if value else '±'}{number(value)}"


def short_percent(part: int, whole: int) -> str:
    """A share with one decimal, cut off where it would reach a whole percent that it does not: `97,2 %`."""
    if not whole:
        return "–"
    tenths = (2000 * part + whole) // (2 * whole)
    if tenths % 10 == 0 and part * 1000 != tenths * whole:
        tenths = part * 1000 // whole
    text = (
        number(tenths // 10)
        if part * 1000 == tenths * whole and tenths % 10 == 0
        else f"{number(tenths // 10)},{tenths % 10}"
    )
    return f"{text}{NO_BREAK_SPACE}%"


def _of_all(some: int, everybody: int, kind: str, year: int) -> str:
    return f"{number(some)} av {number(everybody)} {party_word(kind, year, several=everybody != 1)}"
