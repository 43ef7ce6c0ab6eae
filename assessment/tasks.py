"""Assessment in the background."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from assessment.services import assess_agreement
from prio.jobs.registry import Progress, register

ASSESS = "assess"


def assess_job(progress: Progress, by_id: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Assess the agreement that the job names."""
    return asdict(assess_agreement(parameters["agreement"], by_id=by_id, progress=progress))


register(ASSESS, assess_job)
