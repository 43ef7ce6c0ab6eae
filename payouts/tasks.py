"""Allocation and decisions in the background."""

from collections.abc import Mapping
from typing import Any

from payouts.services import compute_run, issue_decision
from payouts.services.decisions import ISSUE_DECISION
from prio.jobs.registry import Progress, register

ALLOCATE = "allocate"


def allocate_job(progress: Progress, by_id: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Allocate the agreement that the job names."""
    return {"run": compute_run(parameters["agreement"], by_id=by_id, progress=progress).pk}


def issue_decision_job(progress: Progress, by_id: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Make the document of the decision that the job names."""
    return {"decision": issue_decision(parameters["decision"], progress=progress).pk}


register(ALLOCATE, allocate_job)
register(ISSUE_DECISION, issue_decision_job)
