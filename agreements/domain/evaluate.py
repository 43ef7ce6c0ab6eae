"""Test a rule against answers: met, not met or undecided at every node, each with its reason and figures.

The same function serves the reporter's self-check, the hand-in, the assessor's checklist and the reasons in a decision.
It never fails on an answer: a value of the wrong shape is no answer, and the reason says so.
"""

from collections.abc import Mapping
from dataclasses import replace

from agreements.domain import answers as answer
from agreements.domain.answers import Answers, NoAnswer, NotRead
from agreements.domain.leaf_tests import LEAF_TESTS, Given, UnknownFact
from agreements.domain.result import Facts, Result, Truth
from agreements.domain.rules import AnyOf, AtLeastN, AtLeastOne, Demand, Inner, Leaf, Node

__all__ = ["Facts", "Result", "Truth", "evaluate", "is_asked"]


def evaluate(
    rule: Node,
    answers: Answers,
    facts: Facts,
    *,
    handed_in: bool,
    judgements: Mapping[str, bool] | None = None,
) -> Result:
    """Return the outcome of a rule at every node.

    `answers`: plain JSON values by the key of the question (docs/formats.md). `facts`: what is known without asking.
    `handed_in`: an unanswered question is undecided in a draft and not met once handed in; what a register has not
    given yet stays undecided. `judgements`: an assessor's answers by the key of the leaf; a leaf that needs one is
    undecided until it is there.
    """
    return _whole(rule, Given(answers, facts, handed_in, judgements or {}))


def is_asked(demands: tuple[Demand, ...], answers: Answers) -> bool | None:
    """Say whether a question with these demands is asked; None while a question that decides it is unanswered."""
    holds: bool | None = True
    for demand in demands:
        try:
            if not _holds(demand, answers):
                return False
        except NoAnswer:
            holds = None
    return holds


def _holds(demand: Demand, answers: Answers) -> bool:
    question, condition = demand.question, demand.condition
    value = answers.get(question.key)
    match condition.kind:
        case "yes":
            return answer.yes_no(question, value)
        case "no":
            return not answer.yes_no(question, value)
        case "choice":
            return answer.choice(question, value) in condition.options
        case "answered":
            answer.read(question, value)
            return True


def _whole(rule: Node, given: Given) -> Result:
    """Test a rule from its top, where a rule of which nothing is asked counts as unanswered: it shows nothing."""
    result = _test(rule, given)
    if result.asked:
        return result
    return replace(result, truth=_unanswered(given), asked=True)


def _unanswered(given: Given) -> Truth:
    return Truth.NOT_MET if given.handed_in else Truth.UNDECIDED


def _test(node: Node, given: Given) -> Result:
    if isinstance(node, Inner):
        return _test_inner(node, given)
    asked = is_asked(node.asked_when, given.answers) if node.asked_when else True
    if asked is False:
        return Result(
            node.key, node.kind, Truth.UNDECIDED, node.text, "Frågan ställs inte till er.", asked=False
        )
    if asked is None:
        return _leaf(node, _unanswered(given), _what_decides(node, given))
    try:
        if isinstance(node, AtLeastOne):
            return _test_units(node, given)
        return _leaf(node, *LEAF_TESTS[type(node)](node, given))
    except (NotRead, UnknownFact) as reason:
        return _leaf(node, Truth.UNDECIDED, str(reason))
    except NoAnswer as reason:
        return _leaf(node, _unanswered(given), str(reason))


def _leaf(leaf: Leaf, truth: Truth, reason: str, children: tuple[Result, ...] = ()) -> Result:
    return Result(leaf.key, leaf.kind, truth, leaf.text, reason, children)


def _what_decides(leaf: Leaf, given: Given) -> str:
    for demand in leaf.asked_when:
        reason = answer.problem(demand.question, given.answers.get(demand.question.key))
        if reason is not None:
            return reason
    raise ValueError("a leaf whose demands are all answered is asked or not")


def _test_inner(node: Inner, given: Given) -> Result:
    children = tuple([_test(child, given) for child in node.children])
    asked = [child.truth for child in children if child.asked]
    if not asked:
        reason = "Inget av villkoren gäller er."
        return Result(node.key, node.kind, Truth.UNDECIDED, node.text, reason, children, asked=False)
    met, open_ = asked.count(Truth.MET), asked.count(Truth.UNDECIDED)
    needed = _needed(node, len(asked))
    reason = _reason_of_inner(met, open_, needed, len(asked), len(children) - len(asked))
    return Result(node.key, node.kind, _weigh(met, open_, needed), node.text, reason, children)


def _weigh(met: int, open_: int, needed: int) -> Truth:
    """Return Kleene's value of so many met and undecided nodes, where so many must be met."""
    if met >= needed:
        return Truth.MET
    return Truth.UNDECIDED if met + open_ >= needed else Truth.NOT_MET


def _needed(node: Inner, asked: int) -> int:
    """Return how many of the children that are asked must be met."""
    if isinstance(node, AtLeastN):
        return node.n
    return 1 if isinstance(node, AnyOf) else asked


def _reason_of_inner(met: int, open_: int, needed: int, asked: int, not_asked: int) -> str:
    needs = "alla behövs" if needed == asked else f"{needed} behövs"
    is_alone = asked == needed == 1
    said = _reason_of_one(met) if is_alone else f"{met} av {asked} villkor är uppfyllda; {needs}."
    if open_:
        said += f" {open_} är inte {'avgjort' if open_ == 1 else 'avgjorda'}."
    if not_asked:
        said += f" {not_asked} gäller inte er."
    return said


def _reason_of_one(met: int) -> str:
    return "Villkoret är uppfyllt." if met else "Villkoret är inte uppfyllt."


def _test_units(leaf: AtLeastOne, given: Given) -> Result:
    units = answer.units(leaf.question, given.answers.get(leaf.question.key))
    if leaf.where is None:
        return _leaf(leaf, Truth.MET, f"{len(units)} {_units(len(units))} är angivna.")
    children = tuple([_test_unit(leaf.where, unit, given) for unit in units])
    met = sum(child.is_met for child in children)
    if met:
        truth = Truth.MET
    else:
        is_open = any(child.truth is Truth.UNDECIDED for child in children)
        truth = Truth.UNDECIDED if is_open else Truth.NOT_MET
    return _leaf(
        leaf, truth, f"{met} av {len(units)} {_units(len(units))} uppfyller villkoret; en behövs.", children
    )


def _test_unit(where: Node, unit: Answers, given: Given) -> Result:
    result = _whole(where, replace(given, answers=unit))
    return Result("", "unit", result.truth, str(unit.get("name", "")), result.reason, (result,))


def _units(number: int) -> str:
    return "enhet" if number == 1 else "enheter"
