"""What is going on, as far as it concerns one person: the facts that their home is made of."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from agreements.domain.timeline import Phase
from agreements.models import Agreement
from agreements.selectors.access import AccessWaiting, access_waiting
from agreements.selectors.agreements import AgreementRow, agreement_rows
from assessment.models import Verdict, VerdictState
from payouts.models import (
    AllocationRun,
    DecidedAmount,
    Decision,
    DecisionKind,
    DecisionLetter,
    DecisionState,
    LetterState,
    RunState,
)
from payouts.models.decision import LIVE
from payouts.paying import pays
from payouts.selectors.access import outdated, visible_decisions
from payouts.selectors.meaning import Meaning, meaning_of
from payouts.selectors.money_due import MoneyDue, money_due
from payouts.selectors.money_waiting import MoneyWaiting, money_waiting
from payouts.selectors.paying_facts import NOTHING_TO_PAY, PayingFacts, paying_facts, revoked_at_bank
from payouts.selectors.unchanged import same_as_decided
from payouts.services.letter_sending import RECEIVES
from prio.accounts.roles import Actor, Role
from prio.desk.judging import Judging, ToAnswer, ToMend, judging_of, told_beforehand
from prio.desk.own_work import OwnAgreement, own_work
from prio.jobs.models import Job, JobState
from prio.parties.models import Party

ASSESSES = (Role.ASSESSOR, Role.LEAD_ASSESSOR)
DECIDES = (Role.MINISTRY_PREPARER, Role.MINISTRY_APPROVER)
APPROVES = (Role.MINISTRY_APPROVER, Role.LEAD_ASSESSOR)
WRITES_LETTERS = (Role.MINISTRY_PREPARER, Role.LEAD_ASSESSOR)
MOST_DECISIONS = 20
FAILED_LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class DecisionFact:
    """A decision. `distributed` and `own` in kronor; `own` is None for who acts for no organisation.

    is_for_own: the agreement asks something of such an organisation as the actor's, or the actor acts for none. letter:
    the code of an organisation of the actor's whose letter about it nobody has opened, "" where there is none.
    corrects_kind: what kind of decision it corrects or revokes, "" where it does not. sent_back: why a draft was sent
    back. lacks_reason: it corrects another and does not say why, so that nobody can approve it. own_before: what that
    one gave one's own, in kronor, None where it corrects none.
    """

    id: int
    code: str
    title: str
    reference: str
    state: str
    decided_on: date | None
    distributed: int
    own: int | None
    prepared_by: int
    simulated: bool
    kind: str
    is_for_own: bool
    letter: str
    corrects_kind: str
    sent_back: str
    lacks_reason: bool
    own_before: int | None = None

    @property
    def changed_from(self) -> int | None:
        """What one's own got before the correction, in kronor, where the correction changed it; otherwise None."""
        return self.own_before if self.own_before != self.own else None

    @property
    def on_applications(self) -> bool:
        """Whether those who assess applications decide on it, and write its letters."""
        return DecisionKind.GRANT in {self.kind, self.corrects_kind}


@dataclass(frozen=True, slots=True)
class RunFact:
    """The newest run of an agreement; `decided` when a decision on it, or to the same effect, is made or being made.

    is_outdated: a final verdict is newer than it. sent_back: why it was sent back. revoked: the number of the decision
    on it that was revoked last, "" for none.
    """

    id: int
    code: str
    state: str
    prepared_by: int | None
    decided: bool
    is_outdated: bool
    sent_back: str
    revoked: str


