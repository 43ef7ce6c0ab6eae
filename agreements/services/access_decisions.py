"""Deciding on each document that is asked for: given out whole, masked or not at all, with paragraph and reason."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from agreements.diary_things import Document, document_of
from agreements.domain.faults import is_unprintable
from agreements.domain.masking import PagesNotUnderstood, has_personal_number, masked_lines, pages_of
from agreements.domain.personal_numbers import personal_numbers
from agreements.evidence.pdf_parts import PDF, UnreadablePdf, page_count
from agreements.models import AccessRequestEntry
from agreements.models.access import Outcome
from agreements.services.access import LAYOUT, NoSuchRequest, changed, locked_request, note
from prio import clock
from prio.accounts.roles import Actor, Role
from prio.refused import Refused

LONGEST_SUPPORT, LONGEST_REASON = 300, 1000  # characters
MOST_WORDS, LONGEST_WORD = 200, 200
GIVES = frozenset({"whole", "pages", "none"})


@dataclass(frozen=True, slots=True)
class Decided:
    """What somebody decided on a document.

    outcome: a value of `Outcome`. support: the paragraph. words: texts to mask. lines: keys of lines to mask whole.
    files: by a file's key, what is given of it ("whole", "pages" or "none") and which pages.
    """

    outcome: str
    support: str = ""
    reason: str = ""
    words: Sequence[str] = ()
    lines: Collection[str] = ()
    files: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def decide_on_entry(actor: Actor, request_id: int, picked_id: int, decided: Decided) -> AccessRequestEntry:
    """Say whether a document is given out whole, masked or not at all, with the paragraph and the reason.

    Raises:
        NoSuchRequest: there is none that the actor may see.
        Refused: something is missing or cannot be masked so; the details name each thing.
        AccessRequestEntry.DoesNotExist: it is not picked.
    """
    if not actor.is_any(Role.REGISTRAR):
        raise NoSuchRequest
    rows = AccessRequestEntry.objects.select_related("entry__case__agreement", "entry__case__party")
    picked = rows.get(pk=picked_id, request=request_id)
    document = document_of(picked.entry)
    decided = _tidy(decided)
    if faults := _faults(document, decided):
        raise Refused("Prövningen är inte sparad.", faults)
    with transaction.atomic():
        asked, _ = locked_request(actor, request_id, "decide")
        picked = asked.entries.select_related("entry__case").get(pk=picked_id)
        picked.outcome, picked.support, picked.reason = decided.outcome, decided.support, decided.reason
        picked.masks = _masks(decided)
        picked.tested_at, picked.tested_by_id = clock.now(), actor.user_id
        picked.save()
        changed(asked)
        facts = {"entry": picked.entry.reference, "outcome": decided.outcome, "support": decided.support}
        note(asked, actor, "decided", **facts)
    return picked


def _tidy(decided: Decided) -> Decided:
    """What was typed as it is kept; for who gives out everything or nothing there is nothing to mask.

    A personal identity number is masked anyway, and is not kept among the words.
    """
    typed = dict.fromkeys(word.strip()[:LONGEST_WORD] for word in decided.words)
    words = tuple(word for word in typed if word and not personal_numbers(word))
    is_masked = decided.outcome == Outcome.MASKED
    is_kept_back = decided.outcome in {Outcome.MASKED, Outcome.WITHHELD}
    return Decided(
        outcome=decided.outcome,
        support=" ".join(decided.support.split()) if is_kept_back else "",
        reason=decided.reason.strip() if is_kept_back else "",
        words=words[:MOST_WORDS] if is_masked else (),
        lines=sorted(decided.lines) if is_masked else (),
        files=dict(decided.files) if is_masked else {},
    )


def _faults(document: Document, decided: Decided) -> tuple[str, ...]:
    if decided.outcome not in {Outcome.WHOLE, Outcome.MASKED, Outcome.WITHHELD}:
        return ("Välj om handlingen lämnas ut hel, maskerad eller inte alls.",)
    if decided.outcome == Outcome.WHOLE:
        return _faults_of_whole(document)
    faults = []
    if not decided.support:
        faults.append("Ange lagrum, till exempel 25 kap. 1 § OSL.")
    if not decided.reason:
        faults.append("Ange skäl.")
    if len(decided.support) > LONGEST_SUPPORT or len(decided.reason) > LONGEST_REASON:
        faults.append(f"Lagrum får ha högst {LONGEST_SUPPORT} tecken och skäl högst {LONGEST_REASON}.")
    if any(is_unprintable(sign) and sign not in LAYOUT for sign in decided.support + decided.reason):
        faults.append("Lagrum eller skäl innehåller tecken som inte kan visas.")
    if personal_numbers(f"{decided.support}\n{decided.reason}"):
        faults.append("Lagrum eller skäl innehåller ett personnummer. Sådana sparas inte: ta bort det.")
    return (*faults, *(_faults_of_masks(document, decided) if decided.outcome == Outcome.MASKED else ()))


def _faults_of_whole(document: Document) -> tuple[str, ...]:
    faults = []
    if has_personal_number(document.lines):
        faults.append(
            "Handlingen innehåller ett personnummer, som alltid maskeras. Välj maskerad, med lagrum."
        )
    faults += [
        f"{file.name} är stoppad eller finns inte kvar och kan inte lämnas ut. Välj maskerad."
        for file in document.files
        if not file.is_usable
    ]
    return tuple(faults)


def _faults_of_masks(document: Document, decided: Decided) -> tuple[str, ...]:
    faults = []
    for file in document.files:
        give, pages = decided.files.get(file.key, ("", ""))
        if give not in GIVES:
            faults.append(f"{file.name}: välj om filen lämnas ut.")
        elif give != "none" and not file.is_usable:
            faults.append(f"{file.name}: filen är stoppad eller finns inte kvar och kan inte lämnas ut.")
        elif give == "pages":
            faults += _faults_of_pages(file.name, file.media_type, pages, file.read)
    masked = masked_lines(document.lines, decided.words, decided.lines)
    keeps_back = any(give != "whole" for give, _ in decided.files.values())
    if not keeps_back and not any(line.is_masked for line in masked):
        faults.append(
            "Inget av det som är valt finns i handlingen. Välj vad som maskeras, eller lämna ut den hel."
        )
    return tuple(faults)


def _faults_of_pages(name: str, media_type: str, pages: str, read: Callable[[], bytes]) -> tuple[str, ...]:
    if media_type != PDF:
        return (f"{name}: bara en PDF kan delas upp i sidor. Lämna ut den hel eller inte alls.",)
    try:
        pages_of(pages, page_count(read()))
    except PagesNotUnderstood as error:
        return (f"{name}: {error}",)
    except UnreadablePdf:
        return (f"{name}: filen går inte att dela upp. Lämna ut den hel eller inte alls.",)
    return ()


def _masks(decided: Decided) -> dict[str, object]:
    if decided.outcome != Outcome.MASKED:
        return {}
    files = {key: {"give": give, "pages": pages} for key, (give, pages) in decided.files.items()}
    return {"words": list(decided.words), "lines": list(decided.lines), "files": files}
