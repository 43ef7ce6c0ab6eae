"""What a decision says is what was divided: every krona, every county, everybody without money."""

from dataclasses import replace

import pytest

from payouts.pdf.content import DecisionContent
from tests.payouts.pdf.real_year import real_year


def test_every_krona_of_the_pots_is_in_the_annex_or_undistributed(content: DecisionContent) -> None:
    assert content.pots == 350_000_000
    assert sum(party.total for party in content.paid) == content.distributed
    assert content.distributed + content.undistributed == content.pots


def test_each_part_is_the_sum_of_its_column(content: DecisionContent) -> None:
    for kind in content.kinds:
        for position, part in enumerate(content.parts_for(kind)):
            column = sum(party.amounts[position] or 0 for party in content.paid_to(kind))
            assert (part.goal, kind, column) == (part.goal, kind, part.distributed)


def test_counties_below_the_limit_are_left_out_with_their_figures(content: DecisionContent) -> None:
    left_out = {county.name: county for county in content.counties if not county.takes_part}
    assert left_out.keys() == {"Norrbottens län", "Kalmar län"}
    assert left_out["Kalmar län"].qualified_municipalities == 0


def test_county_with_some_of_its_kommuner_takes_part(content: DecisionContent) -> None:
    ostergotland = next(county for county in content.counties if county.name == "Östergötlands län")
    assert ostergotland.in_part
    assert (ostergotland.qualified_municipalities, ostergotland.municipalities) == (7, 13)


def test_everybody_is_paid_or_named_among_those_that_are_not(content: DecisionContent) -> None:
    for kind in content.kinds:
        unpaid = [name for group in content.unpaid if group.kind == kind for name in group.parties]
        assert len(content.paid_to(kind)) + len(unpaid) == content.parties[kind]


def test_the_most_basic_reason_is_given_with_the_codes(content: DecisionContent) -> None:
    reasons = {group.reason: group.parties for group in content.unpaid}
    assert reasons["Kommuner som inte har uppfyllt grundkraven GK1a och GK1b"] == ("Bjuv", "Hörby", "Höör")
    assert reasons["Landsting som inte har uppfyllt grundkravet GK2"] == ("Landstinget i Kalmar län",)


def test_county_that_does_not_take_part_leaves_out_those_that_met_the_grundkrav() -> None:
    year = real_year("prio-2015")
    assert any(group.reason.endswith("i län som inte deltar") for group in year.unpaid)


def test_gotland_has_two_rows_and_one_payee(content: DecisionContent) -> None:
    together = [party for party in content.paid if party.paid_together]
    assert [(party.code, party.kind) for party in together] == [("0980", "municipality"), ("09", "region")]
    assert {party.paid_together for party in together} == {"Region Gotland"}


def test_one_paid_party_alone_is_not_paid_together(small: DecisionContent) -> None:
    gotland = [party for party in small.paid if party.code == "09"]
    assert [party.paid_together for party in gotland] == [""]


def test_example_ends_at_the_amounts_of_the_annex(content: DecisionContent) -> None:
    first = content.examples[0]
    assert (first.party, first.total) == (content.paid[0].name, content.paid[0].total)
    assert len(first.goals) == sum(amount is not None for amount in content.paid[0].amounts)


def test_a_reduced_region_is_an_example_too(content: DecisionContent) -> None:
    reduced = content.examples[1]
    assert any("minskas till" in sentence for sentence in reduced.goals[0].figures)


def test_landsting_until_2018_and_regioner_from_2019(content: DecisionContent) -> None:
    assert content.noun("region").many == "landsting"


@pytest.mark.parametrize("simulated", [True, False])
def test_parts_say_whether_they_rest_on_something_made_up(simulated: bool) -> None:
    year = real_year("tillganglighet-2012", simulated=simulated)
    assert {part.made_up for part in year.parts} == {simulated}


def test_attached_file_is_named_after_the_agreement(content: DecisionContent) -> None:
    assert content.csv_name == "fordelning-prio-2012.csv"
    other = replace(content, agreement=replace(content.agreement, code="prio-2013"))
    assert other.csv_name == "fordelning-prio-2013.csv"
