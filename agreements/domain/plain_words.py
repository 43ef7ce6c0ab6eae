"""A rule in plain Swedish: the closed tree of nodes as a tree of sentences.

One more face of the same rule that is evaluated. Nothing is decided here: a sentence says what its node tests.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import singledispatch

from agreements.domain.questions import NUMERIC, Question
from agreements.domain.register_words import register_name
from agreements.domain.rules import (
    All,
    Answered,
    AnyOf,
    AtLeastN,
    AtLeastOne,
    BySize,
    CompleteMonths,
    CoversYears,
    Demand,
    DocumentHasSections,
    Inner,
    InPeriod,
    Leaf,
    LinkGiven,
    Listed,
    Manual,
    MatrixComplete,
    Node,
    Share,
    Value,
    Yes,
)
from agreements.domain.terms import SizeClasses
from prio.days import month_in_words
from prio.money import number

_BOTH = 2
_NOT_SET = "ett antal som inte är bestämt"
_WHEN_ZERO = {
    "met": "Finns inget att räkna på är villkoret uppfyllt.",
    "not_met": "Finns inget att räkna på är villkoret inte uppfyllt.",
    "undecided": "Finns inget att räkna på går villkoret inte att avgöra med siffror.",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a node demands, how that is tested, when it is asked at all, and the sentences below it."""

    text: str
    how: str = ""
    when: str = ""
    below: tuple["Sentence", ...] = ()


def in_plain_words(rule: Node, sizes: SizeClasses | None = None) -> Sentence:
    """Return a rule as sentences; `sizes` are the agreement's size classes, for demands that depend on size.

    A node that holds one single child adds nothing and is left out.
    """
    if isinstance(rule, Inner):
        below = tuple(in_plain_words(child, sizes) for child in rule.children)
        if len(below) == 1 and not rule.text:
            return below[0]
        return Sentence(rule.text or _together(rule), how=_together(rule) if rule.text else "", below=below)
    below = (in_plain_words(rule.where, sizes),) if isinstance(rule, AtLeastOne) and rule.where else ()
    how = _by_size(rule, sizes) if isinstance(rule, BySize) else _how(rule)
    return Sentence(rule.text, how=how, when=_when(rule.asked_when), below=below)


def _together(node: Inner) -> str:
    several = len(node.children)
    match node:
        case All():
            return (
                "Båda villkoren ska vara uppfyllda."
                if several == _BOTH
                else "Alla villkor ska vara uppfyllda."
            )
        case AnyOf():
            return "Ett av de två villkoren räcker." if several == _BOTH else "Ett av villkoren räcker."
        case AtLeastN():
            return f"Minst {node.n} av de {several} villkoren ska vara uppfyllda."
    raise AssertionError(f"an inner node without words: {node.kind}")


@singledispatch
def _how(leaf: Leaf) -> str:
    raise AssertionError(f"a leaf without words: {leaf.kind}")


@_how.register
def _(leaf: Yes) -> str:
    return f"Svaret är ja på frågan {_asked(leaf.question)}."


@_how.register
def _(leaf: Answered) -> str:
    zero = " Noll är ett svar." if leaf.question.type in NUMERIC else ""
    return f"Frågan {_asked(leaf.question)} är besvarad.{zero}"


@_how.register
def _(leaf: DocumentHasSections) -> str:
    sections = leaf.question.sections if leaf.every else leaf.sections
    contents = f" Det ska innehålla {_and(sections)}." if sections else ""
    return f"Dokumentet {_asked(leaf.question)} är inlämnat.{contents}"


@_how.register
def _(leaf: LinkGiven) -> str:
    return f"En webbadress är angiven: {_asked(leaf.question)}."


@_how.register
def _(leaf: Value) -> str:
    limits = [f"minst {_decimal(leaf.at_least)}"] if leaf.at_least is not None else []
    limits += [f"högst {_decimal(leaf.at_most)}"] if leaf.at_most is not None else []
    return f"{_asked(leaf.question)} är {_and(limits)}{_unit(leaf.question)}."


