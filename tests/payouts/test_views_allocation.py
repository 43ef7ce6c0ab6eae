"""The page of an allocation: who sees it, what it says, what its buttons do."""

import pytest
from django.test import Client

from assessment.services import load_outcomes
from payouts.allocation_file import allocation_csv
from payouts.models import AllocationRun, DecisionState, RunState
from payouts.services import approve_run, compute_run, propose_run
from prio.accounts.roles import Role
from prio.jobs.models import Job, JobState
from prio.money import kronor, number
from tests import factories
from tests.payouts.decided import RUN_SECOND, approved, computed, decided, reader, user_of
from tests.world import COLUMNS, EVERYBODY_MET, make_world

pytestmark = pytest.mark.django_db

PAGE = "/overenskommelser/prov-2014/fordelning/"
READS_ALL = [
    Role.SKR_ADMINISTRATOR,
    Role.ASSESSOR,
    Role.LEAD_ASSESSOR,
    Role.REGISTRAR,
    Role.MINISTRY_PREPARER,
    Role.MINISTRY_APPROVER,
    Role.PAYER,
    Role.AUDITOR,
]


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize("role", READS_ALL)
def test_who_reads_all_sees_a_run_before_it_is_decided(client: Client, role: Role) -> None:
    computed()
    client.force_login(factories.person(role))
    assert "Beräknad" in text_of(client, PAGE)


def test_others_see_no_run_before_it_is_decided(client: Client) -> None:
    world, run = approved()
    factories.decision(run, state=DecisionState.APPROVED)
    client.force_login(reader(world.ostersund))
    places = [
        "",
        f"{run.pk}/",
        f"{run.pk}/csv/",
        f"{run.pk}/B1/2380/",
    ]
    assert [client.get(PAGE + place).status_code for place in places] == [404] * len(places)


def test_the_administrator_reads_no_undecided_run(client: Client) -> None:
    computed()
    client.force_login(factories.person(Role.ADMINISTRATOR))
    text_of(client, PAGE, 404)


def test_everybody_sees_a_decided_run(client: Client) -> None:
    decided()
    client.force_login(reader())
    assert "1\u00a0miljon\u00a0kr" in text_of(client, PAGE)


def test_others_see_the_decided_run_and_not_the_newer_one(client: Client) -> None:
    world, decision = decided()
    load_outcomes(world.code, "utfall2.csv", RUN_SECOND.encode())
    newer = compute_run(world.code)
    client.force_login(reader())
    page = text_of(client, PAGE)
    assert f'href="{decision.run_id}/B1/2380/"' in page
    assert "Alla beräkningar" not in page
    text_of(client, f"{PAGE}{newer.pk}/", 404)


def test_who_reads_all_sees_the_newest_run_and_the_earlier_ones(client: Client) -> None:
    world, decision = decided()
    load_outcomes(world.code, "utfall2.csv", RUN_SECOND.encode())
    newer = compute_run(world.code)
    client.force_login(factories.person(Role.AUDITOR))
    page = text_of(client, PAGE)
    assert f'href="{newer.pk}/B1/2380/"' in page
    assert decision.reference in page
    older = text_of(client, f"{PAGE}{decision.run_id}/")
    assert "Det finns en nyare fördelning" in older
    assert 'href="B1/2380/"' in older


def test_a_run_approved_again_is_not_called_old_because_a_superseded_one_was_computed_later(
    client: Client,
) -> None:
    world, run = approved()
    for outcomes in (RUN_SECOND, EVERYBODY_MET):
        load_outcomes(world.code, "rättat.csv", outcomes.encode())
        again = compute_run(world.code)
        propose_run(again.pk, world.preparer)
        approve_run(again.pk, world.approver)
    assert again.pk == run.pk
    client.force_login(factories.person(Role.AUDITOR))
    assert "Det finns en nyare fördelning" not in text_of(client, PAGE)


def test_an_agreement_that_does_not_exist_has_no_page(client: Client) -> None:
    client.force_login(factories.person(Role.AUDITOR))
    text_of(client, PAGE, 404)


def test_a_run_of_another_agreement_is_not_shown(client: Client) -> None:
    _, run = computed()
    factories.agreement(factories.TINY_AGREEMENT.replace("prov-2014", "prov-2015"))
    client.force_login(factories.person(Role.AUDITOR))
    text_of(client, f"/overenskommelser/prov-2015/fordelning/{run.pk}/", 404)


def test_a_run_that_cannot_exist_is_not_shown(client: Client) -> None:
    computed()
    client.force_login(factories.person(Role.AUDITOR))
    text_of(client, f"{PAGE}{10**30}/", 404)


def test_sign_in_is_needed(client: Client) -> None:
    decided()
    response = client.get(PAGE)
    assert (response.status_code, response["Location"]) == (302, f"/logga-in/?next={PAGE}")


