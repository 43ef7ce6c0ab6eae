"""From final verdicts to a decision in force by API alone: the same services, rights and refusals as on the pages."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from assessment.services import load_outcomes
from payouts.models import AllocationRun, Decision, DecisionState
from payouts.services import compute_run, issue_decision
from prio import clock
from prio.accounts.models import Membership
from prio.accounts.roles import Role
from prio.jobs import services as jobs
from prio.jobs.models import Job, JobState
from tests import factories
from tests.payouts.decided import reader, user_of
from tests.payouts.letters.conftest import decide_again
from tests.world import COLUMNS, EVERYBODY_MET, World, make_world

pytestmark = pytest.mark.django_db

RUNS = "/api/agreements/prov-2014/runs/"
DECISIONS = "/api/agreements/prov-2014/decisions/"
BERG_FAILED = COLUMNS + "GK1,2380,met\nGK1,2326,met\nGK1,23,met\nA1,23,met\nB1,2380,met\nB1,2326,not_met\n"
BERG_MEETS = COLUMNS + "B1,2326,met\n"


@pytest.fixture
def world() -> World:
    """Final verdicts, and nothing computed."""
    made = make_world(demonstration=True)
    load_outcomes(made.code, "utfall.csv", EVERYBODY_MET.encode())
    return made


def of(world: World, role: str) -> Client:
    client = Client()
    client.force_login(user_of(world, role))
    return client


def post(client: Client, address: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    answer = client.post(address, body or {}, content_type="application/json")
    return answer.status_code, answer.json() if answer.content else None


def test_a_run_goes_from_final_verdicts_to_a_decision_in_force_by_two_persons(world: World) -> None:
    preparer, approver = of(world, "preparer"), of(world, "approver")
    status, ordered = post(preparer, RUNS)
    assert (status, ordered["state"]) == (202, "queued")
    assert post(preparer, RUNS) == (202, ordered)
    followed = f"/api/jobs/{ordered['job']}/"
    assert preparer.get(followed).json()["state"] == "queued"
    jobs.run(Job.objects.get().pk)
    done = preparer.get(followed).json()
    assert (done["kind"], done["state"], done["result"]) == (
        "allocate",
        "done",
        {"run": done["result"]["run"]},
    )
    (run,) = preparer.get(RUNS).json()
    assert (run["state"], run["distributed_sek"], run["undistributed_sek"]) == ("computed", 1_000_000, 0)

    one = f"{RUNS}{run['id']}/"
    assert post(approver, f"{one}propose/")[0] == 403
    assert post(preparer, f"{one}propose/")[1]["state"] == "proposed"
    assert post(preparer, f"{one}propose/")[0] == 200
    assert post(preparer, f"{one}approve/")[0] == 403
    assert post(preparer, DECISIONS, {"run": run["id"]})[0] == 409
    assert post(approver, f"{one}approve/")[1]["state"] == "approved"
    assert post(approver, f"{one}approve/")[0] == 200

    assert post(approver, DECISIONS, {"run": run["id"]})[0] == 403
    status, draft = post(preparer, DECISIONS, {"run": run["id"]})
    assert (status, draft["state"], draft["total_sek"]) == (201, "draft", 1_000_000)
    assert post(preparer, DECISIONS, {"run": run["id"]}) == (201, draft)
    decision = f"{DECISIONS}{draft['id']}/"
    status, edited = post(preparer, f"{decision}edit/", {"others": "Eva Ek (skiljaktig)"})
    assert (status, edited["others"], edited["rapporteur"]) == (
        200,
        "Eva Ek (skiljaktig)",
        draft["rapporteur"],
    )
    assert post(preparer, f"{decision}approve/")[0] == 403
    assert post(approver, f"{decision}approve/")[1]["state"] == "approved"
    assert post(approver, f"{decision}approve/")[0] == 200
    jobs.run(Job.objects.get(kind="issue_decision").pk)
    assert preparer.get(decision).json()["state"] == "in_force"
    assert (AllocationRun.objects.count(), Decision.objects.count()) == (1, 1)


def test_document_that_a_worker_failed_to_make_is_ordered_again(world: World) -> None:
    preparer, approver = of(world, "preparer"), of(world, "approver")
    run = f"{RUNS}{compute_run(world.code).pk}/"
    post(preparer, f"{run}propose/")
    post(approver, f"{run}approve/")
    _, draft = post(preparer, DECISIONS, {"run": AllocationRun.objects.get().pk})
    decision = f"{DECISIONS}{draft['id']}/"
    assert post(approver, f"{decision}document/")[0] == 409  # a draft has none
    post(approver, f"{decision}approve/")
    Job.objects.update(state=JobState.FAILED, finished_at=clock.now())
    assert post(preparer, f"{decision}document/")[0] == 409
    status, ordered = post(approver, f"{decision}document/")
    assert (status, ordered["kind"], ordered["state"]) == (202, "issue_decision", "queued")
    assert post(approver, f"{decision}document/")[1]["id"] == ordered["id"]
    jobs.run(UUID(ordered["id"]))
    assert preparer.get(decision).json()["state"] == "in_force"
    assert post(approver, f"{decision}document/")[0] == 409


def test_a_job_is_followed_and_stopped_by_its_own(world: World) -> None:
    preparer, approver, other = of(world, "preparer"), of(world, "approver"), Client()
    other.force_login(factories.person(Role.REPORTER, organisation=world.ostersund.organisation))
    _, ordered = post(preparer, RUNS)
    job = f"/api/jobs/{ordered['job']}/"
    assert other.get(job).status_code == 404
    assert approver.get(job).json()["id"] == ordered["job"]
    assert post(other, f"{job}stop/")[0] == 404
    assert post(preparer, f"{job}go-on/")[0] == 409  # it is not stopped


def test_who_proposed_a_run_or_prepared_a_decision_does_not_approve_it(world: World) -> None:
    """Somebody who holds both roles: the second pair of eyes is another person's all the same."""
    both, approver = factories.person(Role.MINISTRY_PREPARER), of(world, "approver")
    Membership.objects.create(user=both, role=Role.MINISTRY_APPROVER, valid_from=factories.LONG_AGO)
    client = Client()
    client.force_login(both)
    run = f"{RUNS}{compute_run(world.code).pk}/"
    assert post(client, f"{run}propose/")[0] == 200
    status, told = post(client, f"{run}approve/")
    assert (status, "kan inte vara den som föreslog" in str(told)) == (409, True)
    assert post(approver, f"{run}approve/")[0] == 200
    _, draft = post(client, DECISIONS, {"run": AllocationRun.objects.get().pk})
    status, told = post(client, f"{DECISIONS}{draft['id']}/approve/")
    assert (status, "kan inte vara den som beredde" in str(told)) == (409, True)


