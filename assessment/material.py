"""Everything that a pre-check looks at, read beforehand, and what it proposes for each party and requirement."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from agreements.domain.corrections import asks_the_same
from agreements.domain.county_figures import comparisons
from agreements.domain.definition import Definition
from agreements.domain.evaluate import Facts, evaluate
from agreements.domain.requirement import RequirementDefinition
from agreements.domain.result import Result, Truth
from agreements.models import LinkCheck, Report, ReportState, RequirementVersion, Submission
from agreements.selectors.standing import without_refused_completions
from assessment.domain.attention import in_order
from assessment.domain.eyes import manual_leaves, proposed_by
from assessment.models import Finding, FindingState, Outcome, RoundKind, Verdict, VerdictState
from assessment.selectors import Concerned
from assessment.selectors.registers import ParticipationLists, register_answers, register_lists
from prio import clock
from prio.parties.selectors import inhabitants_of_parties, parties_in_counties
from prio.refused import Refused

# The states of a report in which its last submission stands.
STANDING = frozenset({ReportState.HANDED_IN, ReportState.RETURNED})

Key = tuple[int, int]  # the primary keys of a requirement and a party
Judged = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed outcome (empty: a person has to judge) with its reasons, and why somebody has to look at it.

    judged: what assessors have said of the criteria that are theirs; it counts in the outcome.
    """

    outcome: str
    reasons: Mapping[str, Any] = field(default_factory=dict)
    submission: Submission | None = None
    attention: tuple[str, ...] = ()
    judged: Judged = field(default_factory=dict)

    @property
    def submission_id(self) -> int | None:
        """The primary key of the submission that was tested."""
        return self.submission.pk if self.submission else None

    @property
    def simulated(self) -> bool:
        """Whether what was handed in is made up."""
        return self.submission is not None and self.submission.simulated


