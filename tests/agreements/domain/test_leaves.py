"""Each kind of demand: when it is met, when not, and what the reason says."""

from collections.abc import Mapping
from datetime import date

import pytest

from agreements.domain.evaluate import Facts, Result, Truth, evaluate
from agreements.domain.terms import SizeClasses
from tests.agreements.domain.samples import requirement

MET, NOT_MET, UNDECIDED = Truth.MET, Truth.NOT_MET, Truth.UNDECIDED
FACTS = Facts(
    inhabitants=40194, size_classes=SizeClasses(15000, 50000), listed={"team": True, "other": False},
    population_date=date(2013, 12, 31),
)  # fmt: skip


def outcome_of(
    questions: str,
    leaf: str,
    answers: Mapping[str, object],
    *,
    facts: Facts = FACTS,
    handed_in: bool = True,
    judgements: Mapping[str, bool] | None = None,
) -> Result:
    rule = requirement(questions, f"{{key: c1, text: Kravet., {leaf}}}").rule
    assert rule is not None
    return evaluate(rule, answers, facts, handed_in=handed_in, judgements=judgements)


YES_NO = "{key: q, type: yes_no, label: Fråga}"
COUNT = "{key: q, type: count, label: Antal, unit: planer}"
PERCENT = "{key: q, type: percent, label: Andel}"
LINK = "{key: q, type: link, label: Sida}"
DOCUMENT = "{key: q, type: document, label: Plan, sections: [mål, ansvar]}"
PERIOD = "{key: q, type: period, label: År, precision: year}"
SERIES = "{key: q, type: monthly_series, label: Besök, months: {from: 2014-11, to: 2015-01}}"
MATRIX = "{key: q, type: matrix, label: Områden, rows: [oro, {key: food, label: Ätstörningar}]}"
SHARE = """{key: done, type: count, label: Klara}
{key: chosen, type: count, label: Egen väntan}
{key: in_time, type: count, label: I tid}"""
OF_DONE = "share: {of: [in_time], in: [done], minus: [chosen]}, at_least_percent: 90"


@pytest.mark.parametrize(
    ("question", "leaf", "answer", "truth", "reason"),
    [
        (YES_NO, "yes: q", True, MET, "Svaret är ja."),
        (YES_NO, "yes: q", False, NOT_MET, "Svaret är nej."),
        (YES_NO, "answered: q", False, MET, "Frågan är besvarad."),
        (COUNT, "answered: q", 0, MET, "Frågan är besvarad."),
        (COUNT, "value: q, at_least: 1", 0, NOT_MET, "0 planer; minst 1 planer behövs."),
        (COUNT, "value: q, at_least: 1", {"women": 1, "men": 0}, MET, "1 planer; minst 1 planer behövs."),
        (COUNT, "value: q, at_most: 5", 6, NOT_MET, "6 planer; högst 5 planer får det vara."),
        (COUNT, "value: q, at_least: 1, at_most: 5", 5, MET, "5 planer; minst 1 planer och högst 5 planer behövs."),
        (PERCENT, "value: q, at_least: 95", "95.0", MET, "95 procent; minst 95 procent behövs."),
        (PERCENT, "value: q, at_least: 95", "94.999", NOT_MET, "94,999 procent; minst 95 procent behövs."),
        (DOCUMENT, "document: q", {"name": "a.pdf"}, MET, "Handlingen är bifogad."),
        (DOCUMENT, "document: q, sections: all", {"name": "a.pdf", "sections": ["mål", "ansvar"]}, MET,
         "Handlingen är bifogad med 2 av 2 avsnitt som behövs."),
        (DOCUMENT, "document: q, sections: all", {"name": "a.pdf", "sections": ["mål"]}, NOT_MET,
         "Handlingen är bifogad med 1 av 2 avsnitt som behövs. Saknas: ansvar."),
        (DOCUMENT, "document: q, sections: [mål]", {"name": "a.pdf", "sections": ["mål"]}, MET,
         "Handlingen är bifogad med 1 av 1 avsnitt som behövs."),
        (LINK, "link: q", "https://www.exempel.se/ung?x=1", MET, "Webbadressen är angiven."),
        (PERIOD, "period: q, within: {from: 2010, to: 2013}", {"from": "2010", "to": "2013"}, MET,
         "2010–2013 ligger inom 2010–2013."),
        (PERIOD, "period: q, within: {from: 2010, to: 2013}", {"from": "2009-12-31", "to": "2013"}, NOT_MET,
         "31\u00a0december 2009–31\u00a0december 2013 ligger utanför 2010–2013."),
        ("{key: q, type: date, label: Dag}", "period: q, within: {from: 2014}", "2014-01-01", MET,
         "1\u00a0januari 2014; tidigast 2014 behövs."),
        ("{key: q, type: date, label: Dag}", "period: q, within: {from: 2014-05-02, to: 2014-06}", "2014-05", NOT_MET,
         "maj 2014 ligger utanför 2\u00a0maj 2014–juni 2014."),
        ("{key: q, type: number, label: År}", "period: q, within: {to: 2013-06}", 2013, NOT_MET,
         "2013; senast juni 2013 behövs."),
        (PERIOD, "covers: q, years: [2014, 2013]", {"from": "2013", "to": "2014"}, MET,
         "Gäller 2013–2014; 2013 och 2014 behövs."),
        (PERIOD, "covers: q, years: [2013, 2014]", {"from": "2012", "to": "2013"}, NOT_MET,
         "Gäller 2012–2013; 2013 och 2014 behövs. 2014 täcks inte."),
        (SERIES, "complete_months: q", {"2014-11": 0, "2014-12": 4, "2015-01": 2}, MET, "3 av 3 månader har uppgift."),
        (SERIES, "complete_months: q", {"2014-11": 1, "2014-12": None}, NOT_MET,
         "1 av 3 månader har uppgift. Saknas: december 2014 och januari 2015."),
        (SERIES, "value: q, at_least: 6", {"2014-10": 9, "2014-11": 1, "2014-12": 4, "2015-01": 2}, MET,
         "7; minst 6 behövs."),
        (MATRIX, "matrix_complete: q", {"oro": {"link": "https://a.se"}, "food": {"link": "https://b.se"}}, MET,
         "2 av 2 rader har en adress."),
        (MATRIX, "matrix_complete: q", {"oro": {"link": "https://a.se"}, "food": {}}, NOT_MET,
         "1 av 2 rader har en adress. Saknas: Ätstörningar."),
    ],
)  # fmt: skip
def test_a_demand_says_its_figures(
    question: str, leaf: str, answer: object, truth: Truth, reason: str
) -> None:
    result = outcome_of(question, leaf, {"q": answer})
    assert (result.truth, result.reason) == (truth, reason)
    assert (result.key, result.text) == ("c1", "Kravet.")


