"""Outcomes that were decided elsewhere become final verdicts, with the file as their source."""

import pytest

from agreements.models import Agreement
from assessment.models import Outcome, OutcomeFile, Verdict, VerdictState
from assessment.services import OutcomeLoad, load_outcomes
from payouts.services import compute_run
from prio import clock
from prio.audit.models import Event
from prio.refused import Refused
from tests.world import COLUMNS, EVERYBODY_MET, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def load(world: World, text: str, **more: bool) -> OutcomeLoad:
    return load_outcomes(world.code, "utfall.csv", text.encode(), **more)


def current(world: World, requirement: str, party: str) -> Verdict:
    return Verdict.objects.exclude(state=VerdictState.CORRECTED).get(
        requirement__code=requirement, party__code=party
    )


def test_every_row_becomes_a_final_verdict_with_the_file_as_its_source(world: World) -> None:
    assert load(world, EVERYBODY_MET) == OutcomeLoad(new=6, corrected=0, unchanged=0)
    verdict = current(world, "GK1", "2380")
    assert (verdict.state, verdict.outcome) == (VerdictState.FINAL, Outcome.MET)
    assert verdict.outcome_file is not None
    assert bytes(verdict.outcome_file.content) == EVERYBODY_MET.encode()
    assert verdict.prepared_by is None
    assert verdict.approved_by is None
    assert not verdict.simulated


def test_outcomes_of_a_made_up_agreement_are_made_up_whoever_says_what() -> None:
    world = make_world(demonstration=True)
    Agreement.objects.filter(pk=world.agreement.pk).update(simulated=True)
    load(world, EVERYBODY_MET)
    assert all(Verdict.objects.values_list("simulated", flat=True))
    assert compute_run(world.code).simulated


def test_the_same_file_again_changes_nothing(world: World) -> None:
    load(world, EVERYBODY_MET)
    assert load(world, EVERYBODY_MET) == OutcomeLoad(new=0, corrected=0, unchanged=6)
    assert OutcomeFile.objects.count() == 1
    assert Event.objects.filter(verb="outcomes_loaded").count() == 1


def test_a_different_file_gives_corrected_verdicts_that_refer_to_the_old(world: World) -> None:
    load(world, EVERYBODY_MET)
    before = current(world, "B1", "2326")
    assert load(world, COLUMNS + "B1,2326,not_met\nB1,2380,met\n") == OutcomeLoad(0, 1, 1)
    after = current(world, "B1", "2326")
    before.refresh_from_db()
    assert after.corrects == before
    assert after.outcome == Outcome.NOT_MET
    assert before.state == VerdictState.CORRECTED
    assert before.outcome == Outcome.MET


def test_going_back_to_the_first_file_is_a_correction_too(world: World) -> None:
    load(world, EVERYBODY_MET)
    load(world, COLUMNS + "B1,2326,declined\n")
    load(world, EVERYBODY_MET)
    assert current(world, "B1", "2326").outcome == Outcome.MET
    assert Verdict.objects.filter(requirement__code="B1", party__code="2326").count() == 3


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("GK9,2380,met\n", "inget krav"),
        ("GK1,9999,met\n", "ingen organisation"),
        ("A1,2380,met\n", "gäller inte 2380"),
        ("B1,23,met\n", "gäller inte 23"),
        ("GK1,2380,uppfyllt\n", "inget utfall"),
        ("GK1,2380,\n", "inget utfall"),
        ("GK1,2380,met\nGK1,2380,not_met\n", "rad 3"),
        ("GK1,2380\n", "2 kolumner"),
        ('GK1,"2380,met\n', "inte CSV"),
        ("", "inga rader"),
    ],
)
def test_a_fault_is_named_with_its_line_and_nothing_is_taken_in(
    world: World, rows: str, message: str
) -> None:
    good = "" if not rows else "GK1,2326,met\n"
    with pytest.raises(Refused, match=message):
        load(world, COLUMNS + rows + good)
    assert not Verdict.objects.exists()
    assert not OutcomeFile.objects.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"krav;part;utfall\n", b"requirement,outcome,organisation\n", b"\x00" * 50],
)
def test_a_file_that_is_something_else_is_refused(world: World, content: bytes) -> None:
    with pytest.raises(Refused):
        load_outcomes(world.code, "bild.png", content)


def test_many_faults_are_counted_and_the_first_ten_are_named(world: World) -> None:
    with pytest.raises(Refused, match="och 5 fel till"):
        load(world, COLUMNS + "".join(f"GK1,{code},met\n" for code in range(7000, 7015)))


def test_simulated_outcomes_are_taken_in_by_a_demonstration_only(world: World) -> None:
    with pytest.raises(Refused, match="demonstration"):
        load(world, EVERYBODY_MET, simulated=True)


def test_an_unknown_agreement_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="ingen publicerad"):
        load_outcomes("prio-1812", "utfall.csv", EVERYBODY_MET.encode())


def test_a_verdict_that_somebody_works_on_is_not_run_over(world: World) -> None:
    load(world, COLUMNS + "GK1,2380,met\n")
    verdict = current(world, "GK1", "2380")
    Verdict.objects.filter(pk=verdict.pk).update(
        state=VerdictState.PREPARED, outcome_file=None, prepared_by=world.preparer.user_id
    )
    with pytest.raises(Refused, match="arbetar med"):
        load(world, COLUMNS + "GK1,2380,not_met\n")


def test_a_correction_that_somebody_has_begun_is_not_run_over(world: World) -> None:
    load(world, COLUMNS + "GK1,2380,met\n")
    before = current(world, "GK1", "2380")
    Verdict.objects.create(
        round=before.round,
        requirement=before.requirement,
        requirement_version=before.requirement_version,
        party=before.party,
        state=VerdictState.PROPOSED,
        corrects=before,
        correction="slip",
        correction_reason="Fel rad.",
        made_at=clock.now(),
    )
    with pytest.raises(Refused, match="arbetar med"):
        load(world, COLUMNS + "GK1,2380,not_met\n")
