"""What the pages of registers show: which there are, how they stand, and one version with everything about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from agreements.domain.definition import Definition
from agreements.models import Agreement, AgreementVersion
from agreements.selectors.agreements import published_version
from assessment.domain.registers.checked import Fault
from assessment.domain.registers.matching import ORGANISATION, Matching, targets_of
from assessment.domain.registers.typed import YES
from assessment.domain.registers.wanted import ON_LIST, Register, reads_registers, register_of, registers_of
from assessment.models import RegisterFile, RegisterImport, RegisterImportState
from assessment.selectors.register_parties import party_names
from assessment.services.registers import WRITES
from prio.accounts.roles import Actor
from prio.days import month_in_words

PER_PAGE = 50
_NOT_SHOWN = ("faults", "differences", "matching")


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A register of an agreement and how it stands. lacking: how many parties it gives nothing about."""

    register: Register
    approved: RegisterImport | None
    open: tuple[RegisterImport, ...]
    lacking: int

    @property
    def requirements(self) -> str:
        """The codes of the requirements that read from it."""
        return ", ".join(self.register.requirements)


@dataclass(frozen=True, slots=True)
class RegistersPage:
    """The registers that an agreement reads from."""

    agreement: Agreement
    rows: tuple[RegisterRow, ...]
    may_write: bool


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One register: its versions, the newest first, and what it gives."""

    agreement: Agreement
    register: Register
    versions: tuple[RegisterImport, ...]
    may_write: bool

    @property
    def approved(self) -> RegisterImport | None:
        """The version that is in force."""
        return next((one for one in self.versions if one.state == RegisterImportState.APPROVED), None)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file. held: what it is said to hold."""

    index: int
    letter: str
    heading: str
    example: str
    held: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Parties, by name, that a requirement lacks something about."""

    requirement: str
    names: tuple[str, ...]
    what: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A figure of a version, in words."""

    party: str
    requirement: str
    figure: str
    value: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure that another version changes, in words."""

    party: str
    requirement: str
    figure: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One version of a register, with everything that a person looks at before approving it."""

    agreement: Agreement
    register: Register
    found: RegisterImport
    names: Mapping[str, str]
    may_write: bool
    has_file: bool

    @property
    def summary(self) -> Mapping[str, Any]:
        """What the file came to, as numbers and codes."""
        return self.found.summary

    @property
    def matching(self) -> Matching:
        """What the columns hold."""
        return Matching.from_plain(self.found.matching)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the file."""
        held = self.matching.columns
        return tuple(
            Column(held=held.get(one["index"], ""), **one) for one in self.summary.get("columns", ())
        )

    @property
    def targets(self) -> Mapping[str, str]:
        """What a column may hold, in words."""
        return targets_of(self.register)

    @property
    def has_figures(self) -> bool:
        """Whether there is anything to approve."""
        return bool(self.summary.get("figures"))

    @property
    def knows_organisation(self) -> bool:
        """Whether a column says whose the figures are."""
        return ORGANISATION in self.matching.columns.values()

    @property
    def left_out(self) -> tuple[Gap, ...]:
        """The parties that have a fault, by requirement."""
        by_requirement: dict[str, list[str]] = {}
        for requirement, party in self.summary.get("left_out", ()):
            by_requirement.setdefault(requirement, []).append(party)
        return tuple(Gap(code, self._names(parties)) for code, parties in by_requirement.items())

    @property
    def missing(self) -> tuple[Gap, ...]:
        """The parties that stand nowhere in the file, by requirement."""
        found: Mapping[str, Sequence[str]] = self.summary.get("missing", {})
        return tuple(Gap(code, self._names(parties)) for code, parties in found.items() if parties)

    @property
    def incomplete(self) -> tuple[Gap, ...]:
        """The parties that lack a figure that others have."""
        by_labels: dict[tuple[str, str], list[str]] = {}
        for requirement, party, labels in self.summary.get("incomplete", ()):
            for label in labels:
                by_labels.setdefault((requirement, label), []).append(party)
        return tuple(Gap(code, self._names(parties), label) for (code, label), parties in by_labels.items())

    @property
    def absent(self) -> tuple[Gap, ...]:
        """The figures that the file has for nobody, by requirement; not of those that it says nothing about."""
        found: Mapping[str, Sequence[str]] = self.summary.get("absent", {})
        said = self.summary.get("missing", {})
        return tuple(Gap(code, tuple(labels)) for code, labels in found.items() if labels and code in said)

    @property
    def untouched(self) -> tuple[Gap, ...]:
        """The requirements that the file says nothing about, and what becomes of their figures."""
        said = {
            *self.summary.get("requirements", ()),
            *(code for code, _ in self.summary.get("left_out", ())),
        }
        carried = self.summary.get("carried", {})
        stay, none = "Uppgifterna från den version som gällde före följer med.", "Uppgifter saknas än."
        return tuple(
            Gap(code, (), stay if code in carried else none)
            for code in self.register.requirements
            if code not in said
        )

    def faults(self, page: str) -> Page[Fault]:
        """Return a page of the faults."""
        return Paginator([Fault(*fault) for fault in self.found.faults], PER_PAGE).get_page(page)

    def changes(self, page: str) -> Page[Changed]:
        """Return a page of what the version changes."""
        shown = Paginator(self.found.differences, PER_PAGE).get_page(page)
        shown.object_list = [self._changed(*one) for one in shown.object_list]
        return shown

    def figures(self, page: str) -> Page[Any]:
        """Return a page of what was read: two queries."""
        figures = self.found.figures.order_by(
            "requirement__position", "party__code", "question", "unit", "month"
        )
        rows = figures.values_list("party__code", "requirement__code", "question", "unit", "month", "value")
        shown: Page[Any] = Paginator(rows, PER_PAGE).get_page(page)
        shown.object_list = [self._read(*row) for row in shown.object_list]
        return shown

    def _read(self, party: str, requirement: str, key: str, unit: str, month: str, value: str) -> Read:
        same = self._changed(party, requirement, key, unit, month, None, value)
        return Read(same.party, requirement, same.figure, same.after)

    def _changed(
        self, party: str, requirement: str, key: str, unit: str, month: str, *values: str | None
    ) -> Changed:
        wanted = self.register.of(requirement)
        labels = {field.key: field for field in wanted.fields} if wanted else {}
        is_yes_no = key == ON_LIST or (key in labels and labels[key].kind == "yes_no")
        label = "Står på listan" if key == ON_LIST else labels[key].label if key in labels else key
        more = [unit, month_in_words(month) if month else ""]
        before, after = (_in_words(value, is_yes_no=is_yes_no) for value in values)
        return Changed(
            self.names.get(party, party),
            requirement,
            ", ".join([label, *(one for one in more if one)]),
            before,
            after,
        )

    def _names(self, codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.names.get(code, code) for code in codes)


def _in_words(value: str | None, *, is_yes_no: bool) -> str:
    if value is None:
        return "–"
    if is_yes_no:
        return "ja" if value == YES else "nej"
    return value.replace(".", ",")


def has_registers(definition: Definition) -> bool:
    """Say whether an agreement reads anything from a register."""
    return reads_registers(definition)


def registers_page(actor: Actor, code: str) -> RegistersPage | None:
    """Return the registers of an agreement; None where there is none that the actor may see. Three queries."""
    version = _readable(actor, code)
    if version is None:
        return None
    imports = list(
        _imports(version.agreement_id)
        .filter(state__in=["approved", "reading", "preview"])
        .order_by("register", "number")
    )
    rows = tuple(_row(one, imports) for one in registers_of(version.definition))
    return RegistersPage(version.agreement, rows, _may_write(actor))


def _row(register: Register, imports: Iterable[RegisterImport]) -> RegisterRow:
    own = [one for one in imports if one.register == register.code]
    approved = next((one for one in own if one.state == RegisterImportState.APPROVED), None)
    summary = approved.summary if approved else {}
    lacking = {party for parties in summary.get("missing", {}).values() for party in parties} | {
        party for _, party in summary.get("left_out", ())
    }
    return RegisterRow(register, approved, tuple(one for one in own if one.is_open), len(lacking))


def register_page(actor: Actor, code: str, register: str) -> RegisterPage | None:
    """Return one register with its versions; None where there is none that the actor may see. Three queries."""
    version = _readable(actor, code)
    found = register_of(version.definition, register) if version else None
    if version is None or found is None:
        return None
    versions = _imports(version.agreement_id).filter(register=register).order_by("-number")
    return RegisterPage(version.agreement, found, tuple(versions), _may_write(actor))


def import_page(actor: Actor, code: str, register: str, number: int) -> ImportPage | None:
    """Return one version; None where there is none that the actor may see. Four queries."""
    version = _readable(actor, code)
    asked = register_of(version.definition, register) if version else None
    if version is None or asked is None:
        return None
    found = (
        RegisterImport.objects.filter(agreement=version.agreement_id, register=register, number=number)
        .select_related("agreement", "uploaded_by", "approved_by", "compared_with")
        .first()
    )
    if found is None:
        return None
    return ImportPage(
        version.agreement,
        asked,
        found,
        party_names(version.definition.names_day),
        _may_write(actor),
        RegisterFile.objects.filter(of=found).exists(),
    )


def register_file(actor: Actor, code: str, register: str, number: int) -> tuple[str, bytes] | None:
    """Return the name and the bytes of a version's file; None where there is none that the actor may have."""
    if _readable(actor, code) is None:
        return None
    found = (
        RegisterFile.objects.filter(of__agreement__code=code, of__register=register, of__number=number)
        .select_related("of")
        .first()
    )
    return (found.of.file_name, bytes(found.content)) if found else None


def readable_register(actor: Actor, code: str, register: str) -> tuple[AgreementVersion, Register] | None:
    """Return a register with the version of the agreement; None where there is none that the actor may see."""
    version = _readable(actor, code)
    found = register_of(version.definition, register) if version else None
    return (version, found) if version and found else None


def _readable(actor: Actor, code: str) -> AgreementVersion | None:
    version = published_version(actor, code) if actor.reads_all else None
    return version if version and has_registers(version.definition) else None


def _imports(agreement_id: int) -> QuerySet[RegisterImport]:
    return (
        RegisterImport.objects.filter(agreement=agreement_id)
        .select_related("uploaded_by", "approved_by")
        .defer(*_NOT_SHOWN)
    )


def _may_write(actor: Actor) -> bool:
    return not WRITES.isdisjoint(actor.roles)