@_how.register
def _(leaf: Share) -> str:
    limit = _decimal(leaf.at_least_percent)
    base = _plus(leaf.base)
    if leaf.population_percent is not None:
        base = f"det förväntade antalet, som är {_decimal(leaf.population_percent)} procent av invånarna"
    less = f", sedan {_plus(leaf.minus)} har dragits av" if leaf.minus else ""
    return f"{_plus(leaf.of)} är minst {limit} procent av {base}{less}. {_WHEN_ZERO[leaf.when_zero]}"


@_how.register
def _(leaf: InPeriod) -> str:
    match bool(leaf.first), bool(leaf.last):
        case True, True if leaf.first == leaf.last:
            window = f"är {leaf.first}"
        case True, True:
            window = f"ligger från och med {leaf.first} till och med {leaf.last}"
        case True, False:
            window = f"är {leaf.first} eller senare"
        case _:
            window = f"är {leaf.last} eller tidigare"
    return f"{_asked(leaf.question)} {window}."


@_how.register
def _(leaf: CoversYears) -> str:
    years = _and(str(year) for year in leaf.years)
    return f"{_asked(leaf.question)} omfattar {years}."


@_how.register
def _(leaf: CompleteMonths) -> str:
    months = leaf.question.months
    return (
        f"{_asked(leaf.question)} har en siffra för varje månad från {month_in_words(months[0])} "
        f"till {month_in_words(months[-1])}. Noll är en siffra."
    )


@_how.register
def _(leaf: AtLeastOne) -> str:
    demand = "uppfyller villkoret nedan" if leaf.where else "är redovisad"
    return f"Minst en av enheterna i {_asked(leaf.question)} {demand}."


@_how.register
def _(leaf: MatrixComplete) -> str:
    rows = number(len(leaf.question.rows))
    return f"Alla {rows} rader i {_asked(leaf.question)} har en webbadress."


@_how.register
def _(leaf: Listed) -> str:
    return f"Organisationen finns med på listan {register_name(leaf.register)}."


@_how.register
def _(leaf: Manual) -> str:
    return f"En handläggare bedömer: {leaf.asks}"


def _by_size(leaf: BySize, sizes: SizeClasses | None) -> str:
    small, medium, large = (
        number(n) if n is not None else _NOT_SET for n in (leaf.small, leaf.medium, leaf.large)
    )
    if sizes is None:
        classes = f"{small} i en liten kommun, {medium} i en medelstor och {large} i en stor"
    else:
        below, above = number(sizes.small_below), number(sizes.large_from)
        classes = (
            f"{small} i en kommun med färre än {below} invånare, {medium} i en med färre än {above} "
            f"och {large} i en med {above} eller fler"
        )
    return f"{_asked(leaf.question)} är minst {classes}."


def _when(demands: tuple[Demand, ...]) -> str:
    return f"Prövas bara om {_and(_condition(demand) for demand in demands)}." if demands else ""


def answered_only_if(demands: tuple[Demand, ...]) -> str:
    """Return when a question is to be answered, as a sentence; empty for one that always is."""
    return f"Besvaras bara om {_and(_condition(demand) for demand in demands)}." if demands else ""


def _condition(demand: Demand) -> str:
    asked = _asked(demand.question)
    match demand.condition.kind:
        case "yes":
            return f"svaret är ja på {asked}"
        case "no":
            return f"svaret är nej på {asked}"
        case "answered":
            return f"{asked} är besvarad"
        case "choice":
            labels = {option.key: option.label for option in demand.question.options}
            return f"{asked} är {_or(labels[key] for key in demand.condition.options)}"


def _asked(question: Question) -> str:
    return f"”{question.label}”"


def _unit(question: Question) -> str:
    if question.type == "percent":
        return " procent"
    return f" {question.unit}" if question.unit else ""


def _decimal(text: str) -> str:
    return text.replace(".", ",")


def _plus(questions: tuple[Question, ...]) -> str:
    return " plus ".join(_asked(question) for question in questions)


def _and(words: Iterable[str]) -> str:
    return _listed(words, "och")


def _or(words: Iterable[str]) -> str:
    return _listed(words, "eller")


def _listed(words: Iterable[str], last: str) -> str:
    *first, end = words
    return f"{', '.join(first)} {last} {end}" if first else end
