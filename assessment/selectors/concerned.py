"""Reading what is judged, and of whom."""

from collections.abc import Mapping
from dataclasses import dataclass

from agreements.domain.definition import Definition
from agreements.models import AgreementVersion, RequirementVersion, Submission
from agreements.selectors.agreements import version_in_force
from prio.parties.models import Kind, Party
from prio.refused import Refused


@dataclass(frozen=True, slots=True)
class JudgedRequirement:
    """A requirement in the published version: its row, the row of its wording, and the kinds that it concerns."""

    requirement_id: int
    wording_id: int
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Concerned:
    """An agreement's published version, with whom each requirement concerns."""

    version: AgreementVersion
    requirements: Mapping[str, JudgedRequirement]
    party_ids: Mapping[str, int]
    codes_by_kind: Mapping[str, frozenset[str]]

    @property
    def definition(self) -> Definition:
        """The published definition."""
        return self.version.definition

    @property
    def every_code(self) -> frozenset[str]:
        """The codes of all parties there are."""
        return frozenset(self.party_ids)

    def codes(self, requirement: str) -> frozenset[str]:
        """Return the codes of the parties that the requirement concerns."""
        kinds = self.requirements[requirement].kinds
        return frozenset().union(*(self.codes_by_kind.get(kind, frozenset()) for kind in kinds))

    def key(self, requirement: str, party: str) -> tuple[int, int]:
        """Return the primary keys of a requirement and a party, given their codes."""
        return self.requirements[requirement].requirement_id, self.party_ids[party]


def published_version(agreement_code: str) -> AgreementVersion:
    """Return the agreement's published version: one query, two the first time.

    Raises:
        Refused: there is no such agreement, or it is not published.
    """
    version = version_in_force(agreement_code)
    if version is None:
        raise Refused(f"Det finns ingen publicerad överenskommelse som heter {agreement_code}.")
    return version


def concerned_parties(agreement_code: str) -> Concerned:
    """Return the published version with whom it concerns: three queries.

    An applicant is concerned where it has handed in an application, and nowhere else.

    Raises:
        Refused: there is no such agreement, it is not published, or no reference facts are loaded.
    """
    version = published_version(agreement_code)
    wordings = RequirementVersion.objects.filter(version=version).values_list(
        "requirement__code", "requirement_id", "pk"
    )
    definition = version.definition
    parties = _parties(version)
    if not parties and not definition.is_applied_for:
        raise Refused("Referensuppgifter saknas. Kör manage.py load_reference först.")
    kinds = {kind for _, _, kind in parties}
    return Concerned(
        version=version,
        requirements={
            code: JudgedRequirement(
                requirement_id, wording_id, frozenset(definition.requirement(code).parties)
            )
            for code, requirement_id, wording_id in wordings
        },
        party_ids={code: pk for code, pk, _ in parties},
        codes_by_kind={kind: frozenset(code for code, _, of in parties if of == kind) for kind in kinds},
    )


def _parties(version: AgreementVersion) -> list[tuple[str, int, str]]:
    """The code, primary key and kind of every kommun and region, or of who has applied."""
    columns = ("code", "pk", "kind")
    placed = Party.objects.exclude(kind=Kind.APPLICANT)
    if not version.definition.is_applied_for:
        return list(placed.order_by("code").values_list(*columns))
    applied = Submission.objects.filter(report__requirement__agreement=version.agreement_id)
    applicants = Party.objects.filter(kind=Kind.APPLICANT, pk__in=applied.values("report__party"))
    return list(applicants.order_by("code").values_list(*columns))
