"""Dividing an agreement's pots: refused until everything is there, the same inputs the same run, two persons."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from agreements.domain.loading import load_definition
from agreements.services import publish
from assessment.services import load_outcomes
from payouts.allocation_file import allocation_csv
from payouts.models import AllocationLine, AllocationRun, RunState
from payouts.services import approve_run, compute_run, propose_run
from prio.accounts.roles import Role
from prio.refused import Refused
from tests import factories
from tests.allocation_files import money_of
from tests.factories import TINY_AGREEMENT
from tests.world import COLUMNS, EVERYBODY_MET, World, actor, make_world

pytestmark = pytest.mark.django_db

HEADER = "agreement,requirement,organisation,party,weight,quota,amount_sek,simulated\n"


@pytest.fixture
def world() -> World:
    made = make_world(demonstration=True)
    load(made, EVERYBODY_MET)
    return made


def load(world: World, text: str, **more: bool) -> None:
    load_outcomes(world.code, "utfall.csv", text.encode(), **more)


def file_of(run: AllocationRun) -> str:
    """Return the file without its explanations."""
    return money_of(allocation_csv(run)).decode()


def test_the_pots_are_divided_after_the_final_verdicts(world: World) -> None:
    run = compute_run(world.code)
    assert (run.state, run.distributed, run.undistributed) == (RunState.COMPUTED, 1_000_000, 0)
    assert file_of(run) == HEADER + (
        "prov-2014,A1,23,region,100,1/1,400000,false\n"
        "prov-2014,B1,2326,municipality,20,1/5,120000,false\n"
        "prov-2014,B1,2380,municipality,80,4/5,480000,false\n"
    )


def test_what_nobody_shares_has_a_row_of_its_own(world: World) -> None:
    load(world, COLUMNS + "A1,23,not_met\n")
    assert "prov-2014,A1,undistributed,region,,,400000,false\n" in file_of(compute_run(world.code))


def test_the_same_inputs_are_the_same_run_and_the_same_bytes(world: World) -> None:
    first = compute_run(world.code)
    again = compute_run(world.code)
    assert again == first
    assert allocation_csv(again) == allocation_csv(first)
    assert AllocationRun.objects.count() == 1


def test_a_corrected_verdict_gives_another_run_and_the_old_one_stays(world: World) -> None:
    first = compute_run(world.code)
    before = file_of(first)
    load(world, COLUMNS + "B1,2326,not_met\n")
    second = compute_run(world.code)
    assert second != first
    assert "B1,2380,municipality,80,1/1,600000" in file_of(second)
    assert file_of(first) == before


def test_a_missing_verdict_refuses_the_run_and_names_it() -> None:
    world = make_world()
    load(world, EVERYBODY_MET.replace("GK1,2326,met\n", ""))
    with pytest.raises(Refused, match="GK1 Berg"):
        compute_run(world.code)
    assert not AllocationRun.objects.exists()


def test_an_agreement_without_any_verdict_is_refused() -> None:
    with pytest.raises(Refused, match="ingen slutlig bedömning"):
        compute_run(make_world().code)


def test_an_unset_setting_refuses_the_run_and_is_named() -> None:
    world = make_world(
        TINY_AGREEMENT.replace("county_threshold_percent: 80", "county_threshold_percent: null")
    )
    load(world, EVERYBODY_MET)
    with pytest.raises(Refused, match="county_threshold_percent"):
        compute_run(world.code)


def test_missing_population_figures_refuse_the_run() -> None:
    world = make_world(TINY_AGREEMENT.replace("population_date: 2013-12-31", "population_date: 2009-12-31"))
    load(world, EVERYBODY_MET)
    with pytest.raises(Refused, match="2009-12-31"):
        compute_run(world.code)


def test_money_that_is_applied_for_is_not_divided() -> None:
    applied_for = TINY_AGREEMENT.replace("parties: [municipality]\n    pot", "parties: [applicant]\n    pot")
    world = make_world(applied_for)
    load(world, COLUMNS + "GK1,2380,met\nGK1,2326,met\nGK1,23,met\nA1,23,met\n")
    with pytest.raises(Refused, match=r"söks och delas inte efter folkmängd: B1\."):
        compute_run(world.code)


def test_a_year_is_computed_and_stored_with_at_most_twelve_queries(world: World) -> None:
    with CaptureQueriesContext(
        connection,
    ) as counted:
        compute_run(world.code)
    asked = [query["sql"] for query in counted if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 12, "\n".join(asked)


def test_an_amount_is_simulated_when_its_own_verdicts_are(world: World) -> None:
    load(world, COLUMNS + "B1,2326,met\n", simulated=True)
    run = compute_run(world.code)
    assert run.simulated
    simulated = dict(AllocationLine.objects.values_list("part__requirement__code", "simulated").distinct())
    assert simulated == {"A1": False, "B1": True}


def test_every_amount_is_simulated_when_a_grundkrav_is(world: World) -> None:
    load(world, COLUMNS + "GK1,2326,met\n", simulated=True)
    compute_run(world.code)
    assert set(AllocationLine.objects.values_list("simulated", flat=True)) == {True}


def test_a_made_up_agreement_is_simulated_also_without_a_verdict() -> None:
    text = """
