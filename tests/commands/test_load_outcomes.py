"""Taking in outcomes on the command line."""

from pathlib import Path

import pytest

from assessment.models import Verdict, VerdictState
from prio import clock
from prio.accounts.models import Installation
from tests.commands.trial import one_line, refusal, said
from tests.tables import changed, content
from tests.world import COLUMNS, World

pytestmark = pytest.mark.django_db


def test_the_outcomes_become_final_verdicts(world: World, outcomes: Path) -> None:
    told = said("load_outcomes", world.code, outcomes)
    assert told == "prov-2014: 6 nya bedömningar, 0 rättade, 0 oförändrade.\n"
    assert Verdict.objects.filter(state=VerdictState.FINAL, outcome_file__name="utfall.csv").count() == 6


def test_the_same_file_again_changes_nothing(world: World, outcomes: Path) -> None:
    said("load_outcomes", world.code, outcomes)
    before = content()
    told = said("load_outcomes", world.code, outcomes)
    assert told == "prov-2014: 0 nya bedömningar, 0 rättade, 6 oförändrade.\n"
    assert changed(before, content()) == {}


def test_a_different_file_corrects(world: World, outcomes: Path) -> None:
    said("load_outcomes", world.code, outcomes)
    outcomes.write_text(COLUMNS + "B1,2326,not_met\nB1,2380,met\n")
    told = said("load_outcomes", world.code, outcomes)
    assert told == "prov-2014: 0 nya bedömningar, 1 rättade, 1 oförändrade.\n"


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("GK1,1234,met\n", "rad 2: det finns ingen organisation med koden '1234'"),
        ("A1,2380,met\n", "rad 2: A1 gäller inte 2380"),
        ("GK7,2380,met\n", "rad 2: överenskommelsen har inget krav 'GK7'"),
        ("GK1,2380,jodå\n", "rad 2: 'jodå' är inget utfall; de är met, met_with_remark"),
        ("GK1,2380,met\nGK1,2380,met\n", "rad 3: GK1 för 2380 står redan i filen"),
    ],
)
def test_a_fault_is_named_and_nothing_is_taken_in(
    rows: str, fault: str, world: World, outcomes: Path
) -> None:
    outcomes.write_text(COLUMNS + rows)
    headline, named = refusal("load_outcomes", world.code, outcomes).splitlines()
    assert headline.strip() == "utfall.csv är inte inläst:"
    assert named.startswith(fault)


def test_all_unknown_parties_are_named_at_once(world: World, outcomes: Path) -> None:
    outcomes.write_text(COLUMNS + "GK1,0001,met\nGK1,2380,met\nGK1,0002,met\n")
    message = refusal("load_outcomes", world.code, outcomes)
    assert "'0001'" in message
    assert "'0002'" in message


def test_an_unknown_agreement(world: World, outcomes: Path) -> None:
    line = one_line("load_outcomes", "prio-1912", outcomes)
    assert line == "Det finns ingen publicerad överenskommelse som heter prio-1912."


def test_simulated_outcomes_are_for_a_demonstration(world: World, outcomes: Path) -> None:
    assert "demonstrationsinstallation" in one_line("load_outcomes", world.code, outcomes, simulated=True)
    Installation.objects.create(demonstration_since=clock.now())
    said("load_outcomes", world.code, outcomes, simulated=True)
    assert set(Verdict.objects.values_list("simulated", flat=True)) == {True}


def test_before_the_reference_facts_are_loaded(db: None, outcomes: Path) -> None:
    from tests import factories

    factories.agreement()
    assert "manage.py load_reference" in one_line("load_outcomes", "prov-2014", outcomes)
