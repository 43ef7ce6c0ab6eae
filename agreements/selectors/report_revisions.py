"""A report while it is written: asked so often, by every open form, that only what is needed is read."""

from datetime import datetime

from django.core.cache import cache

from agreements.domain.evaluate import Facts
from agreements.domain.report_key import ReportKey
from agreements.models import Report
from agreements.selectors.ground import Ground
from agreements.selectors.places import ReportPlace, extensions_of, facts_of, open_requests, placed
from prio.accounts.roles import Actor

KEPT = 60  # seconds that a process remembers what is known of a party


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
    """Return the actor's own report as it was just saved.

    At most three queries: more time where somebody has it, requests while a completion is asked for, and what is known
    of the party, which this process remembers for a minute. Handing in reads it anew.
    """
    return placed(
        actor,
        ground,
        now,
        report=report,
        extensions=extensions_of(ground) if ground.some_have_more_time else (),
        requests=tuple(open_requests([report])),
        facts=_remembered_facts(ground),
        is_own=True,
    )


def _remembered_facts(ground: Ground) -> Facts:
    key = f"facts-{ground.party.id}-{ground.version.sha256}"
    facts: Facts | None = cache.get(key)
    if facts is None:
        facts = facts_of(ground)
        cache.set(key, facts, KEPT)
    return facts
