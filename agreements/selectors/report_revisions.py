"""Whether a report is still as somebody sees it: asked every ten seconds by every open form, so it is one query."""

from agreements.domain.report_key import ReportKey
from agreements.models import Report
from prio.accounts.roles import Actor


def is_still(actor: Actor, key: ReportKey, revision: int, state: str) -> bool:
    """Say whether the actor's own report has that revision and state still; no for what is not theirs."""
    return Report.objects.filter(
        requirement__code=key.requirement,
        requirement__agreement__code=key.agreement,
        party__code=key.party,
        party__in=actor.parties,
        revision=revision,
        state=state,
    ).exists()
