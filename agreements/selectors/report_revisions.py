"""A report while it is written: asked so often, by every open form, that only what is needed is read."""

from datetime import datetime

from agreements.domain.report_key import ReportKey
from agreements.models import Report
from agreements.selectors.ground import Ground
from agreements.selectors.places import ReportPlace, extensions_of, facts_of, open_requests, placed
from prio.accounts.roles import Actor


def is_still(actor: Actor, key: ReportKey, revision: int, state: str) -> bool:
    """Say whether the actor's own report has that revision and state still; no for what is not theirs. One query."""
    return Report.objects.filter(
        requirement__code=key.requirement,
        requirement__agreement__code=key.agreement,
        party__code=key.party,
        party__in=actor.parties,
        revision=revision,
        state=state,
    ).exists()


def answer_of(ground: Ground, question: str) -> object:
    """Return the answer that stands to one question, None where there is none. One query."""
    found = Report.objects.filter(requirement_id=ground.requirement_id, party_id=ground.party.id)
    answers = found.values_list("answers", flat=True).first()
    return answers.get(question) if answers else None


def own_place(actor: Actor, ground: Ground, report: Report, now: datetime) -> ReportPlace:
    """Return the actor's own report as it was just saved. Two queries, three while a completion is asked for."""
    return placed(
        actor,
        ground,
        now,
        report=report,
        extensions=extensions_of(ground),
        requests=tuple(open_requests([report])),
        facts=facts_of(ground),
        is_own=True,
    )
