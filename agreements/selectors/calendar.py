"""The days that concern a person, as events: openings, last days with what is left, completion, results, payment."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from agreements.domain.calendar_days import calendar_days
from agreements.domain.deadlines import closing_day
from agreements.domain.progress import asked_of_reporter
from agreements.models import AgreementVersion, CompletionRequest, Extension, ReportState, VersionState
from agreements.selectors.dues import Due, dues, published_versions
from agreements.selectors.ground import ReportingParty, reporting_parties
from prio.accounts.models import CalendarFeed, User
from prio.accounts.roles import Actor
from prio.accounts.selectors import actor_of
from prio.parties.models import PartyCounty
from prio.parties.selectors import holds_on
from prio.swedish import counted, listed

YEARS_BACK = 1  # older agreements are no news in anybody's calendar
MADE_UP = " (simulerad)"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """A day in a calendar. uid: the same through all changes; sequence: counts them; stamp: when it changed last.

    A deadline ends with its day. is_left: something is still to be done by then, so the calendar may sound.
    """

    uid: str
    title: str
    day: date
    is_deadline: bool
    text: str
    path: str
    stamp: datetime
    sequence: int
    is_left: bool = False


def own_feed(actor: Actor) -> CalendarFeed | None:
    """Return the actor's calendar link, or None: one query."""
    return CalendarFeed.objects.filter(user=actor.user_id).first()


def actor_of_feed(key: str, today: date) -> Actor | None:
    """Return whose the calendar with that key is, as they are today; None for an unknown key or a closed account."""
    user = User.objects.filter(calendar_feed__key=key, is_active=True).first()
    return actor_of(user, today) if user else None


def calendar_events(actor: Actor, today: date) -> tuple[CalendarEvent, ...]:
    """Return what concerns the actor, by day: six queries, and a handful for each agreement of last year or later."""
    events: list[CalendarEvent] = []
    concerned = _concerned(actor, today)
    for version in published_versions(agreement__year__gte=today.year - YEARS_BACK):
        definition = version.definition
        parties = reporting_parties(definition, pk__in=concerned) if concerned else ()
        kinds = {party.kind for party in parties}
        if not concerned or any(not kinds.isdisjoint(one.parties) for one in definition.requirements):
            events += _fixed(version)
            events += _last_days(actor, version, parties) if parties else _general_last_days(version)
    events += _completions(actor, today)
    return tuple(sorted(events, key=lambda event: (event.day, event.uid)))


def _fixed(version: AgreementVersion) -> Iterator[CalendarEvent]:
    for fixed in calendar_days(version.definition):
        yield CalendarEvent(
            uid=f"{version.definition.code}/{fixed.slug}",
            title=f"{fixed.name}: {_title(version)}",
            day=fixed.day,
            is_deadline=fixed.is_deadline,
            text=version.definition.summary,
            path=reverse("agreement", args=[version.definition.code]),
            stamp=_published(version),
            sequence=version.number - 1,
        )


def _concerned(actor: Actor, today: date) -> frozenset[int]:
    """Whose reports concern the actor: the own parties, and those of the counties that they coordinate."""
    if not actor.coordinates:
        return actor.parties
    there = PartyCounty.objects.filter(holds_on(today), county__in=actor.coordinates)
    return actor.parties | frozenset(there.values_list("party_id", flat=True))


def _last_days(
    actor: Actor, version: AgreementVersion, parties: Sequence[ReportingParty]
) -> Iterator[CalendarEvent]:
    """The last days to hand in for these parties, with what is left."""
    groups: dict[tuple[date, date], list[Due]] = {}
    for one in dues(version, parties):
        groups.setdefault((one.first_set, one.last_day), []).append(one)
    starts = Counter(first for first, _ in groups)
    for (first, last), group in sorted(groups.items()):
        own = [one for one in group if one.party.id in actor.parties]
        others = [one for one in group if one.party.id not in actor.parties]
        extended = sum(1 for one in group if one.last_day != one.first_set)
        yield CalendarEvent(
            uid=f"{version.definition.code}/closes/{first}"
            + ("" if first == last or starts[first] == 1 else f"/{last}"),
            title=f"Sista dag att lämna in: {_title(version)}",
            day=last,
            is_deadline=True,
            text="\n".join(_what_is_left(group, own, others)),
            path=reverse("reporting" if own else "agreement", args=[version.definition.code]),
            stamp=max([_published(version), *(one.changed_at for one in group if one.changed_at)]),
            sequence=version.number - 1 + extended,
            is_left=any(one.is_left for one in own),
        )


