"""Building the whole demonstration: reference facts, accounts, agreements, outcomes, allocations, decisions."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.db import transaction

from agreements.domain.loading import load_definition
from agreements.models import Agreement
from agreements.services import publish
from assessment.models import OutcomeFile
from assessment.selectors import published_version
from assessment.services import assess_agreement
from payouts.models import AllocationRun, Decision, RunState
from payouts.services import (
    approve_decision,
    approve_run,
    compute_run,
    issue_decision,
    make_forecast,
    prepare_decision,
    propose_run,
)
from prio import clock
from prio.accounts.demonstration import APPROVER, PREPARER
from prio.accounts.services import become_demonstration
from prio.commands import actor_named
from prio.desk.demonstration.access import make_requests
from prio.desk.demonstration.applications import APPLICANT, APPLICANTS, decide_applications
from prio.desk.demonstration.completion import ask_for_more
from prio.desk.demonstration.details import make_up_details, make_up_details_of
from prio.desk.demonstration.history import load_history
from prio.desk.demonstration.judging import close_history, declare_all, judge_year
from prio.desk.demonstration.letters import send_some
from prio.desk.demonstration.money import make_money
from prio.desk.demonstration.questions import make_questions
from prio.desk.demonstration.year import RULES_OF, demo_code, make_year
from prio.money import kronor
from prio.parties.services import load_reference

DEFINITIONS = Path(__file__).resolve().parents[3] / "agreements" / "definitions"
Say = Callable[[str], None]
# How long ago the made-up year was looked at before, so that its pages can say what has changed.
FORECASTS = (timedelta(days=8), timedelta(days=1), timedelta())


def build_demonstration(say: Say) -> None:
    """Build what is missing of the demonstration; what exists is left as it is, also where somebody changed it.

    Args:
        say: is told each step that did something, in Swedish.

    Raises:
        Refused: the installation has accounts of real people.
    """
    with transaction.atomic():
        load_reference()
        is_new = become_demonstration()
    if is_new:
        say("Referensuppgifter och demonstrationskonton är på plats.")
    codes = _publish_agreements(say)
    for code in codes:
        if not published_version(code).definition.is_lines_only:  # nothing to judge or divide
            _take_to_decision(code, say)
    if number := make_up_details():
        say(f"{number} organisationer har fått påhittade betalningsuppgifter.")
    if close_history(codes):
        say("De tidigare årens bedömningar är avslutade.")
    with transaction.atomic():  # who interrupts it finds either all of it or nothing the next time
        sent = send_some()
    if sent:
        say("Breven om ett av besluten är skapade och skickade.")
    with transaction.atomic():
        if make_money():
            say("Exempel på redovisningar av pengar finns, och ett återkrav.")
        declare_all()
    for code in codes:
        if published_version(code).definition.is_applied_for and decide_applications(code):
            make_up_details_of([one.number for one in APPLICANTS[1:]], APPLICANT)
            say(f"{code}: påhittade organisationer har sökt, och beslutet är skapat.")
    _build_this_year(say)


def _build_this_year(say: Say) -> None:
    """Make up a year with its dates around today: reports, questions, judgements, forecasts, requests for documents."""
    code = demo_code(clock.today())
    is_new_year = make_year(published_version(f"prio-{RULES_OF}").definition)
    if is_new_year:
        say("Ett påhittat år med datum kring i dag är upplagt.")
    if make_questions(code):
        assess_agreement(code)  # the clarification is a new version
        say(f"{code}: påhittade frågor och svar finns, och ett förtydligande.")
    if is_new_year:
        ask_for_more(code)
    if judge_year(code):
        say(f"{code}: omgångarna är öppna, och en del är bedömt på låtsas.")
    if is_new_year:
        for ago in FORECASTS:
            make_forecast(code, at=clock.now() - ago)
    if make_requests(code):
        say(f"{code}: två påhittade begäranden om handlingar finns, en av dem besvarad.")


def _publish_agreements(say: Say) -> list[str]:
    """Publish the shipped agreements that this installation does not have; return the codes of all that are shipped."""
    known = set(Agreement.objects.values_list("code", flat=True))
    codes = sorted(path.stem for path in DEFINITIONS.glob("*.yaml"))
    for code in codes:
        if code not in known:
            path = DEFINITIONS / f"{code}.yaml"
            publish(load_definition(path.read_text(encoding="utf-8"), path.name), source_file=path.name)
            say(f"{code}: överenskommelsen är publicerad.")
    return codes


def _take_to_decision(code: str, say: Say) -> None:
    """Load the agreement's outcomes and take it to a decision, unless somebody has begun already."""
    definition = published_version(code).definition
    if definition.is_applied_for:
        return  # those who assess the applications decide on them, once they have declared their ties
    if definition.is_reported and not OutcomeFile.objects.filter(agreement__code=code).exists():
        with transaction.atomic():
            load_history(code)
        say(f"{code}: utfallen är inlästa.")
    if Decision.objects.filter(agreement__code=code).exists():
        return
    with transaction.atomic():  # who interrupts it finds either all of it or nothing the next time
        decision = _decide(code)
    say(
        f"{code}: {kronor(decision.division.distributed)} är fördelade och beslutet {decision.reference} är skapat."
    )


def _decide(code: str) -> Decision:
    preparer, approver = actor_named(PREPARER), actor_named(APPROVER)
    run = AllocationRun.objects.filter(agreement__code=code, state=RunState.APPROVED).first()
    if run is None:
        run = compute_run(code, by_id=preparer.user_id)
        propose_run(run.pk, preparer)
        run = approve_run(run.pk, approver)
    decision = prepare_decision(run.pk, preparer)
    approve_decision(decision.pk, approver, order_document=False)
    return issue_decision(decision.pk)
