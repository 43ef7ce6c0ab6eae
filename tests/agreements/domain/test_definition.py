"""A definition is immutable, hashed by what it says, and knows its kronor and what nobody has set yet."""

import dataclasses
import json
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from agreements.domain.definition import Definition, UnsetSetting
from agreements.domain.loading import DefinitionFaults
from tests.agreements.domain.samples import EXAMPLE, SOUND, changed, load

EVERY_TYPE = """\
code: alla-slag
title: Alla slags frågor
year: 2015
assessor: Socialstyrelsen
collector: SKL
decided_by: Regeringen
payer: Kammarkollegiet
summary: "Ett prov: med kolon"
source: Påhittad.
signed: 2014-12-19
preliminary: {for: on_request, covers: all}
budget: {total: 1_000, lines: [{name: R, recipient: SKL, amount: 100, note: moms ingår}]}
requirements:
  - code: B
    kind: population_grant
    name: Bidrag
    parties: [region, municipality]
    text: Alla får.
    pot: 900
    split:
    allocation:
  - code: K
    kind: grundkrav
    name: Krav
    parties: [municipality]
    text: |-
      Två rader
      text.
    follows: [{agreement: a, requirement: K1}, {agreement: a, requirement: K2}]
    questions:
      - {key: yes_no, type: yes_no, label: L, help: Hjälp, source: register, closes: 2014-05-01}
      - {key: count, type: count, label: L, unit: personer, split_by: [women, men, {key: x, label: okänt}],
         when: {no: yes_no}}
      - {key: number, type: number, label: L, unit: år}
      - {key: percent, type: percent, label: L, when: {answered: count}}
      - {key: text, type: text, label: L}
      - {key: date, type: date, label: L, precision: month}
      - {key: period, type: period, label: L, precision: year}
      - {key: choice, type: choice, label: L, options: [women, {key: b, label: B}]}
      - {key: document, type: document, label: L, sections: [ett, två], when: {choice: choice, is: b}}
      - {key: link, type: link, label: L}
      - {key: contact, type: contact, label: L}
      - {key: consultations, type: consultations, label: L}
      - {key: series, type: monthly_series, label: L, months: {from: 2014-11, to: 2015-02}}
      - {key: units, type: units, label: L,
         fields: [{key: n, type: count, label: L}, {key: ok, type: yes_no, label: L}]}
      - {key: matrix, type: matrix, label: L, rows: [a, {key: b, label: B}]}
    rule:
      all:
        - any:
            - {key: c1, yes: yes_no, text: t}
            - {key: c2, answered: contact, text: t}
          text: Någon av dem.
          key: either
        - at_least_n:
            n: 2
            of:
              - {key: c3, document: document, sections: all, text: t}
              - {key: c4, document: document, sections: [ett], text: t}
              - {key: c5, document: document, text: t}
              - {key: c6, link: link, text: t}
        - {key: c7, value: percent, at_least: 0.50, at_most: 100, text: t}
        - {key: c8, share: {of: [count, series], in: [number], minus: [count]}, at_least_percent: 1,
           when_zero: met, text: t}
        - {key: c9, share: {of: [count], in: {population_percent: 0.5}}, at_least_percent: 60, text: t}
        - {key: c10, by_size: count, at_least: {small: 20, medium: null, large: 300}, text: t}
        - {key: c11, period: date, within: {to: 2013-06-30}, text: t}
        - {key: c12, covers: period, years: [2014, 2013], text: t}
        - {key: c13, complete_months: series, text: t}
        - {key: c14, at_least_one: units, text: t,
           where: {any: [{key: c14a, yes: ok, text: t}, {key: c14b, answered: n, text: t}]}}
        - {key: c15, at_least_one: units, text: t}
        - {key: c16, matrix_complete: matrix, text: t}
        - {key: c17, listed: genombrott, text: t}
        - {key: c18, manual: Är det så?, text: t}
"""

DEFINITIONS = pytest.mark.parametrize(
    "text", [SOUND, EXAMPLE, EVERY_TYPE], ids=["sound", "example", "every type"]
)


@DEFINITIONS
def test_the_plain_form_is_json_and_lossless(text: str) -> None:
    definition = load(text)
    plain = json.loads(json.dumps(definition.to_plain()))
    again = Definition.from_plain(plain)
    assert again == definition
    assert again.to_plain() == definition.to_plain() == plain
    assert again.sha256() == definition.sha256()


@DEFINITIONS
def test_the_plain_form_is_itself_a_file_that_loads(text: str) -> None:
    definition = load(text)
    assert load(json.dumps(definition.to_plain(), ensure_ascii=False)) == definition


def shuffled(value: object, data: st.DataObject) -> object:
    if isinstance(value, dict):
        return {key: shuffled(value[key], data) for key in data.draw(st.permutations(list(value)))}
    if isinstance(value, list):
        return [shuffled(item, data) for item in value]
    return value


