"""What the page of a job says when the job allocates or makes a decision's document."""

from django.urls import reverse

from agreements.selectors.agreements import title_of_agreement
from payouts.models import Decision, PaymentOrder
from payouts.services.decisions import ISSUE_DECISION
from payouts.services.letters import HELP_WITH_LETTERS, MAKE_LETTERS, SEND_LETTERS
from payouts.services.payment_orders import MAKE_PAYMENT_FILE
from payouts.tasks import ALLOCATE
from prio.jobs.models import Job
from prio.jobs.pages import JobPage, register_page


def register_job_pages() -> None:
    """Name the pages of the jobs that are started here."""
    register_page(
        ALLOCATE,
        JobPage(
            "Beräkning av fördelningen",
            _run,
            "Se fördelningen",
            _allocation,
            "Tillbaka",
            _computed,
            title_of_agreement,
        ),
    )
    register_page(
        MAKE_LETTERS,
        JobPage("Brev om ett beslut skapas", _letters, "Se breven", _letters, "Till breven", _made),
    )
    register_page(
        HELP_WITH_LETTERS,
        JobPage("Brev om ett beslut skapas", _letters, "Se breven", _letters, "Till breven"),
    )
    register_page(
        SEND_LETTERS,
        JobPage("Brev om ett beslut skickas", _letters, "Se breven", _letters, "Till breven", _sent),
    )
    register_page(
        ISSUE_DECISION, JobPage("Beslutets dokument", _decision, "Se beslutet", _decision, "Till beslutet")
    )
    register_page(MAKE_PAYMENT_FILE, JobPage("Betalningsfilen", _order, "Se ordern", _order, "Till ordern"))


def _computed(job: Job) -> str:
    if not job.result.get("unchanged"):
        return ""
    return "Inget har ändrats sedan förra beräkningen: fördelningen är densamma."


def _order(job: Job) -> str:
    order = PaymentOrder.objects.select_related("agreement").get(pk=job.parameters["order"])
    return reverse("payment_order", args=[order.agreement.code, order.number])


def _letters(job: Job) -> str:
    decision = Decision.objects.select_related("agreement").get(pk=job.parameters["decision"])
    return reverse("letters", args=[decision.agreement.code, decision.pk])


def _made(job: Job) -> str:
    told = f"{job.result['letters']} brev är skapade. Nu kan de skickas."
    if faulty := job.result.get("faulty"):
        told += f" Det här gick inte att skapa: {', '.join(faulty)}. Felet står i driftloggen."
    return told


def _sent(job: Job) -> str:
    return f"{job.result['letters']} brev är skickade."


def _allocation(job: Job) -> str:
    return reverse("allocation", args=[job.parameters["agreement"]])


def _run(job: Job) -> str:
    return reverse("allocation_run", args=[job.parameters["agreement"], job.result["run"]])


def _decision(job: Job) -> str:
    decision = Decision.objects.select_related("agreement").get(pk=job.parameters["decision"])
    return reverse("decision", args=[decision.agreement.code, decision.pk])
