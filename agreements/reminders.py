"""Reminders of what is not handed in, before each last day: who gets one when, and what it says.

A step is a calendar day in Stockholm. A step that passed while the clock was down is made up for once: who is late by
two steps gets the nearest one only.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from agreements.domain.definition import Definition
from agreements.models import AgreementVersion, CompletionRequest, Extension, Report
from agreements.reminder_words import County, Reminder, written
from agreements.selectors.dues import Due, completions, dues, published_versions
from agreements.selectors.ground import ReportingParty, reporting_parties
from prio import clock
from prio.accounts.models import Membership
from prio.accounts.roles import Role
from prio.mail.models import Message
from prio.mail.services import Letter, write_many
from prio.parties.selectors import county_names, holds_on

KIND = "remind"

# Days before the last day, and who is reminded then (docs/deadlines.md).
STEPS: Mapping[int, frozenset[Role]] = {
    30: frozenset({Role.REPORTER}),
    14: frozenset({Role.REPORTER}),
    7: frozenset({Role.REPORTER, Role.SIGNER}),
    3: frozenset({Role.REPORTER, Role.SIGNER, Role.COUNTY_COORDINATOR}),
    1: frozenset({Role.REPORTER, Role.SIGNER, Role.COUNTY_COORDINATOR, Role.HEAD}),
}


@dataclass(slots=True)
class People:
    """Whose accounts are open and who are what today: by organisation and by county."""

    of_organisation: dict[tuple[int, Role], set[int]] = field(default_factory=dict)
    of_county: dict[str, set[int]] = field(default_factory=dict)


def step_on(today: date, last_day: date) -> int | None:
    """Return the step that is due on `today`: the nearest one that has come; None before the first and afterwards."""
    left = (last_day - today).days
    return min((step for step in STEPS if step >= left), default=None) if left >= 0 else None


def remind(today: date | None = None) -> int:
    """Write the reminders that are due and not yet written; a worker sends them. Run as often as one likes.

    Args:
        today: the day in Stockholm; left out: this one.

    Returns:
        the number of messages that were written.
    """
    day = today or clock.today()
    due_soon = list(_soon(day))
    if not due_soon:
        return 0
    people, counties = _people(day), county_names()
    letters = [
        letter for version, found in due_soon for letter in _letters(version, found, day, people, counties)
    ]
    known = _written_already([letter.key for letter in letters])
    return write_many(letter for letter in letters if letter.key not in known)


def still_needed(facts: Mapping[str, Any]) -> bool:
    """Say whether a reminder is to be sent: its last day still stands, and something of what it lists is not handed in.

    Asked just before it is sent. Two to four queries.
    """
    last_day = date.fromisoformat(facts["last_day"])
    if clock.today() > last_day:
        return False
    listed = {(party, requirement) for party, requirement in facts["reports"]}
    for version in published_versions(agreement__code=facts["agreement"]):
        parties = reporting_parties(version.definition, code__in={party for party, _ in listed})
        return any(
            one.is_left and one.last_day == last_day and (one.party.code, one.requirement.code) in listed
            for one in (*dues(version, parties), *completions(version, parties))
        )
    return False


def _soon(today: date) -> Iterator[tuple[AgreementVersion, list[Due]]]:
    """Every agreement with what is not handed in and has a step due: three queries, and five for each of them."""
    extended = Extension.objects.filter(until__gte=today).order_by().values_list("agreement_id", flat=True)
    asked = CompletionRequest.objects.filter(due__gte=today, answered_by=None).order_by()
    longer = {*extended, *asked.values_list("report__requirement__agreement_id", flat=True)}
    for version in published_versions():
        if not _may_be_soon(version, today, is_longer=version.agreement_id in longer):
            continue
        parties = _reminded(version)
        left = [one for one in (*dues(version, parties), *completions(version, parties)) if one.is_left]
        found = [one for one in left if _has_step(one, today)]
        if found:
            yield version, found


def _reminded(version: AgreementVersion) -> tuple[ReportingParty, ...]:
    """Everybody; where money is applied for only who has begun an application."""
    if not version.definition.is_applied_for:
        return reporting_parties(version.definition)
    begun = Report.objects.filter(requirement__agreement=version.agreement_id).values("party")
    return reporting_parties(version.definition, pk__in=begun)


def _has_step(one: Due, today: date) -> bool:
    """Whether a step has come; for a completion, since it was asked for: asking is a message itself."""
    step = step_on(today, one.last_day)
    return bool(step and (one.asked_on is None or one.last_day - timedelta(days=step) > one.asked_on))


def _may_be_soon(version: AgreementVersion, today: date, *, is_longer: bool) -> bool:
    """Whether reporting has opened and a last day, or somebody's later one, may come within the first step."""
    definition = version.definition
    opens = definition.dates.opens
    if opens and today < opens:
        return False
    reaches = today + timedelta(days=max(STEPS))
    return is_longer or any(today <= day <= reaches for day in _last_days(definition))


