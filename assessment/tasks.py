"""Assessment in the background."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from assessment.services import assess_agreement
from assessment.services.register_reading import read_register
from assessment.services.registers import READ_REGISTER
from prio.jobs.registry import Progress, register

ASSESS = "assess"


def assess_job(progress: Progress, by_id: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Assess the agreement that the job names."""
    return asdict(assess_agreement(parameters["agreement"], by_id=by_id, progress=progress))


def read_register_job(progress: Progress, by_id: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Read the file of the register's version that the job names."""
    read_register(parameters["import"], progress)
    return {"import": parameters["import"]}


register(ASSESS, assess_job)
register(READ_REGISTER, read_register_job)