def _what_is_left(group: Sequence[Due], own: Sequence[Due], others: Sequence[Due]) -> Iterator[str]:
    codes = dict.fromkeys(f"{one.requirement.code} {one.requirement.name}" for one in group)
    yield f"Gäller {listed(list(codes))}."
    if own:
        for name in dict.fromkeys(one.party.name for one in own):
            left = [one.requirement.code for one in own if one.party.name == name and one.is_left]
            yield f"{name}: {'kvar att lämna in ' + listed(list(dict.fromkeys(left))) if left else 'allt är klart'}."
    if others:
        left_of = {one.party.id for one in others if one.is_left}
        yield (
            f"I länet har {counted(len(left_of), 'organisation,organisationer')} något kvar att lämna in."
            if left_of
            else "I länet är allt klart."
        )


def _general_last_days(version: AgreementVersion) -> Iterator[CalendarEvent]:
    """The last days of an agreement for who reports nothing in it."""
    definition = version.definition
    longer = list(
        Extension.objects.filter(agreement=version.agreement, party=None).select_related("requirement")
    )
    days: dict[tuple[date, date], list[str]] = {}
    for requirement in definition.requirements:
        first = definition.closes(requirement.code)
        until = [
            one.until for one in longer if one.requirement is None or one.requirement.code == requirement.code
        ]
        last = closing_day(definition, requirement.code, extensions=until)
        if first and last and asked_of_reporter(requirement):
            days.setdefault((first, last), []).append(f"{requirement.code} {requirement.name}")
    for (first, last), names in sorted(days.items()):
        yield CalendarEvent(
            uid=f"{definition.code}/closes/{first}" + ("" if first == last else f"/{last}"),
            title=f"Sista dag att lämna in: {_title(version)}",
            day=last,
            is_deadline=True,
            text=f"Gäller {listed(names)}.",
            path=reverse("agreement", args=[definition.code]),
            stamp=max([_published(version), *(one.decided_at for one in longer)]),
            sequence=version.number - 1 + len(longer),
        )


def _completions(actor: Actor, today: date) -> Iterator[CalendarEvent]:
    """The open requests for completion of the own reports: the last due of each report. One query, or none."""
    if not actor.parties:
        return
    requests = CompletionRequest.objects.filter(
        report__party__in=actor.parties,
        report__state=ReportState.RETURNED,
        answered_by=None,
        report__requirement__agreement__versions__state=VersionState.PUBLISHED,
        due__year__gte=today.year - YEARS_BACK,
    ).select_related("report__party", "report__requirement__agreement")
    for request in requests.order_by("pk"):
        requirement = request.report.requirement
        agreement = requirement.agreement
        yield CalendarEvent(
            uid=f"{agreement.code}/completion/{request.pk}",
            title=f"Sista dag att komplettera {requirement.code}: {agreement.title}"
            + (MADE_UP if agreement.simulated else ""),
            day=request.due,
            is_deadline=True,
            text=request.text,
            path=reverse("report", args=[agreement.code, request.report.party.code, requirement.code]),
            stamp=request.requested_at,
            sequence=0,
            is_left=True,
        )


def _title(version: AgreementVersion) -> str:
    return version.definition.title + (MADE_UP if version.agreement.simulated else "")


def _published(version: AgreementVersion) -> datetime:
    if version.published_at is None:
        raise ValueError("a published version has a time")
    return version.published_at
