"""The applications of an agreement: what they ask for, how they are judged, what they are answered."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from agreements.models import AgreementVersion, Report, ReportState, Submission
from agreements.selectors.standing import without_refused_completions
from assessment.models import IN_HAND, RoundKind, Verdict, VerdictState
from payouts.domain.applied import COUNTS, DID_NOT_APPLY, Frame, asked_in, why_refused
from payouts.models import Grant
from prio import clock
from prio.parties.models import PartyName
from prio.parties.selectors import holds_on
from prio.swedish import counted

MOST_NAMED = 12
# The states of a report in which an application stands.
STANDS = (ReportState.HANDED_IN, ReportState.RETURNED, ReportState.LATE)


@dataclass(frozen=True, slots=True)
class Application:
    """One applicant's application. asked: kronor, None where none can be read.

    verdict: the final one. in_hand: the state of a verdict that is worked on. simulated: it is made up.
    """

    requirement: str
    requirement_id: int
    party: str
    party_id: int
    name: str
    organisation_number: str
    asked: int | None
    late: bool
    simulated: bool
    verdict: Verdict | None
    in_hand: str
    grant: Grant | None

    @property
    def is_met(self) -> bool:
        """Whether the final verdict says that it meets the demands."""
        return self.verdict is not None and self.verdict.outcome in COUNTS

    @property
    def waits_for(self) -> str:
        """What is left to do with it, in words; empty where it can be answered."""
        if self.late:
            return "Kom för sent: ansvarig bedömare avgör om den räknas."
        if self.verdict is None:
            return "Ska bedömas."
        if self.is_met and self.grant is None:
            return "Ett belopp ska föreslås."
        if self.is_met and self.grant is not None and self.grant.approved_by_id is None:
            return "Beloppet ska godkännas av en annan person."
        return ""


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that a decision on the applications stands on. Who did not apply in the end is not among them."""

    version: AgreementVersion
    applications: tuple[Application, ...]

    def frame(self, requirement: str) -> Frame:
        """Return the money of one grant, in kronor."""
        mine = [one for one in self.applications if one.requirement == requirement]
        grants = [one.grant for one in mine if one.grant]
        return Frame(
            frame=self.version.definition.requirement(requirement).pot or 0,
            asked=sum(one.asked or 0 for one in mine),
            proposed=sum(grant.granted for grant in grants),
            approved=sum(grant.granted for grant in grants if grant.approved_by_id),
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What an applicant is answered: kronor, 0 for a refusal, and why it is less than what was asked."""

    requirement_id: int
    party_id: int
    verdict_id: int
    name: str
    organisation_number: str
    asked: int | None
    granted: int
    outcome: str
    reason: str
    simulated: bool


def material_of(version: AgreementVersion) -> Material:
    """Return the applications, by grant and name: three queries."""
    verdicts = _verdicts(version)
    return Material(version, tuple(_applications(version, verdicts)))


def _verdicts(version: AgreementVersion) -> Mapping[tuple[int, int], tuple[Verdict | None, str]]:
    """The final verdict and the state of one in hand, by requirement and party: one query."""
    found: dict[tuple[int, int], tuple[Verdict | None, str]] = {}
    rows = Verdict.objects.filter(
        round__agreement=version.agreement_id,
        round__kind=RoundKind.FINAL,
        state__in=[VerdictState.FINAL, *IN_HAND],
    )
    for row in rows.select_related("submission", "grant__proposed_by", "grant__approved_by").order_by("pk"):
        key = (row.requirement_id, row.party_id)
        final, in_hand = found.get(key, (None, ""))
        found[key] = (row, in_hand) if row.state == VerdictState.FINAL else (final, row.state)
    return found


def _applications(
    version: AgreementVersion, verdicts: Mapping[tuple[int, int], tuple[Verdict | None, str]]
) -> Iterator[Application]:
    definition = version.definition
    newest = without_refused_completions(Submission.objects.filter(report=OuterRef("pk"))).order_by("-number")
    names = PartyName.objects.filter(holds_on(definition.names_day), party=OuterRef("party"))
    rows = (
        Report.objects.filter(requirement__agreement=version.agreement_id, state__in=STANDS)
        .annotate(
            newest_answers=Subquery(newest.values("answers")[:1]), called=Subquery(names.values("name")[:1])
        )
        .select_related("requirement", "party__organisation")
        .order_by("requirement__position", "called", "party__code")
    )
    for row in rows:
        verdict, in_hand = verdicts.get((row.requirement_id, row.party_id), (None, ""))
        if verdict and verdict.outcome in DID_NOT_APPLY:
            continue
        code = row.requirement.code
        judged = verdict.submission.answers if verdict and verdict.submission else None
        answers = judged if judged is not None else vars(row)["newest_answers"] or {}
        yield Application(
            requirement=code,
            requirement_id=row.requirement_id,
            party=row.party.code,
            party_id=row.party_id,
            name=vars(row)["called"] or row.party.code,
            organisation_number=row.party.organisation.organisation_number,
            asked=asked_in(answers, definition.requirement(code).asked),
            late=row.state == ReportState.LATE,
            simulated=row.simulated or bool(verdict and verdict.simulated),
            verdict=verdict,
            in_hand=in_hand,
            grant=getattr(verdict, "grant", None) if verdict else None,
        )


def what_lacks(material: Material, now: datetime) -> tuple[str, ...]:
    """Return what is in the way of a decision, in words; nothing where every application can be answered."""
    definition = material.version.definition
    closes = [day for one in definition.requirements if (day := definition.closes(one.code))]
    lacking = []
    if any(now < clock.end_of(day) for day in closes):
        lacking.append("Ansökningstiden pågår.")
    if not material.applications:
        lacking.append("Ingen har sökt.")
    lacking += [f"{one.name}: {text}" for one in material.applications if (text := one.waits_for)]
    if len(lacking) > MOST_NAMED:
        more = counted(len(lacking) - MOST_NAMED, "till,till")
        lacking = [*lacking[:MOST_NAMED], f"Och {more}."]
    return tuple(lacking)


def answers_of(material: Material) -> tuple[Answer, ...]:
    """Return what each applicant whose application is finally judged is answered. No query."""
    return tuple(_answers(material.applications))


def _answers(applications: Iterable[Application]) -> Iterator[Answer]:
    for one in applications:
        if one.verdict is None:
            continue
        granted, reason = 0, why_refused(one.verdict.outcome, one.verdict.motivation)
        if one.is_met:
            granted = one.grant.granted if one.grant else 0
            reason = one.grant.reason if one.grant else ""
        yield Answer(
            requirement_id=one.requirement_id,
            party_id=one.party_id,
            verdict_id=one.verdict.pk,
            name=one.name,
            organisation_number=one.organisation_number,
            asked=one.asked,
            granted=granted,
            outcome=one.verdict.outcome,
            reason=reason,
            simulated=one.simulated,
        )
