"""What the page of a job says when the job reads a register's file."""

from django.urls import reverse

from assessment.services.registers import READ_REGISTER
from prio.jobs.models import Job
from prio.jobs.pages import JobPage, register_page


def register_job_pages() -> None:
    """Name the pages of the jobs that are started here."""
    register_page(
        READ_REGISTER,
        JobPage("Läser in registerfilen", _import, "Granska uppgifterna", _register, "Till registret"),
    )


def _import(job: Job) -> str:
    return reverse(
        "register_import", args=[job.parameters[name] for name in ("agreement", "register", "number")]
    )


def _register(job: Job) -> str:
    return reverse("register", args=[job.parameters["agreement"], job.parameters["register"]])
