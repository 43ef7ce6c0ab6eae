"""Allocation, decisions and forecasts in the background."""

from collections.abc import Mapping
from typing import Any

from celery import shared_task
from django.dispatch import receiver

from agreements.signals import reports_changed
from payouts import reminders
from payouts.models import DecisionState, LetterState
from payouts.services import compute_run, issue_decision, refresh_forecast
from payouts.services.decisions import ISSUE_DECISION
from payouts.services.forecasts import agreements_going_on
from payouts.services.letter_sending import send_letters
from payouts.services.letters import (
    HELP_WITH_LETTERS,
    MAKE_LETTERS,
    SEND_LETTERS,
    help_with_letters,
    make_letters,
    order_making,
    unmade_letters,
)
from payouts.services.payment_files import make_payment_file
from payouts.services.payment_orders import MAKE_PAYMENT_FILE
from prio import clock
from prio.accounts.models import User
from prio.accounts.selectors import actor_of
from prio.jobs.registry import Progress, register

ALLOCATE = "allocate"


def allocate_job(progress: Progress, by_id: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Allocate the agreement that the job names; the result says where nothing has changed since the run before."""
    begun = clock.now()
    run = compute_run(parameters["agreement"], by_id=by_id, progress=progress)
    return {"run": run.pk} | ({"unchanged": True} if run.computed_at < begun else {})


def issue_decision_job(progress: Progress, by_id: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Make the document of the decision that the job names, and order its letters."""
    decision = issue_decision(parameters["decision"], progress=progress)
    if (
        decision.letters.filter(state=LetterState.ORDERED).exists()
        and decision.state == DecisionState.IN_FORCE
    ):
        order_making(decision, by_id)
    return {"decision": decision.pk}


def make_letters_job(progress: Progress, by_id: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Make the letters of the decision that the job names; the result names those that could not be made."""
    made = make_letters(parameters["decision"], progress=progress)
    return {"letters": made, "faulty": unmade_letters(parameters["decision"])}


def help_with_letters_job(progress: Progress, by_id: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Make some of the letters, beside the job that makes them."""
    return {"letters": help_with_letters(parameters["decision"], progress=progress)}


def send_letters_job(progress: Progress, by_id: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Send the letters of the decision that the job names, as who ordered it: their role is looked at again."""
    actor = actor_of(User.objects.get(pk=by_id), clock.today())
    return {"letters": send_letters(parameters["decision"], actor, progress=progress)}


def payment_file_job(progress: Progress, by_id: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Make the file of the payment order that the job names."""
    return {"order": make_payment_file(parameters["order"], progress=progress).pk}


@shared_task
def forecast(agreement: str) -> None:
    """Make a forecast of the agreement if something has changed; many changes at once are one forecast."""
    refresh_forecast(agreement)


@shared_task
def forecasts() -> None:
    """Make the forecasts of all agreements that go on, where something has changed or a last day may have passed."""
    for agreement in agreements_going_on():
        refresh_forecast(agreement)


@shared_task
def remind_of_money() -> None:
    """Write the reminders of accounts of use and of claims that are due."""
    reminders.remind()


@receiver(reports_changed)
def follow_reports(sender: object, agreement: str, **_: object) -> None:
    """Order a forecast when reports have changed. No job, since nobody waits for it: the clock replaces a lost one."""
    forecast.delay(agreement)


register(ALLOCATE, allocate_job)
register(ISSUE_DECISION, issue_decision_job)
register(MAKE_PAYMENT_FILE, payment_file_job)
register(MAKE_LETTERS, make_letters_job, goes_on=True)
register(HELP_WITH_LETTERS, help_with_letters_job, goes_on=True)
register(SEND_LETTERS, send_letters_job, goes_on=True)