@settings(max_examples=20, deadline=None)
@given(st.data(), st.booleans())
def test_order_of_keys_and_layout_do_not_change_the_hash(data: st.DataObject, is_flow: bool) -> None:
    definition = load(SOUND)
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = is_flow
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # ruamel types it None: unset
    text = StringIO()
    writer.dump(shuffled(definition.to_plain(), data), text)
    assert load(text.getvalue()).sha256() == definition.sha256()


def test_every_word_and_figure_changes_the_hash() -> None:
    versions = {
        load(text).sha256()
        for text in (
            SOUND,
            changed("name: Webb", "name: Webben"),
            changed("- {key: c2, manual: Är rapporteringen riktig?", "- {key: c2, manual: Är den riktig?"),
            changed('at_least_percent: "90"', 'at_least_percent: "90.5"'),
            changed("county_threshold_percent: 80", "county_threshold_percent: 75"),
            changed("note: Hälften var.", "note: Delat."),
        )
    }
    assert len(versions) == 6


def test_a_definition_cannot_be_changed() -> None:
    definition = load(SOUND)
    with pytest.raises(dataclasses.FrozenInstanceError):
        definition.year = 2015  # type: ignore[misc]  # what is tested
    assert hash(definition) == hash(load(SOUND))


@pytest.mark.parametrize(
    "data", [{}, {"code": 5}, {"requirements": "x"}, {"a": object()}, {1: 2}, {"code": 1.5}]
)
def test_plain_data_that_is_no_definition_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(DefinitionFaults):
        Definition.from_plain(data)


def test_plain_data_that_is_nested_without_end_is_refused() -> None:
    data: dict[str, object] = {}
    data["budget"] = data
    with pytest.raises(DefinitionFaults, match="nästlade"):
        Definition.from_plain(data)


def test_parts_of_a_pot_are_whole_kronor_per_kind_of_party() -> None:
    definition = load(SOUND)
    assert definition.requirement("PM1").parts() == {"municipality": 450, "region": 450}
    assert definition.requirement("GK1").parts() == {}
    assert load(EXAMPLE).requirement("A1").parts() == {"region": 80_000_000}


def test_a_pot_for_one_kind_of_party_needs_no_split() -> None:
    text = changed("        split: x", "", "        split: x" + EXAMPLE).replace(
        "    split: {region: 100}         # percent of the pot per kind of party; needed where two kinds take part\n",
        "",
    )
    assert load(text).requirement("A1").parts() == {"region": 80_000_000}


def test_settings_that_nobody_has_set_are_named() -> None:
    definition = load(EVERY_TYPE)
    assert definition.unset_for_allocation() == (
        "population_date", "county_threshold_percent", "region_gate", "region_coverage", "size_classes",
        "split.B", "allocation.B", "rule.K.c10",
    )  # fmt: skip
    assert definition.unset_settings()[-5:] == (
        "dates.opens", "dates.closes", "dates.preliminary", "dates.final", "dates.payment",
    )  # fmt: skip
    with pytest.raises(UnsetSetting, match=r"split\.B"):
        definition.requirement("B").parts()
    assert load(SOUND).unset_settings() == ()


@pytest.mark.parametrize(
    ("old", "name"),
    [
        ("population_date: 2013-12-31", "population_date"),
        ("county_threshold_percent: 80", "county_threshold_percent"),
        ("region_gate: true", "region_gate"),
        ("region_coverage: none", "region_coverage"),
        ("allocation: shared", "allocation.PM1"),
        ("split: {municipality: 50, region: 50}", "split.PM1"),
    ],
)
@pytest.mark.parametrize("empty", ["null", "~", ""])
def test_a_setting_that_is_null_loads_and_is_named(old: str, name: str, empty: str) -> None:
    key = old.partition(":")[0]
    assert load(changed(old, f"{key}: {empty}")).unset_settings() == (name,)


def test_a_pot_that_is_null_loads_where_the_rest_is_within_the_total() -> None:
    definition = load(changed("    pot: 900\n", "    pot: null\n"))
    assert definition.unset_settings() == ("pot.PM1",)
    with pytest.raises(UnsetSetting, match=r"pot\.PM1"):
        definition.requirement("PM1").parts()


def test_a_definition_answers_what_others_ask_of_it() -> None:
    definition = load(EXAMPLE)
    assert [requirement.code for requirement in definition.goals] == ["A1"]
    assert [requirement.code for requirement in definition.grundkrav("region")] == ["GK1"]
    assert definition.grundkrav("applicant") == ()
    assert definition.assessor_of("A1") == "SKL"
    assert definition.assessor_of("GK1") == "Socialstyrelsen"
    assert str(definition.closes("A1")) == "2014-11-02"
    assert str(definition.closes("GK1")) == "2014-10-15"
    assert definition.requirement("A1").question("done").source == "vantetider"
    for missing in (definition.requirement, definition.requirement("A1").question):
        with pytest.raises(KeyError):
            missing("X")


def test_a_series_knows_its_months_over_the_new_year() -> None:
    months = load(EVERY_TYPE).requirement("K").question("series").months
    assert months == ("2014-11", "2014-12", "2015-01", "2015-02")