@dataclass(frozen=True, slots=True)
class Situation:
    """The facts. What a role has no use for is empty.

    undivided: codes of agreements with final verdicts and no run. judging: what waits for who assesses. access: the
    requests for documents that wait. own: what one's own organisations have to report now; to_answer: what they may
    answer before it is decided; to_mend: what they were found not to have handed in, while it still counts.
    letters_left: keys of the decisions whose letters are not made or not sent. money: what is to be accounted for or
    repaid, and waiting: what keeps an organisation's money from it; both known for recipients and where the actor has
    nothing to report now. paying: what a payer has to do. meanings: what drafts that end other decisions mean, by key,
    for who may approve them. revoked_at_bank: codes of agreements whose decision is revoked while money of it lies at
    the bank, for who audits.
    """

    actor: Actor
    today: date
    agreements: tuple[AgreementRow, ...]
    decisions: tuple[DecisionFact, ...]
    runs: Mapping[str, RunFact]
    undivided: frozenset[str]
    judging: Judging
    failed_jobs: tuple[UUID, ...]
    access: AccessWaiting
    own: tuple[OwnAgreement, ...]
    to_answer: tuple[ToAnswer, ...]
    to_mend: tuple[ToMend, ...]
    money: tuple[MoneyDue, ...]
    waiting: tuple[MoneyWaiting, ...] = ()
    paying: PayingFacts = NOTHING_TO_PAY
    letters_left: tuple[int, ...] = ()
    meanings: Mapping[int, Meaning] = field(default_factory=dict)
    revoked_at_bank: tuple[str, ...] = ()

    def in_phase(self, *phases: Phase) -> tuple[AgreementRow, ...]:
        """Return the agreements in one of `phases`, the newest first."""
        return tuple(row for row in self.agreements if row.phase in phases)

    def concerning(self, rows: Iterable[AgreementRow]) -> tuple[AgreementRow, ...]:
        """Return those of the agreements that who acts for organisations may be asked anything in; all for others."""
        if not self.actor.parties:
            return tuple(rows)
        applies, reports = bool(self.actor.applicants), not self.actor.only_applies
        return tuple(row for row in rows if (applies if row.definition.is_applied_for else reports))

    @property
    def open(self) -> tuple[AgreementRow, ...]:
        """The agreements that are reported on now, the nearest deadline first."""
        return tuple(sorted(self.in_phase(Phase.OPEN), key=lambda row: row.closes or date.max))

    @property
    def first_of_counties(self) -> AgreementRow | None:
        """The agreement of kommuner and regioner to follow: an open one, otherwise one that is assessed, or the newest.

        None where there is none; money that is applied for, or lies outside the pots, concerns no county.
        """
        for rows in (self.open, self.in_phase(Phase.ASSESSMENT), self.agreements):
            for row in rows:
                if not (row.definition.is_applied_for or row.definition.is_lines_only):
                    return row
        return None

    @property
    def in_force(self) -> tuple[DecisionFact, ...]:
        """The decisions that are in force and give something, the newest first."""
        return tuple(one for one in self._holding if one.kind != DecisionKind.REVOCATION)

    @property
    def letters(self) -> tuple[DecisionFact, ...]:
        """The decisions whose letters, as they still hold, nobody of the actor's organisations has opened."""
        return tuple(one for one in self.decisions if one.letter)

    @property
    def _holding(self) -> tuple[DecisionFact, ...]:
        return tuple(one for one in self.decisions if one.state == DecisionState.IN_FORCE)

    def title(self, code: str) -> str:
        """Return the name of an agreement."""
        return next((row.title for row in self.agreements if row.code == code), code)


def situation_of(actor: Actor, today: date) -> Situation:
    """Return the facts for `actor` on `today`: two to thirteen queries."""
    agreements = agreement_rows(actor, today)
    answerable, mendable = told_beforehand(actor, today)
    own = own_work(actor, agreements, today)
    definitions = [row.definition for row in agreements]
    # While something is reported, home fetches it by itself: a page has its limit of queries.
    shows_money = not own or actor.is_any(Role.RECIPIENT)
    decisions = _decisions(actor, agreements)
    runs = _runs() if actor.is_any(*DECIDES) else {}
    return Situation(
        actor=actor,
        today=today,
        agreements=agreements,
        decisions=decisions,
        runs=runs,
        undivided=_undivided(agreements, runs) if actor.is_any(Role.MINISTRY_PREPARER) else frozenset(),
        judging=judging_of(actor, agreements, today) if actor.is_any(*ASSESSES) else Judging(declared=True),
        failed_jobs=_failed_jobs(today) if actor.is_any(Role.ADMINISTRATOR) else (),
        access=access_waiting() if actor.is_any(Role.REGISTRAR) else AccessWaiting(),
        own=own,
        to_answer=answerable,
        to_mend=mendable,
        money=money_due(actor, definitions, today) if shows_money else (),
        waiting=money_waiting(actor, definitions) if shows_money else (),
        paying=_paying(actor, agreements),
        letters_left=_letters_left() if actor.is_any(*WRITES_LETTERS) else (),
        meanings=_meanings(decisions) if actor.is_any(*APPROVES) else {},
        revoked_at_bank=revoked_at_bank() if actor.is_any(Role.AUDITOR) else (),
    )


