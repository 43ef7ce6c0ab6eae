"""Why one party gets more than another of a pot: answered from the two explanations, in figures and Swedish. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from payouts.domain.explanation import Explanation, Share
from payouts.domain.figures import hundredths_per_inhabitant, per_inhabitant
from payouts.domain.wording import Noun
from prio.money import NO_BREAK_SPACE, kronor, number

Cause = Literal["conditions", "kind", "inhabitants", "coverage", "rounding"]


@dataclass(frozen=True, slots=True)
class Named:
    """A party's explanation with its name, and what its kind is called."""

    name: str
    explanation: Explanation
    noun: Noun

    @property
    def amount(self) -> int:
        """What it gets, in kronor."""
        return self.explanation.result.amount

    @property
    def share(self) -> Share | None:
        """The figures of its share; None where it does not share."""
        return self.explanation.figures.share


@dataclass(frozen=True, slots=True)
class Beside:
    """The answer. difference: kronor that the other gets more, negative for less. causes: why, the weightiest first."""

    difference: int
    causes: tuple[Cause, ...]
    sentences: tuple[str, ...]


def beside(one: Named, other: Named) -> Beside:
    """Say why `other` gets more than `one`, less, or the same, of the same pot of the same allocation."""
    found = list(_causes(one, other))
    return Beside(
        other.amount - one.amount,
        tuple(dict.fromkeys(cause for cause, _ in found)),
        (_outcome(one, other), *(sentence for _, sentence in found)),
    )


def _outcome(one: Named, other: Named) -> str:
    difference = other.amount - one.amount
    if not difference:
        same = kronor(one.amount)
        return f"{one.name} och {other.name} får lika mycket: {same}." if one.amount else _nothing(one, other)
    word = "mer" if difference > 0 else "mindre"
    amounts = f"{kronor(other.amount)} mot {kronor(one.amount)}"
    return f"{other.name} får {kronor(abs(difference))} {word} än {one.name}: {amounts}."


def _nothing(one: Named, other: Named) -> str:
    return f"Varken {one.name} eller {other.name} får något."


def _causes(one: Named, other: Named) -> Iterator[tuple[Cause, str]]:
    for party in (one, other):
        if party.explanation.result.reasons:
            yield "conditions", f"{party.name}: {' '.join(party.explanation.result.sentences)}"
    if one.share is None or other.share is None:
        yield from _only_one(one, other)
        return
    if one.explanation.kind != other.explanation.kind:
        yield "kind", _other_part(one, one.share, other, other.share)
    else:
        yield from _same_part(one, one.share, other, other.share)
    for party, share in ((one, one.share), (other, other.share)):
        if share.counted != share.weight or share.weight != _lives_in(party, share):
            yield "coverage", _covered(party, share)
    for party, share in ((one, one.share), (other, other.share)):
        if share.extra_krona:
            words = "fick en av de kronor som blev över när beloppen avrundades nedåt"
            yield "rounding", f"{party.name} {words}."


def _only_one(one: Named, other: Named) -> Iterator[tuple[Cause, str]]:
    """Tell the figures of the one that shares, where one does."""
    for party in (one, other):
        if party.share is not None and party.amount:
            yield (
                "inhabitants",
                f"{party.name} delar på {kronor(party.share.part)}. {_counts(party, party.share)}",
            )


def _other_part(one: Named, mine: Share, other: Named, theirs: Share) -> str:
    return (
        f"De delar inte på samma pengar: {one.noun.many} delar på {kronor(mine.part)} och {other.noun.many} "
        f"på {kronor(theirs.part)}. {_counts(one, mine)} {_counts(other, theirs)}"
    )


def _same_part(one: Named, mine: Share, other: Named, theirs: Share) -> Iterator[tuple[Cause, str]]:
    part = f"Båda delar på samma {kronor(mine.part)} efter antalet invånare."
    if mine.counted == theirs.counted:
        yield "inhabitants", f"{part} Båda räknas för {_people(mine.counted)}."
        return
    yield (
        "inhabitants",
        f"{part} {_counts(one, mine)} {_counts(other, theirs)}{_times(one, mine, other, theirs)}",
    )
    if mine.counted and theirs.counted:
        yield "inhabitants", _per_inhabitant(one, mine, other, theirs)


def _per_inhabitant(one: Named, mine: Share, other: Named, theirs: Share) -> str:
    rates = [per_inhabitant(party.amount, share.counted) for party, share in ((one, mine), (other, theirs))]
    if rates[0] == rates[1]:
        return f"Per invånare som räknas får de lika mycket: {rates[0]}{NO_BREAK_SPACE}kr."
    return (
        f"Per invånare som räknas får {one.name} {rates[0]}{NO_BREAK_SPACE}kr och {other.name} "
        f"{rates[1]}{NO_BREAK_SPACE}kr. Det som skiljer är avrundningen till hela kronor."
    )


def _counts(party: Named, share: Share) -> str:
    return f"{party.name} räknas för {_people(share.counted)}."


def _times(one: Named, mine: Share, other: Named, theirs: Share) -> str:
    """Write how many times as many the larger counts for, with one decimal, rounded half up."""
    small, large = sorted((mine.counted, theirs.counted))
    if not small:
        return ""
    tenths = hundredths_per_inhabitant(large, small) + 5
    whole, tenth = divmod(tenths // 10, 10)
    larger = one.name if mine.counted > theirs.counted else other.name
    times = f"{number(whole)},{tenth}" if tenth else number(whole)
    return f" {larger} räknas alltså för {times} gånger så många." if (whole, tenth) > (1, 0) else ""


def _lives_in(party: Named, share: Share) -> int:
    """Return the inhabitants of a party: a region's are its county's."""
    is_region = party.explanation.kind == "region"
    return party.explanation.figures.county_population if is_region else share.weight


def _covered(party: Named, share: Share) -> str:
    return (
        f"{party.name} räknas för {number(share.counted)} av länets "
        f"{_people(party.explanation.figures.county_population)}, eftersom bara kommuner med sammanlagt så många "
        "har klarat grundkraven."
    )


def _people(count: int) -> str:
    return f"{number(count)} invånare"