NOTHING_TO_COUNT = (
    "0 av 0 (7 − 7); 90 procent behövs. Det finns inget att räkna på; villkoret är inte avgjort."
)


@pytest.mark.parametrize(
    ("in_time", "done", "chosen", "truth", "reason"),
    [
        (152, 200, 28, NOT_MET, "152 av 172 (200 − 28) = 88,4 procent; 90 procent behövs. 3 till behövs."),
        (9, 10, 0, MET, "9 av 10 (10 − 0) = 90,0 procent; 90 procent behövs."),
        (13, 20, 6, MET, "13 av 14 (20 − 6) = 92,9 procent; 90 procent behövs."),
        (2249, 2500, 0, NOT_MET, "2 249 av 2 500 (2 500 − 0) = 89,9 procent; 90 procent behövs. 1 till behövs."),
        (0, 7, 7, UNDECIDED, NOTHING_TO_COUNT),
        (1, 7, 7, NOT_MET, "Uppgifterna kan inte stämma: 1 av 0 (7 − 7)."),
        (1, 7, 8, NOT_MET, "Uppgifterna kan inte stämma: av −1 (7 − 8) återstår mindre än noll."),
    ],
)  # fmt: skip
def test_share_of_waiting_times(in_time: int, done: int, chosen: int, truth: Truth, reason: str) -> None:
    result = outcome_of(SHARE, OF_DONE, {"in_time": in_time, "done": done, "chosen": chosen})
    assert (result.truth, result.reason) == (
        truth,
        reason.replace("2 249", "2\u202f249").replace("2 500", "2\u202f500"),
    )


@pytest.mark.parametrize(
    ("when_zero", "truth"), [("met", MET), ("not_met", NOT_MET), ("undecided", UNDECIDED)]
)
def test_nothing_to_count_is_what_the_definition_says(when_zero: str, truth: Truth) -> None:
    result = outcome_of(SHARE, f"{OF_DONE}, when_zero: {when_zero}", {"in_time": 0, "done": 0, "chosen": 0})
    assert result.truth is truth


def test_share_of_the_population_is_exact() -> None:
    question = "{key: q, type: count, label: Registrerade}"
    leaf = 'share: {of: [q], in: {population_percent: "0.5"}}, at_least_percent: 60'
    short, enough = (outcome_of(question, leaf, {"q": registered}) for registered in (120, 121))
    assert short.truth is NOT_MET
    assert short.reason == (
        "120 av 200,97 (0,5 procent av 40\u202f194 invånare den 31\u00a0december 2013) = 59,7 procent; "
        "60 procent behövs. 1 till behövs."
    )
    assert enough.truth is MET


