"""Why did my neighbour get more? Answered from the two explanations, in words and figures."""

from payouts.domain.allocation import AllocationInput, Pot, allocate
from payouts.domain.explain import LANDSTING, Explainer
from payouts.domain.neighbour import Beside, Named, beside
from payouts.domain.wording import nouns
from tests.payouts.domain.worlds import a_year, capped, shared

COUNTIES = {"01": {"0101": 80, "0102": 20}, "02": {"0201": 80}}
NAMES = {"01": "Norra", "02": "Södra", "0101": "Aby", "0102": "Beby", "0201": "Ceby"}
POT = shared("B1", municipality=600, region=400)


def asked(year: AllocationInput, one: str, other: str, requirement: str = "B1") -> Beside:
    explainer, words = Explainer(allocate(year), year, LANDSTING), nouns(LANDSTING)
    first, second = (explainer.explain(requirement, code) for code in (one, other))
    return beside(
        Named(NAMES[one], first, words[first.kind]), Named(NAMES[other], second, words[second.kind])
    )


def plain(answer: Beside) -> str:
    return " ".join(answer.sentences).replace("\u00a0", " ").replace("\u202f", " ")


def test_more_inhabitants_give_more_and_as_much_for_each() -> None:
    answer = asked(a_year(COUNTIES, shared("B1", municipality=1_800)), "0102", "0101")
    assert (answer.difference, answer.causes) == (600, ("inhabitants",))
    assert plain(answer) == (
        "Aby får 600 kr mer än Beby: 800 kr mot 200 kr. Båda delar på samma 1 800 kr efter antalet invånare. "
        "Beby räknas för 20 invånare. Aby räknas för 80 invånare. Aby räknas alltså för 4 gånger så många. "
        "Per invånare som räknas får de lika mycket: 10,00 kr."
    )


def test_who_gets_nothing_is_told_why() -> None:
    answer = asked(a_year(COUNTIES, POT, failed={"B1": ["0102"]}), "0102", "0101")
    assert (answer.difference, answer.causes) == (300, ("conditions", "inhabitants"))
    assert "Beby: Kommunen får inga pengar" in plain(answer) or "Beby: Kommunen får" in plain(answer)
    assert "kommunen inte har uppfyllt målet B1" in plain(answer)


def test_two_who_get_nothing_are_told_both_reasons() -> None:
    answer = asked(a_year(COUNTIES, POT, failed={"B1": ["0102"], "GK1": ["0201"]}), "0102", "0201")
    assert (answer.difference, answer.causes) == (0, ("conditions",))
    assert plain(answer).startswith("Varken Beby eller Ceby får något. Beby: ")


def test_as_many_inhabitants_get_as_much() -> None:
    answer = asked(a_year(COUNTIES, POT), "0101", "0201")
    assert answer.difference == -1  # the krona of the rounding goes to the lower code
    assert "Båda räknas för 80 invånare." in plain(answer)


def test_a_krona_of_the_rounding_is_told() -> None:
    year = a_year({"01": {"0101": 10, "0102": 10}}, Pot("B1", {"municipality": 3}, "shared"))
    answer = asked(year, "0102", "0101")
    assert (answer.difference, answer.causes) == (1, ("inhabitants", "rounding"))
    assert "Aby fick en av de kronor som blev över" in plain(answer)


def test_a_kommun_and_a_landsting_share_different_money() -> None:
    answer = asked(a_year(COUNTIES, POT), "0101", "01")
    assert answer.causes[0] == "kind"
    assert "De delar inte på samma pengar: kommuner delar på 600 kr och landsting på 400 kr." in plain(answer)


def test_a_landsting_that_counts_for_a_part_of_its_county_is_told_so() -> None:
    year = a_year(COUNTIES, capped("B1", region=400), coverage="cap", failed={"GK1": ["0102"]})
    answer = asked(year, "02", "01")
    assert answer.causes == ("inhabitants", "coverage")
    assert "Norra räknas för 80 av länets 100 invånare" in plain(answer)
