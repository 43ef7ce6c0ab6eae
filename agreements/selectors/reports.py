"""Reading reports: one with everything around it, all those of an organisation, and what was handed in.

A draft is read by its own organisation alone.
"""

from collections.abc import Mapping

from django.db.models import Q

from agreements.domain.evaluate import Result, evaluate
from agreements.domain.progress import usable
from agreements.domain.report_key import ReportKey
from agreements.models import HandIn, Submission
from agreements.selectors.ground import ground_of
from agreements.selectors.own_reports import OwnParty, OwnReport, OwnReports, own_reports
from agreements.selectors.places import ReportPlace, reads_submissions, report_place, submitted_place
from prio.accounts.roles import Actor

__all__ = [
    "OwnParty",
    "OwnReport",
    "OwnReports",
    "ReportPlace",
    "check",
    "hand_ins",
    "own_reports",
    "report_place",
    "submissions",
    "submitted_place",
]


def submissions(actor: Actor, key: ReportKey) -> tuple[Submission, ...]:
    """Return what was handed in of a report, the newest first; nothing for who may not read it. Three queries."""
    ground = ground_of(key)
    if ground is None or not reads_submissions(actor, ground.party):
        return ()
    found = (
        Submission.objects.filter(
            report__requirement_id=ground.requirement_id, report__party_id=ground.party.id
        )
        .select_related(
            "hand_in__case", "hand_in__by", "handed_in_by", "requirement_version__version", "report"
        )
        .defer("requirement_version__version__plain", "report__answers")
        .order_by("-number")
    )
    return tuple(found)


def hand_ins(actor: Actor, agreement: str, party: str) -> tuple[HandIn, ...]:
    """Return every hand-in of a party in an agreement with its submissions, the newest first. Two queries."""
    found = HandIn.objects.filter(case__agreement__code=agreement, case__party__code=party)
    if not actor.reads_all:
        county = Q(case__party__counties__county__in=actor.coordinates, case__party__counties__valid_to=None)
        found = found.filter(Q(case__party__in=actor.parties) | county)
    rows = found.select_related("case", "by").order_by("-number").distinct()
    return tuple(rows.prefetch_related("submissions__report__requirement"))


def check(place: ReportPlace, answers: Mapping[str, object] | None = None) -> Result | None:
    """Return the self-check: what the rule comes to on the draft, or on `answers`; None where there is no rule."""
    rule = place.requirement.rule
    if rule is None:
        return None
    counted = usable(place.requirement, place.answers if answers is None else answers, place.unusable_files)
    return evaluate(rule, counted, place.facts, handed_in=False)