def _meanings(decisions: Sequence[DecisionFact]) -> dict[int, Meaning]:
    """What drafts that end other decisions mean: four queries for the few that there are, otherwise none."""
    drafts = [one.id for one in decisions if one.state == DecisionState.DRAFT and one.corrects_kind]
    found = Decision.objects.filter(pk__in=drafts).select_related("corrects") if drafts else ()
    meant = {one.pk: meaning_of(one) for one in found}
    return {key: one for key, one in meant.items() if one is not None}


def _paying(actor: Actor, agreements: Sequence[AgreementRow]) -> PayingFacts:
    own = [row for row in agreements if pays(actor, row.definition)]
    asking = [row.code for row in own if row.definition.aftermath.requisition]
    return paying_facts(actor, [row.code for row in own], asking) if own else NOTHING_TO_PAY


def _letters_left() -> tuple[int, ...]:
    """The decisions in force with letters to make or to send: one query."""
    left = DecisionLetter.objects.filter(
        decision__state=DecisionState.IN_FORCE, state__in=(LetterState.ORDERED, LetterState.MADE)
    )
    return tuple(left.order_by().values_list("decision", flat=True).distinct())


def _decisions(actor: Actor, agreements: Sequence[AgreementRow]) -> tuple[DecisionFact, ...]:
    """The decisions that the actor sees, with what each gives its own."""
    rows = list(
        visible_decisions(actor)
        .annotate(letter=_own_letter(actor), unexplained=Q(corrects__isnull=False, reason=""))
        .order_by(
            F("decided_on").desc(nulls_first=True),
            F("corrects").desc(nulls_last=True),
            "-agreement__year",
            "agreement__code",
            "-number",
        )
        .values_list(
            "pk",
            "agreement__code",
            "agreement__title",
            "reference",
            "state",
            "decided_on",
            "total",
            "prepared_by_id",
            "simulated",
            "kind",
            "letter",
            "corrects__kind",
            "sent_back",
            "unexplained",
            "corrects",
        )[:MOST_DECISIONS]
    )
    asked = {key for row in rows for key in (row[0], row[14]) if key}
    own, kinds = _own_amounts(actor, asked) if actor.parties and rows else ({}, None)
    strange = _not_for(kinds, agreements) if kinds is not None else frozenset()
    return tuple(
        DecisionFact(
            *row[:7],
            own.get(row[0], 0) if actor.parties else None,
            *row[7:9],
            row[9],
            row[1] not in strange,
            row[10] or "",
            row[11] or "",
            *row[12:14],
            own.get(row[14], 0) if actor.parties and row[14] else None,
        )
        for row in rows
    )


def _own_letter(actor: Actor) -> Subquery:
    """The code of an organisation that the actor speaks for and that has not opened its letter about a decision.

    A letter about a corrected decision holds for whom the correction changes nothing: those have no later letter.
    """
    later = DecisionLetter.objects.filter(
        organisation=OuterRef("organisation"),
        decision__agreement=OuterRef("decision__agreement"),
        decision__number__gt=OuterRef("decision__number"),
    )
    unread = DecisionLetter.objects.filter(
        Q(decision__state=DecisionState.IN_FORCE)
        | Q(~Exists(later), decision__state=DecisionState.CORRECTED),
        decision=OuterRef("pk"),
        organisation__in=[body for role, body in actor.holds if role in RECEIVES],
        state=LetterState.SENT,
    )
    return Subquery(unread.order_by("organisation__code").values("organisation__code")[:1])


