"""The files that an answer names: nobody answers with somebody else's file, or with one that is not there."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Q

from agreements.domain.progress import files_in
from agreements.domain.questions import Question
from agreements.models import EvidenceFile
from agreements.selectors.ground import Ground

NOT_THERE = "Filen finns inte bland era underlag. Bifoga den igen."
NO_FILE = "Bifoga filen: ett dokument kan inte bara namnges."


class FileNotOwn(Exception):
    """An answer names a file that cannot be used for it; the text says why, in Swedish."""


def with_own_files(ground: Ground, question: Question, value: object, before: object) -> object:
    """Return the answer with the names and hashes that its files really have. One query, or none.

    Args:
        ground: the report that it is an answer in.
        question: the question that it answers.
        value: the answer as it came.
        before: the answer that stands: the same again is not looked up.

    Raises:
        FileNotOwn: a file is unknown, removed, somebody else's or another question's, or a document has no file.
    """
    if value == before:
        return value
    named = files_in(value)
    if question.type == "document" and not named:
        raise FileNotOwn(NO_FILE)
    known = _files(ground, question, named)
    if named - set(known):
        raise FileNotOwn(NOT_THERE)
    return _with_facts(value, known)


def _files(ground: Ground, question: Question, keys: frozenset[str]) -> dict[str, EvidenceFile]:
    if not keys:
        return {}
    try:
        asked = [UUID(key) for key in keys]
    except ValueError:
        raise FileNotOwn(NOT_THERE) from None
    found = EvidenceFile.objects.filter(
        Q(party=ground.party.id) | Q(county=ground.party.county),
        pk__in=asked,
        requirement=ground.requirement_id,
        question=question.key,
        removed_at=None,
    )
    return {str(one.pk): one for one in found}


def _with_facts(value: object, known: Mapping[str, EvidenceFile]) -> object:
    if isinstance(value, list | tuple):
        return [_with_facts(part, known) for part in value]
    if not isinstance(value, Mapping):
        return value
    parts = {key: _with_facts(part, known) for key, part in value.items()}
    file = known.get(str(value.get("file") or ""))
    if file is not None and "name" in value and "organisation" not in value:
        parts |= {"name": file.name, "sha256": file.sha256}
    return parts
