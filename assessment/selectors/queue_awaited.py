"""What a queue waits for from outside: few rows, read once, so that no case has to look for its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, DateField, F, Value

from agreements.models import CompletionRequest, ReportState
from assessment.models import Communication, Recusal
from assessment.selectors.queue_scope import Scope
from prio import clock

_COMPLETION, _COMMUNICATION, _RECUSAL = "completion", "communication", "recusal"


@dataclass(frozen=True, slots=True)
class Awaited:
    """The last days of open requests for completion by report, and of open communications by verdict (primary keys).

    recused: the parties whose cases the actor may not touch.
    """

    completions: Mapping[int, date]
    communications: Mapping[int, date]
    recused: frozenset[int]


def awaited(scope: Scope) -> Awaited:
    """Return what is asked for and has not come, and whose cases are not the actor's: one query."""
    today = clock.today()
    asked = CompletionRequest.objects.filter(
        report__requirement__in=scope.requirements.values(),
        report__state=ReportState.RETURNED,
        answered_by=None,
        due__gte=today,
    ).order_by()
    told = Communication.objects.filter(
        verdict__round=scope.round_id, answered_at=None, silent_at=None, due__gte=today
    ).order_by()
    recused = Recusal.objects.filter(user=scope.actor.user_id, ended_at=None).order_by()
    sort, no_day = CharField(), Value(None, output_field=DateField())
    rows = asked.values_list(Value(_COMPLETION, output_field=sort), F("report_id"), F("due")).union(
        told.values_list(Value(_COMMUNICATION, output_field=sort), F("verdict_id"), F("due")),
        recused.values_list(Value(_RECUSAL, output_field=sort), F("party_id"), no_day),
        all=True,
    )
    found: dict[str, dict[int, date]] = {_COMPLETION: {}, _COMMUNICATION: {}, _RECUSAL: {}}
    for kind, key, day in rows:
        found[kind][key] = max(day, found[kind].get(key, day)) if day else today
    return Awaited(found[_COMPLETION], found[_COMMUNICATION], frozenset(found[_RECUSAL]))
