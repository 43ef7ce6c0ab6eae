"""A rule in plain Swedish: every kind of node has its sentence, and it says what is tested."""

from pathlib import Path

import pytest

from agreements.domain.loading import load_definition
from agreements.domain.plain_words import Sentence, in_plain_words
from agreements.domain.rules import INNER_KINDS, LEAF_KINDS, nodes
from agreements.domain.terms import SizeClasses

HEAD = """
code: prov
title: Prov
year: 2014
assessor: Socialstyrelsen
size_classes: {small_below: 15000, large_from: 50000}
budget: {total: 100}
requirements:
  - code: A1
    kind: prestationsmal
    name: Mål
    parties: [municipality]
    pot: 100
    allocation: shared
    text: Text
    questions:
      - {key: yes_q, type: yes_no, label: Är det gjort?}
      - {key: when_q, type: text, label: Hur då?, when: {yes: yes_q}}
      - {key: choice_q, type: choice, label: Vad?, options: [{key: a, label: Analys}, {key: p, label: Plan}]}
      - {key: chosen_q, type: text, label: Planen, when: {choice: choice_q, is: [a, p]}}
      - {key: number_q, type: count, label: Antal}
      - {key: all_q, type: count, label: Alla}
      - {key: away_q, type: count, label: Borträknade}
      - {key: rate_q, type: percent, label: Svarsfrekvens}
      - {key: file_q, type: document, label: Planen, sections: [mål, ansvar, tvister]}
      - {key: link_q, type: link, label: Webbsidan}
      - {key: date_q, type: date, label: När?}
      - {key: years_q, type: period, label: Vilka år?, precision: year}
      - {key: months_q, type: monthly_series, label: Besök, months: {from: 2014-01, to: 2014-10}}
      - {key: matrix_q, type: matrix, label: Områden, rows: [ett, två]}
      - {key: units_q, type: units, label: Enheter, fields: [{key: visits, type: count, label: Besök}]}
    rule:
"""


def sentence(rule: str) -> Sentence:
    """The sentence of a rule, written as the lines below `rule:`."""
    lines = "\n".join(f"      {line}" for line in rule.strip().splitlines())
    definition = load_definition(HEAD + lines + "\n", "prov.yaml")
    found = definition.requirement("A1").rule
    assert found
    return in_plain_words(found, definition.size_classes)


@pytest.mark.parametrize(
    ("leaf", "how"),
    [
        ("yes: yes_q", "Svaret är ja på frågan ”Är det gjort?”."),
        ("answered: choice_q", "Frågan ”Vad?” är besvarad."),
        ("answered: number_q", "Frågan ”Antal” är besvarad. Noll är ett svar."),
        ("document: file_q", "Dokumentet ”Planen” är inlämnat."),
        (
            "document: file_q, sections: all",
            "Dokumentet ”Planen” är inlämnat. Det ska innehålla mål, ansvar och tvister.",
        ),
        ("document: file_q, sections: [mål]", "Dokumentet ”Planen” är inlämnat. Det ska innehålla mål."),
        ("link: link_q", "En webbadress är angiven: ”Webbsidan”."),
        ('value: rate_q, at_least: "95.5"', "”Svarsfrekvens” är minst 95,5 procent."),
        ('value: number_q, at_least: "1", at_most: "9"', "”Antal” är minst 1 och högst 9."),
        (
            'share: {of: [number_q], in: [all_q], minus: [away_q]}, at_least_percent: "90"',
            (
                "”Antal” är minst 90 procent av ”Alla”, sedan ”Borträknade” har dragits av. "
                "Finns inget att räkna på går villkoret inte att avgöra med siffror."
            ),
        ),
        (
            'share: {of: [number_q], in: {population_percent: "0.5"}}, at_least_percent: "60", when_zero: not_met',
            (
                "”Antal” är minst 60 procent av det förväntade antalet, som är 0,5 procent av invånarna. "
                "Finns inget att räkna på är villkoret inte uppfyllt."
            ),
        ),
        (
            "by_size: number_q, at_least: {small: 20, medium: 100, large: null}",
            (
                "”Antal” är minst 20 i en kommun med färre än 15\u202f000 invånare, 100 i en med färre än 50\u202f000 "
                "och ett antal som inte är bestämt i en med 50\u202f000 eller fler."
            ),
        ),
        ("period: date_q, within: {from: 2014, to: 2014}", "”När?” är 2014."),
        (
            "period: date_q, within: {from: 2011, to: 2014}",
            "”När?” ligger från och med 2011 till och med 2014.",
        ),
        ("period: date_q, within: {from: 2011}", "”När?” är 2011 eller senare."),
        ("period: date_q, within: {to: 2014}", "”När?” är 2014 eller tidigare."),
        ("covers: years_q, years: [2015, 2016]", "”Vilka år?” omfattar 2015 och 2016."),
        (
            "complete_months: months_q",
            "”Besök” har en siffra för varje månad från januari 2014 till oktober 2014. Noll är en siffra.",
        ),
        ("at_least_one: units_q", "Minst en av enheterna i ”Enheter” är redovisad."),
        ("matrix_complete: matrix_q", "Alla 2 rader i ”Områden” har en webbadress."),
        ("listed: genombrott", "Organisationen finns med på listan genombrott."),
        ("manual: Räcker det?", "En handläggare bedömer: Räcker det?"),
    ],
)
def test_a_leaf_says_what_it_tests(leaf: str, how: str) -> None:
    found = sentence(f"all: [{{key: c1, {leaf}, text: Villkoret.}}]")
    assert found == Sentence("Villkoret.", how=how)


