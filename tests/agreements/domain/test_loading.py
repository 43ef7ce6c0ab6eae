"""A file is read whole: what is sound becomes a definition, and every fault is named with line and requirement."""

from datetime import date

import pytest

from agreements.domain.loading import DefinitionFaults, load_definition
from agreements.domain.rules import All, DocumentHasSections, Share
from tests.agreements.domain.samples import EXAMPLE, FILE, SOUND, changed, faults_of, line_of, load


def test_the_example_that_the_format_was_designed_on_loads() -> None:
    definition = load(EXAMPLE)
    assert definition.code == "prio-2014"
    assert definition.population_date == date(2013, 12, 31)
    assert definition.region_coverage == "none"
    assert definition.preliminary.completion_closes == date(2014, 11, 10)
    rule = definition.requirement("GK1").rule
    assert isinstance(rule, All)
    document = rule.children[1]
    assert isinstance(document, DocumentHasSections)
    assert document.sections == ("målgrupper", "gemensamma mål", "rutiner", "ansvar", "tvister")
    share = definition.requirement("A1").leaves[0]
    assert isinstance(share, Share)
    assert (share.at_least_percent, share.when_zero) == ("90", "undecided")


def test_dates_and_decimals_are_the_same_quoted_or_not() -> None:
    quoted = changed("population_date: 2013-12-31", "population_date: '2013-12-31'")
    unquoted = changed('at_least_percent: "90"', "at_least_percent: 90", quoted)
    assert load(unquoted).sha256() == load(SOUND).sha256()


def test_a_decimal_keeps_what_was_written() -> None:
    definition = load(changed('at_least_percent: "90"', "at_least_percent: 90.50"))
    share = definition.requirement("PM1").leaves[0]
    assert isinstance(share, Share)
    assert share.at_least_percent == "90.50"


def test_yes_is_text_and_not_true() -> None:
    assert load(changed("name: Samverkan\n", "name: yes\n")).requirement("GK1").name == "yes"


