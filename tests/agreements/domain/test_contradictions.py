"""A part that is larger than its whole is told at the numerator, with the figures."""

from agreements.domain.contradictions import contradictions
from tests.agreements.domain.samples import requirement

FIELDS = "[{key: all, type: count, label: Alla}, {key: some, type: count, label: Några}]"
QUESTIONS = f"""\
{{key: done, type: count, label: Klara}}
{{key: chosen, type: count, label: Valda}}
{{key: more, type: yes_no, label: Fler?}}
{{key: in_time, type: count, label: I tid}}
{{key: extra, type: count, label: Extra, when: {{yes: more}}}}
{{key: units, type: units, label: Enheter, fields: {FIELDS}}}
"""
SHARE = "{key: c1, share: {of: [in_time], in: [done], minus: [chosen]}, at_least_percent: '90', text: t}"
PLAIN = "{key: c1, share: {of: [in_time], in: [done]}, at_least_percent: '90', text: t}"
EXTRA = "{key: c2, share: {of: [extra], in: [done]}, at_least_percent: '90', text: t}"
POPULATION = (
    "{key: c3, share: {of: [in_time], in: {population_percent: '0.5'}}, at_least_percent: '90', text: t}"
)
UNITS = (
    "{key: c4, at_least_one: units, text: t,"
    " where: {key: c5, share: {of: [some], in: [all]}, at_least_percent: '90', text: t}}"
)
ALL = requirement(QUESTIONS, f"{{all: [{SHARE}, {EXTRA}, {POPULATION}, {UNITS}]}}")
ONE = requirement(QUESTIONS, PLAIN)


def test_a_numerator_above_its_denominator() -> None:
    assert contradictions(ONE, {"done": 1000, "in_time": 1001}) == {
        "in_time": "”I tid” är 1\u202f001, fler än det som det är en del av: ”Klara” är 1\u202f000."
    }


def test_a_numerator_above_what_is_left_of_its_denominator() -> None:
    assert contradictions(ALL, {"done": 10, "chosen": 4, "in_time": 7}) == {
        "in_time": "”I tid” är 7, fler än det som det är en del av: ”Klara” minus ”Valda” är 10 − 4 = 6."
    }


def test_more_taken_away_than_there_is() -> None:
    found = contradictions(ALL, {"done": 3, "chosen": 4, "in_time": 0})
    assert found == {
        "in_time": "”Klara” minus ”Valda” är 3 − 4, alltså mindre än noll. Något av antalen är fel."
    }


def test_a_part_as_large_as_its_whole_is_no_contradiction() -> None:
    assert contradictions(ALL, {"done": 10, "chosen": 4, "in_time": 6}) == {}


def test_what_is_not_answered_or_not_usable_contradicts_nothing() -> None:
    assert contradictions(ALL, {}) == {}
    assert contradictions(ALL, {"done": "x", "chosen": 0, "in_time": 7}) == {}


def test_what_is_not_asked_contradicts_nothing() -> None:
    answers = {"done": 1, "chosen": 0, "in_time": 0, "extra": 5}
    assert list(contradictions(ALL, {**answers, "more": True})) == ["extra"]
    assert contradictions(ALL, {**answers, "more": False}) == {}


def test_a_unit_is_named() -> None:
    units = [
        {"name": "A", "all": 3, "some": 4},
        {"name": "B", "all": 4, "some": 4},
        {"name": "C", "all": 0, "some": 1},
    ]
    message = contradictions(ALL, {"units": units})["units"]
    assert message.startswith(
        "A: ”Några” är 4, fler än det som det är en del av: ”Alla” är 3. C: ”Några” är 1"
    )
    assert "B:" not in message


def test_a_contradiction_in_two_demands_is_told_once() -> None:
    twice = requirement(QUESTIONS, f"{{all: [{PLAIN}, {PLAIN.replace('c1', 'c9')}]}}")
    assert contradictions(twice, {"done": 1, "in_time": 2})["in_time"].count("I tid") == 1


def test_a_requirement_without_a_rule_contradicts_nothing() -> None:
    assert contradictions(requirement("", "{key: c1, manual: Så?, text: t}"), {"x": 1}) == {}
