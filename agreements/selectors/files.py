"""Which of the files that answers name can be used."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from agreements.domain.progress import files_in
from agreements.models import EvidenceFile, EvidenceState


@dataclass(frozen=True, slots=True)
class NamedFiles:
    """The files that answers name: those that cannot be used, and of these the stopped or removed with their names."""

    unusable: frozenset[str]
    stopped: Mapping[str, str]


def files_named(all_answers: Sequence[Mapping[str, object]]) -> NamedFiles:
    """Return which of the files that the answers name cannot be used, and which were stopped. One query, or none."""
    named = frozenset().union(*(files_in(answers) for answers in all_answers))
    if not named:
        return NamedFiles(frozenset(), {})
    found = EvidenceFile.objects.filter(pk__in=_keys(named)).values_list("pk", "name", "state", "removed_at")
    usable_ones: set[str] = set()
    stopped: dict[str, str] = {}
    for key, name, state, removed_at in found:
        if removed_at is not None or state == EvidenceState.REFUSED:
            stopped[str(key)] = name
        elif state == EvidenceState.USABLE:
            usable_ones.add(str(key))
    return NamedFiles(named - usable_ones, stopped)


def unusable_files_of(all_answers: Sequence[Mapping[str, object]]) -> frozenset[str]:
    """Return the files that the answers name and that cannot be used. One query, or none."""
    named = frozenset().union(*(files_in(answers) for answers in all_answers))
    if not named:
        return frozenset()
    usable_ones = EvidenceFile.objects.filter(state=EvidenceState.USABLE, removed_at=None)
    return named - {str(pk) for pk in usable_ones.filter(pk__in=_keys(named)).values_list("pk", flat=True)}


def stopped_files(all_answers: Sequence[Mapping[str, object]]) -> dict[str, str]:
    """Return the files that the answers name and that were stopped or removed, with their names. One query, or none.

    A file that is still being checked is not among them: what it holds was handed in when it was sent.
    """
    named = frozenset().union(*(files_in(answers) for answers in all_answers))
    if not named:
        return {}
    gone = EvidenceFile.objects.filter(Q(state=EvidenceState.REFUSED) | Q(removed_at__isnull=False))
    asked = _keys(named)
    return {str(pk): name for pk, name in gone.filter(pk__in=asked).values_list("pk", "name")}


def notes_on_files(all_answers: Sequence[Mapping[str, object]]) -> dict[str, str]:
    """Return what could not be looked at in the usable files that the answers name. One query, or none."""
    named = frozenset().union(*(files_in(answers) for answers in all_answers))
    if not named:
        return {}
    noted = EvidenceFile.objects.filter(pk__in=_keys(named), state=EvidenceState.USABLE).exclude(reason="")
    return {str(pk): note for pk, note in noted.values_list("pk", "reason")}


def _keys(texts: Iterable[str]) -> list[UUID]:
    """The keys among the texts; what is no key names no file."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