# What is changed into what; the requirement that the fault is told with; what stands on its line; words of its message.
ONE_FAULT = [
    ("title: Prov 2014", "titel: Prov 2014\ntitle: Prov", None, "titel", "Menades ”title”?"),
    ("year: 2014\n", "year: i fjol\n", None, "year", "heltal"),
    ("year: 2014\n", "year: [2014]\n", None, "year", "heltal"),
    ("region_gate: true", "region_gate: ja", None, "region_gate", "true eller false"),
    ("region_coverage: none", "region_coverage: tak", None, "region_coverage", "none, weight eller cap"),
    ("region_coverage: none", "region_coverage: wieght", None, "region_coverage", "Menades ”weight”?"),
    ("county_threshold_percent: 80", "county_threshold_percent: 101", None, "county_thr", "från 0 till 100"),
    ("county_threshold_percent: 80", "county_threshold_percent: -1", None, "county_thr", "från 0 till 100"),
    ("population_date: 2013-12-31", "population_date: 2013-02-30", None, "population_date", "datum som finns"),
    ("small_below: 15000", "small_below: 60000", None, "size_classes", "lägre än large_from"),
    ("assess_together: [GK1, GK2]", "assess_together: [GK1, GK3]", None, "assess_tog", "”GK3”, som inte finns"),
    ("assess_together: [GK1, GK2]", "assess_together: [GK1, PM1]", None, "assess_tog", "bara grundkrav"),
    ("assess_together: [GK1, GK2]", "assess_together: [GK1]", None, "assess_together", "minst två"),
    ("opens: 2014-03-01", "opens: 2014-10-15", None, "dates", "opens (2014-10-15) ska vara före closes"),
    ("preliminary: 2014-10-31", "preliminary: 2014-10-14", None, "dates", "ska vara senast preliminary"),
    ("payment: 2014-12-31", "payment: 2014-11-29", None, "dates", "ska vara senast payment"),
    ("total: 1000", "total: 1001", None, "total", "det skiljer 1\u00a0kr"),
    ("amount: 100,", "amount: 99.5,", None, "amount", "hela kronor"),
    ("  population_date: {who", "  population: {who", None, "  population:", "Menades ”population_date”?"),
    ("  split.PM1:", "  split.PM2:", None, "  split.PM2", "Menades ”split.PM1”?"),
    ("note: Hälften", "note: Hälften, nota: Hälften", None, "split.PM1", "Menades ”note”?"),
    ("    name: Webb\n", "", "GK2", "  - code: GK2", "”name” saknas"),
    ("    name: Webb\n", "    name:\n", "GK2", "    name:\n", "”name” är tom"),
    ("    name: Webb\n", "    name: {sv: Webb}\n", "GK2", "    name: {", "ska vara text"),
    ("  - code: GK2", "  - code: GK 2", "GK 2", "  - code: GK 2", "bokstäver a–z"),
    ("key: c2, manual", "key: c1, manual", "PM1", "key: c1, manual", "”c1” används av två"),
    ("key: in_time", "key: done", "PM1", "label: I tid", "”done” står två gånger"),
    ("yes: decided", "yes: decidde", "GK1", "yes: decidde", "Menades ”decided”?"),
    ("link: page, text", "yes: page, text", "GK2", "yes: page", "typen yes_no; ”page” är link"),
    ("type: link", "type: lnik", "GK2", "type: lnik", "Menades ”link”?"),
    ("type: link,", "type: link, options: [a],", "GK2", "options", "Okänd nyckel ”options”"),
    ("link: page, text", "linc: page, text", "GK2", "linc", "Menades ”link”?"),
    ("link: page, text", "link: page, yes: page, text", "GK2", "link: page, yes", "bara vara en sak"),
    ("{key: c1, link: page, text: Sidan finns.}", "{all: []}", "GK2", "all: []", "tom lista"),
    ("{key: c1, link: page, text: Sidan finns.}", "Sidan finns.", "GK2", "rule: Sidan", "ska vara en tabell"),
    ("    pot: 900\n", "    pot: 900.5\n", "PM1", "pot: 900.5", "hela kronor"),
    ("    pot: 900\n", "    pot: 0\n", "PM1", "pot: 0", "större än noll"),
    ("    split: {municipality: 50, region: 50}\n", "", "PM1", "    pot: 900", "två slags parter"),
    ("municipality: 50, region: 50", "municipality: 50, region: 49", "PM1", "split: {", "tillsammans 99 procent"),
    ("municipality: 50, region: 50", "municipality: 100", "PM1", "split: {", "”region” saknas"),
    ("municipality: 50, region: 50", "municipality: 50, region: 50, applicant: 0",
     "PM1", "split: {", "”applicant” deltar inte"),
    ("allocation: shared", "allocation: delad", "PM1", "allocation", "shared eller capped"),
    ("closes: 2014-11-02", "closes: 2014-12-01", "PM1", "closes: 2014-12-01", "senast final"),
    ("closes: 2014-11-02", "closes: 2014-03-01", "PM1", "    closes: 2014-03", "efter opens"),
    ('at_least_percent: "90"', 'at_least_percent: "90,5"', "PM1", "90,5", "punkt för decimaler"),
    ('at_least_percent: "90"', 'at_least_percent: "100.1"', "PM1", "100.1", "från 0 till 100"),
    ("    text: En sida finns.\n", "    text: En sida.\n    pot: 5\n", "GK2", "pot: 5", "ingen pot"),
    ("parties: [municipality]", "parties: [kommun]", "GK2", "parties: [kommun]", "municipality, region eller app"),
    ("label: Sidan}", "label: Sidan, when: {yes: x}}", "GK2", "when", "inte är en tidigare fråga"),
    ("label: Sidan}", "label: Sidan, closes: 2014-12-24}", "GK2", "closes: 2014-12-24", "senast final"),
    ("    text: En sida finns.\n", "    text: En sida.\n    follows: {agreement: prov-2014, requirement: GK1}\n",
     "GK2", "follows", "en tidigare överenskommelse"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "requirement", "where", "words"), ONE_FAULT)
def test_a_fault_is_named_with_its_line_and_requirement(
    old: str, new: str, requirement: str | None, where: str, words: str
) -> None:
    text = changed(old, new)
    related = [fault for fault in faults_of(text) if words in fault.message]
    assert [(fault.file, fault.line, fault.requirement) for fault in related] == [
        (FILE, line_of(text, where), requirement)
    ]


# What is also wrong then: a code that others name, a question that is gone, an amount in a pot that should not be.
BRINGS_ANOTHER = ("GK 2", "key: done", "pot: 5")


@pytest.mark.parametrize(
    ("old", "new"),
    [(old, new) for old, new, *_ in ONE_FAULT if not any(part in new for part in BRINGS_ANOTHER)],
)
def test_a_fault_brings_no_other(old: str, new: str) -> None:
    assert len(faults_of(changed(old, new))) == 1


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    text = changed("year: 2014\n", "yaer: 2014\n")
    text = changed("yes: decided", "yes: x", text)
    text = changed("total: 1000", "total: 999", text)
    found = faults_of(text)
    assert [fault.line for fault in found] == sorted(fault.line for fault in found)
    assert {fault.requirement for fault in found} == {None, "GK1"}
    assert len(found) == 4  # the unknown key, the missing one, the total, the question


def test_a_fault_reads_as_a_sentence_with_its_place() -> None:
    with pytest.raises(
        DefinitionFaults, match=r"prov\.yaml, rad \d+, GK1: Regeln nämner frågan ”x”"
    ) as caught:
        load_definition(changed("yes: decided", "yes: x"), FILE)
    assert isinstance(caught.value, ValueError)


def test_two_requirements_with_the_same_code() -> None:
    text = changed("assess_together: [GK1, GK2]\n", "", changed("  - code: GK2", "  - code: GK1"))
    assert [fault.line for fault in faults_of(text)] == [line_of(text, "    name: Webb") - 2]


