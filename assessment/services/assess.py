"""The pre-check: every report of a round is evaluated, and the result proposed with its reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass

from django.db import transaction
from django.db.models import QuerySet

from agreements.models import Submission
from agreements.selectors.standing import without_refused_completions
from assessment.domain.sample import is_sampled
from assessment.material import Key, Material, Proposal, read_material
from assessment.models import (
    FOLLOWS_FROM_CLOSING,
    AssessmentRound,
    Finding,
    PreliminaryRequest,
    RoundKind,
    Verdict,
    VerdictState,
)
from assessment.selectors import Concerned, concerned_parties
from assessment.services.rounds import locked_round, refuse_unless_judged
from prio import clock
from prio.audit.services import record
from prio.jobs.registry import Progress, silent

PROPOSED = "proposed"
# What a later pre-check may change in a proposal; who it is assigned to, and what was judged in it, stays.
RENEWED = (
    "requirement_version",
    "proposed_outcome",
    "reasons",
    "submission",
    "judged",
    "attention",
    "arrived_at",
    "county",
    "made_at",
    "simulated",
)


@dataclass(frozen=True, slots=True)
class Assessment:
    """What an assessment proposed: how many are new, changed, unchanged, and how many it left alone.

    withdrawn: earlier proposals that nothing stands behind any more, such as those on a report that was taken back.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    decided_already: int = 0
    withdrawn: int = 0

    def __add__(self, other: "Assessment") -> "Assessment":
        """Return both together."""
        return Assessment(*(mine + yours for mine, yours in zip(astuple(self), astuple(other), strict=True)))


def assess_agreement(
    agreement_code: str,
    *,
    kind: RoundKind = RoundKind.FINAL,
    by_id: int | None = None,
    progress: Progress = silent,
) -> Assessment:
    """Evaluate every report of a round and record what the rules come to, with reasons, as proposals.

    What was handed in is evaluated. Once the collection has closed, a party without a report is proposed as not
    submitted or declined, and who handed in only one of the demands that are assessed together as not assessed. In a
    preliminary round that is done for the grundkrav alone, and where the agreement says so for those that asked for it.
    What somebody works on, or what is final, is left alone; a proposal that nothing stands behind any more is
    withdrawn. Each requirement is written by itself: who stops in between goes on by doing it again, and nothing is
    done twice. The number of queries does not depend on the number of reports.

    Raises:
        Refused: there is no such published agreement or no such round, its population date is not set, or no reference
            facts are loaded.
    """
    concerned = concerned_parties(agreement_code)
    refuse_unless_judged(concerned.version, kind)
    material = read_material(concerned, kind)
    codes = _codes(concerned, kind)
    parties = _parties(concerned, kind)
    total = Assessment()
    for done, code in enumerate(codes):
        progress(f"Bedömer {code}", done, len(codes))
        proposals = _proposals(material, code, parties)
        with transaction.atomic():
            locked = locked_round(concerned.version.agreement, kind)
            total += _write(locked, material, code, _still_true(concerned, code, proposals), by_id)
    progress("Klart", len(codes), len(codes))
    return total


def _codes(concerned: Concerned, kind: RoundKind) -> list[str]:
    """Return the requirements that are judged in a round: those with a rule, in a preliminary one grundkrav alone."""
    return [
        one.code
        for one in concerned.definition.requirements
        if one.rule is not None and (kind == RoundKind.FINAL or one.kind == "grundkrav")
    ]


def _parties(concerned: Concerned, kind: RoundKind) -> frozenset[str]:
    """Return the codes of the parties that are judged in a round."""
    if kind == RoundKind.FINAL or concerned.definition.preliminary.applies_to == "all":
        return concerned.every_code
    asked = PreliminaryRequest.objects.filter(agreement=concerned.version.agreement)
    return frozenset(asked.values_list("party__code", flat=True))


def _proposals(material: Material, code: str, parties: frozenset[str]) -> dict[Key, Proposal]:
    concerned = material.concerned
    found = {}
    for party in sorted(concerned.codes(code) & parties):
        if proposal := material.propose(code, party):
            found[concerned.key(code, party)] = proposal
    return found


def _still_true(concerned: Concerned, code: str, proposals: Mapping[Key, Proposal]) -> dict[Key, Proposal]:
    """Leave out what was evaluated from a submission that is no longer the latest: whoever read the later one says it.

    The evaluation is done before the lock is taken, so another one may have read more and been faster.
    """
    requirement = concerned.requirements[code].requirement_id
    submissions = Submission.objects.filter(report__requirement=requirement)
    standing = without_refused_completions(submissions).order_by("number")
    latest = dict(standing.values_list("report__party_id", "pk"))
    return {
        key: proposal
        for key, proposal in proposals.items()
        if proposal.submission_id is None or proposal.submission_id == latest.get(key[1])
    }


