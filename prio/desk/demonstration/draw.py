"""Filling in names where a source gives only a number: deterministic, so that everybody sees the same made-up names.

Winners are drawn first among those that met every grundkrav. Who fails a drawn grundkrav is chosen so that no county
falls below its limit. Joint counts hold. Plain values in and out; everything drawn here is simulated.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

MET, NOT_MET, NOT_SUBMITTED = "met", "not_met", "not_submitted"


class DrawImpossible(ValueError):
    """The numbers cannot be filled with names without breaking a rule."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A party that may be drawn.

    qualified: it met every grundkrav whose outcome is known. people: inhabitants, 0 for a region.
    handed_in: it handed in every grundkrav whose outcome is known.
    """

    code: str
    county: str
    people: int
    qualified: bool = True
    handed_in: bool = True


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a kind of party got each outcome on a requirement; the others get `rest`."""

    requirement: str
    kind: str
    met: int
    not_met: int = 0
    not_submitted: int = 0
    rest: str = NOT_MET


def order_of_luck(agreement: str, requirement: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates in the order in which they are drawn as winners: qualified ones first, then by hash.

    Those that did not hand in a grundkrav come last, so that they are also the ones that did not hand in the goal.
    """
    return sorted(
        candidates,
        key=lambda one: (not one.qualified, not one.handed_in, _hash(agreement, requirement, one.code)),
    )


def order_within_limits(
    agreement: str, requirement: str, candidates: Sequence[Candidate], failing: int, threshold_percent: int
) -> list[Candidate]:
    """Return the candidates so that the last `failing` may fail a grundkrav without any county losing its place.

    Who has failed another grundkrav already takes nothing more from the county by failing this one.

    Raises:
        DrawImpossible: so many cannot fail.
    """
    people: dict[str, int] = {}
    kept: dict[str, int] = {}
    for one in candidates:
        people[one.county] = people.get(one.county, 0) + one.people
        kept[one.county] = kept.get(one.county, 0) + (one.people if one.qualified else 0)
    last: list[Candidate] = []
    for one in sorted(candidates, key=lambda one: _hash(agreement, requirement, one.code)):
        after = kept[one.county] - (one.people if one.qualified else 0)
        holds = after * 100 >= threshold_percent * people[one.county]
        if len(last) < failing and (holds or not one.qualified):
            kept[one.county] = after
            last.append(one)
    if len(last) < failing:
        raise DrawImpossible(
            f"{agreement} {requirement}: {failing} cannot fail without a county falling below its limit"
        )
    chosen = {one.code for one in last}
    first = [one for one in candidates if one.code not in chosen]
    return [*order_of_luck(agreement, requirement, first), *last]


def draw_one(count: Count, order: Sequence[Candidate]) -> dict[str, str]:
    """Give the outcomes of `count` along `order`: winners from its beginning, not submitted from its end."""
    return _along(count, [one.code for one in order[: count.met]], order)


def draw_joint(
    first: Count, second: Count, both: int, order: Sequence[Candidate]
) -> tuple[dict[str, str], dict[str, str]]:
    """Draw two requirements so that exactly `both` met the two of them.

    Raises:
        DrawImpossible: there are not enough candidates for the three numbers.
    """
    alone = second.met - both
    if first.met < both or alone < 0 or first.met + alone > len(order):
        raise DrawImpossible(f"{first.requirement} and {second.requirement}: {both} cannot have met both")
    codes = [one.code for one in order]
    winners_of_second = codes[:both] + codes[first.met : first.met + alone]
    return _along(first, codes[: first.met], order), _along(second, winners_of_second, order)


def _along(count: Count, winners: Sequence[str], order: Sequence[Candidate]) -> dict[str, str]:
    if len(winners) < count.met:
        raise DrawImpossible(f"{count.requirement}: {count.met} winners among {len(order)}")
    outcomes = dict.fromkeys(winners, MET)
    others = [one.code for one in order if one.code not in outcomes]
    split = len(others) - count.not_submitted
    if split < 0 or (count.not_met and count.not_met != split):
        raise DrawImpossible(
            f"{count.requirement}: {len(others)} are left, and {count.not_met} did not meet it, "
            f"{count.not_submitted} handed nothing in"
        )
    outcomes |= dict.fromkeys(others[split:], NOT_SUBMITTED)
    outcomes |= dict.fromkeys(others[:split], NOT_MET if count.not_met else count.rest)
    return outcomes


def _hash(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()