def test_before_the_first_run_the_page_says_what_comes(client: Client) -> None:
    make_world()
    client.force_login(factories.person(Role.MINISTRY_PREPARER))
    page = text_of(client, PAGE)
    assert "Ingen fördelning är beräknad än" in page
    assert "Beräkna fördelningen" in page


def test_sums_counties_and_amounts_are_shown(client: Client) -> None:
    decided(EVERYBODY_MET.replace("B1,2326,met", "B1,2326,not_met"))
    client.force_login(reader())
    page = text_of(client, PAGE)
    assert f'<td class="num">{number(600_000)}</td>' in page
    assert "1 av 2" in page
    assert "10\u202f000,00" in page  # 1 000 000 kronor for the county's 100 inhabitants
    assert 'class="at-Z"' in page


BELOW, REGION_FAILED = "Andelen är under gränsen", "Landstinget har inte klarat grundkraven"


@pytest.mark.parametrize(
    ("failing", "reasons"),
    [
        (("GK1,2380", "GK1,23"), [BELOW, REGION_FAILED]),
        (("GK1,2380",), [BELOW]),
        (("GK1,23",), [REGION_FAILED]),
        (("GK1,2326",), []),
    ],
)
def test_a_county_that_is_left_out_has_every_reason(
    client: Client, failing: tuple[str, ...], reasons: list[str]
) -> None:
    outcomes = EVERYBODY_MET
    for one in failing:
        outcomes = outcomes.replace(f"{one},met", f"{one},not_met")
    decided(outcomes)
    client.force_login(reader())
    page = text_of(client, PAGE)
    assert [reason for reason in (BELOW, REGION_FAILED) if reason in page] == reasons


def test_what_is_left_is_explained(client: Client) -> None:
    decided(EVERYBODY_MET.replace("A1,23,met", "A1,23,not_met"))
    client.force_login(reader())
    page = text_of(client, PAGE)
    assert "Varför fördelas inte allt?" in page
    assert "Inga landsting delar på pengarna" in page


def test_a_county_that_does_not_take_part_is_named_on_the_map(client: Client) -> None:
    decided(EVERYBODY_MET.replace("GK1,2380,met", "GK1,2380,not_met"))
    client.force_login(reader())
    page = text_of(client, PAGE)
    assert "Deltar inte" in page
    assert '<a class="not" href="#lan-Z">' in page


def test_those_who_act_for_a_party_see_their_own_amounts_first(client: Client) -> None:
    world, _ = decided()
    client.force_login(reader(world.ostersund))
    page = text_of(client, PAGE)
    assert "Er del" in page
    assert kronor(480_000) in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Jämtlands läns landsting", "Berg", "Östersund"]),
        ("?lan=23&ordning=namn", ["Berg", "Jämtlands läns landsting", "Östersund"]),
        ("?ordning=belopp", ["Östersund", "Jämtlands läns landsting", "Berg"]),
        ("?ordning=invanare", ["Berg", "Östersund", "Jämtlands läns landsting"]),
        ("?ordning=nonsens", ["Jämtlands läns landsting", "Berg", "Östersund"]),
        ("?sok=ÖST", ["Östersund"]),
        ("?sok=2326", ["Berg"]),
        ("?lan=99", []),
    ],
)
def test_the_table_is_filtered_and_sorted(client: Client, query: str, names: list[str]) -> None:
    decided()
    client.force_login(reader())
    response = client.get(PAGE + query)
    assert [row.name for row in response.context["table"].rows] == names


def test_a_filter_that_fits_nobody_says_so(client: Client) -> None:
    decided()
    client.force_login(reader())
    page = text_of(client, f"{PAGE}?sok=%3Cscript%3E")
    assert "Visa alla" in page
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_made_up_amounts_are_marked(client: Client) -> None:
    decided(simulated=True)
    client.force_login(reader())
    page = text_of(client, PAGE)
    assert "Simulerade uppgifter." in page
    assert f"{number(480_000)} ◇" in page


def test_real_amounts_are_not_marked(client: Client) -> None:
    decided()
    client.force_login(reader())
    page = text_of(client, PAGE)
    assert "Simulerade uppgifter." not in page
    assert "◇" not in page


def test_the_file_is_the_one_that_the_command_writes(client: Client) -> None:
    _, decision = decided()
    client.force_login(reader())
    response = client.get(f"{PAGE}{decision.run_id}/csv/")
    assert response.content == allocation_csv(decision.division)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert f'filename="fordelning-prov-2014-{decision.run_id}.csv"' in response["Content-Disposition"]


def post(client: Client, verb: str, run: AllocationRun | None = None) -> tuple[int, str]:
    """Press a button; return the status and where it leads or what the page says."""
    response = client.post(PAGE, {"verb": verb, "run": run.pk if run else ""})
    return response.status_code, response.get("Location") or response.content.decode()


def test_computing_is_a_job_that_one_is_sent_to(client: Client) -> None:
    world = make_world()
    client.force_login(user_of(world, "preparer"))
    status, place = post(client, "compute")
    job = Job.objects.get()
    assert (status, place) == (302, f"/arbeten/{job.pk}/")
    assert (job.kind, job.parameters, job.by_id) == (
        "allocate",
        {"agreement": "prov-2014"},
        world.preparer.user_id,
    )


