"""The reference facts come into an empty database."""

from datetime import date

import pytest
from django.core.management import call_command

from prio.parties.models import PopulationVersion
from prio.parties.services import load_reference

pytestmark = pytest.mark.django_db
END_OF_2013 = date(2013, 12, 31)


def test_figures_that_somebody_loaded_for_a_date_stay() -> None:
    PopulationVersion.objects.create(
        date=END_OF_2013, version=1, source="own", sha256="0" * 64, total=5, loaded_at="2014-02-20T12:00Z"
    )
    load_reference()
    assert PopulationVersion.objects.get(date=END_OF_2013).source == "own"


def test_the_command_says_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_reference")
    call_command("load_reference")
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Referensuppgifter: 21 län, 311 parter, 310 organisationer, folkmängd för 14 år;")
    assert second.endswith("inget ändrat.")