def _last_days(definition: Definition) -> Iterator[date]:
    for requirement in definition.requirements:
        closes = definition.closes(requirement.code)
        if closes:
            yield closes
        yield from (question.closes for question in requirement.questions if question.closes)


def _letters(
    version: AgreementVersion,
    found: Sequence[Due],
    today: date,
    people: People,
    counties: Mapping[str, str],
) -> Iterator[Letter]:
    """The reminders of one agreement: one for each person and last day."""
    for last_day in sorted({one.last_day for one in found}):
        step = step_on(today, last_day)
        if step is None:
            continue
        left = [one for one in found if one.last_day == last_day]
        own, of_counties = _addressed(left, STEPS[step], people)
        for user in sorted(own.keys() | of_counties.keys()):
            yield _letter(
                version,
                Reminder(
                    definition=version.definition,
                    last_day=last_day,
                    days_left=(last_day - today).days,
                    own=tuple(own.get(user, ())),
                    counties=tuple(
                        County(code, counties[code], tuple(dues_there))
                        for code, dues_there in sorted(of_counties.get(user, {}).items())
                    ),
                    simulated=version.agreement.simulated,
                ),
                step,
                user,
            )


def _addressed(
    left: Iterable[Due], roles: frozenset[Role], people: People
) -> tuple[dict[int, list[Due]], dict[int, dict[str, list[Due]]]]:
    """Who is told of what: by person for the own organisations, and by person and county for the counties."""
    own: dict[int, list[Due]] = {}
    of_counties: dict[int, dict[str, list[Due]]] = {}
    for one in left:
        told: set[int] = set()
        for role in roles:
            told |= people.of_organisation.get((one.party.organisation_id, role), set())
        for user in told:
            own.setdefault(user, []).append(one)
        if Role.COUNTY_COORDINATOR in roles:
            for user in people.of_county.get(one.party.county, ()):
                of_counties.setdefault(user, {}).setdefault(one.party.county, []).append(one)
    return own, of_counties


def _letter(version: AgreementVersion, reminder: Reminder, step: int, user: int) -> Letter:
    code = version.definition.code
    subject, body = written(reminder)
    reports = sorted({(one.party.code, one.requirement.code) for one in reminder.all})
    path = (
        reverse("reporting", args=[code])
        if reminder.own
        else reverse("county_board", args=[code, reminder.counties[0].code])
    )
    return Letter(
        key=f"{KIND}:{code}:{reminder.last_day}:{step}:{user}",
        to_id=user,
        subject=subject,
        body=body,
        kind=KIND,
        facts={
            "agreement": code,
            "last_day": reminder.last_day.isoformat(),
            "reports": [list(pair) for pair in reports],
        },
        path=path,
    )


def _people(today: date) -> People:
    """Who is what today, as far as anybody is reminded: one query."""
    people = People()
    rows = Membership.objects.filter(
        holds_on(today), role__in=sorted(frozenset().union(*STEPS.values())), user__is_active=True
    ).values_list("role", "organisation_id", "county_id", "user_id")
    for role, organisation, county, user in rows:
        if organisation is not None:
            people.of_organisation.setdefault((organisation, Role(role)), set()).add(user)
        if county is not None:
            people.of_county.setdefault(county, set()).add(user)
    return people


def _written_already(keys: Sequence[str]) -> frozenset[str]:
    return frozenset(Message.objects.filter(key__in=keys).values_list("key", flat=True))
