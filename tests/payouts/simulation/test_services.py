"""Simulations as rows: who makes them, that they recompute to the same bytes, and that they are never a run."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction

from agreements.models import Submission
from assessment.services import load_outcomes
from payouts.domain.simulation import (
    Change,
    OtherLimit,
    Outcomes,
    PopulationDate,
    PotAmount,
    Threshold,
    result_bytes,
)
from payouts.models import AllocationRun, Decision, Simulation
from payouts.selectors.simulations import simulation_for, visible_simulations
from payouts.services import compute_run, make_forecast
from payouts.services.simulations import remove_simulation, save_simulation
from payouts.simulating import NotWorkable, ResultDiffers, base_of, trial_of, try_changes
from prio import clock
from prio.accounts.roles import Role
from prio.accounts.selectors import actor_of
from prio.audit.models import Event
from prio.parties.models import Party, Population, PopulationVersion
from prio.refused import NotPermitted, Refused
from tests import factories
from tests.payouts.decided import computed, decided
from tests.world import COLUMNS, EVERYBODY_MET, World, actor, make_world

pytestmark = pytest.mark.django_db

LIMIT_60 = OtherLimit("A1", "c1", "at_least_percent", "60")


def save(world: World, *changes: Change, name: str = "Prov") -> Simulation:
    return save_simulation(world.preparer, world.code, name, changes)


def amounts(simulation: Simulation) -> dict[str, int]:
    return dict(trial_of(simulation).after.amounts())


def test_a_simulation_is_kept_with_its_changes_and_sums() -> None:
    world, run = computed()
    made = save(world, PotAmount("B1", 1_000_000), Outcomes("B1", met=False, parties=("2326",)))
    assert (made.pots_total, made.distributed, made.undistributed) == (1_400_000, 1_400_000, 0)
    assert (made.base_kind, made.base_sha256) == ("run", run.inputs_sha256)
    assert amounts(made) == {"23": 400_000, "2380": 1_000_000}
    event = Event.objects.get(aggregate="simulation")
    assert (event.verb, event.by_id) == ("saved", world.preparer.user_id)


def test_it_gives_the_same_bytes_when_verdicts_and_figures_have_changed_since() -> None:
    world, _ = computed()
    other_day = date(2014, 12, 31)
    factories.population({world.ostersund: 50, world.berg: 50}, other_day)
    made = save(world, PopulationDate(other_day))
    before = result_bytes(trial_of(made).after.allocation)
    load_outcomes(world.code, "utfall.csv", (COLUMNS + "B1,2326,not_met\n").encode())
    compute_run(world.code)
    newer = PopulationVersion.objects.create(
        date=other_day, version=2, source="prov", sha256="1" * 64, total=9, loaded_at=factories.AN_INSTANT
    )
    Population.objects.create(version=newer, municipality=world.berg, inhabitants=9)
    assert result_bytes(trial_of(Simulation.objects.get()).after.allocation) == before
    assert amounts(made) == {"23": 400_000, "2380": 300_000, "2326": 300_000}


def test_one_that_no_longer_gives_what_it_gave_is_not_shown() -> None:
    world, _ = computed()
    made = save(world, Threshold(70))
    made.result_sha256 = "0" * 64
    with pytest.raises(ResultDiffers):
        trial_of(made)


def test_a_day_without_figures_for_a_kommun_is_refused() -> None:
    world, _ = computed()
    factories.population({world.ostersund: 50}, date(2014, 12, 31))
    with pytest.raises(NotWorkable, match="saknas den dagen för 1 kommuner, den första 2326"):
        save(world, PopulationDate(date(2014, 12, 31)))


def test_it_is_never_a_run_and_changes_nothing_that_is_real() -> None:
    world, decision = decided()
    run = decision.division
    made = save(world, Threshold(0), PotAmount("B1", 5))
    run.refresh_from_db()
    assert (AllocationRun.objects.count(), Decision.objects.count()) == (1, 1)
    assert run.pots_total == 1_000_000
    assert not isinstance(made, AllocationRun)
    assert {field.name for field in Decision._meta.get_fields()}.isdisjoint({"simulation"})


@time_machine.travel(datetime(2014, 10, 1, 10, tzinfo=UTC), tick=False)
def test_before_there_is_a_run_the_forecast_is_what_is_tried_on() -> None:
    world = make_world()
    forecast = make_forecast(world.code)
    made = save(world, Outcomes("B1", met=False, parties=("2326",)))
    assert (made.base_kind, made.base_sha256) == ("forecast", forecast.sha256)
    assert amounts(made) == {"23": 400_000, "2380": 600_000}


def test_with_neither_there_is_nothing_to_reckon_on() -> None:
    world = make_world()
    with pytest.raises(Refused, match="ingen fördelning eller prognos"):
        save(world)


def test_pressing_save_twice_saves_once_and_a_name_is_taken_once() -> None:
    world, _ = computed()
    assert save(world, Threshold(70)) == save(world, Threshold(70), name="  Prov ")
    with pytest.raises(Refused, match="redan en simulering som heter Prov"):
        save(world, Threshold(60))
    assert Simulation.objects.count() == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\x00b"])
def test_a_name_is_needed(name: str) -> None:
    world, _ = computed()
    with pytest.raises(Refused, match="högst 100 tecken"):
        save(world, name=name)


def test_the_ministry_and_skr_do_not_see_each_others() -> None:
    world, _ = computed()
    made = save(world, Threshold(70))
    skr = actor(Role.SKR_ADMINISTRATOR)
    save_simulation(skr, world.code, "Prov", [Threshold(60)])  # a name of their own
    assert simulation_for(world.approver, world.code, made.pk) == made
    assert simulation_for(skr, world.code, made.pk) is None
    assert [one.side for one in visible_simulations(skr, world.code)] == ["skr"]


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.MINISTRY_PREPARER, Role.MINISTRY_APPROVER, Role.SKR_ADMINISTRATOR})
)
def test_nobody_else_simulates(role: Role) -> None:
    world, _ = computed()
    made = save(world)
    person = factories.person(
        role, organisation=world.ostersund.organisation, county=world.ostersund.counties.get().county
    )
    who = actor_of(person, clock.today())
    assert not visible_simulations(who, world.code).exists()
    with pytest.raises(NotPermitted):
        save_simulation(who, world.code, "Annan", [])
    with pytest.raises(NotPermitted):
        remove_simulation(who, made.pk)


def test_only_who_made_it_takes_it_away_and_twice_is_once() -> None:
    world, _ = computed()
    made = save(world)
    with pytest.raises(NotPermitted, match="Bara den som gjorde"):
        remove_simulation(world.approver, made.pk)
    remove_simulation(world.preparer, made.pk)
    remove_simulation(world.preparer, made.pk)
    assert not Simulation.objects.exists()
    assert list(Event.objects.filter(aggregate="simulation").values_list("verb", flat=True)) == [
        "saved",
        "removed",
    ]


def hand_in(world: World, party: Party, answers: dict[str, int]) -> None:
    report = factories.report(world.agreement, "A1", party, "handed_in")
    Submission.objects.create(
        report=report,
        requirement_version=report.wording,
        number=1,
        answers=answers,
        sha256="0" * 64,
        handed_in_at=factories.AN_INSTANT,
        simulated=True,
    )


def tried(world: World, *changes: Change) -> tuple[dict[str, int], tuple[int, int]]:
    version = world.agreement.versions.get()
    base = base_of(world.preparer, version)
    assert base
    trial = try_changes(version, base, changes)
    retried = trial.material.retried["A1"]
    return dict(trial.after.amounts()), (retried.tried, retried.untried)


def test_another_limit_is_tried_on_what_was_handed_in() -> None:
    world, _ = computed(EVERYBODY_MET.replace("A1,23,met", "A1,23,not_met"))
    hand_in(world, world.region, {"within": 70, "done": 100})
    assert tried(world, LIMIT_60) == ({"23": 400_000, "2326": 120_000, "2380": 480_000}, (1, 0))
    assert "23" not in tried(world, OtherLimit("A1", "c1", "at_least_percent", "70.5"))[0]


def test_an_outcome_that_differs_from_the_rule_for_another_reason_stands() -> None:
    world, _ = computed()  # met, although its figures are below today's limit
    hand_in(world, world.region, {"within": 70, "done": 100})
    assert tried(world, OtherLimit("A1", "c1", "at_least_percent", "95"))[0]["23"] == 400_000


def test_a_limit_cannot_be_tried_where_the_outcomes_come_from_a_file() -> None:
    world, _ = computed()
    assert tried(world, LIMIT_60) == ({"23": 400_000, "2326": 120_000, "2380": 480_000}, (0, 1))


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        ({"name": ""}, "simulation_has_a_name"),
        ({"base_kind": "guess"}, "simulation_has_a_base"),
        ({"side": "nobody"}, "simulation_belongs_to_a_side"),
        ({"distributed": 1}, "simulation_adds_up"),
    ],
)
def test_the_database_refuses(broken: dict[str, object], name: str) -> None:
    world, _ = computed()
    made = save(world)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Simulation.objects.filter(pk=made.pk).update(**broken)


def test_one_simulation_of_a_name() -> None:
    world, _ = computed()
    made = save(world)
    made.pk = None
    with pytest.raises(IntegrityError, match="one_simulation_of_a_name"), transaction.atomic():
        made.save(force_insert=True)
