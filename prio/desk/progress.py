"""How far the parties of a county have come with their grundkrav, before anything is finally judged."""

from collections.abc import Mapping, Sequence

from agreements.domain.definition import Definition
from agreements.domain.evaluate import Facts, evaluate
from agreements.domain.requirement import RequirementDefinition
from agreements.domain.result import Truth
from agreements.models import ReportState
from assessment.models import COUNTS_AS_MET, VerdictState
from payouts.domain.forecast import Counted, Outlook
from prio.desk import board_facts
from prio.desk.standing import Passed

STANDS = frozenset({ReportState.HANDED_IN, ReportState.RETURNED})
OUT_OF_IT = frozenset({ReportState.DECLINED, ReportState.REFUSED})


def progress_of(
    definition: Definition, facts: board_facts.Facts, outlook: Outlook | None
) -> Mapping[int, Passed]:
    """Return how far each party has come, by its primary key.

    YES: every grundkrav is handed in and its pre-check has nothing against it. NO: one of them cannot be met any more.
    `outlook` knows for whom the last day has passed.
    """
    people = sum(party.inhabitants for party in facts.parties)
    found = {}
    for party in facts.parties:
        about = Facts(
            party.inhabitants or people, definition.size_classes, population_date=definition.population_date
        )
        asked = [one for one in definition.grundkrav() if party.kind in one.parties]
        found[party.id] = _together([_one(one, party, facts, about, outlook) for one in asked])
    return found


def _together(each: Sequence[Passed]) -> Passed:
    if Passed.NO in each:
        return Passed.NO
    return Passed.NOT_YET if Passed.NOT_YET in each else Passed.YES


def _one(
    grundkrav: RequirementDefinition,
    party: board_facts.PartyFact,
    facts: board_facts.Facts,
    about: Facts,
    outlook: Outlook | None,
) -> Passed:
    key = (party.id, grundkrav.code)
    verdict = facts.verdicts.get(key)
    if verdict and verdict.state == VerdictState.FINAL:
        return Passed.YES if verdict.outcome in COUNTS_AS_MET else Passed.NO
    state = facts.reports.get(key, "")
    if state in STANDS and key in facts.answers and grundkrav.rule:
        result = evaluate(
            grundkrav.rule, facts.answers[key], about, handed_in=not grundkrav_is_open(grundkrav)
        )
        if result.truth is not Truth.NOT_MET:
            return Passed.YES
        return Passed.NOT_YET if state == ReportState.RETURNED else Passed.NO
    if state in OUT_OF_IT:
        return Passed.NO
    is_out = (
        outlook and outlook.counted.get(grundkrav.code, {}).get(party.code, Counted.NEVER) is Counted.NEVER
    )
    return Passed.NO if is_out else Passed.NOT_YET


def grundkrav_is_open(grundkrav: RequirementDefinition) -> bool:
    """Say whether it has a question with a day of its own: what is missing there is no failure yet."""
    return any(question.closes for question in grundkrav.questions)
