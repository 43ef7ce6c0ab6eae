"""Assessing on the command line."""

from datetime import UTC, datetime

import pytest
import time_machine

from agreements.models import AgreementVersion, VersionState
from assessment.models import Verdict
from prio.parties.models import PopulationVersion
from tests import factories
from tests.commands.trial import one_line, said
from tests.tables import changed, content
from tests.world import World

pytestmark = pytest.mark.django_db

AFTER_CLOSING = datetime(2014, 10, 14, 22, 0, tzinfo=UTC)


@time_machine.travel(AFTER_CLOSING, tick=False)
def test_what_was_proposed_is_told(world: World) -> None:
    told = said("assess", world.code)
    assert told == "prov-2014: 6 nya förslag, 0 ändrade, 0 oförändrade, 0 borttagna, 0 redan bedömda.\n"
    assert set(Verdict.objects.values_list("proposed_outcome", flat=True)) == {"not_submitted"}


@time_machine.travel(AFTER_CLOSING, tick=False)
def test_a_second_time_changes_nothing(world: World) -> None:
    said("assess", world.code)
    before = content()
    told = said("assess", world.code)
    assert told == "prov-2014: 0 nya förslag, 0 ändrade, 6 oförändrade, 0 borttagna, 0 redan bedömda.\n"
    assert changed(before, content()) == {}


def test_an_unknown_agreement(world: World) -> None:
    line = one_line("assess", "prio-1912")
    assert line == "Det finns ingen publicerad överenskommelse som heter prio-1912."


def test_an_agreement_that_is_only_a_draft(world: World) -> None:
    AgreementVersion.objects.update(state=VersionState.DRAFT, published_at=None)
    assert "ingen publicerad" in one_line("assess", world.code)


def test_before_the_reference_facts_are_loaded() -> None:
    factories.agreement()
    assert "manage.py load_reference" in one_line("assess", "prov-2014")


def test_without_population_figures_for_its_date(world: World) -> None:
    PopulationVersion.objects.all().delete()
    assert "2013-12-31" in one_line("assess", world.code)


def test_an_agreement_without_a_population_date(world: World) -> None:
    factories.agreement(
        factories.TINY_AGREEMENT.replace("population_date: 2013-12-31", "population_date: null")
        .replace("prov-2014", "prov-2016")
        .replace(
            "set_by:\n  population_date: {who: Provgruppen, date: 2014-01-15, note: Källan säger inget.}\n",
            "",
        )
    )
    assert "population_date" in one_line("assess", "prov-2016")
