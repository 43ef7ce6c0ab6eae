"""What the database itself refuses about runs and decisions, whichever service asks."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, models, transaction

from assessment.models import AssessmentRound
from payouts.models import AllocationCounty, AllocationLine, AllocationPart, AllocationRun, Decision, RunState
from tests.payouts.decided import approved, decided

pytestmark = pytest.mark.django_db


def refuse(constraint: str, save: Callable[[], object]) -> None:
    # SQLite names the columns of a unique constraint instead of the constraint.
    with pytest.raises(IntegrityError, match=rf"{constraint}|UNIQUE"), transaction.atomic():
        save()


def copy_of(row: models.Model, **changes: object) -> models.Model:
    """A new row with the same values but for the changes."""
    for name, value in changes.items():
        setattr(row, name, value)
    row.pk = None
    row._state.adding = True
    return row


def refuse_a_copy(model: type[models.Model], constraint: str, **changes: object) -> None:
    row = model._default_manager.first()
    assert row
    refuse(constraint, copy_of(row, **changes).save)


@pytest.fixture
def run() -> AllocationRun:
    return approved()[1]


def test_the_same_inputs_are_the_same_run(run: AllocationRun) -> None:
    refuse_a_copy(AllocationRun, "same_inputs_same_run", state=RunState.COMPUTED)


def test_one_approved_run_per_agreement(run: AllocationRun) -> None:
    refuse_a_copy(AllocationRun, "one_approved_run_per_agreement", inputs_sha256="7" * 64)


def test_a_county_once_per_run(run: AllocationRun) -> None:
    refuse_a_copy(AllocationCounty, "a_county_once_per_run")


def test_qualified_inhabitants_are_within_the_county(run: AllocationRun) -> None:
    refuse("qualified_within_county", lambda: run.counties.update(qualified_population=101))
    run.counties.update(qualified_population=100)


def test_a_part_once_per_run(run: AllocationRun) -> None:
    refuse_a_copy(AllocationPart, "a_part_once_per_run")


def test_one_amount_per_party_and_part(run: AllocationRun) -> None:
    refuse_a_copy(AllocationLine, "one_amount_per_party_and_part")


@pytest.mark.parametrize("quota", [{"quota_numerator": 2, "quota_denominator": 1}, {"quota_denominator": 0}])
def test_a_quota_is_a_share(run: AllocationRun, quota: dict[str, int]) -> None:
    refuse("quota_is_a_share", lambda: AllocationLine.objects.update(**quota))


def test_no_amount_is_negative(run: AllocationRun) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AllocationLine.objects.update(amount=-1)


def test_decisions_are_numbered() -> None:
    decided()
    refuse_a_copy(Decision, "decisions_are_numbered", state="revoked", reference="S2014/2")


def test_one_round_of_a_kind_per_agreement(run: AllocationRun) -> None:
    refuse_a_copy(AssessmentRound, "one_round_of_a_kind_per_agreement")