code: folkmangd-2014
title: Medel efter folkmängd
year: 2014
assessor: Socialstyrelsen
population_date: 2013-12-31
county_threshold_percent: 0
region_gate: false
region_coverage: none
dates: {opens: 2014-03-01, closes: 2014-10-14, final: 2014-11-30, payment: 2014-12-31}
budget: {total: 100}
requirements:
  - {code: P, kind: population_grant, name: Bidrag, parties: [municipality], pot: 100, text: Till alla.}
"""
    world = make_world(demonstration=True)
    factories.final_round(factories.agreement(text, simulated=True))
    run = compute_run("folkmangd-2014")
    assert run.simulated
    assert f",{world.berg.code},municipality,20,1/5,20,true\n" in file_of(run)


def test_a_run_is_proposed_by_one_and_approved_by_another(world: World) -> None:
    run = compute_run(world.code)
    propose_run(run.pk, world.preparer)
    assert approve_run(run.pk, world.approver).state == RunState.APPROVED


def test_whoever_proposed_cannot_approve(world: World) -> None:
    both = actor(Role.MINISTRY_PREPARER)
    both = type(both)(both.user_id, both.name, frozenset({Role.MINISTRY_PREPARER, Role.MINISTRY_APPROVER}))
    run = compute_run(world.code)
    propose_run(run.pk, both)
    with pytest.raises(Refused, match="kan inte vara den som föreslog"):
        approve_run(run.pk, both)


@pytest.mark.parametrize(
    "role", [role for role in Role if role.startswith(("payer", "auditor", "assess", "admin"))]
)
def test_nobody_else_proposes_or_approves(world: World, role: Role) -> None:
    run = compute_run(world.code)
    with pytest.raises(Refused, match="inte rollen"):
        propose_run(run.pk, actor(role))
    propose_run(run.pk, world.preparer)
    with pytest.raises(Refused, match="inte rollen"):
        approve_run(run.pk, actor(role))


def test_a_run_that_is_not_proposed_cannot_be_approved(world: World) -> None:
    with pytest.raises(Refused, match="läget"):
        approve_run(compute_run(world.code).pk, world.approver)


def test_a_second_click_changes_nothing(world: World) -> None:
    run = compute_run(world.code)
    assert propose_run(run.pk, world.preparer).state == propose_run(run.pk, world.preparer).state
    approved = approve_run(run.pk, world.approver)
    assert approve_run(run.pk, world.approver).approved_at == approved.approved_at


def test_a_run_whose_verdicts_have_changed_since_cannot_be_approved(world: World) -> None:
    run = compute_run(world.code)
    propose_run(run.pk, world.preparer)
    load(world, COLUMNS + "B1,2326,not_met\n")
    with pytest.raises(Refused, match="Underlaget har ändrats"):
        approve_run(run.pk, world.approver)


def test_a_setting_that_becomes_unset_in_a_new_version_stops_the_approval(world: World) -> None:
    run = compute_run(world.code)
    propose_run(run.pk, world.preparer)
    unset = TINY_AGREEMENT.replace("region_gate: true", "region_gate: null")
    publish(load_definition(unset, "prov.yaml"), source_file="prov.yaml", reason="Frågan är öppen igen.")
    with pytest.raises(Refused, match="region_gate"):
        approve_run(run.pk, world.approver)


def test_approving_a_new_run_supersedes_the_old(world: World) -> None:
    first = compute_run(world.code)
    propose_run(first.pk, world.preparer)
    approve_run(first.pk, world.approver)
    load(world, COLUMNS + "B1,2326,not_met\n")
    second = compute_run(world.code)
    propose_run(second.pk, world.preparer)
    approve_run(second.pk, world.approver)
    first.refresh_from_db()
    assert first.state == RunState.SUPERSEDED


def test_a_superseded_run_can_come_back_when_its_inputs_do(world: World) -> None:
    test_approving_a_new_run_supersedes_the_old(world)
    load(world, COLUMNS + "B1,2326,met\n")
    run = compute_run(world.code)
    assert run.state == RunState.SUPERSEDED
    propose_run(run.pk, world.preparer)
    assert approve_run(run.pk, world.approver).state == RunState.APPROVED


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"undistributed": 1}, "run_adds_up"),
        ({"state": RunState.APPROVED}, "approved_run_has_two_persons_and_time"),
    ],
)
def test_the_database_refuses_an_impossible_run(
    world: World, change: dict[str, object], constraint: str
) -> None:
    run = compute_run(world.code)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        AllocationRun.objects.filter(pk=run.pk).update(**change)


def test_the_database_refuses_an_approver_who_proposed(world: World) -> None:
    run = compute_run(world.code)
    one = world.preparer.user_id
    with pytest.raises(IntegrityError, match="run_approver_is_not_preparer"), transaction.atomic():
        AllocationRun.objects.filter(pk=run.pk).update(prepared_by_id=one, approved_by_id=one)


def test_the_database_refuses_a_part_that_does_not_add_up(world: World) -> None:
    run = compute_run(world.code)
    with pytest.raises(IntegrityError, match="part_adds_up"), transaction.atomic():
        run.parts.update(undistributed=7)