def test_a_key_that_stands_twice() -> None:
    text = changed("    name: Webb\n", "    name: Webb\n    name: Sida\n")
    (fault,) = faults_of(text)
    assert fault.line == line_of(text, "    name: Sida")
    assert "står två gånger" in fault.message


def test_broken_yaml_is_told_with_its_line() -> None:
    text = changed("    name: Webb\n", "    name: [Webb\n")
    (fault,) = faults_of(text)
    assert "inte giltig YAML" in fault.message
    assert fault.line > 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "tom"),
        ("# bara en kommentar", "tom"),
        ("- a", "ska vara en tabell"),
        ("a", "ska vara en tabell"),
        ("a: 1\n---\nb: 2", "inte giltig YAML"),
        ("a: 1\n" + "[" * 5000, "klamrar"),
        ("[\n" * 5000, "inte giltig YAML"),
        ("- " * 5000, "inte giltig YAML"),
        ("a: " + "b " * 1_000_000, "längre än"),
        ("a: \x00", "inte giltig YAML"),
        ("a: {b: &x [1], c: *x}", "Alias"),
        ("a: &x [*x]", "Alias"),
        ("a: !!python/object:os.system x", "Taggar"),
        ("{" + "a: {" * 60 + "}" * 61, "nästlad"),
        ("? [a]\n: 1", "nyckel ska vara text"),
    ],
)
def test_text_that_is_no_definition(text: str, words: str) -> None:
    assert any(words in fault.message for fault in faults_of(text))


def test_text_that_cannot_be_stored_or_shown_is_a_fault() -> None:
    for escape in ("\\ud800", "\\0", "\\e"):
        found = faults_of(changed("name: Webb", f'name: "W{escape}"'))
        assert ["tecken som inte kan visas" in fault.message for fault in found] == [True]
        str(DefinitionFaults(found)).encode()


def test_prestationsmal_needs_pot_and_rule() -> None:
    text = SOUND[: SOUND.index("    pot: 900")].replace("total: 1000", "total: 100")
    assert {fault.message for fault in faults_of(text) if fault.requirement == "PM1"} == {
        "”prestationsmal” saknar ”pot”.",
        "”prestationsmal” saknar ”rule”.",
        "”split” saknas; den behövs när två slags parter delar på potten.",
    }


def test_grundkrav_needs_a_rule() -> None:
    text = changed("    rule: {key: c1, link: page, text: Sidan finns.}\n", "")
    assert [fault.message for fault in faults_of(text)] == ["”grundkrav” saknar ”rule”."]


def test_population_grant_has_neither_questions_nor_rule() -> None:
    found = faults_of(changed("kind: prestationsmal", "kind: population_grant"))
    assert [fault.requirement for fault in found] == ["PM1", "PM1"]
    assert all("prövas inte" in fault.message for fault in found)


def test_population_grant_loads_with_its_pot_only() -> None:
    text = SOUND[: SOUND.index("    questions:\n      - {key: done")]
    definition = load(text.replace("kind: prestationsmal", "kind: population_grant"))
    assert definition.requirement("PM1").parts() == {"municipality": 450, "region": 450}
    assert definition.goals == ()
    assert [requirement.code for requirement in definition.pots] == ["PM1"]


def test_split_that_gives_no_whole_kronor_is_refused() -> None:
    text = changed("    pot: 900\n", "    pot: 901\n", changed("total: 1000", "total: 1001"))
    messages = [fault.message for fault in faults_of(text)]
    assert messages == ["50 procent av 901 kronor är inte hela kronor."]


def test_completion_closes_between_the_preliminary_and_the_final_assessment() -> None:
    for day in ("2014-10-30", "2014-12-01"):
        text = changed(
            "assess_together", f"preliminary: {{for: all, completion_closes: {day}}}\nassess_together"
        )
        (fault,) = faults_of(text)
        assert "completion_closes" in fault.message
        assert fault.line == line_of(text, "preliminary: {for")


def test_follows_may_name_two_earlier_demands() -> None:
    text = changed(
        "    text: En sida finns.\n",
        "    text: En sida.\n    follows: [{agreement: p-1, requirement: A}, {agreement: p-1, requirement: B}]\n",
    )
    assert [earlier.requirement for earlier in load(text).requirement("GK2").follows] == ["A", "B"]


def test_a_note_on_a_node_or_question_that_is_faulty_is_no_second_fault() -> None:
    notes = "  rule.GK2.c1: {who: Någon, note: N}\n  questions.GK2.page: {who: Någon, note: N}\n"
    text = changed("  split.PM1:", f"{notes}  split.PM1:", changed("type: link", "type: länk"))
    assert len(faults_of(text)) == 1
    assert load(text.replace("type: länk", "type: link")).set_by["rule.GK2.c1"].who == "Någon"
