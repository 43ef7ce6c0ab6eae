"""Where a person can go: the main menu by role, and the tabs of an agreement."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse

from agreements.domain.definition import Definition
from agreements.models import Agreement, AgreementVersion, VersionState
from agreements.models.agreement import remembered_definitions
from assessment.models import AssessmentRound, RoundKind, RoundState
from assessment.selectors.account import final_round_is_closed
from assessment.selectors.register_pages import has_registers
from payouts.models import Decision, DecisionState
from prio.accounts.roles import Actor

RESULT_TABS = (("counties", "Länen"), ("allocation", "Fördelningen"), ("decisions", "Beslut"))
AGREEMENT_DEPTH = 3  # slashes in /overenskommelser/<code>/


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go. `current` says that it is where one already is."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class AgreementFrame:
    """What stands around every page of one agreement."""

    title: str
    url: str
    tabs: tuple[Link, ...]


def main_menu(actor: Actor, path: str) -> tuple[Link, ...]:
    """Return the main menu for `actor`, who is on `path`."""
    home, agreements, diary = reverse("home"), reverse("agreements"), reverse("diary")
    everybody = (
        Link("Att göra", home, path == home),
        Link("Överenskommelser", agreements, path.startswith(agreements)),
    )
    return (*everybody, Link("Diarium", diary, path.startswith(diary))) if actor.reads_all else everybody


def agreement_frame(actor: Actor, code: str, path: str) -> AgreementFrame | None:
    """Return the frame of the agreement `code` with the tabs that `actor` may open; None if there is no such agreement.

    One query, two the first time that the definition is asked. Results are everybody's once a decision is in force, and
    the account once the final round is closed; before that only theirs who read all.
    """
    in_force = Decision.objects.filter(agreement=OuterRef("pk"), state=DecisionState.IN_FORCE)
    closed = AssessmentRound.objects.filter(
        agreement=OuterRef("pk"), kind=RoundKind.FINAL, state=RoundState.CLOSED
    )
    published = AgreementVersion.objects.filter(agreement=OuterRef("pk"), state=VersionState.PUBLISHED)
    version = (Subquery(published.values("pk")), Subquery(published.values("sha256")))
    row = Agreement.objects.filter(code=code)
    found = row.values_list("title", Exists(in_force), Exists(closed), *version).first()
    if found is None:
        return None
    title, decided, is_closed, *published_version = found
    definition = _definition(*published_version)
    registers = actor.reads_all and definition is not None and has_registers(definition)
    shape = shape_of(definition) if definition else Shape.PERFORMANCE
    return _frame(actor, code, path, title, _Open(decided, registers, is_closed, shape))


def _definition(version: int | None, sha256: str | None) -> Definition | None:
    """The published definition: without a query once it has been read."""
    if version is None or sha256 is None:
        return None
    return remembered_definitions.get(sha256) or AgreementVersion.objects.get(pk=version).definition


class Shape(Enum):
    """How an agreement's money goes out: which pages it has follows from it."""

    PERFORMANCE = "performance"
    POPULATION = "population"
    APPLICATION = "application"


def shape_of(definition: Definition) -> Shape:
    """Return how the agreement's money goes out."""
    if definition.is_applied_for:
        return Shape.APPLICATION
    return Shape.PERFORMANCE if definition.is_reported else Shape.POPULATION


class _Open(NamedTuple):
    """What there is to see of an agreement: a decision in force, registers, a closed final round, and its shape."""

    decided: bool
    registers: bool
    closed: bool
    shape: Shape = Shape.PERFORMANCE


def frame_of(
    actor: Actor,
    code: str,
    path: str,
    title: str,
    decided: bool,
    registers: bool,
    shape: Shape,
    goes_on: bool = False,
) -> AgreementFrame:
    """Return the frame of an agreement that is known already.

    decided: a decision is in force. registers: the agreement reads from registers. shape: how its money goes out.
    goes_on: reports still come in, so that its final round is not closed; where that is not known, and the actor does
    not read all, it takes one query.
    """
    closed = actor.reads_all or (not goes_on and final_round_is_closed(code))
    return _frame(actor, code, path, title, _Open(decided, registers, closed, shape))


def _frame(actor: Actor, code: str, path: str, title: str, there: _Open) -> AgreementFrame:
    makers = {
        Shape.PERFORMANCE: _tabs,
        Shape.POPULATION: _population_tabs,
        Shape.APPLICATION: _application_tabs,
    }
    tabs = [
        ("agreement", "Överenskommelsen"),
        *makers[there.shape](actor, there),
        ("questions", "Frågor och svar"),
    ]
    links = tuple(
        Link(label, url, _is_here(url, path)) for name, label in tabs if (url := reverse(name, args=[code]))
    )
    return AgreementFrame(title, links[0].url, links)


def _application_tabs(actor: Actor, there: _Open) -> Iterator[tuple[str, str]]:
    """Where money is applied for there are no counties, no division and no account of who met what."""
    if actor.organisations:
        yield "reporting", "Ansök"
    if actor.reads_all:
        yield from (
            ("submitted_reports", "Inlämnat"),
            ("assessment", "Bedömning"),
            ("applications", "Ansökningar"),
        )
    if actor.reads_all or there.decided:
        yield "decisions", "Beslut"


def _population_tabs(actor: Actor, there: _Open) -> Iterator[tuple[str, str]]:
    """Where money goes out by population alone nothing is reported and nothing judged."""
    if actor.reads_all or there.decided:
        yield from RESULT_TABS
    elif actor.counties:
        yield "counties", "Länet"


def _tabs(actor: Actor, there: _Open) -> Iterator[tuple[str, str]]:
    tabs: list[tuple[str, str]] = []
    if actor.organisations:
        tabs.append(("reporting", "Rapportera"))
    if actor.reads_all or actor.coordinates:
        tabs.append(("submitted_reports", "Inlämnat"))
    if actor.reads_all:
        tabs.append(("assessment", "Bedömning"))
    if actor.reads_all or there.decided:
        tabs += RESULT_TABS
    elif actor.counties:
        tabs.append(("counties", "Länet"))
    if there.registers and actor.reads_all:
        tabs.append(("registers", "Register"))
    if actor.reads_all or there.closed:
        tabs.append(("account", "Redovisning"))
    yield from tabs


def _is_here(url: str, path: str) -> bool:
    """The agreement's own page is its exact address; the other tabs include the pages below them."""
    return path == url if url.count("/") == AGREEMENT_DEPTH else path.startswith(url)
