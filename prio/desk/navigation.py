"""Where a person can go: the main menu by role, and the tabs of an agreement."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse

from agreements.domain.definition import Definition
from agreements.models import Agreement, AgreementVersion, Requirement, VersionState
from agreements.models.agreement import remembered_definitions
from assessment.models import AssessmentRound, RoundKind, RoundState
from assessment.selectors.account import final_round_is_closed
from assessment.selectors.register_pages import has_registers
from payouts.models import Decision, DecisionState
from payouts.paying import reads_payments
from payouts.selectors.payment_details import SPEAKS
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
    home, agreements, money, diary = (
        reverse(name) for name in ("home", "agreements", "money_register", "diary")
    )
    everybody = (
        Link("Att göra", home, path == home),
        Link("Överenskommelser", agreements, path.startswith(agreements)),
        Link("Pengarna", money, path.startswith(money)),
    )
    links = (*everybody, Link("Diarium", diary, path.startswith(diary))) if actor.reads_all else everybody
    if not _may_ask(actor) and not actor.pays_for:
        return links
    details = reverse("payment_details_list")
    return (*links, Link("Betalningsuppgifter", details, path.startswith(details)))


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
    asks = Exists(Requirement.objects.filter(agreement=OuterRef("pk")))
    row = Agreement.objects.filter(code=code)
    found = row.values_list("title", Exists(in_force), Exists(closed), asks, *version).first()
    if found is None:
        return None
    title, decided, is_closed, asks_something, *published_version = found
    definition = _definition(*published_version) if actor.reads_all or _may_ask(actor) else None
    registers = definition is not None and has_registers(definition)
    requisitions = definition is not None and asks_requisition(definition)
    return _frame(
        actor, code, path, title, _Open(decided, registers, is_closed, asks_something, requisitions)
    )


def _definition(version: int | None, sha256: str | None) -> Definition | None:
    """Return the definition of a published version: without a query once it has been read."""
    if version is None or sha256 is None:
        return None
    return remembered_definitions.get(sha256) or AgreementVersion.objects.get(pk=version).definition


def asks_requisition(definition: Definition) -> bool:
    """Say whether the agreement's money has to be asked for."""
    return definition.aftermath.requisition is not None


def _may_ask(actor: Actor) -> bool:
    return any(role in SPEAKS for role, _ in actor.holds)


class _Open(NamedTuple):
    """What there is to see of an agreement: a decision in force, registers, a closed final round.

    asks: it has requirements. One whose money all lies outside the pots has nothing to report, assess or divide.
    requisitions: its money has to be asked for.
    """

    decided: bool
    registers: bool
    closed: bool
    asks: bool = True
    requisitions: bool = False


def frame_of(
    actor: Actor,
    code: str,
    path: str,
    title: str,
    decided: bool,
    registers: bool,
    requisitions: bool = False,
    goes_on: bool = False,
) -> AgreementFrame:
    """Return the frame of an agreement that is known already.

    decided: a decision is in force. registers: the agreement reads from registers. requisitions: its money
    has to be asked for.
    goes_on: reports still come in, so that its final round is not closed; where that is not known, and the actor does
    not read all, it takes one query.
    """
    closed = actor.reads_all or (not goes_on and final_round_is_closed(code))
    return _frame(actor, code, path, title, _Open(decided, registers, closed, requisitions=requisitions))


def _frame(actor: Actor, code: str, path: str, title: str, there: _Open) -> AgreementFrame:
    tabs = [("agreement", "Överenskommelsen")]
    if there.asks:
        tabs += _tabs_of_requirements(actor, there)
    tabs += [("money", "Medel"), ("questions", "Frågor och svar")]
    links = tuple(
        Link(label, url, _is_here(url, path)) for name, label in tabs if (url := reverse(name, args=[code]))
    )
    return AgreementFrame(title, links[0].url, links)


def _tabs_of_requirements(actor: Actor, there: _Open) -> list[tuple[str, str]]:
    """The tabs of what follows from requirements: reporting, assessment, allocation, decisions."""
    reads_results = actor.reads_all or there.decided
    wanted = (
        (bool(actor.organisations), (("reporting", "Rapportera"),)),
        (actor.reads_all or bool(actor.coordinates), (("submitted_reports", "Inlämnat"),)),
        (actor.reads_all, (("assessment", "Bedömning"),)),
        (reads_results, RESULT_TABS),
        (not reads_results and bool(actor.counties), (("counties", "Länet"),)),
        (side_of(actor) is not None, (("simulations", "Simulering"),)),
        (reads_payments(actor), (("payments", "Utbetalning"),)),
        (there.requisitions and there.decided and _may_ask(actor), (("requisition", "Rekvisition"),)),
        (there.registers and actor.reads_all, (("registers", "Register"),)),
        (actor.reads_all or there.closed, (("account", "Redovisning"),)),
    )
    return [tab for is_there, tabs in wanted if is_there for tab in tabs]


def _is_here(url: str, path: str) -> bool:
    """The agreement's own page is its exact address; the other tabs include the pages below them."""
    return path == url if url.count("/") == AGREEMENT_DEPTH else path.startswith(url)