@dataclass(frozen=True)
class Material:
    """What a round's reports say, and what is known beside them.

    closed: codes of the requirements that are no longer collected. answerable: those with a question that is open for
    longer, whose missing answers are therefore undecided and not yet a failure. counties: by the party's code.
    registers, lists: what approved registers say, by the codes of requirement and party, and who stands on their lists.
    judged: what an assessor has said in the verdicts of this round, by requirement and party. findings: the
    preliminary ones that were sent. remarked: who got a remark on the demand that this one follows.
    """

    concerned: Concerned
    kind: RoundKind
    people: Mapping[str, int]
    counties: Mapping[str, str]
    submissions: Mapping[Key, Submission]
    states: Mapping[Key, str]
    closed: frozenset[str]
    answerable: frozenset[str]
    registers: Mapping[tuple[str, str], Mapping[str, object]]
    lists: ParticipationLists
    judged: Mapping[Key, Judged]
    findings: Mapping[Key, Finding]
    remarked: frozenset[tuple[str, int]]
    broken_links: frozenset[str]
    old_wordings: Mapping[int, RequirementDefinition | None]

    @property
    def definition(self) -> Definition:
        """The published definition."""
        return self.concerned.definition

    @cached_property
    def codes(self) -> Mapping[int, str]:
        """The parties' codes by primary key."""
        return {pk: code for code, pk in self.concerned.party_ids.items()}

    def propose(self, code: str, party: str) -> Proposal | None:
        """Return what is proposed for the party on the requirement, None where there is nothing to say yet."""
        key = self.concerned.key(code, party)
        state = self.states.get(key)
        submission = self.submissions.get(key)
        if state == ReportState.LATE:
            return Proposal("", submission=submission, attention=("late_waiting",))
        if state in STANDING and submission is not None:
            if self._lacks_companion(code, key[1]):
                return Proposal(Outcome.NOT_ASSESSED, submission=submission)
            return self._evaluated(code, party, key, submission)
        if not self.is_reported(code):
            return self._evaluated(code, party, key, None) if code in self.closed else None
        if code not in self.closed:
            return None
        return Proposal(Outcome.DECLINED if state == ReportState.DECLINED else Outcome.NOT_SUBMITTED)

    def is_reported(self, code: str) -> bool:
        """Say whether the parties answer something on the requirement; the others are read from registers alone."""
        return any(not question.source for question in self.definition.requirement(code).questions)

    def facts(self, party: str) -> Facts:
        """Return what is known of a party without asking it."""
        definition = self.definition
        return Facts(
            self.people.get(party),
            definition.size_classes,
            self.lists.of(party),
            population_date=definition.population_date,
        )

    def answers(self, code: str, party: str, submission: Submission | None) -> Mapping[str, Any]:
        """Return what the party has handed in on a requirement, with what registers say."""
        handed_in = submission.answers if submission else {}
        return {**handed_in, **self.registers.get((code, party), {})}

    def _evaluated(self, code: str, party: str, key: Key, submission: Submission | None) -> Proposal | None:
        requirement = self.definition.requirement(code)
        if requirement.rule is None:
            return None
        judged = self._judged(key, submission)
        result = evaluate(
            requirement.rule,
            self.answers(code, party, submission),
            self.facts(party),
            handed_in=code not in self.answerable,
            judgements={leaf: bool(said["met"]) for leaf, said in judged.items()},
        )
        return Proposal(
            proposed_by(result),
            result.to_plain(),
            submission,
            tuple(in_order(self._attention(requirement, key, submission, result))),
            judged,
        )

    def _judged(self, key: Key, submission: Submission | None) -> Judged:
        """Return what was judged of the same submission: in this round, otherwise in the preliminary one."""
        if own := self.judged.get(key):
            return own
        finding = self.findings.get(key)
        if finding is None or submission is None or finding.submission_id != submission.pk:
            return {}
        return finding.judged

    def _attention(
        self, requirement: RequirementDefinition, key: Key, submission: Submission | None, result: Result
    ) -> Iterator[str]:
        judged = self._judged(key, submission)
        if any(leaf.key not in judged for leaf in manual_leaves(requirement.rule)):
            yield "manual"
        if any(question.source for question in requirement.questions) and result.truth is Truth.UNDECIDED:
            yield "register"
        if (requirement.code, key[1]) in self.remarked:
            yield "remark"
        if (requirement.code, key[1]) in self._differing:
            yield "difference"
        if submission is not None:
            yield from self._attention_to(submission, requirement, self.findings.get(key))

    def _attention_to(
        self, submission: Submission, requirement: RequirementDefinition, finding: Finding | None
    ) -> Iterator[str]:
        if submission.late:
            yield "late"
        if submission.comments:
            yield "comment"
        if finding is not None and finding.submission_id != submission.pk:
            yield "supplement"
        wording = self.old_wordings.get(submission.requirement_version_id, requirement)
        if wording is None or not asks_the_same(wording, requirement):
            yield "wording"
        if self.broken_links and not self.broken_links.isdisjoint(_texts(submission.answers)):
            yield "link"

    @cached_property
    def _differing(self) -> frozenset[tuple[str, int]]:
        """Who has a figure that should agree with the county's other ones and does not, when all have given theirs."""
        if not any(one.compares_with for one in self.definition.requirements):
            return frozenset()
        codes = {judged.requirement_id: code for code, judged in self.concerned.requirements.items()}
        handed_in = {
            (party, codes[requirement]): submission.answers
            for (requirement, party), submission in self.submissions.items()
            if requirement in codes
        }
        members: dict[str, list[int]] = {}
        regions: dict[str, int] = {}
        kinds = self.concerned.codes_by_kind
        for party, county in self.counties.items():
            if party in kinds.get("region", ()):
                regions[county] = self.concerned.party_ids[party]
            else:
                members.setdefault(county, []).append(self.concerned.party_ids[party])
        found: set[tuple[str, int]] = set()
        for county, kommuner in members.items():
            region = regions.get(county)
            for one in comparisons(self.definition, handed_in, kommuner, region):
                if any(row.differs and row.final for row in one.rows):
                    found.update((one.requirement, kommun) for kommun in kommuner)
                    found.update([(one.other, region)] if region else [])
        return frozenset(found)

    def _lacks_companion(self, code: str, party_id: int) -> bool:
        """Say whether the party can no longer hand in a demand that is assessed together with this one, and has not."""
        if self.kind == RoundKind.PRELIMINARY:
            return False  # what is missing can still be mended
        together = self.definition.assess_together
        requirements = self.concerned.requirements
        return code in together and any(
            self.states.get((requirements[other].requirement_id, party_id)) not in STANDING
            for other in self.closed.intersection(together)
        )


def read_material(concerned: Concerned, kind: RoundKind) -> Material:
    """Read what the reports of a round say: a number of queries that does not depend on how many there are.

    Raises:
        Refused: the population date of the agreement is not set, or no figures for it are loaded.
    """
    applied_for, day = concerned.definition.is_applied_for, concerned.definition.population_date
    if day is None and not applied_for:
        raise Refused("Bedömningen kan inte göras: inställningen population_date är inte bestämd.")
    now = clock.now()
    submissions = _latest_submissions(concerned)
    return Material(
        concerned=concerned,
        kind=kind,
        people=inhabitants_of_parties(day) if day and not applied_for else {},
        counties={} if applied_for else _counties(concerned),
        submissions=submissions,
        states=_report_states(concerned),
        closed=_closed_at(now, concerned),
        answerable=_answerable_at(now, concerned),
        registers=register_answers(concerned.version.agreement_id),
        lists=register_lists(concerned.version.agreement_id),
        judged=_judged_in(concerned, kind, submissions),
        findings=_sent_findings(concerned) if kind == RoundKind.FINAL else {},
        remarked=_remarked(concerned),
        broken_links=_broken_links(submissions),
        old_wordings=_old_wordings(concerned, submissions),
    )


