"""Figures of the kommuner that should agree with the region's: which ones is said by the definition."""

import pytest

from agreements.domain.definition import Definition
from tests.agreements.domain.samples import SOUND, faults_of, load

COMPARED = SOUND.replace(
    "    parties: [municipality]\n    text: En sida finns.",
    "    parties: [municipality]\n    compares_with: {requirement: R, questions: {made: drawn}, note: Olika åldrar.}\n"
    "    text: En sida finns.",
).replace(
    "      - {key: page, type: link, label: Sidan}\n",
    "      - {key: page, type: link, label: Sidan}\n      - {key: made, type: count, label: Gjorda}\n",
) + (
    "  - code: R\n    kind: grundkrav\n    name: R\n    parties: [region]\n    text: T\n"
    "    questions: [{key: drawn, type: number, label: Uppritade}, {key: word, type: text, label: Ord}]\n"
    "    rule: {key: c1, answered: drawn, text: Finns.}\n"
)


def test_a_definition_says_which_figures_should_agree() -> None:
    compared = load(COMPARED).requirement("GK2").compares_with
    assert compared
    assert (compared.requirement, dict(compared.questions), compared.note) == (
        "R",
        {"made": "drawn"},
        "Olika åldrar.",
    )


def test_it_survives_being_stored() -> None:
    definition = load(COMPARED)
    assert Definition.from_plain(definition.to_plain()) == definition


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("requirement: R,", "requirement: GK1,"), "”GK1”, som inte är ett krav på bara regionerna"),
        (("{made: drawn}", "{page: drawn}"), "”page”, som inte är en fråga i GK2 med ett tal"),
        (("{made: drawn}", "{made: word}"), "”word”, som inte är en fråga i R med ett tal"),
        (("{made: drawn}", "{}"), "”questions” är tom"),
        (
            ("parties: [municipality]\n    compares", "parties: [municipality, region]\n    compares"),
            "bara krav på kommunerna",
        ),
        (("note:", "notes:"), "Okänd nyckel ”notes”"),
    ],
)
def test_what_cannot_be_compared_is_a_fault(change: tuple[str, str], fault: str) -> None:
    assert change[0] in COMPARED
    assert any(fault in one.message for one in faults_of(COMPARED.replace(*change)))
