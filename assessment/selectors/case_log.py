"""What has happened in a case, in words: from the log, from what was handed in, and from what was asked for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from agreements.models import Report
from agreements.selectors.history import History
from assessment.models import Correction, Finding, Outcome, Verdict
from prio.audit.models import Event
from prio.days import plain_day

Facts = Mapping[str, Any]
FINDING, VERDICT, REPORT = "finding", "verdict", "report"


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened. by: the person's name, empty for Prio itself. detail: what was written. verb: as logged.

    revision: of the case after it; None for what did not change the case itself.
    """

    at: datetime
    by: str
    by_id: int | None
    what: str
    detail: str = ""
    verb: str = ""
    revision: int | None = None


def events_of(rows: Iterable[Finding | Verdict], report: Report | None) -> tuple[Event, ...]:
    """Return the log of the findings and verdicts of a case, and of its report, in order: one query."""
    of_case = Q()
    for name, model in ((FINDING, Finding), (VERDICT, Verdict)):
        keys = [str(one.pk) for one in rows if isinstance(one, model)]
        if keys:
            of_case |= Q(aggregate=name, aggregate_id__in=keys)
    if report is not None:
        of_case |= Q(aggregate=REPORT, aggregate_id=str(report.pk), verb__in=_ON_REPORT)
    if not of_case:
        return ()
    return tuple(Event.objects.filter(of_case).select_related("by").order_by("at", "pk"))


def happenings(events: Iterable[Event], history: History) -> tuple[Happening, ...]:
    """Return everything that happened in a case, the newest first."""
    found = [happening for event in events if (happening := _happening(event))]
    for handed in history.handed:
        one = handed.item.submission
        late = ", efter sista dagen" if one.late else ""
        signed = one.hand_in.signed_as if one.hand_in else history.ground.party.name
        found.append(Happening(one.handed_in_at, signed, None, f"lämnade in (inlämning {one.number}{late})"))
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def meanwhile(events: Iterable[Event], row: Finding | Verdict, revision: int) -> tuple[Happening, ...]:
    """Return what others, or oneself in another window, did with a case after a revision of it was read."""
    own = [one for one in events if one.aggregate_id == str(row.pk) and one.aggregate in {FINDING, VERDICT}]
    found = [happening for event in own if (happening := _happening(event))]
    return tuple(one for one in found if one.revision is not None and one.revision > revision)


def _happening(event: Event) -> Happening | None:
    """Return an event in words; None for one that is told by another."""
    words = (_ON_REPORT if event.aggregate == REPORT else _ON_CASE).get(event.verb)
    if words is None or not _is_told(event):
        return None
    what, detail = words(event.facts)
    return Happening(
        at=event.at,
        by=str(event.by) if event.by else "",
        by_id=event.by_id,
        what=what,
        detail=detail,
        verb=event.verb,
        revision=event.facts.get("revision") if event.aggregate != REPORT else None,
    )


def _is_told(event: Event) -> bool:
    """A correction is told by the verdict that it would replace, which stays when the correction is given up."""
    return "corrects" not in event.facts or str(event.facts["corrects"]) == event.aggregate_id


def _outcome(facts: Facts) -> str:
    found = facts.get("outcome", "")
    return Outcome(found).label.lower() if found in Outcome.values else ""


def _day(facts: Facts) -> str:
    return plain_day(date.fromisoformat(facts["due"]))


def _reason(facts: Facts) -> str:
    return str(facts.get("reason", ""))


def _correction(facts: Facts) -> str:
    return Correction(facts["correction"]).label.lower()


Words = Callable[[Facts], tuple[str, str]]
_ON_CASE: Mapping[str, Words] = {
    "prepared": lambda facts: (f"beredde bedömningen: {_outcome(facts)}", ""),
    "approved": lambda facts: (f"gjorde bedömningen slutlig: {_outcome(facts)}", ""),
    "sent_back": lambda facts: ("skickade tillbaka bedömningen", _reason(facts)),
    "communicated": lambda facts: (f"skickade bedömningen för yttrande till och med {_day(facts)}", ""),
    "answered": lambda facts: ("lämnade ett yttrande", ""),
    "silence_noted": lambda facts: ("noterade att inget yttrande kom", ""),
    "sent": lambda facts: (f"skickade den preliminära bedömningen: {_outcome(facts)}", ""),
    "correction_begun": lambda facts: (f"påbörjade en {_correction(facts)}", _reason(facts)),
    "correction_abandoned": lambda facts: ("avbröt ändringen", _reason(facts)),
}
_ON_REPORT: Mapping[str, Words] = {
    "request_completion": lambda facts: (f"begärde komplettering till och med {_day(facts)}", ""),
    "accept_late": lambda facts: ("godtog det som kom efter sista dagen", _reason(facts)),
    "refuse_late": lambda facts: ("godtog inte det som kom efter sista dagen", _reason(facts)),
    "refuse_late_completion": lambda facts: ("godtog inte den sena kompletteringen", _reason(facts)),
    "take_back": lambda facts: ("tog tillbaka rapporten", ""),
    "decline": lambda facts: ("avstod från kravet", _reason(facts)),
    "resume": lambda facts: ("deltog i kravet igen", ""),
}