def _counties(concerned: Concerned) -> dict[str, str]:
    return {one.code: one.county for one in parties_in_counties(concerned.definition.names_day)}


def _closed_at(now: datetime, concerned: Concerned) -> frozenset[str]:
    """Return the codes of the requirements whose collection has closed."""
    days = {code: concerned.definition.closes(code) for code in concerned.requirements}
    return frozenset(code for code, day in days.items() if day is not None and clock.end_of(day) <= now)


def _answerable_at(now: datetime, concerned: Concerned) -> frozenset[str]:
    """Return the codes of the requirements with a question that closes later than the rest and is still open."""
    return frozenset(
        requirement.code
        for requirement in concerned.definition.requirements
        if any(question.closes and clock.end_of(question.closes) > now for question in requirement.questions)
    )


def _latest_submissions(concerned: Concerned) -> dict[Key, Submission]:
    found = Submission.objects.filter(report__requirement__agreement=concerned.version.agreement)
    return {
        (submission.report.requirement_id, submission.report.party_id): submission
        for submission in without_refused_completions(found).select_related("report").order_by("number")
    }


def _report_states(concerned: Concerned) -> dict[Key, str]:
    reports = Report.objects.filter(requirement__agreement=concerned.version.agreement)
    return {
        (r.requirement_id, r.party_id): r.state for r in reports.only("requirement_id", "party_id", "state")
    }


def _judged_in(
    concerned: Concerned, kind: RoundKind, submissions: Mapping[Key, Submission]
) -> dict[Key, Judged]:
    """What assessors have said in this round of what still stands."""
    model = Finding if kind == RoundKind.PRELIMINARY else Verdict
    rows = model.objects.filter(
        round__agreement=concerned.version.agreement, round__kind=kind, state="proposed"
    ).exclude(judged={})
    found = {}
    for requirement, party, submission, judged in rows.values_list(
        "requirement_id", "party_id", "submission_id", "judged"
    ):
        standing = submissions.get((requirement, party))
        if (standing.pk if standing else None) == submission:
            found[requirement, party] = judged
    return found


def _sent_findings(concerned: Concerned) -> dict[Key, Finding]:
    found = Finding.objects.filter(round__agreement=concerned.version.agreement, state=FindingState.SENT)
    return {(one.requirement_id, one.party_id): one for one in found}


def _remarked(concerned: Concerned) -> frozenset[tuple[str, int]]:
    """Return who got a remark on a demand that is asked again (rules.md G16): one query, or none."""
    again = {
        (earlier.agreement, earlier.requirement): one.code
        for one in concerned.definition.requirements
        for earlier in one.follows
    }
    if not again:
        return frozenset()
    rows = Verdict.objects.filter(
        requirement__agreement__code__in={agreement for agreement, _ in again},
        outcome=Outcome.MET_WITH_REMARK,
        state=VerdictState.FINAL,
    ).values_list("requirement__agreement__code", "requirement__code", "party_id")
    return frozenset(
        (again[agreement, code], party) for agreement, code, party in rows if (agreement, code) in again
    )


def _broken_links(submissions: Mapping[Key, Submission]) -> frozenset[str]:
    """Return the addresses that did not answer when they were asked: one query, or none."""
    if not submissions:
        return frozenset()
    return frozenset(LinkCheck.objects.filter(answers=False).values_list("url", flat=True))


def _old_wordings(
    concerned: Concerned, submissions: Mapping[Key, Submission]
) -> dict[int, RequirementDefinition | None]:
    """Return the wordings that are not the published ones and that somebody answered, by primary key: one query."""
    published = {judged.wording_id for judged in concerned.requirements.values()}
    old = {one.requirement_version_id for one in submissions.values()} - published
    if not old:
        return {}
    found = RequirementVersion.objects.filter(pk__in=old).select_related("version", "requirement")
    return {one.pk: _definition_of(one) for one in found}


def _definition_of(wording: RequirementVersion) -> RequirementDefinition | None:
    try:
        return wording.definition
    except KeyError:
        return None


def _texts(value: object) -> Iterator[str]:
    """Yield every text in an answer, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
