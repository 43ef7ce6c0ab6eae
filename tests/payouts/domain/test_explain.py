"""Every amount can be explained, also 0 kronor: the rule, the rule with its figures, the result."""

import json
from dataclasses import replace

import pytest
from hypothesis import given as hypothetically
from hypothesis import settings

from payouts.domain.allocation import AllocationError, AllocationInput, Pot, allocate
from payouts.domain.explain import LANDSTING, Explainer, Explanation, Undistributed, explain
from tests.payouts.domain.strategies import years
from tests.payouts.domain.worlds import (
    FAILED_GK2_2012,
    GOTLAND_2011,
    OSTERGOTLAND_2011,
    a_year,
    capped,
    shared,
)

TWO_COUNTIES = {"01": {"0101": 80_000, "0102": 20_000}, "02": {"0201": 50_000, "0202": 50_000}}
BELOW = {"01": {"0101": 91_612, "0102": 34_849}, "02": {"0201": 50_000}}


def plain(text: str) -> str:
    """The text with ordinary spaces, as a reader sees it."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def explained(given: AllocationInput, party: str, requirement: str = "A1") -> Explanation:
    return explain(allocate(given), given, requirement, party)


def figures(given: AllocationInput, party: str) -> str:
    return plain(" ".join(explained(given, party).figures.sentences))


def result(given: AllocationInput, party: str) -> str:
    return plain(" ".join(explained(given, party).result.sentences))


def left(given: AllocationInput) -> list[Undistributed]:
    return list(Explainer(allocate(given), given).undistributed())


# Three layers


def test_an_amount_is_explained_by_the_rule_the_figures_and_the_result() -> None:
    given = a_year(TWO_COUNTIES, shared(municipality=1_000_000), failed={"A1": {"0202"}})
    rule, with_figures, outcome = plain(explained(given, "0102").text).split("\n")
    assert rule == (
        "Pengarna för A1 går till de kommuner som har uppfyllt målet A1 och grundkraven GK1 och GK2. "
        "Länet måste delta. Det deltar när de kommuner som har uppfyllt grundkraven har minst 80 procent av länets "
        "invånare och när regionen i länet har uppfyllt sina grundkrav. "
        "De delar kommunernas del av potten efter antal invånare. "
        "Beloppen avrundas nedåt till hela kronor. De kronor som blir över går en och en till dem som förlorade mest "
        "på avrundningen."
    )
    assert with_figures == (
        "Kommunen har uppfyllt grundkraven GK1 och GK2. "
        "Så stor del av länets invånare bor i kommuner som har uppfyllt grundkraven: 100 procent, "
        "100 000 av 100 000 invånare. Gränsen är minst 80 procent och är nådd. "
        "Regionen i länet har uppfyllt sina grundkrav. Länet deltar. "
        "Kommunen har uppfyllt målet A1. "
        "Kommunernas del av potten är 1 000 000 kr. "
        "De kommuner som delar har tillsammans 150 000 invånare att räkna med. "
        "Kommunen har 20 000 invånare. "
        "1 000 000 kr × 20 000 ÷ 150 000 = 133 333,33 … kr. "
        "Avrundat nedåt blir det 133 333 kr. "
        "Avrundningen lämnade 1 kr över. Den gick inte till kommunen."
    )
    assert outcome == "Kommunen får 133 333 kr."


def test_the_same_layers_are_data() -> None:
    given = a_year(TWO_COUNTIES, shared(municipality=1_000_000), failed={"A1": {"0202"}})
    explanation = explained(given, "0102")
    data = json.loads(json.dumps(explanation.as_data()))
    assert (data["requirement"], data["party"], data["kind"], data["county"]) == (
        "A1",
        "0102",
        "municipality",
        "01",
    )
    assert data["rule"]["grundkrav"] == ["GK1", "GK2"]
    assert (data["rule"]["model"], data["rule"]["threshold_percent"]) == ("shared", 80)
    assert data["figures"]["share"] == {
        "part": 1_000_000,
        "weight": 20_000,
        "counted": 20_000,
        "total_weight": 150_000,
        "quota_numerator": 2,
        "quota_denominator": 15,
        "exact": "133\u202f333,33\u00a0…\u00a0kr",
        "rounded_down": 133_333,
        "leftover_kronor": 1,
        "extra_krona": False,
    }
    assert data["result"]["amount"] == 133_333
    assert data["result"]["reasons"] == []
    assert data["result"]["sentences"] == list(explanation.result.sentences)


def test_a_party_that_does_not_share_has_no_share_in_its_data() -> None:
    given = a_year(TWO_COUNTIES, shared(municipality=10), failed={"A1": {"0202"}})
    data = json.loads(json.dumps(explained(given, "0202").as_data()))
    assert data["figures"]["share"] is None
    assert data["figures"]["goal_met"] is False
    assert data["result"]["reasons"] == ["goal_not_met"]


def test_a_year_before_2019_speaks_of_landsting() -> None:
    given = a_year(TWO_COUNTIES, shared(region=10), coverage="cap", failed={"GK1": {"0102"}})
    text = explain(allocate(given), given, "A1", "01", LANDSTING).text
    assert "de landsting som har uppfyllt målet A1" in text
    assert "Landstingets andel minskas" in text
    assert "region" not in text.lower()


# Why a party gets nothing


def test_nothing_because_of_one_grundkrav() -> None:
    given = a_year(TWO_COUNTIES, shared(municipality=10), failed={"GK2": {"0102"}})
    assert result(given, "0102") == "Kommunen får 0 kr, eftersom kommunen inte har uppfyllt grundkravet GK2."
    assert "Kommunen har inte uppfyllt grundkravet GK2." in figures(given, "0102")
    assert explained(given, "0102").figures.failed_grundkrav == ("GK2",)


def test_nothing_because_the_county_is_below_the_limit_with_its_exact_figures() -> None:
    given = a_year(BELOW, shared(municipality=10), failed={"GK1": {"0102"}})
    assert result(given, "0101") == (
        "Kommunen får 0 kr, eftersom länet inte når gränsen på 80 procent "
        "(72,44 procent, 91 612 av 126 461 invånare)."
    )
    assert (
        "72,44 procent, 91 612 av 126 461 invånare. Gränsen är minst 80 procent och är inte nådd."
        in figures(given, "0101")
    )
    assert "Länet deltar inte." in figures(given, "0101")


def test_a_county_just_below_the_limit_is_never_shown_at_the_limit() -> None:
    given = a_year({"01": {"0101": 79_999, "0102": 20_001}}, shared(region=10), failed={"GK1": {"0102"}})
    assert "79,999 procent, 79 999 av 100 000 invånare" in result(given, "01")


def test_nothing_because_the_region_failed() -> None:
    given = a_year(TWO_COUNTIES, shared(municipality=10), failed={"GK1": {"01"}})
    assert result(given, "0101") == (
        "Kommunen får 0 kr, eftersom regionen i länet inte har uppfyllt grundkravet GK1."
    )
    assert "Regionen i länet har inte uppfyllt grundkravet GK1. Länet deltar inte." in figures(given, "0101")


def test_without_the_gate_a_region_that_failed_is_no_reason_for_its_kommuner() -> None:
    given = a_year(BELOW, shared(municipality=10), gate=False, failed={"GK1": {"0102", "01"}})
    assert explained(given, "0101").result.reasons == ("county_below_threshold",)
    assert "Regionen" not in explained(given, "0101").text


def test_a_region_that_failed_is_told_of_its_own_grundkrav_once() -> None:
    given = a_year(TWO_COUNTIES, shared(region=10), failed={"GK1": {"01"}, "GK2": {"01"}})
    assert explained(given, "01").result.reasons == ("grundkrav_not_met",)
    assert (
        result(given, "01")
        == "Regionen får 0 kr, eftersom regionen inte har uppfyllt grundkraven GK1 och GK2."
    )


def test_nothing_because_of_the_goal() -> None:
    given = a_year(TWO_COUNTIES, shared(region=10), failed={"A1": {"01"}})
    assert result(given, "01") == "Regionen får 0 kr, eftersom regionen inte har uppfyllt målet A1."


def test_nothing_because_nothing_is_asked_of_this_kind() -> None:
    given = a_year(TWO_COUNTIES, shared(region=10))
    explanation = explained(given, "0101")
    assert not explanation.rule.asked
    assert explanation.rule.sentences == ("Pengarna för A1 gäller bara regioner, inte kommuner.",)
    assert explanation.result.reasons == ("not_asked",)
    assert result(given, "0101") == "Kommunen får 0 kr, eftersom A1 inte gäller kommuner."


def test_every_reason_is_named() -> None:
    given = a_year(BELOW, shared(municipality=10), failed={"GK1": {"0102", "01"}, "A1": {"0102"}})
    assert explained(given, "0102").result.reasons == (
        "grundkrav_not_met",
        "county_below_threshold",
        "region_not_met",
        "goal_not_met",
    )
    first, *others = explained(given, "0102").result.sentences
    assert plain(first) == "Kommunen får 0 kr, eftersom kommunen inte har uppfyllt grundkravet GK1."
    assert [sentence.startswith("Ett skäl till är att ") for sentence in others] == [True, True, True]


def test_nothing_because_nobody_who_shares_has_inhabitants() -> None:
    given = a_year({"01": {"0101": 0}}, shared(municipality=10), threshold=0)
    assert explained(given, "0101").result.reasons == ("no_inhabitants",)
    assert "÷" not in figures(given, "0101")


def test_nothing_because_the_share_is_less_than_a_krona() -> None:
    given = a_year({"01": {"0101": 1, "0102": 999}}, shared(municipality=10))
    assert result(given, "0101") == "Kommunen får 0 kr, eftersom andelen är mindre än en krona."
    assert "10 kr × 1 ÷ 1 000 = 0,01 kr." in figures(given, "0101")


# Other rules


def test_without_demands_on_counties_nothing_is_said_of_them() -> None:
    given = a_year(TWO_COUNTIES, capped(region=1_001), threshold=0, gate=False, grundkrav={})
    text = plain(explained(given, "01").text)
    assert "Länet" not in text
    assert "grundkrav" not in text
    assert "Var och en får samma andel av potten som av landets invånare. Resten delas inte ut." in text
    assert "Landet har 200 000 invånare. Regionen har 100 000 invånare." in text
    assert "1 001 kr × 100 000 ÷ 200 000 = 500,50 kr. Avrundat nedåt blir det 500 kr." in text
    assert "Avrundningen lämnade" not in text


def test_a_population_grant_asks_for_nothing() -> None:
    grant = Pot("B1", {"municipality": 200}, "shared", everyone=True)
    given = a_year(TWO_COUNTIES, grant, failed={"GK1": {"0101", "0102"}})
    explanation = explained(given, "0101", "B1")
    assert explanation.rule.sentences[0] == "Pengarna för B1 går till alla kommuner, utan krav."
    assert "Länet" not in explanation.text
    assert explanation.figures.goal_met is None
    assert explanation.result.amount == 80


def test_a_cap_is_explained_with_percent_and_inhabitants() -> None:
    counties = {"05": OSTERGOTLAND_2011, "09": GOTLAND_2011}
    given = a_year(counties, shared(region=50_000_000), coverage="cap", failed={"GK2": FAILED_GK2_2012})
    text = plain(explained(given, "05").text)
    assert "Regionens andel minskas till den procent av länets invånare som bor i kommuner" in text
    assert "Regionens andel minskas till 86,03 procent, 370 840 av 431 075 invånare." in text
    assert "50 000 000 kr × 431 075 ÷ 488 383 × 370 840 ÷ 431 075 = 37 966 104,47 … kr." in text
    assert "minskas till 100" not in plain(explained(given, "09").text)


def test_a_region_that_weighs_as_its_qualified_kommuner_is_told_so() -> None:
    given = a_year(TWO_COUNTIES, shared(region=900), coverage="weight", failed={"GK1": {"0102"}})
    assert (
        "Regionen räknas med en del av länets invånare: 80 procent, 80 000 av 100 000 invånare."
        in figures(given, "01")
    )
    assert "Regionen har 100 000 invånare." in figures(given, "02")


def test_who_got_an_extra_krona_is_told_so() -> None:
    given = a_year({"01": {"0101": 2, "0102": 1}}, shared(municipality=10))
    assert "10 kr × 2 ÷ 3 = 6,66 … kr. Avrundat nedåt blir det 6 kr." in figures(given, "0101")
    assert "Avrundningen lämnade 1 kr över. Kommunen fick den." in figures(given, "0101")
    assert result(given, "0101") == "Kommunen får 7 kr."
    share = explained(given, "0101").figures.share
    assert share is not None
    assert (share.rounded_down, share.extra_krona, share.leftover_kronor) == (6, True, 1)


def test_several_extra_kronor_are_told_in_the_plural() -> None:
    given = a_year({"01": {"0101": 5, "0102": 5, "0103": 4}}, shared(municipality=10))
    # Exact: 3 4/7, 3 4/7, 2 6/7.
    assert "Avrundningen lämnade 2 kr över. Kommunen fick en av dem." in figures(given, "0101")
    assert "Avrundningen lämnade 2 kr över. Ingen av dem gick till kommunen." in figures(given, "0102")


def test_a_division_that_comes_out_even_says_so() -> None:
    given = a_year(TWO_COUNTIES, shared(region=10))
    assert figures(given, "01").endswith("Avrundat nedåt blir det 5 kr. Avrundningen lämnade inget över.")


# What is left


@pytest.mark.parametrize(
    ("given", "amount", "why"),
    [
        (
            a_year(TWO_COUNTIES, shared(region=1_000), failed={"A1": {"01", "02"}}),
            1_000,
            "Inga regioner delar",
        ),
        (a_year({"01": {"0101": 0}}, shared(region=10), threshold=0), 10, "inga invånare att räkna med"),
        (
            a_year(TWO_COUNTIES, capped(region=9), failed={"A1": {"02"}}),
            5,
            "bara sin andel av landets invånare",
        ),
        (
            a_year(TWO_COUNTIES, shared(region=1_000), coverage="cap", failed={"GK1": {"0102"}}),
            100,
            "minskas andelarna för regioner i län där inte alla kommuner",
        ),
    ],
)
def test_what_is_left_is_explained(given: AllocationInput, amount: int, why: str) -> None:
    (rest,) = left(given)
    assert (rest.requirement, rest.kind, rest.amount) == ("A1", "region", amount)
    assert why in rest.sentences[1]
    assert plain(rest.sentences[0]).startswith(f"{amount:,} kr av ".replace(",", " "))


def test_where_nothing_is_left_there_is_nothing_to_explain() -> None:
    assert left(a_year(TWO_COUNTIES, shared(municipality=11, region=10))) == []


# All of them


def test_every_party_of_the_kinds_that_a_pot_is_for_is_explained_in_order() -> None:
    given = a_year(TWO_COUNTIES, shared("B1", region=10), shared("A1", municipality=10, region=10))
    pairs = [(item.requirement, item.party) for item in Explainer(allocate(given), given).every()]
    regions, kommuner = ["01", "02"], ["0101", "0102", "0201", "0202"]
    assert pairs == [("B1", code) for code in regions] + [("A1", code) for code in kommuner + regions]


def test_what_does_not_exist_cannot_be_explained() -> None:
    given = a_year(TWO_COUNTIES, shared(region=10))
    with pytest.raises(AllocationError, match="no party '0999'"):
        explained(given, "0999")
    with pytest.raises(AllocationError, match="'GK1' has no pot"):
        explained(given, "01", "GK1")


@settings(deadline=None)
@hypothetically(years())
def test_every_explanation_ends_in_the_amount_of_the_allocation(year: AllocationInput) -> None:
    allocation = allocate(year)
    amounts = {(line.requirement, line.party): line.amount for pot in allocation.pots for line in pot.lines}
    explanations = list(Explainer(allocation, year).every())
    explained_amounts = {(item.requirement, item.party): item.result.amount for item in explanations}
    assert explained_amounts == {**dict.fromkeys(explained_amounts, 0), **amounts}
    for item in explanations:
        assert bool(item.result.reasons) == (item.result.amount == 0)
        assert (item.figures.share is not None) == ((item.requirement, item.party) in amounts)
        assert all((*item.rule.sentences, *item.figures.sentences, *item.result.sentences))


@settings(deadline=None)
@hypothetically(years())
def test_one_question_alone_gets_the_same_answer_as_among_many(year: AllocationInput) -> None:
    allocation = allocate(year)
    for item in list(Explainer(allocation, year).every())[-3:]:
        assert explain(allocation, replace(year), item.requirement, item.party) == item
