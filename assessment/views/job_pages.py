"""What the page of a job says when it tests the reports of a round, sends its findings, or reads a register's file."""

from django.urls import reverse

from agreements.models import Agreement
from assessment.services.registers import READ_REGISTER
from assessment.tasks import ASSESS, SEND_FINDINGS
from prio.jobs.models import Job
from prio.jobs.pages import JobPage, register_page


def register_job_pages() -> None:
    """Name the pages of the jobs that are started here."""
    register_page(
        READ_REGISTER,
        JobPage(
            "Läser in registerfilen",
            _import,
            "Granska uppgifterna",
            _register,
            "Till registret",
            about=_title,
        ),
    )
    register_page(
        ASSESS,
        JobPage(
            "Prövning av rapporterna", _overview, "Se bedömningen", _overview, "Tillbaka", _tested, _title
        ),
    )
    register_page(
        SEND_FINDINGS,
        JobPage(
            "Utskick av preliminära bedömningar",
            _overview,
            "Se bedömningen",
            _overview,
            "Tillbaka",
            _sent,
            _title,
        ),
    )


def _title(job: Job) -> str:
    found = Agreement.objects.filter(code=job.parameters["agreement"]).first()
    return found.title if found else job.subject


def _import(job: Job) -> str:
    return reverse(
        "register_import", args=[job.parameters[name] for name in ("agreement", "register", "number")]
    )


def _register(job: Job) -> str:
    return reverse("register", args=[job.parameters["agreement"], job.parameters["register"]])


def _overview(job: Job) -> str:
    return reverse("assessment", args=[job.parameters["agreement"]])


def _tested(job: Job) -> str:
    made = job.result
    return (
        f"Nya förslag: {made.get('new', 0)}. Ändrade: {made.get('changed', 0)}. "
        f"Oförändrade: {made.get('unchanged', 0)}. Borttagna: {made.get('withdrawn', 0)}. "
        f"Redan bedömda: {made.get('decided_already', 0)}."
    )


def _sent(job: Job) -> str:
    made = job.result
    return (
        f"Skickade: {made.get('sent', 0)}. Begärda kompletteringar: {made.get('completions', 0)}. "
        f"Väntar på att beredas: {made.get('waiting', 0)}."
    )