def test_population_that_is_not_known_is_undecided_even_once_handed_in() -> None:
    question = "{key: q, type: count, label: Registrerade}"
    leaf = 'share: {of: [q], in: {population_percent: "0.5"}}, at_least_percent: 60'
    result = outcome_of(question, leaf, {"q": 1}, facts=Facts())
    assert (result.truth, result.reason) == (UNDECIDED, "Antalet invånare är inte känt.")


BY_SIZE = "by_size: q, at_least: {small: 20, medium: 100, large: 300}"


@pytest.mark.parametrize(
    ("inhabitants", "persons", "truth"),
    [
        (14999, 20, MET), (14999, 19, NOT_MET), (15000, 99, NOT_MET), (15000, 100, MET),
        (49999, 100, MET), (50000, 299, NOT_MET), (50000, 300, MET),
    ],
)  # fmt: skip
def test_quota_by_size_class(inhabitants: int, persons: int, truth: Truth) -> None:
    facts = Facts(inhabitants=inhabitants, size_classes=SizeClasses(15000, 50000))
    assert outcome_of(COUNT, BY_SIZE, {"q": persons}, facts=facts).truth is truth


def test_quota_by_size_says_how_many_are_left() -> None:
    assert outcome_of(COUNT, BY_SIZE, {"q": 82}).reason == (
        "82 planer; minst 100 planer behövs för storleken mellanstor (40\u202f194 invånare). 18 till behövs."
    )


def test_quota_without_size_classes_or_number_is_undecided() -> None:
    without = outcome_of(COUNT, BY_SIZE, {"q": 1}, facts=Facts(inhabitants=1))
    unset = outcome_of(COUNT, "by_size: q, at_least: {small: 20, medium: null, large: 300}", {"q": 1})
    assert (without.truth, unset.truth) == (UNDECIDED, UNDECIDED)


def test_listed_is_read_from_the_register() -> None:
    assert outcome_of("", "listed: team", {}).truth is MET
    assert outcome_of("", "listed: other", {}).truth is NOT_MET
    unread = outcome_of("", "listed: unread", {})
    assert (unread.truth, unread.reason) == (UNDECIDED, "Listan unread är inte inläst.")


def test_manual_is_undecided_until_judged() -> None:
    leaf = "manual: Är det bra?"
    assert outcome_of("", leaf, {}).truth is UNDECIDED
    assert outcome_of("", leaf, {}, judgements={"c2": True}).truth is UNDECIDED
    assert outcome_of("", leaf, {}, judgements={"c1": True}).truth is MET
    assert outcome_of("", leaf, {}, judgements={"c1": False}).reason == "Bedömarens svar är nej: Är det bra?"


UNITS = (
    "{key: q, type: units, label: Enheter, fields: "
    "[{key: visits, type: monthly_series, label: Besök, months: {from: 2015-01, to: 2015-02}}]}"
)
COMPLETE_UNIT = "at_least_one: q, where: {key: c1a, complete_months: visits, text: Alla månader.}"


def test_one_unit_with_complete_months_is_enough() -> None:
    half, whole = {"2015-01": 1, "2015-02": None}, {"2015-01": 0, "2015-02": 3}
    result = outcome_of(
        UNITS, COMPLETE_UNIT, {"q": [{"name": "A", "visits": half}, {"name": "B", "visits": whole}]}
    )
    assert result.truth is MET
    assert result.reason == "1 av 2 enheter uppfyller villkoret; en behövs."
    assert [(unit.kind, unit.text, unit.truth) for unit in result.children] == [
        ("unit", "A", NOT_MET),
        ("unit", "B", MET),
    ]
    assert result.children[0].children[0].reason == "1 av 2 månader har uppgift. Saknas: februari 2015."


def test_no_unit_with_complete_months_is_not_enough_once_handed_in() -> None:
    answers = {"q": [{"name": "A", "visits": {"2015-01": 1}}]}
    assert outcome_of(UNITS, COMPLETE_UNIT, answers).truth is NOT_MET
    assert outcome_of(UNITS, COMPLETE_UNIT, answers, handed_in=False).truth is UNDECIDED


def test_units_without_where_only_need_to_be_there() -> None:
    assert outcome_of(UNITS, "at_least_one: q", {"q": [{"name": "A"}]}).reason == "1 enhet är angivna."
    assert outcome_of(UNITS, "at_least_one: q", {"q": []}).truth is NOT_MET


