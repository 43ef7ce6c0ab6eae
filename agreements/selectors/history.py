"""Reading what became of a report: every time it was handed in, what differs, and what was asked for in between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from agreements.domain.differences import (
    AnswerDifference,
    WordingDifference,
    answer_differences,
    wording_differences,
)
from agreements.domain.report_key import ReportKey
from agreements.models import CompletionRequest, Submission
from agreements.selectors.files import notes_on_files
from agreements.selectors.ground import Ground, ground_of
from agreements.selectors.places import of_followed, reads_submissions
from agreements.selectors.receipts import ReceiptItem, item_of, with_wording
from prio.accounts.roles import Actor


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for completion: `about` is the question's label, empty for the whole report."""

    request: CompletionRequest
    about: str


@dataclass(frozen=True, slots=True)
class Handed:
    """One submission: what differs from the one before it, and the requests that it answers."""

    item: ReceiptItem
    answers_requests: tuple[Asked, ...] = ()
    differences: tuple[AnswerDifference, ...] = ()
    rewording: tuple[WordingDifference, ...] = ()
    is_first: bool = True


@dataclass(frozen=True)
class History:
    """What was handed in of a report, the newest first, with what is asked for and not answered yet.

    last_year: the newest submission of the same party on the demand that this one follows.
    """

    ground: Ground
    handed: tuple[Handed, ...]
    open_requests: tuple[Asked, ...]
    last_year: ReceiptItem | None = field(default=None)


def history(actor: Actor, key: ReportKey) -> History | None:
    """Return the history of a report; None for who may not read what was handed in. At most seven queries."""
    ground = ground_of(key)
    if ground is None or not reads_submissions(actor, ground.party):
        return None
    return history_of(ground)


def history_of(ground: Ground) -> History:
    """Return the history of a report whose ground is known and may be read. At most five queries."""
    found, earlier = _submissions(ground)
    requests = [
        Asked(request, _about(ground, request))
        for request in CompletionRequest.objects.filter(
            report__requirement_id=ground.requirement_id, report__party_id=ground.party.id
        )
        .select_related("requested_by")
        .order_by("requested_at", "pk")
    ]
    notes = notes_on_files([one.answers for one in found])
    return History(
        ground=ground,
        handed=tuple(reversed(_handed(found, requests, notes))),
        open_requests=tuple(one for one in requests if one.request.answered_by_id is None),
        last_year=item_of(earlier) if earlier else None,
    )


def _submissions(ground: Ground) -> tuple[list[Submission], Submission | None]:
    """Return what was handed in of a report, in order, and the party's newest on the demands that it follows."""
    of_report = Q(report__requirement=ground.requirement_id)
    both = Submission.objects.filter(of_report | of_followed(ground), report__party=ground.party.id)
    own: list[Submission] = []
    earlier: list[Submission] = []
    for one in with_wording(both):
        (own if one.report.requirement_id == ground.requirement_id else earlier).append(one)
    own.sort(key=lambda one: one.number)
    return own, max(earlier, key=lambda one: (one.handed_in_at, one.number), default=None)


def _handed(found: Sequence[Submission], requests: Sequence[Asked], notes: Mapping[str, str]) -> list[Handed]:
    handed: list[Handed] = []
    before: ReceiptItem | None = None
    for submission in found:
        item = item_of(submission, notes)
        answers = tuple(one for one in requests if one.request.answered_by_id == submission.pk)
        handed.append(_one(item, before, answers))
        before = item
    return handed


def _one(item: ReceiptItem, before: ReceiptItem | None, answers: tuple[Asked, ...]) -> Handed:
    if before is None:
        return Handed(item, answers)
    return Handed(
        item,
        answers,
        answer_differences(
            item.requirement,
            before.submission.answers,
            item.submission.answers,
            earlier=before.requirement,
        ),
        wording_differences(before.requirement, item.requirement),
        is_first=False,
    )


def _about(ground: Ground, request: CompletionRequest) -> str:
    """The label of the question that a request is about; its key where the question is no longer asked."""
    labels = {question.key: question.label for question in ground.requirement.questions}
    return labels.get(request.question, request.question)