@pytest.mark.parametrize(
    ("node", "words"),
    [
        ("all: [{a}, {b}]", "Båda villkoren ska vara uppfyllda."),
        ("all: [{a}, {b}, {c}]", "Alla villkor ska vara uppfyllda."),
        ("any: [{a}, {b}]", "Ett av de två villkoren räcker."),
        ("any: [{a}, {b}, {c}]", "Ett av villkoren räcker."),
        ("at_least_n: {{n: 2, of: [{a}, {b}, {c}]}}", "Minst 2 av de 3 villkoren ska vara uppfyllda."),
    ],
)
def test_an_inner_node_says_how_many_are_needed(node: str, words: str) -> None:
    leaves = {name: f"{{key: {name}, yes: yes_q, text: {name}.}}" for name in "abc"}
    found = sentence(node.format(**leaves))
    assert found.text == words
    assert [child.text for child in found.below] == [f"{name}." for name in "abc"[: len(found.below)]]


def test_a_node_with_words_of_its_own_keeps_them() -> None:
    found = sentence(
        """
any:
  - {key: a, yes: yes_q, text: A.}
  - {key: b, yes: yes_q, text: B.}
text: Arbetet visas.
"""
    )
    assert (found.text, found.how) == ("Arbetet visas.", "Ett av de två villkoren räcker.")


def test_a_demand_that_is_asked_on_a_condition_says_when() -> None:
    found = sentence("all: [{key: c1, answered: when_q, text: Beskrivet.}]")
    assert found.when == "Prövas bara om svaret är ja på ”Är det gjort?”."


def test_a_condition_on_a_choice_names_the_options() -> None:
    found = sentence("all: [{key: c1, answered: chosen_q, text: Lämnat.}]")
    assert found.when == "Prövas bara om ”Vad?” är Analys eller Plan."


def test_what_each_unit_must_meet_stands_below() -> None:
    found = sentence(
        "all: [{key: c1, at_least_one: units_q, where: {key: c2, answered: visits, text: Besök.}, text: En.}]"
    )
    assert found.how == "Minst en av enheterna i ”Enheter” uppfyller villkoret nedan."
    assert [child.text for child in found.below] == ["Besök."]


def test_without_size_classes_the_sizes_are_named() -> None:
    definition = load_definition(
        HEAD
        + "      all: [{key: c, by_size: number_q, at_least: {small: 1, medium: 2, large: 3}, text: T.}]\n",
        "p",
    )
    rule = definition.requirement("A1").rule
    assert rule
    assert in_plain_words(rule, None).how.endswith("1 i en liten kommun, 2 i en medelstor och 3 i en stor.")
    assert isinstance(definition.size_classes, SizeClasses)


@pytest.mark.parametrize(
    "path",
    sorted((Path(__file__).parents[3] / "agreements/definitions").glob("*.yaml")),
    ids=lambda path: path.stem,
)
def test_every_node_of_every_real_agreement_has_words(path: Path) -> None:
    definition = load_definition(path.read_text(encoding="utf-8"), path.name)
    for requirement in definition.requirements:
        if requirement.rule:
            said = list(_all(in_plain_words(requirement.rule, definition.size_classes)))
            for leaf in requirement.leaves:
                assert leaf.text in {one.text for one in said}
            assert {
                type(node).kind for node in nodes(requirement.rule)
            } <= INNER_KINDS.keys() | LEAF_KINDS.keys()


def _all(one: Sentence) -> list[Sentence]:
    return [one, *(found for child in one.below for found in _all(child))]
