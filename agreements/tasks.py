"""The background work of agreements and reports."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from celery import shared_task

from agreements import reminders
from agreements.services.evidence import CHECK_EVIDENCE
from agreements.services.evidence_checks import check_file, order_waiting
from agreements.services.link_checks import CHECK_LINK, check_link
from prio.jobs.registry import Progress, register


@shared_task
def remind() -> None:
    """Write the reminders that are due."""
    reminders.remind()


@shared_task
def check_waiting_files() -> None:
    """Order the check of the files that waited for the virus scanner."""
    order_waiting()


def check_evidence_job(progress: Progress, by_id: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Check the file that the job names."""
    progress("Kontrollerar filen")
    return {"state": check_file(UUID(parameters["evidence"]))}


def check_link_job(progress: Progress, by_id: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Ask the address that the job names."""
    progress("Provar adressen")
    return {"answers": check_link(parameters["link"]).answers}


register(CHECK_EVIDENCE, check_evidence_job)
register(CHECK_LINK, check_link_job)
