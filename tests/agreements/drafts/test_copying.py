"""The next year's agreement begins as a copy in which every day is a year later."""

from datetime import date
from pathlib import Path

import pytest

from agreements.domain.drafting.checking import Checked, checked
from agreements.domain.drafting.copying import next_year, proposed_code, proposed_title, year_later
from agreements.domain.drafting.raw import (
    Raw,
    list_at,
    raw_of_plain,
    raw_of_text,
    table_at,
    text_at,
    text_of_raw,
)
from agreements.domain.loading import load_definition

DEFINITIONS = Path(__file__).resolve().parents[3] / "agreements" / "definitions"
EVERY_YEAR = sorted(path.stem for path in DEFINITIONS.glob("*.yaml"))


def copy_of(code: str) -> Raw:
    definition = load_definition((DEFINITIONS / f"{code}.yaml").read_text(), code)
    return next_year(definition, code=proposed_code(definition), title=proposed_title(definition))


def looked_at(raw: Raw, on: date = date(2015, 12, 1)) -> Checked:
    return checked(text_of_raw(raw), on=on)


@pytest.mark.parametrize("code", EVERY_YEAR)
def test_every_real_year_can_be_copied_to_the_next_without_a_fault(code: str) -> None:
    assert looked_at(copy_of(code)).faults == ()


@pytest.mark.parametrize("code", EVERY_YEAR)
def test_text_of_every_real_year_reads_back_as_the_same_agreement(code: str) -> None:
    definition = load_definition((DEFINITIONS / f"{code}.yaml").read_text(), code)
    text = text_of_raw(raw_of_plain(definition.to_plain()))
    assert load_definition(text, code).sha256() == definition.sha256()
    assert text_of_raw(raw_of_text(text)) == text


def test_code_and_title_name_the_next_year() -> None:
    copy = copy_of("prio-2015")
    assert (text_at(copy, "code"), text_at(copy, "year")) == ("prio-2016", "2016")
    assert text_at(copy, "title").endswith("psykisk ohälsa 2016")


def test_every_day_is_a_year_later() -> None:
    copy = copy_of("prio-2015")
    assert table_at(copy, "dates") == {
        "opens": "2016-03-02",
        "closes": "2016-10-15",
        "preliminary": "2016-10-30",
        "final": "2016-11-30",
        "payment": "2016-12-31",
    }
    assert text_at(copy, "population_date") == "2015-12-31"
    assert text_at(copy, "preliminary", "completion_closes") == "2016-11-10"
    assert text_at(copy, "budget", "lines", 0, "report_due") == "2017-03-31"


def test_days_inside_questions_and_rules_are_a_year_later_too() -> None:
    copy = copy_of("prio-2015")
    quality_control = next(
        one
        for one in list_at(copy, "requirements", 1, "questions")
        if text_at(one, "key") == "quality_control"
    )
    assert text_at(quality_control, "closes") == "2016-11-02"
    assert table_at(copy, "requirements", 0, "rule", "all", 1, "within") == {"from": "2016", "to": "2016"}


def test_leap_day_becomes_the_last_of_february() -> None:
    assert year_later(date(2016, 2, 29)) == date(2017, 2, 28)
    assert year_later(date(2015, 2, 28)) == date(2016, 2, 28)


def test_each_requirement_follows_the_one_it_is_copied_from() -> None:
    found = looked_at(copy_of("prio-2015")).definition
    assert found
    assert all(
        [(one.agreement, one.requirement) for one in requirement.follows] == [("prio-2015", requirement.code)]
        for requirement in found.requirements
    )


def test_what_names_last_years_document_is_left_out() -> None:
    found = looked_at(copy_of("prio-2015")).definition
    assert found
    assert (found.reference, found.signed, found.source) == ("", None, "")


def test_what_somebody_set_is_marked_as_to_be_confirmed_and_warned_of() -> None:
    found = looked_at(copy_of("prio-2015"))
    assert found.definition
    assert found.definition.set_by["population_date"].who == "Att bekräfta"
    assert "Utvecklingsgruppen för Prio" in found.definition.set_by["population_date"].note
    assert [one.path for one in found.warnings_at(("set_by", "population_date"))] == [
        ("set_by", "population_date")
    ]
