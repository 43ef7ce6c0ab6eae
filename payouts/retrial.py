"""Testing what was handed in against a requirement's rule with other limits, for a simulation."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from agreements.domain.definition import Definition
from agreements.domain.evaluate import evaluate
from agreements.domain.result import Facts, Truth
from agreements.domain.rules import Listed, Node
from agreements.models import AgreementVersion, Submission
from agreements.selectors.standing import without_refused_completions
from assessment.models import RoundKind, Verdict
from assessment.selectors.registers import ParticipationLists, register_answers, register_lists
from payouts.domain.rule_limits import with_limit
from payouts.domain.simulation import OtherLimit, Retried
from prio.parties.selectors import inhabitants_of_parties

Answers = Mapping[str, Any]


class _Test(NamedTuple):
    """One party's rule, tested with its answers."""

    answers: Answers
    facts: Facts
    judgements: Mapping[str, bool]

    def truth(self, rule: Node) -> Truth:
        return evaluate(rule, self.answers, self.facts, handed_in=True, judgements=self.judgements).truth


def retry(
    version: AgreementVersion,
    limits: Sequence[OtherLimit],
    met: Mapping[str, frozenset[str]],
    asked: Mapping[str, Iterable[str]],
) -> dict[str, Retried]:
    """Test the requirements of `limits` again, each party's standing answers before and after the change.

    Only who falls otherwise with the new limit than with today's counts otherwise: an outcome that rests on something
    else stands. So does one that cannot be tested, since nothing was handed in. At most seven queries.

    Args:
        version: the published version.
        limits: the changed limits.
        met: who counts as having met each requirement today.
        asked: the codes of the parties that each of the requirements concerns.
    """
    agreement, definition = version.agreement_id, version.definition
    if not limits or definition.population_date is None:
        return {}
    people = inhabitants_of_parties(definition.population_date)
    handed_in = _handed_in(agreement, {one.requirement for one in limits})
    registers, lists = _registers(version, {one.requirement for one in limits})
    judged = _judged(agreement, {one.requirement for one in limits})
    found = {}
    for code in dict.fromkeys(one.requirement for one in limits):
        rule = definition.requirement(code).rule
        if rule is None:
            continue
        tests = {
            party: _Test(
                {**handed_in.get((code, party), {}), **registers.get((code, party), {})},
                _facts(definition, people, lists, party),
                judged.get((code, party), {}),
            )
            for party in sorted(asked[code])
            if (code, party) in handed_in or (code, party) in registers
        }
        others = len(set(asked[code])) - len(tests)
        found[code] = _retried(rule, _changed(rule, code, limits), tests, met.get(code, frozenset()), others)
    return found


def _changed(rule: Node, code: str, limits: Iterable[OtherLimit]) -> Node:
    for one in limits:
        if one.requirement == code:
            rule = with_limit(rule, one.criterion, one.limit, one.value)
    return rule


def _retried(
    rule: Node, changed: Node, tests: Mapping[str, _Test], met: frozenset[str], others: int
) -> Retried:
    turned = {
        party: now
        for party, test in tests.items()
        if (now := test.truth(changed)) is not Truth.UNDECIDED and now is not test.truth(rule)
    }
    return Retried(
        tried=len(tests),
        untried=others,
        met=tuple(party for party, now in turned.items() if now is Truth.MET and party not in met),
        not_met=tuple(party for party, now in turned.items() if now is Truth.NOT_MET and party in met),
    )


def _registers(
    version: AgreementVersion, codes: Iterable[str]
) -> tuple[Mapping[tuple[str, str], Answers], ParticipationLists]:
    """Return what registers say, where the requirements read from any: three queries, or none."""
    requirements = [version.definition.requirement(code) for code in sorted(codes)]
    answered = any(question.source for one in requirements for question in one.questions)
    listed = any(isinstance(leaf, Listed) for one in requirements for leaf in one.leaves)
    agreement = version.agreement_id
    answers = register_answers(agreement, codes) if answered else {}
    return answers, register_lists(agreement) if listed else ParticipationLists()


def _facts(definition: Definition, people: Mapping[str, int], lists: ParticipationLists, party: str) -> Facts:
    return Facts(
        people.get(party),
        definition.size_classes,
        lists.of(party),
        population_date=definition.population_date,
    )


def _handed_in(agreement: int, codes: Iterable[str]) -> dict[tuple[str, str], Answers]:
    """Return the answers that stand, by the codes of requirement and party: one query."""
    found = Submission.objects.filter(
        report__requirement__agreement=agreement,
        report__requirement__code__in=codes,
        report__state__in=("handed_in", "returned"),
    )
    rows = without_refused_completions(found).order_by("number")
    columns = ("report__requirement__code", "report__party__code", "answers")
    return {(code, party): answers for code, party, answers in rows.values_list(*columns)}


def _judged(agreement: int, codes: Iterable[str]) -> dict[tuple[str, str], dict[str, bool]]:
    """Return what assessors have said of the criteria that are theirs, the newest last: one query."""
    rows = Verdict.objects.filter(
        round__agreement=agreement, round__kind=RoundKind.FINAL, requirement__code__in=codes
    ).exclude(judged={})
    columns = ("requirement__code", "party__code", "judged")
    return {
        (code, party): {leaf: bool(said["met"]) for leaf, said in judged.items()}
        for code, party, judged in rows.order_by("pk").values_list(*columns)
    }
