"""check_runs: every division comes out the same from what it keeps, and one that somebody has changed is named."""

import pytest

from assessment.services import load_outcomes
from payouts.models import AllocationLine, AllocationRun
from payouts.services import compute_run
from tests.commands.trial import one_line, said
from tests.payouts.decided import computed
from tests.world import COLUMNS

pytestmark = pytest.mark.django_db


def test_old_runs_come_out_the_same_whatever_has_been_judged_since() -> None:
    world, run = computed()
    load_outcomes(world.code, "rättelse.csv", (COLUMNS + "B1,2326,not_met\n").encode())
    assert compute_run(world.code).pk != run.pk
    assert said("check_runs") == "Omräknade: 2. Alla är desamma, byte för byte.\n"


def test_a_run_whose_amounts_somebody_has_changed_is_named() -> None:
    world, run = computed()
    line = AllocationLine.objects.filter(part__run=run).first()
    assert line
    AllocationLine.objects.filter(pk=line.pk).update(amount=line.amount + 1)
    assert f"{world.code}, fördelning {run.pk}" in one_line("check_runs")


def test_a_run_whose_inputs_somebody_has_changed_is_named() -> None:
    world, run = computed()
    AllocationRun.objects.filter(pk=run.pk).update(inputs={**run.inputs, "agreement": "annan-2014"})
    assert f"{world.code}, fördelning {run.pk}" in one_line("check_runs")
