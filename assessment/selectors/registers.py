"""What the registers say, once a person has approved it: answers, lists of who takes part, and where they come from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet

from agreements.models import AgreementVersion
from agreements.models.agreement import VersionState
from assessment.domain.registers.answers import Figure, answers_of
from assessment.domain.registers.typed import YES
from assessment.domain.registers.wanted import ON_LIST
from assessment.models import RegisterFigure, RegisterImport, RegisterImportState

CHUNK = 5000


@dataclass(frozen=True, slots=True)
class RegisterSource:
    """Where a register's figures come from. read_on: the day that they were taken out of it."""

    import_id: int
    register: str
    number: int
    read_on: date
    approved_at: datetime
    file_name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ParticipationLists:
    """The registers' lists that are approved: by the list's code, the codes of the parties that stand on it."""

    on: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def of(self, party: str) -> dict[str, bool]:
        """Return, as `Facts.listed` takes it, whether a party stands on each list; what is not read is not there."""
        return {register: party in parties for register, parties in self.on.items()}


def register_answers(
    agreement_id: int, requirements: Iterable[str] | None = None
) -> Mapping[tuple[str, str], Mapping[str, object]]:
    """Return what the approved registers answer, by the codes of requirement and party: two queries.

    The answers have the plain shape that `evaluate` takes (docs/formats.md): counts summed over months and units, women
    and men apart where both are given, a monthly series by month, units as a list, percentages as text.

    Args:
        requirements: the codes of those that are wanted, None for all.
    """
    version = (
        AgreementVersion.objects.filter(agreement=agreement_id, state=VersionState.PUBLISHED)
        .select_related("agreement")
        .first()
    )
    if version is None:
        return {}
    figures = _approved_figures(agreement_id).exclude(question=ON_LIST)
    if requirements is not None:
        figures = figures.filter(requirement__code__in=list(requirements))
    rows = figures.order_by().values_list(
        "requirement__code", "party__code", "question", "unit", "month", "value"
    )
    return answers_of(version.definition, (Figure(*row) for row in rows.iterator(chunk_size=CHUNK)))


def register_lists(agreement_id: int) -> ParticipationLists:
    """Return the approved lists of who takes part: one query."""
    rows = _approved_figures(agreement_id).filter(question=ON_LIST)
    on: dict[str, set[str]] = defaultdict(set)
    for register, party, value in rows.order_by().values_list("of__register", "party__code", "value"):
        parties = on[register]
        if value == YES:
            parties.add(party)
    return ParticipationLists({register: frozenset(parties) for register, parties in on.items()})


def register_sources(agreement_id: int) -> Mapping[str, tuple[RegisterSource, ...]]:
    """Return where the approved figures of each requirement come from, by its code: two queries at the most.

    A version that says nothing about a requirement leaves its figures as they were: the source is then the file of the
    version that they were read from.
    """
    approved = RegisterImport.objects.filter(agreement=agreement_id, state=RegisterImportState.APPROVED)
    origins: dict[str, list[int]] = defaultdict(list)
    for pk, summary in approved.order_by("register").values_list("pk", "summary"):
        for requirement in summary.get("requirements", ()):
            origins[requirement].append(pk)
        for requirement, origin in summary.get("carried", {}).items():
            origins[requirement].append(origin)
    rows = RegisterImport.objects.filter(
        pk__in={pk for found in origins.values() for pk in found}
    ).values_list("pk", "register", "number", "read_on", "approved_at", "file_name", "sha256")
    sources = {
        pk: RegisterSource(pk, register, number, day, approved_at, name, sha256)
        for pk, register, number, day, approved_at, name, sha256 in rows
        if approved_at
    }
    return {
        requirement: tuple(sources[pk] for pk in found if pk in sources)
        for requirement, found in origins.items()
    }


def _approved_figures(agreement_id: int) -> QuerySet[RegisterFigure]:
    return RegisterFigure.objects.filter(of__agreement=agreement_id, of__state=RegisterImportState.APPROVED)