def _not_for(kinds: frozenset[str], agreements: Sequence[AgreementRow]) -> frozenset[str]:
    """The codes of the agreements that ask nothing of organisations with parties of these kinds."""
    return frozenset(
        row.code
        for row in agreements
        if not any(kinds.intersection(one.parties) for one in row.definition.requirements)
    )


def _own_amounts(actor: Actor, decisions: Collection[int]) -> tuple[dict[int, int], frozenset[str]]:
    """What each decision gives the actor's own parties, and of which kinds those are: one query."""
    amounts = DecidedAmount.objects.filter(decision__in=decisions, party__in=actor.parties).order_by()
    sums = amounts.annotate(of_kind=Value("")).values_list("of_kind", "decision_id").annotate(Sum("amount"))
    kinds = Party.objects.filter(pk__in=actor.parties).order_by()
    nothing = Value(0, output_field=BigIntegerField())
    parties = kinds.annotate(decision=nothing, amount=nothing).values_list("kind", "decision", "amount")
    found = list(sums.union(parties, all=True))
    return (
        {decision: amount for kind, decision, amount in found if not kind},
        frozenset(kind for kind, _, _ in found if kind),
    )


def _runs() -> dict[str, RunFact]:
    live = Decision.objects.filter(run=OuterRef("pk"), state__in=LIVE)
    of_run = Decision.objects.filter(run=OuterRef("pk"), state=DecisionState.REVOKED)
    revoked = Coalesce(Subquery(of_run.order_by("-number").values("reference")[:1]), Value(""))
    rows = (
        AllocationRun.objects.exclude(state=RunState.SUPERSEDED)
        .order_by("computed_at", "pk")
        .values_list(
            "pk", "agreement__code", "state", "prepared_by_id", Exists(live), outdated(), "sent_back", revoked
        )
    )
    found = {row[1]: RunFact(*row) for row in rows}
    return {code: replace(run, decided=True) if _changes_nothing(run) else run for code, run in found.items()}


def _changes_nothing(run: RunFact) -> bool:
    """Whether an approved run without a decision gives just what is decided: four queries for such a run."""
    if run.state != RunState.APPROVED or run.decided:
        return False
    return same_as_decided(AllocationRun.objects.defer("inputs").get(pk=run.id)) is not None


def _undivided(agreements: Sequence[AgreementRow], runs: Mapping[str, RunFact]) -> frozenset[str]:
    """The codes of the agreements, closed for reporting, that have final verdicts and no run.

    Money that is applied for, or lies outside the pots, is not divided; money that goes out by population alone waits
    for no verdict.
    """
    coming = {Phase.PLANNED, Phase.OPEN}
    left = [
        row
        for row in agreements
        if row.code not in runs and row.phase not in coming and not row.definition.is_lines_only
    ]
    without = [row.code for row in left if row.definition.is_reported and not row.definition.is_applied_for]
    unjudged = frozenset(row.code for row in left if not row.definition.is_reported and not row.unset)
    if not without:
        return unjudged
    final = Verdict.objects.filter(round__agreement=OuterRef("pk"), state=VerdictState.FINAL)
    found = Agreement.objects.filter(Exists(final), code__in=without)
    return unjudged | frozenset(found.values_list("code", flat=True))


def _failed_jobs(today: date) -> tuple[UUID, ...]:
    """The jobs of the last days that a fault ended; what the rules refused is no fault of the system."""
    failed = Job.objects.filter(
        state=JobState.FAILED, refused=False, finished_at__date__gt=today - FAILED_LATELY
    ).order_by("-created_at")
    return tuple(failed.values_list("pk", flat=True)[:MOST_DECISIONS])
