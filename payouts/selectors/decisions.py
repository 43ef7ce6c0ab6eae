"""Decisions on payment, and their documents."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet

from agreements.domain.definition import Definition
from assessment.models import RoundKind, Verdict, VerdictState
from payouts.models import (
    AllocationPart,
    AllocationRun,
    DecidedAmount,
    DecidedApplication,
    Decision,
    DecisionKind,
    DecisionState,
    RunState,
    StoredDocument,
)
from payouts.models.decision import LIVE
from payouts.selectors.access import visible_decisions, visible_runs
from payouts.selectors.frame import kind_words, names_by_code
from payouts.selectors.letters import Counts, counts_of
from payouts.selectors.meaning import Change, Meaning, meaning_of
from prio.accounts.roles import Actor


@dataclass(frozen=True, slots=True)
class DecidedPart:
    """A part of a pot as a decision distributes it, in kronor."""

    requirement: str
    name: str
    kind: str
    amount: int
    distributed: int
    undistributed: int


@dataclass(frozen=True, slots=True)
class DecidedLine:
    """Kronor that a decision gives a party out of a line of the budget."""

    party: str
    line: str
    amount: int


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """Everything that the page of a decision shows: the parts of an allocation, or the applications that it answers.

    added: what it gives beside the pots. letters: how far its letters are, for who reads all. is_outdated: a verdict is
    newer than the division of a decision in force. meaning: what a draft that ends another means, for who reads all;
    names: of the parties whose sums it changes, by code.
    """

    decision: Decision
    parts: tuple[DecidedPart, ...]
    corrected_by: Decision | None
    applications: tuple[DecidedApplication, ...] = ()
    added: tuple[DecidedLine, ...] = ()
    letters: Counts | None = None
    is_outdated: bool = False
    meaning: Meaning | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def changes(self) -> tuple[tuple[str, Change], ...]:
        """The parties whose sums a draft that corrects another changes, by name, the largest change first."""
        changes = self.meaning.changes if self.meaning and not self.meaning.revokes else ()
        return tuple((self.names.get(one.code, one.code), one) for one in changes)

    @property
    def granted(self) -> int:
        """How many applicants get money."""
        return sum(one.granted > 0 for one in self.applications)

    @property
    def asked(self) -> int:
        """The kronor that the applicants asked for."""
        return sum(one.asked or 0 for one in self.applications)


def decisions_of(actor: Actor, agreement_code: str) -> list[Decision]:
    """Return the agreement's decisions that `actor` may see, the newest first: one query."""
    decisions = visible_decisions(actor).filter(agreement__code=agreement_code)
    return list(_with_all(decisions).order_by("-number"))


def run_to_decide(actor: Actor, agreement_code: str) -> AllocationRun | None:
    """Return the approved run that no decision has been made on, if `actor` may see it: one query."""
    if not actor.reads_all:
        return None
    runs = visible_runs(actor).filter(agreement__code=agreement_code, state=RunState.APPROVED)
    return runs.exclude(decisions__state__in=LIVE).defer("inputs").first()


def revoked_on(run: AllocationRun) -> Decision | None:
    """Return the decision on a run that was revoked last, if any: one query."""
    return Decision.objects.filter(run=run, state=DecisionState.REVOKED).order_by("-number").first()


def decision_page(actor: Actor, agreement_code: str, decision_id: int) -> DecisionPage | None:
    """Return what the page of a decision shows; None where there is none that `actor` may see.

    At most six queries; of a draft that ends another ten.
    """
    found = visible_decisions(actor).filter(agreement__code=agreement_code, pk=decision_id)
    decision = (
        _with_all(found).select_related("run__version").defer("run__inputs", "run__version__plain").first()
    )
    if decision is None:
        return None
    corrected_by = corrects_it(actor, decision)
    letters = counts_of(decision) if actor.reads_all else None
    is_draft = decision.state == DecisionState.DRAFT
    meaning = meaning_of(decision) if is_draft and actor.reads_all else None
    if decision.kind == DecisionKind.GRANT:
        answered = DecidedApplication.objects.filter(decision=decision).select_related("party", "requirement")
        return DecisionPage(decision, (), corrected_by, tuple(answered), letters=letters, meaning=meaning)
    if decision.run is None:
        return DecisionPage(decision, (), corrected_by, letters=letters, meaning=meaning)
    definition = decision.run.version.definition
    changed = [one.code for one in meaning.changes] if meaning else []
    named = names_by_code(definition.names_day, changed) if changed else {}
    return DecisionPage(
        decision=decision,
        parts=_parts(decision, definition),
        corrected_by=corrected_by,
        added=_added(decision, definition) if decision.total != decision.run.distributed else (),
        letters=letters,
        is_outdated=actor.reads_all and _is_outdated(decision),
        meaning=meaning,
        names={code: one.name for code, one in named.items()},
    )


def _parts(decision: Decision, definition: Definition) -> tuple[DecidedPart, ...]:
    words = kind_words(definition.year)
    parts = AllocationPart.objects.filter(run=decision.run_id).select_related("requirement")
    return tuple(
        DecidedPart(
            requirement=part.requirement.code,
            name=definition.requirement(part.requirement.code).name,
            kind=words[part.kind].many,
            amount=part.amount,
            distributed=part.distributed,
            undistributed=part.undistributed,
        )
        for part in parts.order_by("requirement__position", "kind")
    )


def _added(decision: Decision, definition: Definition) -> tuple[DecidedLine, ...]:
    rows = list(
        DecidedAmount.objects.filter(decision=decision)
        .exclude(line="")
        .order_by("party__code")
        .values_list("party__code", "line", "amount")
    )
    names = names_by_code(definition.names_day, [party for party, _, _ in rows])
    return tuple(DecidedLine(names[party].name, line, amount) for party, line, amount in rows)


def _is_outdated(decision: Decision) -> bool:
    """Say whether a final verdict is newer than a decision in force and its division: one query."""
    if decision.state != DecisionState.IN_FORCE:
        return False
    run = decision.division
    newer = Verdict.objects.filter(
        round__agreement=decision.agreement_id,
        round__kind=RoundKind.FINAL,
        state=VerdictState.FINAL,
        final_at__gt=max(decision.made_at, run.approved_at or run.computed_at),
    )
    return newer.exists()


def corrects_it(actor: Actor, decision: Decision) -> Decision | None:
    """Return the decision that corrects this one, if there is one that `actor` may see: one query."""
    return visible_decisions(actor).filter(corrects=decision).first()


def document_of(
    actor: Actor, agreement_code: str, decision_id: int
) -> tuple[Decision, StoredDocument] | None:
    """Return an issued decision with its document, without the bytes, or None: one query."""
    found = visible_decisions(actor).filter(agreement__code=agreement_code, pk=decision_id)
    decision = (
        found.exclude(document=None)
        .select_related("document", "agreement")
        .defer("document__content")
        .first()
    )
    return (decision, decision.document) if decision and decision.document else None


def document_name(decision: Decision) -> str:
    """Return the name of the decision's file."""
    return f"beslut-{decision.reference.lower().replace('/', '-')}.pdf"


def _with_all(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Fetch what the pages show of a decision, without the document's bytes and the run's inputs."""
    return decisions.select_related(
        "agreement", "run", "document", "prepared_by", "approved_by", "corrects"
    ).defer("run__inputs", "document__content")
