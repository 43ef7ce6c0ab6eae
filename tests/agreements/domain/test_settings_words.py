"""Settings in plain words: what they say, what is unset, and the words of the year."""

from pathlib import Path

import pytest

from agreements.domain.loading import load_definition
from agreements.domain.party_words import parties_in_words, party_word, the_party
from agreements.domain.settings_words import Setting, settings_in_words

FOLDER = Path(__file__).parents[3] / "agreements/definitions"


def settings_of(code: str, replace: tuple[str, str] = ("", "")) -> dict[str, Setting]:
    text = (FOLDER / f"{code}.yaml").read_text(encoding="utf-8").replace(*replace)
    return {setting.name: setting for setting in settings_in_words(load_definition(text, code))}


def test_2012_caps_the_landsting_and_says_who_read_it_so() -> None:
    found = settings_of("prio-2012")["Pengar till landsting där inte alla kommuner klarat kraven"]
    assert found.value.startswith("Högst den del av beloppet")
    assert found.who
    assert found.note


def test_split_of_a_mixed_pot_is_said_per_kind() -> None:
    found = settings_of("prio-2012")["PM1: hur summan delas mellan kommuner och landsting"]
    assert found.value == "50 procent till kommuner och 50 procent till landsting"


def test_an_agreement_without_a_limit_says_that_all_take_part() -> None:
    found = settings_of("heldygnsvard-2012")
    assert found["Länets gräns"].value == "Ingen gräns. Alla län deltar."
    assert found["Landstingets egna grundkrav"].value == "Länet kan delta ändå."


def test_an_unset_setting_has_no_value_and_says_so() -> None:
    found = settings_of("prio-2014", ("county_threshold_percent: 80\n", ""))["Länets gräns"]
    assert found.is_unset
    assert found.value == ""


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_setting_shows_its_code_instead_of_words(path: Path) -> None:
    for setting in settings_in_words(load_definition(path.read_text(encoding="utf-8"), path.name)):
        assert "_" not in setting.name
        assert setting.name != setting.name.lower() or "," in setting.name


def test_landsting_became_regioner_in_2019() -> None:
    assert party_word("region", 2018) == "landsting"
    assert party_word("region", 2019, several=True) == "regioner"
    assert the_party("region", 2015) == "landstinget"
    assert parties_in_words(("municipality", "region"), 2020) == "Kommuner och regioner"
