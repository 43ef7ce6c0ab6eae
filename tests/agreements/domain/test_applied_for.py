"""Money that is applied for and money that goes out by population, as an agreement writes them."""

from datetime import date
from pathlib import Path

import pytest

from agreements.domain.definition import Definition
from agreements.domain.faults import DefinitionFaults
from agreements.domain.loading import load_definition
from agreements.domain.requirement import UnsetSetting
from agreements.domain.settings_words import settings_in_words
from tests.payouts.applying import FRAME, TEXT

DEFINITIONS = Path(__file__).parents[3] / "agreements" / "definitions"
GRUNDKRAV = """  - code: GK1
    kind: grundkrav
    name: Samverkan
    parties: [municipality]
    text: Samverkan finns.
    questions: [{key: decided, type: yes_no, label: Finns den?}]
    rule: {all: [{key: g1, yes: decided, text: Den finns.}]}
"""


def faults(text: str) -> str:
    with pytest.raises(DefinitionFaults) as found:
        load_definition(text, "sok.yaml")
    return str(found.value)


def test_a_grant_that_is_applied_for_has_a_frame_and_asks_for_an_amount() -> None:
    definition = load_definition(TEXT, "sok.yaml")
    grant = definition.requirement("MS")
    assert definition.is_applied_for
    assert definition.is_reported
    assert (grant.pot, grant.asked, dict(grant.parts())) == (FRAME, "asked", {"applicant": FRAME})
    assert definition.pots == (grant,)
    assert definition.goals == ()


def test_it_needs_no_population_no_county_and_no_model_of_division() -> None:
    definition = load_definition(TEXT, "sok.yaml")
    assert definition.unset_for_allocation() == ()
    assert not {"Länets gräns", "Dagen för antalet invånare"} & {
        one.name for one in settings_in_words(definition)
    }


def test_what_is_stored_is_read_back_the_same() -> None:
    definition = load_definition(TEXT, "sok.yaml")
    again = Definition.from_plain(definition.to_plain())
    assert again == definition
    assert again.sha256() == definition.sha256()


def test_a_frame_that_nobody_has_set_is_unset() -> None:
    text = TEXT.replace(f"    pot: {FRAME}\n", "    pot: null\n")
    definition = load_definition(text, "sok.yaml")
    assert definition.unset_for_allocation() == ("pot.MS",)
    with pytest.raises(UnsetSetting):
        definition.requirement("MS").parts()


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("parties: [applicant]", "parties: [municipality]", "bara ”applicant”"),
        ("    asked: asked\n", "", "asked"),
        ("    asked: asked\n", "    asked: no_debt\n", "inte är en fråga med ett tal"),
        ("    asked: asked\n", "    asked: askd\n", "Menades ”asked”"),
        ("    asked: asked\n", "    asked: asked\n    allocation: shared\n", "allocation"),
        ("    asked: asked\n", "    asked: asked\n    split: {applicant: 100}\n", "split"),
        ("requirements:\n", f"requirements:\n{GRUNDKRAV}", "för sig"),
        (f"    pot: {FRAME}\n", "", "pot"),
    ],
)
def test_what_does_not_belong_to_it_is_a_fault(before: str, after: str, words: str) -> None:
    assert before in TEXT
    assert words in faults(TEXT.replace(before, after))


def test_asked_belongs_to_nothing_else() -> None:
    text = TEXT.replace("application_grant", "prestationsmal")
    assert "asked" in faults(text)


def shipped(code: str) -> Definition:
    return load_definition((DEFINITIONS / f"{code}.yaml").read_text(encoding="utf-8"), code)


def test_the_grant_for_occupation_is_what_the_ordinance_says() -> None:
    definition = shipped("sysselsattning-2014")
    assert definition.unset_settings() == ()
    assert (definition.budget.total, definition.requirement("MS").pot) == (30_000_000, 30_000_000)
    assert definition.dates.closes == date(2013, 9, 30)
    assert definition.assessor == definition.decided_by == "Socialstyrelsen"
    assert "jurist" in definition.set_by["aftermath"].note
    account = definition.aftermath.use_of_money
    assert account
    assert account.due == date(2015, 2, 28)


def test_2016_goes_out_by_population_alone() -> None:
    definition = shipped("psykisk-halsa-2016")
    assert definition.unset_settings() == ()
    assert not definition.is_reported
    assert sum(one.pot or 0 for one in definition.pots) == 780_000_000
    assert definition.budget.total == 845_000_000
    assert {"parties.UM", "population_date", "budget"} <= set(definition.set_by)