def _write(
    round_: AssessmentRound,
    material: Material,
    code: str,
    proposals: Mapping[Key, Proposal],
    by_id: int | None,
) -> Assessment:
    """Write the proposals on one requirement. The round is locked."""
    requirement = material.concerned.requirements[code].requirement_id
    if round_.kind == RoundKind.PRELIMINARY:
        findings = Finding.objects.filter(round=round_, requirement=requirement)
        sorted_out = _sort_out(round_, material, code, proposals, findings.order_by("pk"))
        Finding.objects.bulk_create(one for one in sorted_out.new if isinstance(one, Finding))
        Finding.objects.bulk_update((one for one in sorted_out.changed if isinstance(one, Finding)), RENEWED)
        withdrawn = _withdraw(findings.filter(pk__in=sorted_out.gone))
    else:
        verdicts = Verdict.objects.filter(round=round_, requirement=requirement)
        current = verdicts.exclude(state=VerdictState.CORRECTED)
        sorted_out = _sort_out(round_, material, code, proposals, current.order_by("pk"))
        Verdict.objects.bulk_create(one for one in sorted_out.new if isinstance(one, Verdict))
        changed_verdicts = [one for one in sorted_out.changed if isinstance(one, Verdict)]
        Verdict.objects.bulk_update(changed_verdicts, (*RENEWED, "sampled"))
        # What the party was told of is registered with its answer, and stays.
        gone = verdicts.filter(pk__in=sorted_out.gone, corrects=None, communications=None)
        withdrawn = _withdraw(gone)
    new, changed = len(sorted_out.new), len(sorted_out.changed)
    if new or changed or withdrawn:
        facts = {"requirement": code, "new": new, "changed": changed, "withdrawn": withdrawn}
        record("round", round_.pk, "assessed", by_id=by_id, facts=facts)
    return Assessment(new, changed, sorted_out.unchanged, sorted_out.decided, withdrawn)


def _withdraw(stale: QuerySet[Finding] | QuerySet[Verdict]) -> int:
    """Take away the proposals that are not made any more; return how many."""
    return stale.filter(state=PROPOSED).delete()[0]


@dataclass(frozen=True, slots=True)
class _SortedOut:
    """The rows to be made and to be renewed, the primary keys of those that go, and how many are left alone."""

    new: list[Finding | Verdict]
    changed: list[Finding | Verdict]
    gone: list[int]
    unchanged: int
    decided: int


def _sort_out(
    round_: AssessmentRound,
    material: Material,
    code: str,
    proposals: Mapping[Key, Proposal],
    rows: Iterable[Finding | Verdict],
) -> _SortedOut:
    current = {
        (row.requirement_id, row.party_id): row for row in rows
    }  # a correction comes after what it corrects
    new, changed, unchanged, decided = [], [], 0, 0
    for key, proposal in proposals.items():
        before = current.get(key)
        if before is not None and before.state != PROPOSED:
            decided += 1
            continue
        row = _row(round_, material, code, key, proposal)
        if before is None:
            new.append(row)
        elif _same(before, row):
            unchanged += 1
        else:
            row.pk = before.pk
            changed.append(row)
    gone = [row.pk for key, row in current.items() if row.state == PROPOSED and key not in proposals]
    return _SortedOut(new, changed, gone, unchanged, decided)


def _row(
    round_: AssessmentRound, material: Material, code: str, key: Key, proposal: Proposal
) -> Finding | Verdict:
    concerned = material.concerned
    party = material.codes[key[1]]
    submission = proposal.submission
    shared = {
        "round": round_,
        "requirement_id": key[0],
        "requirement_version_id": concerned.requirements[code].wording_id,
        "party_id": key[1],
        "county_id": material.counties.get(party),
        "state": PROPOSED,
        "proposed_outcome": proposal.outcome,
        "reasons": proposal.reasons,
        "submission": submission,
        "judged": proposal.judged,
        "attention": list(proposal.attention),
        "arrived_at": submission.handed_in_at if submission else None,
        "made_at": clock.now(),
        "simulated": proposal.simulated or concerned.version.agreement.simulated,
    }
    if round_.kind == RoundKind.PRELIMINARY:
        return Finding(**shared)
    # What follows from the closing goes in one batch by one person: the sample is drawn from the rest.
    sampled = proposal.outcome not in FOLLOWS_FROM_CLOSING
    return Verdict(**shared, sampled=sampled and is_sampled(round_.seed, code, party, round_.sample_percent))


def _same(before: Finding | Verdict, after: Finding | Verdict) -> bool:
    said = ("proposed_outcome", "submission_id", "requirement_version_id", "reasons", "judged", "attention")
    return all(getattr(before, name) == getattr(after, name) for name in said)
