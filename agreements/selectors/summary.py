"""What a signer reads through before handing in: every report in words, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from agreements.domain.answer_lines import AnswerLine, answer_lines
from agreements.domain.evaluate import Result, evaluate
from agreements.domain.lifecycle import Needs
from agreements.domain.plausibility import unlikely
from agreements.models import Submission
from agreements.selectors.ground import ReportingParty
from agreements.selectors.overview import PartyOverview, Row, overview
from agreements.selectors.own_reports import OwnReports, own_reports
from prio.accounts.roles import Actor
from prio.parties.models import Organisation


@dataclass(frozen=True, slots=True)
class Doubt:
    """A figure that looks unlikely and has no comment: the question's label, and why."""

    label: str
    why: str


@dataclass(frozen=True, slots=True)
class SummaryItem:
    """One report to hand in. result: what the rule comes to as it is handed in (None: there is no rule).

    doubts: unlikely figures without a comment. late: it is received as late now. unusable: files that are checked still
    or were stopped.
    """

    row: Row
    lines: tuple[AnswerLine, ...]
    result: Result | None
    doubts: tuple[Doubt, ...]
    late: bool
    unusable: frozenset[str]

    @property
    def code(self) -> str:
        """The requirement's code."""
        return self.row.code

    @property
    def can_be_chosen(self) -> bool:
        """Whether it can be handed in now."""
        return self.row.own.can_be_handed_in

    @property
    def pending(self) -> tuple[str, ...]:
        """The names of the files that are still being checked or cannot be used."""
        return tuple(file.name for line in self.lines for file in line.files if file.key in self.unusable)


@dataclass(frozen=True, slots=True)
class Summary:
    """The page to sign. others: what is not worked on (not begun, handed in, declined). organisation: its name."""

    own: OwnReports
    overview: PartyOverview
    items: tuple[SummaryItem, ...]
    others: tuple[Row, ...]
    organisation: str

    @property
    def party(self) -> ReportingParty:
        """Whose reports they are."""
        return self.overview.own.party

    @property
    def ready(self) -> frozenset[str]:
        """The requirements to tick beforehand: an answer to everything, or handed in before and changed since."""
        return frozenset(
            item.code
            for item in self.items
            if item.row.is_complete
            or (item.can_be_chosen and item.row.own.submission is not None and item.row.own.changed)
        )

    @property
    def left_out_grundkrav(self) -> tuple[str, ...]:
        """The grundkrav that are neither handed in nor can be now."""
        choosable = {item.code for item in self.items if item.can_be_chosen}
        return tuple(code for code in self.overview.missing_grundkrav if code not in choosable)


def summary(actor: Actor, agreement: str, party: str, *, now: datetime) -> Summary | None:
    """Return what there is to hand in for a party of the actor's; None if it is not theirs. At most ten queries."""
    own = own_reports(actor, agreement, now=now, party=party)
    found = next((one for one in overview(own) if one.own.party.code == party), None) if own else None
    if own is None or found is None:
        return None
    worked_on = [row for row in found.rows if row.is_begun_and_left or row.own.can_be_handed_in]
    earlier = _last_year(found.own.party, worked_on)
    return Summary(
        own=own,
        overview=found,
        items=tuple(_item(row, earlier.get(row.code, {})) for row in worked_on),
        others=tuple(row for row in found.rows if row not in worked_on),
        organisation=Organisation.objects.values_list("name", flat=True).get(
            pk=found.own.party.organisation_id
        ),
    )


def _item(row: Row, last_year: Mapping[str, object]) -> SummaryItem:
    place = row.own.place
    report, requirement = place.report, place.requirement
    comments = report.comments if report else {}
    met = place.times.met(requirement)
    return SummaryItem(
        row=row,
        lines=answer_lines(
            requirement,
            place.answers,
            comments=comments,
            typed=report.typed if report else {},
            prefilled=report.prefilled if report else {},
        ),
        # As it is frozen: what a question with a later day is still to be answered with is undecided, not missing.
        result=evaluate(
            requirement.rule, place.answers, place.facts, handed_in=Needs.QUESTION_OPEN not in met
        )
        if requirement.rule
        else None,
        doubts=tuple(
            Doubt(question.label, why)
            for question in place.reads
            if not comments.get(question.key)
            and (
                why := unlikely(
                    question,
                    place.answers.get(question.key),
                    last_year=last_year.get(question.key),
                    inhabitants=place.facts.inhabitants,
                )
            )
        ),
        late=place.times.closed and Needs.COMPLETION_OPEN not in met
        if row.state == "returned"
        else place.times.closed and row.state != "handed_in",
        unusable=place.known_unusable or frozenset(),
    )


def _last_year(party: ReportingParty, rows: Sequence[Row]) -> dict[str, Mapping[str, object]]:
    """Return last year's answers by the requirement of this year. One query, or none."""
    follows = {
        (earlier.agreement, earlier.requirement): row.code
        for row in rows
        for earlier in reversed(row.own.place.requirement.follows)
    }
    if not follows:
        return {}
    wanted = Q()
    for agreement, requirement in follows:
        wanted |= Q(report__requirement__agreement__code=agreement, report__requirement__code=requirement)
    found = Submission.objects.filter(wanted, report__party_id=party.id).order_by("handed_in_at", "number")
    names = ("report__requirement__agreement__code", "report__requirement__code", "answers")
    return {follows[agreement, code]: answers for agreement, code, answers in found.values_list(*names)}
