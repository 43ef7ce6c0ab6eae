"""Where a person can go: the main menu by role, and the tabs of an agreement."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse

from agreements.models import Agreement
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
    home, agreements = reverse("home"), reverse("agreements")
    return (
        Link("Att göra", home, path == home),
        Link("Överenskommelser", agreements, path.startswith(agreements)),
    )


def agreement_frame(actor: Actor, code: str, path: str) -> AgreementFrame | None:
    """Return the frame of the agreement `code` with the tabs that `actor` may open; None if there is no such agreement.

    One query. Results are everybody's once a decision is in force, before that only theirs who read all.
    """
    in_force = Decision.objects.filter(agreement=OuterRef("pk"), state=DecisionState.IN_FORCE)
    row = Agreement.objects.filter(code=code).values_list("title", Exists(in_force)).first()
    return frame_of(actor, code, path, *row) if row else None


def frame_of(actor: Actor, code: str, path: str, title: str, decided: bool) -> AgreementFrame:
    """Return the frame of an agreement that is known already; `decided` says that a decision is in force."""
    tabs = [("agreement", "Överenskommelsen")]
    if actor.organisations:
        tabs.append(("reporting", "Rapportera"))
    if actor.reads_all or actor.coordinates:
        tabs.append(("submitted_reports", "Inlämnat"))
    if actor.reads_all:
        tabs.append(("assessment", "Bedömning"))
    if actor.reads_all or decided:
        tabs += RESULT_TABS
    elif actor.counties:
        tabs.append(("counties", "Länet"))
    tabs.append(("questions", "Frågor och svar"))
    links = tuple(
        Link(label, url, _is_here(url, path)) for name, label in tabs if (url := reverse(name, args=[code]))
    )
    return AgreementFrame(title, links[0].url, links)


def _is_here(url: str, path: str) -> bool:
    """The agreement's own page is its exact address; the other tabs include the pages below them."""
    return path == url if url.count("/") == AGREEMENT_DEPTH else path.startswith(url)
