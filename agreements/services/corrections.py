"""What follows when a new version is published: reports follow along, people are told, some are asked to confirm.

Called by `publish` under the agreement's lock, in its transaction.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from agreements.domain.corrections import (
    ChangedRequirement,
    asks_the_same,
    changed_requirements,
    changes_terms,
)
from agreements.domain.requirement import KINDS
from agreements.models import Agreement, AgreementVersion, Report, RequirementVersion
from agreements.models.report import CONFIRMING
from agreements.signals import reports_changed
from prio import clock
from prio.accounts.models import Membership
from prio.accounts.roles import ORGANISATION_ROLES, Role
from prio.mail.services import Letter, write_many
from prio.parties.models import Party
from prio.parties.selectors import names_on
from prio.swedish import listed

_HOW = {"new": "nytt", "changed": "ändrat", "removed": "utgår"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A report whose party is asked to confirm its answers: the requirement's code, the party's key and code."""

    requirement: str
    party_id: int
    party: str


def follow_up(before: AgreementVersion, version: AgreementVersion) -> dict[str, object]:
    """Move the reports, tell everybody, and return what the log says of it."""
    old, new = before.definition, version.definition
    changes = changed_requirements(old, new)
    asked = reports_follow(version.agreement, version)
    tell_of_version(version, changes, asked, terms=changes_terms(old, new))
    # Another rule is another forecast of what each goal is worth.
    code = version.agreement.code
    transaction.on_commit(lambda: reports_changed.send(sender=Report, agreement=code), robust=True)
    by_requirement: dict[str, list[str]] = {}
    for one in asked:
        by_requirement.setdefault(one.requirement, []).append(one.party)
    return {"changed": [change.code for change in changes], "asked": by_requirement}


def reports_follow(agreement: Agreement, version: AgreementVersion) -> tuple[Asked, ...]:
    """Let every report that still answers what is asked answer `version`; return those that must be confirmed.

    The answers themselves are never touched: an answer whose question is gone stays under its key. The reports are
    locked by requirement and party.
    """
    wordings = {
        wording.requirement_id: wording
        for wording in version.requirements.select_related("requirement", "version").defer("version__plain")
    }
    rows = (
        Report.objects.filter(requirement__agreement=agreement, requirement__in=wordings)
        .exclude(wording__version=version)
        .select_for_update(of=("self",))
        .order_by("requirement__code", "party_id")
        .values_list(
            "pk", "requirement_id", "wording_id", "party_id", "party__code", "state", "answers", "typed"
        )
    )
    found = list(rows)
    same = _same_as_before({(row[1], row[2]) for row in found}, wordings)
    asked: list[Asked] = []
    moved: dict[int, list[int]] = {}
    for pk, requirement, wording, party_id, party, state, answers, typed in found:
        if wording in same or not (answers or typed):
            moved.setdefault(requirement, []).append(pk)
        elif state in CONFIRMING:
            asked.append(Asked(wordings[requirement].requirement.code, party_id, party))
    for requirement, reports in moved.items():
        Report.objects.filter(pk__in=reports).update(wording=wordings[requirement])
    return tuple(asked)


def _same_as_before(
    answered: Iterable[tuple[int, int]], wordings: Mapping[int, RequirementVersion]
) -> frozenset[int]:
    """Return the earlier wordings, among those that reports answer, that ask what the new one asks."""
    pairs = {wording: requirement for requirement, wording in answered}
    earlier = (
        RequirementVersion.objects.filter(pk__in=pairs)
        .select_related("requirement", "version")
        .defer("version__plain")
    )
    return frozenset(
        wording.pk
        for wording in earlier
        if asks_the_same(wording.definition, wordings[pairs[wording.pk]].definition)
    )


def tell_of_version(
    version: AgreementVersion, changes: Sequence[ChangedRequirement], asked: Sequence[Asked], *, terms: bool
) -> None:
    """Write to everybody concerned what `version` changes and why, and who is asked to confirm.

    Concerned are those who hold a role for an organisation whose kind of party a changed requirement concerns, every
    county coordinator and SKR's administrators. Four queries beside the messages.

    Args:
        changes: the requirements that changed.
        asked: the reports whose parties are asked to confirm their answers.
        terms: something outside the requirements changed, which concerns everybody.
    """
    today = clock.today()
    parties: dict[int, list[tuple[int, str]]] = {}
    for organisation, party, kind in Party.objects.values_list("organisation_id", "pk", "kind"):
        parties.setdefault(organisation, []).append((party, kind))
    names = names_on(today)
    held = Membership.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=today),
        role__in=sorted({*ORGANISATION_ROLES, Role.COUNTY_COORDINATOR, Role.SKR_ADMINISTRATOR}),
        valid_from__lte=today,
        user__is_active=True,
    )
    own: dict[int, set[tuple[int, str]]] = {}
    everywhere: set[int] = set()
    for user, organisation in held.values_list("user_id", "organisation_id"):
        if organisation is None:
            everywhere.add(user)
        else:
            own.setdefault(user, set()).update(parties.get(organisation, ()))
    write_many(
        _letter(user, version, concern, [one for one in asked if one.party_id in mine], names)
        for user, concern, mine in _concerned(own, everywhere, changes, terms=terms)
    )


def _concerned(
    own: Mapping[int, set[tuple[int, str]]],
    everywhere: Iterable[int],
    changes: Sequence[ChangedRequirement],
    *,
    terms: bool,
) -> Iterator[tuple[int, Sequence[ChangedRequirement], frozenset[int]]]:
    """Yield each person with the changes and the parties that are theirs."""
    for user in sorted({*own, *everywhere}):
        mine = own.get(user, set())
        kinds = {kind for _, kind in mine} if user not in everywhere else set(KINDS)
        concern = [change for change in changes if not kinds.isdisjoint(change.kinds)]
        if concern or terms:
            yield user, concern, frozenset(party for party, _ in mine)


def _letter(
    user: int,
    version: AgreementVersion,
    changes: Sequence[ChangedRequirement],
    asked: Sequence[Asked],
    names: Mapping[int, str],
) -> Letter:
    agreement = version.agreement
    codes = [change.code for change in changes]
    what = f"{listed(codes)} i {agreement.title}" if codes else agreement.title
    paragraphs = [f"Version {version.number} av {agreement.title} är publicerad.", f"Skäl: {version.reason}"]
    if changes:
        lines = (f"- {change.code} {change.name} ({_HOW[change.how]})" for change in changes)
        paragraphs.append("\n".join(["Krav som ändras:", *lines]))
    else:
        paragraphs.append("Kraven är desamma. Det som ändras är datum, pengar eller inställningar.")
    if asked:
        reports = (f"- {one.requirement}, {names.get(one.party_id, one.party)}" for one in asked)
        paragraphs.append(
            "\n".join(
                [
                    "Ni har redan svarat på det här, efter den förra lydelsen:",
                    *reports,
                    "Läs ändringen. Bekräfta sedan i rapporten att svaren gäller, eller ändra dem.",
                ]
            )
        )
    paragraphs.append("Sidan visar vad som skiljer den nya lydelsen från den förra.")
    return Letter(
        key=f"version:{version.pk}:{user}",
        to_id=user,
        subject=f"Ändring: {what}",
        body="\n\n".join(paragraphs),
        path=f"{reverse('agreement_versions', args=[agreement.code])}#version-{version.number}",
    )