def test_a_draft_is_taken_back_and_then_it_is_gone(world: World) -> None:
    decided = decide_again(world)
    preparer = of(world, "preparer")
    status, draft = post(preparer, f"{DECISIONS}{decided.pk}/revocation/", {"reason": "Fel underlag."})
    assert (status, draft["kind"], draft["corrects"]) == (201, "revocation", decided.reference)
    assert post(preparer, f"{DECISIONS}{decided.pk}/revocation/", {"reason": "Igen."}) == (201, draft)
    withdraw = f"{DECISIONS}{draft['id']}/withdraw/"
    assert post(of(world, "approver"), withdraw)[0] == 403
    assert post(preparer, withdraw) == (204, None)
    assert post(preparer, withdraw)[0] == 404
    assert post(preparer, f"{DECISIONS}{decided.pk}/withdraw/")[0] == 409
    assert Decision.objects.get() == decided


def test_a_revocation_comes_into_force_and_verification_says_what_ended_what(world: World) -> None:
    decided = decide_again(world)
    preparer, approver = of(world, "preparer"), of(world, "approver")
    _, draft = post(preparer, f"{DECISIONS}{decided.pk}/revocation/", {"reason": "Fel underlag."})
    post(approver, f"{DECISIONS}{draft['id']}/approve/")
    ended = issue_decision(draft["id"])
    found = preparer.get("/api/verification/", {"number": decided.reference}).json()
    assert (found["state"], found["ended_by"]) == ("revoked", ended.reference)
    assert (found["ended_on"], found["recipient"]) == (str(ended.decided_on), "")
    found = preparer.get("/api/verification/", {"number": ended.reference}).json()
    assert (found["revokes"], found["ended_on"]) == (decided.reference, None)
    # It has ended: as on the pages there is nothing to correct any more.
    assert post(preparer, f"{DECISIONS}{decided.pk}/revocation/", {"reason": "Igen."})[0] == 404


def test_a_party_is_added_from_a_line_of_the_budget_once(world: World) -> None:
    load_outcomes(world.code, "utfall2.csv", BERG_FAILED.encode())
    decided = decide_again(world)
    load_outcomes(world.code, "rättelse.csv", BERG_MEETS.encode())
    preparer, additions = of(world, "preparer"), f"{DECISIONS}{decided.pk}/additions/"
    said = {"party": "2326", "line": "Samordning", "reason": "Rapporten lästes inte."}
    assert post(preparer, additions, said | {"line": "Finns inte"})[0] == 409
    assert post(preparer, additions, {"party": "2326"})[0] == 422
    status, told = post(preparer, additions, said)
    assert (status, "kvar" in str(told)) == (409, True)  # the line has 60 000 kronor and 120 000 are needed
    assert post(of(world, "approver"), additions, said)[0] == 403
    assert Decision.objects.count() == 1


def test_for_those_who_do_not_read_all_there_are_no_steps(world: World) -> None:
    decided = decide_again(world)
    own = Client()
    own.force_login(reader(world.berg))
    run, one = f"{RUNS}{decided.run_id}/", f"{DECISIONS}{decided.pk}/"
    assert [found["id"] for found in own.get(RUNS).json()] == [decided.run_id]
    for address in (RUNS, f"{run}propose/", f"{run}approve/", DECISIONS):
        assert post(own, address, {"run": decided.run_id} if address == DECISIONS else None)[0] == 404
    for step in ("edit", "approve", "withdraw", "additions", "revocation"):
        assert post(own, f"{one}{step}/", {"reason": "Nej."})[0] == 404, step
    assert Decision.objects.get().state == DecisionState.IN_FORCE


def test_what_is_another_agreements_does_not_exist(world: World) -> None:
    decided = decide_again(world)
    preparer = of(world, "preparer")
    assert post(preparer, f"/api/agreements/annan-2014/runs/{decided.run_id}/propose/")[0] == 404
    assert post(preparer, f"/api/agreements/annan-2014/decisions/{decided.pk}/approve/")[0] == 404
    assert post(preparer, "/api/agreements/annan-2014/runs/")[0] == 404
    assert post(preparer, DECISIONS, {"run": 0})[0] == 422