def test_a_double_click_gives_one_job(client: Client) -> None:
    world = make_world()
    client.force_login(user_of(world, "preparer"))
    assert post(client, "compute") == post(client, "compute")
    assert Job.objects.count() == 1
    assert "Ett arbete pågår" in text_of(client, PAGE)


def test_a_run_is_proposed_and_approved_by_two_persons(client: Client) -> None:
    world, run = computed()
    client.force_login(user_of(world, "preparer"))
    assert post(client, "propose", run) == (302, PAGE)
    assert "Fördelningen är föreslagen" in text_of(client, PAGE)
    client.force_login(user_of(world, "approver"))
    assert post(client, "approve", run) == (302, PAGE)
    run.refresh_from_db()
    assert run.state == RunState.APPROVED
    assert post(client, "approve", run) == (302, PAGE)  # a second click


def test_a_refusal_is_shown_above_the_page_it_came_from(client: Client) -> None:
    world, run = computed()
    client.force_login(user_of(world, "preparer"))
    status, page = post(client, "approve", run)
    assert status == 422
    assert 'class="errors" role="alert"' in page
    assert "har inte rollen som behövs för steget ”Godkänn fördelningen”" in page
    assert "Alla kommuner och landsting" in page
    run.refresh_from_db()
    assert run.state == RunState.COMPUTED


def test_changed_verdicts_refuse_the_approval(client: Client) -> None:
    world, run = computed()
    propose_run(run.pk, world.preparer)
    load_outcomes(world.code, "utfall2.csv", (COLUMNS + "B1,2326,not_met\n").encode())
    client.force_login(user_of(world, "approver"))
    status, page = post(client, "approve", run)
    assert status == 422
    assert "Underlaget har ändrats" in page


@pytest.mark.parametrize("verb", ["compute", "propose", "approve"])
def test_who_may_only_read_is_refused_everything(client: Client, verb: str) -> None:
    _, run = computed()
    client.force_login(factories.person(Role.AUDITOR))
    status, page = post(client, verb, run)
    assert status == 422
    assert "har inte rollen" in page
    assert not Job.objects.exists()


@pytest.mark.parametrize("verb", ["compute", "propose", "approve"])
def test_who_does_not_read_all_finds_nothing_to_post_to(client: Client, verb: str) -> None:
    _, decision = decided()
    client.force_login(reader())
    assert post(client, verb, decision.run)[0] == 404


def test_a_refusal_before_the_first_run_is_shown_too(client: Client) -> None:
    make_world()
    client.force_login(factories.person(Role.AUDITOR))
    status, page = post(client, "compute")
    assert status == 422
    assert "har inte rollen" in page


@pytest.mark.parametrize("run", ["", "x", "-1", "999999", "²", "9" * 30, "9" * 5_000])
def test_a_run_that_is_not_there_is_not_found(client: Client, run: str) -> None:
    world, _ = computed()
    client.force_login(user_of(world, "preparer"))
    assert client.post(PAGE, {"verb": "propose", "run": run}).status_code == 404


def test_an_unknown_button_is_not_found(client: Client) -> None:
    world, run = computed()
    client.force_login(user_of(world, "preparer"))
    assert post(client, "delete", run)[0] == 404


def test_a_post_without_token_is_refused() -> None:
    world, run = computed()
    client = Client(enforce_csrf_checks=True)
    client.force_login(user_of(world, "preparer"))
    assert client.post(PAGE, {"verb": "propose", "run": run.pk}).status_code == 403


def test_buttons_follow_the_roles(client: Client) -> None:
    world, run = computed()
    propose_run(run.pk, world.preparer)
    shown = {}
    for role in ("preparer", "approver"):
        client.force_login(user_of(world, role))
        shown[role] = [button.verb for button in client.get(PAGE).context["buttons"]]
    client.force_login(factories.person(Role.AUDITOR))
    shown["auditor"] = [button.verb for button in client.get(PAGE).context["buttons"]]
    assert shown == {"preparer": ["compute"], "approver": ["approve"], "auditor": []}


def test_reading_writes_nothing(client: Client) -> None:
    world, _ = computed()
    client.force_login(user_of(world, "preparer"))
    before = [(run.pk, run.state) for run in AllocationRun.objects.all()]
    text_of(client, PAGE)
    assert [(run.pk, run.state) for run in AllocationRun.objects.all()] == before
    assert not Job.objects.exists()


def test_a_finished_job_is_no_longer_shown_as_running(client: Client) -> None:
    world, _ = computed()
    client.force_login(user_of(world, "preparer"))
    post(client, "compute")
    Job.objects.update(state=JobState.DONE, finished_at=factories.AN_INSTANT)
    assert "Ett arbete pågår" not in text_of(client, PAGE)
