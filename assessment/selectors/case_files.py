"""The evidence of a case: the files and links of what was handed in, and whether the links answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agreements.domain.given_links import links_in
from agreements.evidence.kinds import SHOWN_IN_A_PAGE
from agreements.models import EvidenceFile, EvidenceState, LinkCheck
from agreements.selectors.evidence import file_keys
from agreements.selectors.receipts import ReceiptItem


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file that an answer names. key: "" where there is no such file; shown: a page can show it itself."""

    question: str
    name: str
    key: str
    kind: str = ""
    size: int = 0
    why_not: str = ""

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture, not a document of pages."""
        return self.kind.startswith("image/")

    @property
    def is_shown(self) -> bool:
        """Whether the page shows it."""
        return bool(self.key) and not self.why_not and self.kind in SHOWN_IN_A_PAGE


@dataclass(frozen=True, slots=True)
class CaseLink:
    """A web address that an answer gives. answers: None where it has not been asked."""

    question: str
    url: str
    answers: bool | None = None
    detail: str = ""
    checked_at: datetime | None = None


def files_of(item: ReceiptItem) -> tuple[CaseFile, ...]:
    """Return the files of what was handed in. One query, or none."""
    named = [(line.label, file) for line in item.answered for file in line.files]
    if not named:
        return ()
    rows = EvidenceFile.objects.in_bulk(file_keys(file.key for _, file in named))
    found = {str(key): row for key, row in rows.items()}
    return tuple(_file(label, file.name, found.get(file.key)) for label, file in named)


def _file(question: str, name: str, row: EvidenceFile | None) -> CaseFile:
    if row is None:
        return CaseFile(question, name, "", why_not="Filen finns inte i Prio.")
    why_not = ""
    if row.state == EvidenceState.CHECKING:
        why_not = "Filen kontrolleras fortfarande."
    elif row.state == EvidenceState.REFUSED:
        why_not = row.reason
    return CaseFile(question, row.name, str(row.pk), row.media_type, row.size, why_not)


def links_of(item: ReceiptItem) -> tuple[CaseLink, ...]:
    """Return the web addresses of what was handed in, with what they answered last. One query, or none."""
    given: Sequence[tuple[str, str]] = [
        (question.label, url)
        for question in item.requirement.questions
        for url in links_in(question, item.submission.answers.get(question.key))
    ]
    if not given:
        return ()
    checks = {one.url: one for one in LinkCheck.objects.filter(url__in={url for _, url in given})}
    found = []
    for label, url in given:
        check = checks.get(url)
        found.append(
            CaseLink(label, url, check.answers, check.detail, check.checked_at)
            if check
            else CaseLink(label, url)
        )
    return tuple(found)