EVERY_LEAF = [
    (YES_NO, "yes: q"), (YES_NO, "answered: q"), (COUNT, "answered: q"), (COUNT, "value: q, at_least: 1"),
    (PERCENT, "value: q, at_least: 1"), (DOCUMENT, "document: q, sections: all"), (COUNT, BY_SIZE),
    (LINK, "link: q"), (PERIOD, "period: q, within: {from: 2010}"),
    ("{key: q, type: date, label: Dag}", "period: q, within: {from: 2010}"), (PERIOD, "covers: q, years: [2013]"),
    (SERIES, "complete_months: q"), (SERIES, "value: q, at_least: 0"), (MATRIX, "matrix_complete: q"),
    (UNITS, COMPLETE_UNIT), (UNITS, "at_least_one: q"),
    (COUNT, "share: {of: [q], in: {population_percent: 1}}, at_least_percent: 1"),
    ("{key: q, type: contact, label: Kontakt}", "answered: q"),
    ("{key: q, type: consultations, label: Samråd}", "answered: q"),
    ("{key: q, type: choice, label: Modell, options: [a, b]}", "answered: q"),
    ("{key: q, type: text, label: Text}", "answered: q"),
    ("{key: q, type: number, label: Tal}", "answered: q"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "leaf"), EVERY_LEAF)
@pytest.mark.parametrize("answer", [None, "", "  ", [], {}])
def test_unanswered_is_undecided_in_a_draft_and_not_met_once_handed_in(
    question: str, leaf: str, answer: object
) -> None:
    draft = outcome_of(question, leaf, {"q": answer}, handed_in=False)
    final = outcome_of(question, leaf, {"q": answer})
    assert (draft.truth, final.truth) == (UNDECIDED, NOT_MET)
    assert "är inte besvarad" in final.reason or "av 3 månader" in final.reason or "0 av" in final.reason
    assert outcome_of(question, leaf, {}).truth is NOT_MET


WRONG = [
    object(), 1.5, float("nan"), 10**5000, -(10**5000), "x" * 5000, "\ud800", b"ja", [None], [1, "a", {}], [[]],
    {"a": {"b": 1}}, {1: 2}, {"name": ""}, {"name": 5}, {"from": 1, "to": 2}, {"from": "2014-13", "to": "2015"},
    {"2014-11": -1}, {"2014-11": "1"}, {"oro": {"link": "javascript:alert(1)"}}, {"oro": 4}, {"women": -1, "men": 2},
]  # fmt: skip


@pytest.mark.parametrize(("question", "leaf"), EVERY_LEAF)
@pytest.mark.parametrize(
    "answer",
    WRONG,
    ids=lambda answer: ascii(answer).split(" at 0x")[0][:30] if not isinstance(answer, int) else "huge",
)
def test_an_answer_of_the_wrong_shape_is_no_answer_and_never_fails(
    question: str, leaf: str, answer: object
) -> None:
    draft = outcome_of(question, leaf, {"q": answer}, handed_in=False)
    final = outcome_of(question, leaf, {"q": answer})
    if "type: text" in question and isinstance(answer, str):
        assert (draft.truth, final.truth) == (MET, MET)
    else:
        assert (draft.truth, final.truth) == (UNDECIDED, NOT_MET)
    assert final.reason


def test_wrong_shapes_say_what_is_wrong() -> None:
    assert outcome_of(COUNT, "answered: q", {"q": -1}).reason == (
        "Svaret på ”Antal” kan inte användas: svaret ska vara ett heltal från noll."
    )
    assert outcome_of(PERIOD, "covers: q, years: [2013]", {"q": {"from": "2014", "to": "2013"}}).reason == (
        "Svaret på ”År” kan inte användas: perioden slutar före sin början."
    )


def test_a_count_in_parts_needs_every_part() -> None:
    question = "{key: q, type: count, label: Antal, split_by: [women, men]}"
    assert outcome_of(question, "value: q, at_least: 3", {"q": {"women": 3, "men": 0}}).truth is MET
    lacking = outcome_of(question, "value: q, at_least: 3", {"q": {"women": 3}})
    assert (lacking.truth, lacking.reason) == (NOT_MET, "Frågan ”Antal” saknar antal för män.")
    assert (
        outcome_of(question, "value: q, at_least: 3", {"q": {"women": 3, "men": 0, "all": 3}}).truth
        is NOT_MET
    )
    assert outcome_of(question, "value: q, at_least: 3", {"q": 3}).truth is MET


def test_a_figure_that_is_not_read_from_its_register_says_so_and_fails_nobody() -> None:
    question = "{key: q, type: count, label: Antal, source: vantetider}"
    unread = outcome_of(question, "answered: q", {})
    assert (unread.truth, unread.reason) == (UNDECIDED, "Uppgiften ”Antal” är inte inläst ur registret än.")
