"""Where a person can go: the main menu by role, and the tabs of an agreement."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse

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
    in_force = Decision.objects.filter(
        agreement=OuterRef("pk"), state=DecisionState.IN_FORCE, run__isnull=False
    )
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
    registers = actor.reads_all and _reads_registers(*published_version)
    return _frame(actor, code, path, title, _Open(decided, registers, is_closed))


def _reads_registers(version: int | None, sha256: str | None) -> bool:
    """Say whether a published version reads from registers: without a query once its definition has been read."""
    if version is None or sha256 is None:
        return False
    definition = remembered_definitions.get(sha256) or AgreementVersion.objects.get(pk=version).definition
    return has_registers(definition)


class _Open(NamedTuple):
    """What there is to see of an agreement: a decision in force, registers, a closed final round."""

    decided: bool
    registers: bool
    closed: bool


def frame_of(
    actor: Actor, code: str, path: str, title: str, decided: bool, registers: bool, goes_on: bool = False
) -> AgreementFrame:
    """Return the frame of an agreement that is known already.

    decided: a decision is in force. registers: the agreement reads from registers. goes_on: reports still come in, so
    that its final round is not closed; where that is not known, and the actor does not read all, it takes one query.
    """
    closed = actor.reads_all or (not goes_on and final_round_is_closed(code))
    return _frame(actor, code, path, title, _Open(decided, registers, closed))


def _frame(actor: Actor, code: str, path: str, title: str, there: _Open) -> AgreementFrame:
    tabs = [("agreement", "Överenskommelsen")]
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
    tabs.append(("questions", "Frågor och svar"))
    links = tuple(
        Link(label, url, _is_here(url, path)) for name, label in tabs if (url := reverse(name, args=[code]))
    )
    return AgreementFrame(title, links[0].url, links)


def _is_here(url: str, path: str) -> bool:
    """The agreement's own page is its exact address; the other tabs include the pages below them."""
    return path == url if url.count("/") == AGREEMENT_DEPTH else path.startswith(url)
