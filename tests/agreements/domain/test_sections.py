"""Long forms are written in sections: questions of a section stand side by side."""

from pathlib import Path

import pytest

from agreements.domain.definition import Definition
from agreements.domain.loading import load_definition
from agreements.domain.questions import Section, sections_of
from tests.agreements.domain.samples import SOUND, changed, faults_of, requirement

DEFINITIONS = sorted((Path(__file__).parents[3] / "agreements" / "definitions").glob("*.yaml"))
LONG = 7
MANUAL = "{key: c1, manual: Är det så?, text: Det är så.}"


def titles(*sections: str) -> list[tuple[str, int]]:
    lines = [
        f"{{key: q{number}, type: text, label: L{f', section: {title}' if title else ''}}}"
        for number, title in enumerate(sections)
    ]
    return [
        (found.title, len(found.questions)) for found in sections_of(requirement("\n".join(lines), MANUAL))
    ]


def test_without_sections_all_questions_stand_in_one_without_a_title() -> None:
    assert titles("", "") == [("", 2)]


def test_questions_of_a_section_stand_together_in_order() -> None:
    assert titles("", "Planer", "Planer", "Behov") == [("", 1), ("Planer", 2), ("Behov", 1)]


def test_a_requirement_without_questions_has_no_section() -> None:
    assert sections_of(requirement("", MANUAL)) == ()


@pytest.mark.parametrize(
    ("again", "name"), [("A, B, A", "Avsnittet ”A”"), ("'', A, ''", "Frågor utan avsnitt")]
)
def test_a_section_that_is_taken_up_again_is_a_fault(again: str, name: str) -> None:
    questions = "\n".join(
        f"      - {{key: q{number}, type: text, section: {title}, label: L}}"
        for number, title in enumerate(again.split(", "))
    )
    text = changed("      - {key: page, type: link, label: Sidan}", questions).replace(
        "link: page", "answered: q0"
    )
    assert [fault.message.split(" tas upp igen")[0] for fault in faults_of(text)] == [name]


def test_a_field_of_a_unit_has_no_section() -> None:
    text = changed(
        "{key: page, type: link, label: Sidan}",
        "{key: page, type: units, label: E, fields: [{key: n, type: text, section: A, label: L}]}",
    ).replace("link: page", "answered: page")
    assert ["section" in fault.message for fault in faults_of(text)] == [True]


def test_the_section_is_part_of_what_the_definition_says() -> None:
    text = changed("label: Sidan", "label: Sidan, section: Webben")
    definition = load_definition(text, "prov.yaml")
    assert Definition.from_plain(definition.to_plain()) == definition
    assert sections_of(definition.requirement("GK2")) == (
        Section("Webben", definition.requirement("GK2").questions),
    )
    assert definition.sha256() != load_definition(SOUND, "prov.yaml").sha256()


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.stem)
def test_the_long_forms_of_the_real_agreements_are_in_sections(path: Path) -> None:
    definition = load_definition(path.read_text(), path.name)
    for one in definition.requirements:
        asked = [question for question in one.questions if not question.source]
        sections = sections_of(one)
        assert len(sections) > 1 or len(asked) < LONG
        assert all(section.title for section in sections) or len(sections) == 1
