"""Reading receipts: what was handed in at one time, word for word, and what proves it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from agreements.domain.answer_lines import NO_NOTES, AnswerLine, answer_lines
from agreements.domain.calling import Calling
from agreements.domain.requirement import RequirementDefinition
from agreements.domain.result import Result
from agreements.models import AgreementVersion, HandIn, Submission
from agreements.models.agreement import remembered_definitions
from agreements.selectors.ground import ReportingParty, reporting_parties
from agreements.selectors.places import reads_submissions
from prio.accounts.roles import Actor


@dataclass(frozen=True, slots=True)
class ReceiptItem:
    """One requirement of a hand-in: its wording then, the answers in words and what the self-check came to."""

    submission: Submission
    requirement: RequirementDefinition
    version: AgreementVersion
    lines: tuple[AnswerLine, ...]
    result: Result | None

    @property
    def answered(self) -> tuple[AnswerLine, ...]:
        """The lines that say something: what was answered, and what was asked and not answered."""
        return tuple(line for line in self.lines if line.standing not in {"not_asked", "register"})


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says. `hand_in` has its case with the agreement, and who signed."""

    hand_in: HandIn
    party: ReportingParty
    items: tuple[ReceiptItem, ...]

    @property
    def at(self) -> datetime:
        """When it reached the server."""
        return self.hand_in.at

    @property
    def title(self) -> str:
        """The agreement's name."""
        return self.hand_in.agreement.title

    @property
    def calling(self) -> Calling:
        """What is handed in is called."""
        return self.items[0].version.definition.calling

    @property
    def simulated(self) -> bool:
        """Whether anything in it is made up."""
        return self.hand_in.agreement.simulated or any(item.submission.simulated for item in self.items)


def receipt(actor: Actor, agreement: str, party: str, number: int) -> Receipt | None:
    """Return the receipt with that number in the party's case; None where there is none that `actor` may read.

    agreement, party: codes. Three queries, at first one for each version of the agreement more.
    """
    hand_in = (
        HandIn.objects.filter(case__agreement__code=agreement, case__party__code=party, number=number)
        .select_related("case__agreement", "by")
        .first()
    )
    if hand_in is None:
        return None
    items = tuple(item_of(submission) for submission in with_wording(hand_in.submissions.all()))
    if not items:
        return None
    found = reporting_parties(items[0].version.definition, code=party)
    if not found or not reads_submissions(actor, found[0]):
        return None
    return Receipt(hand_in, found[0], items)


def with_wording(submissions: QuerySet[Submission]) -> list[Submission]:
    """Return submissions with report, requirement and version, in the order of the requirements: at most two queries.

    Definitions that this process does not remember are read in the second.
    """
    found = list(
        submissions.select_related(
            "report",
            "requirement_version__requirement",
            "requirement_version__version",
            "handed_in_by",
            "hand_in",
        )
        .defer("requirement_version__version__plain")
        .order_by()
    )
    found.sort(key=lambda one: (one.requirement_version.requirement.position, one.number))
    remember(submission.requirement_version.version for submission in found)
    return found


def remember(versions: Iterable[AgreementVersion]) -> None:
    """Read the definitions that this process does not remember yet, in one query."""
    unread = {version.pk for version in versions if version.sha256 not in remembered_definitions}
    if unread:
        for version in AgreementVersion.objects.filter(pk__in=unread):
            _ = version.definition


def item_of(submission: Submission, notes: Mapping[str, str] = NO_NOTES) -> ReceiptItem:
    """Return a submission as its receipt shows it, with the wording that it answers. notes: on its files."""
    wording = submission.requirement_version
    requirement = wording.definition
    return ReceiptItem(
        submission=submission,
        requirement=requirement,
        version=wording.version,
        lines=answer_lines(requirement, submission.answers, comments=submission.comments, notes=notes),
        result=result_of(submission.evaluation),
    )


def result_of(evaluation: Mapping[str, object]) -> Result | None:
    """Return the self-check as it was frozen; None where none was."""
    return Result.from_plain(evaluation) if evaluation else None
