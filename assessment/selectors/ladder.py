"""The ladder of demands with how it went: the share of the parties that met each demand in years that are closed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Count, IntegerField, Max, Q
from django.db.models.functions import Cast

from agreements.domain.ladder import Family, Ladder, Rung, ladder
from agreements.models import AgreementVersion, VersionState
from agreements.models.agreement import remembered_definitions
from assessment.models import COUNTS_AS_MET, RoundKind, RoundState, Verdict, VerdictState
from prio.accounts.roles import Actor


@dataclass(frozen=True, slots=True)
class Reached:
    """How many parties met a demand, of how many that were judged. simulated: some of the verdicts are made up."""

    met: int
    total: int
    simulated: bool


@dataclass(frozen=True, slots=True)
class RungView:
    """A rung with how it went; None where the year is not closed. pot_change: what was said of its pot, in kronor."""

    rung: Rung
    reached: Reached | None
    pot_change: int


@dataclass(frozen=True, slots=True)
class YearColumn:
    """An agreement of the ladder. closed: its final round is closed."""

    code: str
    year: int
    title: str
    simulated: bool
    here: bool


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A demand through the years: a cell for each agreement that had it, an empty one for a year when none had."""

    name: str
    most: int
    cells: tuple[tuple[YearColumn, tuple[RungView, ...]], ...]


@dataclass(frozen=True, slots=True)
class LadderPage:
    """The ladder as its page shows it."""

    code: str
    title: str
    years: tuple[YearColumn, ...]
    rows: tuple[FamilyRow, ...]
    simulated: bool


def ladder_page(actor: Actor, code: str) -> LadderPage | None:
    """Return the ladder of the agreement `code`; None where it is not published. Two queries, three at first.

    Everybody who is signed in reads it: definitions are public among them, and so is the outcome of a closed year.
    """
    versions = {version.agreement.code: version for version in _published()}
    if code not in versions:
        return None
    _read(versions)
    found = ladder((version.definition for version in versions.values()), code)
    codes = [definition.code for definition in found.agreements]
    reached = _reached(codes)
    years = tuple(
        YearColumn(one, agreement.year, agreement.title, agreement.simulated, one == code)
        for one in codes
        if (agreement := versions[one].agreement)
    )
    rows = tuple(_row(family, found, years, reached) for family in found.families)
    simulated = any(one.simulated for one in reached.values()) or any(year.simulated for year in years)
    return LadderPage(code, versions[code].agreement.title, years, rows, simulated)


def _published() -> list[AgreementVersion]:
    found = AgreementVersion.objects.filter(state=VersionState.PUBLISHED).select_related("agreement")
    return list(found.defer("plain").order_by("agreement__year", "agreement__code"))


def _read(versions: Mapping[str, AgreementVersion]) -> None:
    """Read the definitions that this process does not remember yet, in one query."""
    unread = {one.pk: one for one in versions.values() if one.sha256 not in remembered_definitions}
    rows = AgreementVersion.objects.filter(pk__in=unread) if unread else AgreementVersion.objects.none()
    for pk, plain in rows.values_list("pk", "plain"):
        unread[pk].plain = plain


def _reached(codes: list[str]) -> dict[tuple[str, str], Reached]:
    """Return how it went for every requirement of the closed years: one query."""
    final = Verdict.objects.filter(
        round__agreement__code__in=codes,
        round__kind=RoundKind.FINAL,
        round__state=RoundState.CLOSED,
        state=VerdictState.FINAL,
    )
    rows = (
        final.order_by()
        .values("round__agreement__code", "requirement__code")
        .annotate(
            total=Count("pk"),
            met=Count("pk", filter=Q(outcome__in=COUNTS_AS_MET)),
            made_up=Max(Cast("simulated", IntegerField())),
        )
    )
    return {
        (row["round__agreement__code"], row["requirement__code"]): Reached(
            row["met"], row["total"], bool(row["made_up"])
        )
        for row in rows
    }


def _row(
    family: Family,
    found: Ladder,
    years: tuple[YearColumn, ...],
    reached: Mapping[tuple[str, str], Reached],
) -> FamilyRow:
    cells: list[tuple[YearColumn, tuple[RungView, ...]]] = []
    told = {year.year for year in years if family.rungs.get(year.code)}
    changes = _pot_changes(family)
    for year in years:
        rungs = family.rungs.get(year.code, ())
        if not rungs and year.year in told:
            continue
        told.add(year.year)
        change = changes.pop(year.year, 0) if rungs else 0  # told once for a year with two agreements
        views = tuple(
            RungView(rung, reached.get((year.code, rung.requirement.code)), change if index == 0 else 0)
            for index, rung in enumerate(rungs)
        )
        cells.append((year, views))
    return FamilyRow(family.name, family.most, tuple(cells))


def _pot_changes(family: Family) -> dict[int, int]:
    """Return by how many kronor the pots of a year differ from the year before that had any, of the same kinds."""
    of_year: dict[int, list[Rung]] = {}
    for rungs in family.rungs.values():
        for rung in rungs:
            of_year.setdefault(rung.year, []).append(rung)
    return {
        later: _pots(of_year[later]) - _pots(of_year[earlier])
        for earlier, later in pairwise(sorted(of_year))
        if _kinds(of_year[earlier]) == _kinds(of_year[later])
    }


def _pots(rungs: Iterable[Rung]) -> int:
    return sum(rung.requirement.pot or 0 for rung in rungs)


def _kinds(rungs: Iterable[Rung]) -> set[str]:
    return {rung.requirement.kind for rung in rungs}
