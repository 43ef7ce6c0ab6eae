"""The page of a background job: who may follow it, how far it is, where its result is."""

from uuid import uuid4

import pytest
from django.test import Client

from payouts.services import approve_decision, prepare_decision
from prio.accounts.models import User
from prio.accounts.roles import Role
from prio.jobs import services
from prio.jobs.models import Job, JobState
from prio.jobs.registry import Progress, register
from tests import factories
from tests.payouts.decided import approved, computed

pytestmark = pytest.mark.django_db

HTMX = {"hx-request": "true"}


def job_by(user: User, **more: object) -> Job:
    """Make a job of `user` that allocates."""
    values: dict[str, object] = {
        "kind": "allocate",
        "subject": "prov-2014",
        "parameters": {"agreement": "prov-2014"},
        "by": user,
        "created_at": factories.AN_INSTANT,
    }
    return Job.objects.create(**values | more)


def running(user: User, **more: object) -> Job:
    return job_by(user, state=JobState.RUNNING, lease_until=factories.AN_INSTANT, **more)


def ended(user: User, **more: object) -> Job:
    return job_by(user, finished_at=factories.AN_INSTANT, **more)


def address(job: Job) -> str:
    return f"/arbeten/{job.pk}/"


def text_of(client: Client, job: Job) -> str:
    response = client.get(address(job))
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_names_the_agreement_and_not_its_code(client: Client) -> None:
    world, _ = computed()
    preparer = User.objects.get(pk=world.preparer.user_id)
    client.force_login(preparer)
    text = text_of(client, job_by(preparer))
    assert f'<p class="lead">{world.agreement.title}</p>' in text


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.AUDITOR, 200), (Role.PAYER, 200), (Role.ADMINISTRATOR, 200), (None, 404)],
)
def test_others_follow_a_job_only_if_they_read_all_or_administer(
    client: Client, role: Role | None, status: int
) -> None:
    job = job_by(factories.person(Role.MINISTRY_PREPARER))
    client.force_login(factories.person(role))
    assert client.get(address(job)).status_code == status


def test_who_ordered_a_job_follows_it_whatever_their_role(client: Client) -> None:
    user = factories.person()
    client.force_login(user)
    assert "Väntar" in text_of(client, job_by(user))


def test_a_job_that_does_not_exist_is_not_found(client: Client) -> None:
    client.force_login(factories.person(Role.AUDITOR))
    assert client.get(f"/arbeten/{uuid4()}/").status_code == 404


def test_sign_in_is_needed(client: Client) -> None:
    assert client.get(address(job_by(factories.person()))).status_code == 302


def test_progress_is_shown_in_words_and_as_a_bar(client: Client) -> None:
    user = factories.person()
    client.force_login(user)
    page = text_of(client, running(user, step="Räknar", done=1, total=3))
    assert "Beräkning av fördelningen" in page
    assert '<progress id="framsteg" max="3" value="1">1 av 3</progress>' in page
    assert '<label for="framsteg">Räknar</label>' in page


def test_a_job_without_parts_has_a_bar_without_value(client: Client) -> None:
    user = factories.person()
    client.force_login(user)
    page = text_of(client, job_by(user))
    assert '<progress id="framsteg">' in page
    assert "Arbetet börjar strax." in page


def test_a_live_job_is_looked_at_again_with_and_without_script(client: Client) -> None:
    user = factories.person()
    client.force_login(user)
    page = text_of(client, job_by(user))
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    assert 'hx-trigger="every 1s"' in page
    assert "htmx-2.min.js" in page


def test_a_job_that_ended_is_looked_at_no_more(client: Client) -> None:
    user = factories.person()
    client.force_login(user)
    page = text_of(client, ended(user, state=JobState.DONE, result={"run": 7}))
    assert "refresh" not in page
    assert "hx-" not in page


