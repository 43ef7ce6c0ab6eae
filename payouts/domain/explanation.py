"""What an explanation consists of: three layers, each as plain values and as Swedish sentences."""

from dataclasses import dataclass
from typing import Literal

from payouts.domain.allocation_input import Coverage, Kind, Model
from payouts.domain.wording import Sentences

Reason = Literal[
    "not_asked",
    "grundkrav_not_met",
    "county_below_threshold",
    "region_not_met",
    "goal_not_met",
    "no_inhabitants",
    "less_than_a_krona",
]


@dataclass(frozen=True, slots=True)
class Rule:
    """The first layer: what the agreement says of this pot and this kind of party, without figures.

    asked: whether the pot has a part for this kind. everyone: a population grant, without demands.
    """

    asked: bool
    everyone: bool
    model: Model
    grundkrav: tuple[str, ...]
    threshold_percent: int
    region_gate: bool
    region_coverage: Coverage
    sentences: Sentences


@dataclass(frozen=True, slots=True)
class Share:
    """The figures of a party that shares.

    part, rounded_down, leftover_kronor: kronor. weight, counted, total_weight: inhabitants, see Line and
        PotResult.
    exact: the amount part * counted / total_weight as text, cut off after the öre, never rounded.
    """

    part: int
    weight: int
    counted: int
    total_weight: int
    quota_numerator: int
    quota_denominator: int
    exact: str
    rounded_down: int
    leftover_kronor: int
    extra_krona: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """The second layer: the rule with this party's figures.

    failed_grundkrav, region_failed_grundkrav: codes that the party, and the region of its county, did not
        meet.
    goal_met: None where there is no goal to meet. county_population, qualified_population: inhabitants.
    share: None for a party that does not share.
    """

    failed_grundkrav: tuple[str, ...]
    region_failed_grundkrav: tuple[str, ...]
    goal_met: bool | None
    county_population: int
    qualified_population: int
    county_takes_part: bool
    share: Share | None
    sentences: Sentences


@dataclass(frozen=True, slots=True)
class Result:
    """The third layer: the amount in kronor and, where it is 0, every reason, the most basic one first."""

    amount: int
    reasons: tuple[Reason, ...]
    sentences: Sentences


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a party gets what it gets of a pot."""

    requirement: str
    party: str
    kind: Kind
    county: str
    rule: Rule
    figures: Figures
    result: Result

    @property
    def text(self) -> str:
        """The three layers as three paragraphs."""
        layers = (self.rule, self.figures, self.result)
        return "\n".join([" ".join(layer.sentences) for layer in layers if layer.sentences])

    def as_data(self) -> dict[str, object]:
        """The three layers as plain values, ready for JSON."""
        figures = _plain(self.figures)
        if self.figures.share is not None:
            figures["share"] = _plain(self.figures.share)
        return {**_plain(self), "rule": _plain(self.rule), "figures": figures, "result": _plain(self.result)}


@dataclass(frozen=True, slots=True)
class Undistributed:
    """Why `amount` kronor of the part for one kind of party are left."""

    requirement: str
    kind: Kind
    amount: int
    sentences: Sentences


def _plain(layer: Explanation | Rule | Figures | Share | Result) -> dict[str, object]:
    return {name: getattr(layer, name) for name in layer.__slots__}
