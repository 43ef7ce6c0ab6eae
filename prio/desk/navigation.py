"""Where a person can go: the main menu by role, and the tabs of an agreement."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse

from agreements.domain.definition import Definition
from agreements.models import Agreement, AgreementVersion, VersionState
from agreements.models.agreement import remembered_definitions
from agreements.selectors.drafts import may_read_drafts
from assessment.models import AssessmentRound, RoundKind, RoundState
from assessment.selectors.account import final_round_is_closed
from assessment.selectors.register_pages import has_registers
from payouts.paying import SPEAKS, reads_payments
from payouts.selectors.in_force import decisions_in_force
from payouts.selectors.simulations import side_of
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
    home, agreements, money, diary, drafts, details = (
        reverse(name)
        for name in ("home", "agreements", "money_register", "diary", "drafts", "payment_details_list")
    )
    everybody = (
        Link("Att göra", home, path == home),
        Link("Överenskommelser", agreements, path.startswith(agreements)),
        Link("Pengarna", money, path.startswith(money)),
    )
    here = path.startswith
    more = (
        (may_read_drafts(actor), Link("Utkast", drafts, here(drafts))),
        (actor.reads_all, Link("Diarium", diary, here(diary))),
        (_may_ask(actor) or bool(actor.pays_for), Link("Betalningsuppgifter", details, here(details))),
    )
    return (*everybody, *(link for is_there, link in more if is_there))


def agreement_frame(actor: Actor, code: str, path: str) -> AgreementFrame | None:
    """Return the frame of the agreement `code` with the tabs that `actor` may open; None if there is no such agreement.

    One query, two the first time that the definition is asked. Results are everybody's once a decision is in force, and
    the account once the final round is closed; before that only theirs who read all.
    """
    in_force = decisions_in_force(OuterRef("pk"))
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
    return _frame(actor, code, path, title, _open(_definition(*published_version), decided, is_closed))


def frame_of(
    actor: Actor,
    code: str,
    path: str,
    title: str,
    decided: bool,
    definition: Definition,
    goes_on: bool = False,
) -> AgreementFrame:
    """Return the frame of an agreement that is known already.

    decided: a decision is in force. goes_on: reports still come in, so that its final round is not closed; where that
    is not known, and the actor does not read all, it takes one query.
    """
    closed = actor.reads_all or (not goes_on and final_round_is_closed(code))
    return _frame(actor, code, path, title, _open(definition, decided, closed))


class Shape(Enum):
    """How an agreement's money goes out: which pages it has follows from it."""

    PERFORMANCE = "performance"
    POPULATION = "population"
    APPLICATION = "application"
    LINES = "lines"


def shape_of(definition: Definition) -> Shape:
    """Return how the agreement's money goes out."""
    if definition.is_lines_only:
        return Shape.LINES
    if definition.is_applied_for:
        return Shape.APPLICATION
    return Shape.PERFORMANCE if definition.is_reported else Shape.POPULATION


class _Open(NamedTuple):
    """What there is to see of an agreement: a decision in force, registers, a closed final round, money to ask for."""

    decided: bool
    registers: bool
    closed: bool
    requisitions: bool
    shape: Shape


def _open(definition: Definition | None, decided: bool, closed: bool) -> _Open:
    if definition is None:
        return _Open(decided, registers=False, closed=closed, requisitions=False, shape=Shape.PERFORMANCE)
    asks = definition.aftermath.requisition is not None
    return _Open(decided, has_registers(definition), closed, asks, shape_of(definition))


def _definition(version: int | None, sha256: str | None) -> Definition | None:
    """Return the definition of a published version: without a query once it has been read."""
    if version is None or sha256 is None:
        return None
    return remembered_definitions.get(sha256) or AgreementVersion.objects.get(pk=version).definition


def _may_ask(actor: Actor) -> bool:
    return any(role in SPEAKS for role, _ in actor.holds)


def _frame(actor: Actor, code: str, path: str, title: str, there: _Open) -> AgreementFrame:
    tabs = [
        ("agreement", "Överenskommelsen"),
        *_TABS[there.shape](actor, there),
        ("money", "Medel"),
        ("questions", "Frågor och svar"),
    ]
    links = tuple(
        Link(label, url, _is_here(url, path)) for name, label in tabs if (url := reverse(name, args=[code]))
    )
    return AgreementFrame(title, links[0].url, links)


Tabs = tuple[tuple[str, str], ...]


def _chosen(*wanted: tuple[bool, Tabs]) -> Tabs:
    return tuple(tab for is_there, tabs in wanted if is_there for tab in tabs)


def _of_performance(actor: Actor, there: _Open) -> Tabs:
    """Reporting, assessment, what it came to, and the payment."""
    return _chosen(
        (bool(actor.organisations) and not actor.only_applies, (("reporting", "Rapportera"),)),
        (actor.reads_all or bool(actor.coordinates), (("submitted_reports", "Inlämnat"),)),
        (actor.reads_all, (("assessment", "Bedömning"),)),
        (True, _of_population(actor, there)),
        (there.registers and actor.reads_all, (("registers", "Register"),)),
        (actor.reads_all or there.closed, (("account", "Redovisning"),)),
    )


def _of_population(actor: Actor, there: _Open) -> Tabs:
    """Where money goes out by population alone nothing is reported and nothing judged."""
    reads_results = actor.reads_all or there.decided
    return _chosen(
        (reads_results, RESULT_TABS),
        (not reads_results and bool(actor.counties), (("counties", "Länet"),)),
        (side_of(actor) is not None, (("simulations", "Simulering"),)),
        (True, _of_payment(actor, there)),
    )


def _of_application(actor: Actor, there: _Open) -> Tabs:
    """Where money is applied for there are no counties, no division and no account of who met what."""
    return _chosen(
        (bool(actor.applicants), (("reporting", "Ansök"),)),
        (
            actor.reads_all,
            (
                ("submitted_reports", "Inlämnat"),
                ("assessment", "Bedömning"),
                ("applications", "Ansökningar"),
            ),
        ),
        (actor.reads_all or there.decided, (("decisions", "Beslut"),)),
        (True, _of_payment(actor, there)),
    )


def _of_payment(actor: Actor, there: _Open) -> Tabs:
    return _chosen(
        (reads_payments(actor), (("payments", "Utbetalning"),)),
        (there.requisitions and there.decided and _may_ask(actor), (("requisition", "Rekvisition"),)),
    )


def _none(actor: Actor, there: _Open) -> Tabs:
    return ()


_TABS: dict[Shape, Callable[[Actor, _Open], Tabs]] = {
    Shape.PERFORMANCE: _of_performance,
    Shape.POPULATION: _of_population,
    Shape.APPLICATION: _of_application,
    Shape.LINES: _none,
}


def _is_here(url: str, path: str) -> bool:
    """The agreement's own page is its exact address; the other tabs include the pages below them."""
    return path == url if url.count("/") == AGREEMENT_DEPTH else path.startswith(url)
