"""What an assessor decides about the report of a case: what must be completed, and whether what came late counts.

The services of the reports do it (`agreements.services.deciding`); here it is seen to that who does it may judge the
case: the authority, the yearly declaration, jäv.
"""

from contextlib import suppress
from datetime import date

from django.db import transaction

from agreements.domain.lifecycle import REPORT
from agreements.domain.report_key import ReportKey
from agreements.models import CompletionRequest, Report
from agreements.selectors.ground import Ground, ground_of
from agreements.services.deciding import accept_late, refuse_late, request_completion
from assessment.domain.lifecycle import MAY_JUDGE, Needs
from assessment.in_hand import may_judge
from assessment.models import RoundKind
from assessment.services.under_lock import NoSuchCase, held
from prio.accounts.roles import ASSESSING_ROLES, Actor
from prio.refused import NotPermitted, Refused


def ask_for_completion(
    actor: Actor, kind: RoundKind, key: ReportKey, *, revision: int, question: str, text: str, due: date
) -> CompletionRequest:
    """Ask the party of a case for more until the end of a day; the same asked twice is one request.

    Args:
        actor: an assessor of the authority that assesses the requirement.
        kind: in which round the case was read.
        key: which case.
        revision: the one that was read; 0 where nothing is proposed yet.
        question: the key of the question that it is about; "" for the whole report.
        text: what is needed.
        due: the last day; today or later.

    Raises:
        NoSuchCase: there is none.
        Refused: state, role or jäv is in the way, the text or the day is missing, or somebody was faster.
    """
    with transaction.atomic():
        ground = _locked(actor, kind, key, revision, "request_completion")
        same = CompletionRequest.objects.filter(
            report__requirement=ground.requirement_id,
            report__party=ground.party.id,
            question=question,
            text=text.strip(),
            due=due,
            requested_by=actor.user_id,
            answered_by=None,
        ).first()
        return same or request_completion(actor, key, question, text, due)


def decide_late(
    actor: Actor, kind: RoundKind, key: ReportKey, *, revision: int, accepted: bool, reason: str
) -> Report:
    """Decide whether what came after its last day counts.

    Raises:
        NoSuchCase: there is none.
        Refused: nothing waits for a decision, role or jäv is in the way, there is no reason, or somebody was faster.
    """
    with transaction.atomic():
        _locked(actor, kind, key, revision, "accept_late" if accepted else "refuse_late")
        return (accept_late if accepted else refuse_late)(actor, key, reason)


def _locked(actor: Actor, kind: RoundKind, key: ReportKey, revision: int, verb: str) -> Ground:
    """Lock the report, and the case where there is one; see that the actor may judge it."""
    ground = ground_of(key)
    if ground is None or not actor.reads_all:
        raise NoSuchCase
    if actor.roles.isdisjoint(ASSESSING_ROLES):
        label = REPORT.transition(verb).label
        raise NotPermitted(f"Ni har inte behörighet till det här steget: {label}.")
    with suppress(NoSuchCase):  # nothing is proposed yet: the report is locked all the same
        case = held(actor, kind, ground, revision=revision)
        if verb == "request_completion" and case.is_final:
            raise Refused(Needs.NOT_FINAL.value)
    met = may_judge(actor, ground)
    lacking = next((need for need in MAY_JUDGE if need not in met), None)
    if lacking is not None:
        raise Refused(lacking.value)
    return ground