def test_htmx_gets_only_what_is_new(client: Client) -> None:
    user = factories.person()
    client.force_login(user)
    job = running(user, step="Räknar", done=1, total=3)
    seen = client.get(address(job), {"sedan": "queued.0.0.0."}, headers=HTMX)
    assert seen.status_code == 200
    assert "<html" not in seen.content.decode()
    mark = seen.context["mark"]
    assert client.get(address(job), {"sedan": mark}, headers=HTMX).status_code == 204
    Job.objects.update(done=2)
    assert "2 av 3" in client.get(address(job), {"sedan": mark}, headers=HTMX).content.decode()


def test_the_page_is_never_kept(client: Client) -> None:
    user = factories.person()
    client.force_login(user)
    assert "no-store" in client.get(address(job_by(user)))["Cache-Control"]


@pytest.mark.parametrize(
    ("kind", "result", "label", "place"),
    [
        ("allocate", {"run": 7}, "Se fördelningen", "/overenskommelser/prov-2014/fordelning/7/"),
        ("assess", {"new": 3}, "Se bedömningen", "/overenskommelser/prov-2014/bedomning/"),
    ],
)
def test_the_result_is_linked(
    client: Client, kind: str, result: dict[str, int], label: str, place: str
) -> None:
    user = factories.person()
    client.force_login(user)
    page = text_of(client, ended(user, kind=kind, state=JobState.DONE, result=result))
    assert f'href="{place}">{label}</a>' in page


def test_a_decision_is_linked_while_it_is_made_and_after(client: Client) -> None:
    world, run = approved()
    decision = prepare_decision(run.pk, world.preparer)
    approve_decision(decision.pk, world.approver)
    job = Job.objects.get()
    client.force_login(User.objects.get(pk=world.approver.user_id))
    assert "Beslutets dokument" in text_of(client, job)
    Job.objects.update(
        state=JobState.DONE, finished_at=factories.AN_INSTANT, result={"decision": decision.pk}
    )
    assert f'href="/overenskommelser/prov-2014/beslut/{decision.pk}/">Se beslutet' in text_of(client, job)


def test_a_failure_says_why_and_leads_back(client: Client) -> None:
    user = factories.person()
    client.force_login(user)
    job = ended(user, state=JobState.FAILED, message="3 slutliga bedömningar saknas: GK1 Berg.")
    page = text_of(client, job)
    assert "Det gick inte" in page
    assert "3 slutliga bedömningar saknas: GK1 Berg." in page
    assert 'href="/overenskommelser/prov-2014/fordelning/">Tillbaka</a>' in page


def test_a_kind_that_nobody_described_is_shown_plainly(client: Client) -> None:
    user = factories.person()
    client.force_login(user)
    page = text_of(client, ended(user, kind="okänt", state=JobState.DONE, result={"rows": 1}))
    assert "Bakgrundsarbete" in page
    assert "Klart" in page


def test_the_page_follows_a_job_from_order_to_result(client: Client) -> None:
    world, run = computed()
    user = User.objects.get(pk=world.preparer.user_id)
    client.force_login(user)
    job = services.order("allocate", world.code, user.pk, {"agreement": world.code})
    assert "Väntar" in text_of(client, job)
    services.run(job.pk)
    assert f"/fordelning/{run.pk}/" in text_of(client, job)


def test_what_a_job_is_refused_is_shown(client: Client) -> None:
    user = factories.person()
    client.force_login(user)
    job = services.order("allocate", "finns-inte", user.pk, {"agreement": "finns-inte"})
    services.run(job.pk)
    assert "Det finns ingen publicerad överenskommelse som heter finns-inte." in text_of(client, job)


def test_a_fault_is_told_without_its_insides(client: Client) -> None:
    def work(progress: Progress, by_id: int, parameters: object) -> dict[str, object]:
        raise RuntimeError("secret insides")

    register("broken", work)
    user = factories.person()
    client.force_login(user)
    job = services.order("broken", "x", user.pk)
    services.run(job.pk)
    page = text_of(client, job)
    assert "Något gick fel" in page
    assert "secret" not in page


def test_only_looking_is_allowed(client: Client) -> None:
    user = factories.person()
    client.force_login(user)
    assert client.post(address(job_by(user))).status_code == 405
