"""Assessment in the background."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from assessment.models import RoundKind
from assessment.services import assess_agreement
from assessment.services.findings import send_findings
from assessment.services.register_reading import read_register
from assessment.services.registers import READ_REGISTER
from assessment.services.round_jobs import ASSESS, SEND_FINDINGS, subject_of
from prio import clock
from prio.accounts.models import User
from prio.accounts.selectors import actor_of
from prio.jobs.registry import Progress, register

__all__ = ["ASSESS", "READ_REGISTER", "SEND_FINDINGS", "subject_of"]


def assess_job(progress: Progress, by_id: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Evaluate the reports of the round that the job names; an order without a kind is one of the final round."""
    kind = RoundKind(parameters.get("kind", RoundKind.FINAL))
    return asdict(assess_agreement(parameters["agreement"], kind=kind, by_id=by_id, progress=progress))


def send_findings_job(progress: Progress, by_id: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Send the findings that are prepared, as who ordered it: their role is looked at again."""
    actor = actor_of(User.objects.get(pk=by_id), clock.today())
    return asdict(send_findings(actor, parameters["agreement"], progress=progress))


def read_register_job(progress: Progress, by_id: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Read the file of the register's version that the job names."""
    read_register(parameters["import"], progress)
    return {"import": parameters["import"]}


register(ASSESS, assess_job, goes_on=True)
register(SEND_FINDINGS, send_findings_job, goes_on=True)
register(READ_REGISTER, read_register_job)
