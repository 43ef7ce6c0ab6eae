"""Loading the reference facts on the command line."""

import pytest

from tests.commands.trial import said
from tests.tables import changed, content

pytestmark = pytest.mark.django_db


def test_what_is_there_is_told_and_a_second_time_changes_nothing() -> None:
    told = said("load_reference")
    assert told.startswith("Referensuppgifter: 21 län, 311 parter, 310 organisationer, folkmängd för 14 år; ")
    before = content()
    assert said("load_reference").endswith("inget ändrat.\n")
    assert changed(before, content()) == {}
