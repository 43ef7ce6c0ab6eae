"""The copy that is given out: made once from what was decided, kept under its hash, and every look at it logged."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from django.db import transaction
from django.db.models import Max

from agreements.diary_things import DocumentFile, document_of
from agreements.domain.access_lifecycle import ACCESS_REQUEST, Needs
from agreements.domain.masking import masked_lines, masked_text, pages_of
from agreements.evidence.pdf_parts import PDF, page_count, some_pages
from agreements.models import AccessCopy, AccessRequest, AccessRequestEntry
from agreements.models.access import Outcome
from agreements.pdf.masked_copy import CopiedEntry, GivenFile, MaskedCopy, render_copy
from agreements.services.access import NoSuchRequest, changed, locked_request, note
from prio import clock
from prio.accounts.roles import Actor, Role
from prio.refused import Refused

CHANGED = "Något ändrades medan kopian gjordes. Läs igenom och gör den igen."


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is to be kept."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Its hash."""
        return hashlib.sha256(self.content).hexdigest()


def make_copy(actor: Actor, request_id: int) -> tuple[AccessCopy, ...]:
    """Make the masked copy and the files that come along, outside any lock, and keep them.

    Raises:
        NoSuchRequest: there is none, or the actor reads no requests.
        Refused: a document is not decided on, a file is not there any more, or something changed meanwhile.
    """
    if not actor.is_any(Role.REGISTRAR):
        raise NoSuchRequest
    asked = AccessRequest.objects.select_related("case").filter(pk=request_id).first()
    if asked is None:
        raise NoSuchRequest
    picked = list(asked.entries.select_related("entry__case__agreement", "entry__case__party"))
    met = _met(picked)
    ACCESS_REQUEST.take("make", asked.state, actor.roles, met)
    files = _files_of(asked, picked, actor)
    with transaction.atomic():
        locked, step = locked_request(actor, request_id, "make", met)
        if locked.revision != asked.revision:
            raise Refused(CHANGED)
        locked.state = step.target
        changed(locked)
        made = _keep(locked, files, actor)
        hashes = {copy.name: copy.sha256 for copy in made}
        note(locked, actor, "made", making=made[0].making, files=hashes)
    return made


def opened(actor: Actor, request_id: int, making: int) -> tuple[AccessCopy, ...]:
    """Return the files of a making, and write in the log that they were looked at.

    Raises:
        NoSuchRequest: there is none, it has no such files, or the actor reads no requests.
    """
    if not actor.is_any(Role.REGISTRAR, Role.AUDITOR):
        raise NoSuchRequest
    with transaction.atomic():
        asked = AccessRequest.objects.select_for_update(of=("self",)).filter(pk=request_id).first()
        found = tuple(asked.copies.filter(making=making).order_by("number")) if asked else ()
        if asked is None or not found:
            raise NoSuchRequest
        note(asked, actor, "viewed", making=making)
    return found


def _met(picked: list[AccessRequestEntry]) -> list[Needs]:
    is_tested = all(one.outcome != Outcome.UNTESTED for one in picked)
    return [Needs.ENTRIES] * bool(picked) + [Needs.ALL_TESTED] * is_tested


def _files_of(asked: AccessRequest, picked: list[AccessRequestEntry], actor: Actor) -> list[NewFile]:
    files: list[NewFile] = []
    entries = []
    for one in picked:
        entry, new = _copied(one)
        entries.append(entry)
        files += new
    copy = MaskedCopy(
        reference=asked.case.reference,
        received=asked.received_at.astimezone(clock.STOCKHOLM).date(),
        made_at=clock.now(),
        made_by=actor.name,
        entries=entries,
        simulated=asked.simulated or any(one.entry.simulated for one in picked),
    )
    kind = "maskerad-kopia" if copy.kept_back else "kopia"
    return [NewFile(f"{asked.case.reference}-{kind}.pdf", PDF, render_copy(copy)), *files]


def _copied(picked: AccessRequestEntry) -> tuple[CopiedEntry, list[NewFile]]:
    entry, masks = picked.entry, picked.masks
    is_withheld = picked.outcome == Outcome.WITHHELD
    document = document_of(entry)
    words = masks.get("words", ())
    new: list[NewFile] = []
    given = []
    if not is_withheld:
        choices = masks.get("files", {}) if picked.outcome == Outcome.MASKED else None
        for place, file in enumerate(document.files, start=1):
            found = _given(file, choices, f"{entry.reference}-bilaga-{place}")
            if found is not None:
                new.append(found)
            given.append(_described(file, found, choices, words))
    copied = CopiedEntry(
        reference=entry.reference,
        kind=entry.get_kind_display(),
        at=entry.at,
        outcome=picked.outcome,
        outcome_label=picked.get_outcome_display(),
        support=picked.support,
        reason=picked.reason,
        lines=() if is_withheld else masked_lines(document.lines, words, masks.get("lines", ())),
        files=tuple(given),
    )
    return copied, new


Choices = Mapping[str, Mapping[str, str]]


def _given(file: DocumentFile, choices: Choices | None, name: str) -> NewFile | None:
    """Return what is given of a file; `choices` None: all of it."""
    chosen = choices.get(file.key, {}) if choices is not None else {"give": "whole"}
    give = chosen.get("give", "none")
    if give == "none":
        return None
    if not file.is_usable:
        raise Refused(f"{file.name} finns inte kvar eller är stoppad. Pröva handlingen på nytt.")
    content = file.read()
    if give == "pages":
        content = some_pages(content, pages_of(chosen.get("pages", ""), page_count(content)))
    return NewFile(f"{name}{PurePath(file.name).suffix.lower()[:10]}", file.media_type, content)


def _described(
    file: DocumentFile, found: NewFile | None, choices: Choices | None, words: list[str]
) -> GivenFile:
    name = masked_text(file.name, words)
    if found is None:
        return GivenFile(name, "lämnas inte ut")
    chosen = choices.get(file.key, {}) if choices is not None else {}
    pages = chosen.get("pages", "") if chosen.get("give") == "pages" else ""
    return GivenFile(
        name, f"sidorna {pages} lämnas ut" if pages else "lämnas ut hel", found.name, found.sha256
    )


def _keep(asked: AccessRequest, files: list[NewFile], actor: Actor) -> tuple[AccessCopy, ...]:
    last = asked.copies.aggregate(last=Max("making"))["last"] or 0
    return tuple(AccessCopy.objects.bulk_create(_rows(asked, files, actor, last + 1)))


def _rows(asked: AccessRequest, files: list[NewFile], actor: Actor, making: int) -> Iterator[AccessCopy]:
    now = clock.now()
    for number, file in enumerate(files, start=1):
        yield AccessCopy(
            request=asked,
            making=making,
            number=number,
            name=file.name,
            media_type=file.media_type,
            size=len(file.content),
            sha256=file.sha256,
            content=file.content,
            made_at=now,
            made_by_id=actor.user_id,
        )
