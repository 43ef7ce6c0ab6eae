"""The decision in words."""

from dataclasses import replace
from datetime import date

import pytest

from payouts.pdf.content import DecisionContent
from payouts.pdf.letter import Letter, letter
from prio.pdf.tables import Table
from tests.payouts.pdf.real_year import real_year


def said(words: Letter) -> str:
    return " ".join(words.decided).replace("\u00a0", " ").replace("\u202f", " ")


def column(table: Table, place: int) -> list[str]:
    return [row.cells[place].text for row in table.rows if row.cells]


def test_decision_says_how_much_to_how_many(content: DecisionContent) -> None:
    words = letter(content, "")
    assert words.kind == "Regeringsbeslut"
    assert words.sender == ("Regeringen", "Socialdepartementet")
    assert words.addressee == "Kammarkollegiet"
    assert said(words).startswith("Regeringen beslutar att 346 ")
    assert "till 253 kommuner och 19 landsting." in said(words)
    assert "Kammarkollegiet ska betala ut pengarna senast den 31 december 2012." in said(words)


def test_day_of_payment_that_has_passed_is_left_out(content: DecisionContent) -> None:
    late = replace(content, heading=replace(content.heading, decided_on=date(2013, 1, 1)))
    assert "Kammarkollegiet ska betala ut pengarna." in said(letter(late, ""))


def test_decision_of_an_authority_is_no_regeringsbeslut(small: DecisionContent) -> None:
    words = letter(small, "")
    assert (words.kind, words.sender) == ("Beslut", ("Socialstyrelsen",))
    assert "Socialstyrelsen betalar ut pengarna" in said(words)
    assert words.addressee == "Landsting"


def test_association_is_written_out_where_it_is_the_sender() -> None:
    assert letter(real_year("heldygnsvard-2012"), "").sender == ("Sveriges Kommuner och Landsting (SKL)",)


def test_everything_distributed_is_said(small: DecisionContent) -> None:
    assert "Det är hela beloppet i alla potter. Ingenting blir över." in said(letter(small, ""))
    assert letter(small, "").undistributed == ()


def test_undistributed_is_told_with_its_reason(content: DecisionContent) -> None:
    words = letter(content, "")
    assert [part for part, _ in words.undistributed] == ["PM1, landsting", "PM2, landsting", "PM3, landsting"]
    assert all(sentences for _, sentences in words.undistributed)


def test_correction_names_what_it_corrects(content: DecisionContent) -> None:
    corrected = replace(content, heading=replace(content.heading, corrects="PRIO-2012/0"))
    assert "Beslutet rättar beslutet PRIO-2012/0" in said(letter(corrected, ""))


def test_goals_add_up_in_the_table(content: DecisionContent) -> None:
    pots = column(letter(content, "").goals, 1)
    amounts = [int(text.replace("\u202f", "")) for text in pots]
    assert sum(amounts[:-1]) == amounts[-1] == content.pots


def test_real_decision_says_nothing_of_simulation(small: DecisionContent) -> None:
    words = letter(small, "")
    assert words.made_up == ()
    assert not any("*" in row.heading for row in words.goals.rows)


def test_simulated_goals_have_a_star(content: DecisionContent) -> None:
    one = replace(
        content.goals[-1], parts=tuple(replace(part, made_up=False) for part in content.goals[-1].parts)
    )
    partly = replace(content, goals=(*content.goals[:-1], one))
    words = letter(partly, "")
    assert "Utfallet för PM1, PM2 och PM3 är påhittat" in " ".join(words.made_up)
    starred = [row.heading.split()[0] for row in words.goals.rows[:-1]]
    assert starred == ["PM1*", "PM1*", "PM2*", "PM2*", "PM3*", "PM4"]


def test_annex_has_a_row_for_everybody_and_sums_for_every_county(content: DecisionContent) -> None:
    *_, regions, kommuner = letter(content, "").annex
    assert len([row for row in regions.rows if row.code]) == 19
    assert len([row for row in kommuner.rows if row.code]) == 253
    assert len([row for row in kommuner.rows if row.style == "group"]) == 19
    assert len([row for row in kommuner.rows if row.style == "sum"]) == 19


def test_full_year_has_311_rows() -> None:
    *_, regions, kommuner = letter(real_year("prio-2014", everybody=True), "").annex
    assert len([row for table in (regions, kommuner) for row in table.rows if row.code]) == 311


def with_more_goals(content: DecisionContent, more: int) -> DecisionContent:
    """The same decision with `more` goals for regions, each like its last one."""
    last = next(goal for goal in reversed(content.goals) if goal.parts[0].kind == "region")
    paid = tuple(
        replace(party, amounts=party.amounts + party.amounts[-1:] * more) if party.kind == "region" else party
        for party in content.paid
    )
    return replace(content, goals=(*content.goals, *([last] * more)), paid=paid)


@pytest.mark.parametrize(("more", "style"), [(0, ""), (1, "tight"), (2, "wide"), (5, "wide")])
def test_table_with_many_goals_lies_on_its_side(more: int, style: str) -> None:
    table = letter(with_more_goals(real_year("prio-2014"), more), "").annex[1]
    assert table.style == style
    assert sum(one.width for one in table.columns) == 100
    assert table.columns[1].width >= 22  # names fit


@pytest.mark.parametrize("code", ["prio-2012", "prio-2013", "prio-2014", "prio-2015", "heldygnsvard-2012"])
def test_tables_are_whole(code: str) -> None:
    words = letter(real_year(code), "")
    optional = (words.left_out, words.in_part, words.settings)
    tables = (words.goals, words.figures, words.people, words.sources, *words.annex, *filter(None, optional))
    for table in tables:
        assert sum(one.width for one in table.columns) == 100
        before = 2 if table.coded else 1
        assert {len(row.cells) + before for row in table.rows if row.style != "group"} == {len(table.columns)}


def test_gotlands_one_payment_is_explained(content: DecisionContent) -> None:
    (sentence,) = letter(content, "").together
    assert "är samma organisation, Region Gotland" in sentence
    marked = [row.heading for table in letter(content, "").annex for row in table.rows if "¹" in row.heading]
    assert len(marked) == 2


def test_hashes_stand_among_the_sources(content: DecisionContent) -> None:
    values = column(letter(content, "ab" * 32).sources, 0)
    assert content.inputs_sha256 in values
    assert "ab" * 32 in values


def test_what_the_makers_of_prio_have_set_is_a_proposal_to_confirm() -> None:
    table = letter(real_year("prio-2014"), "").settings
    assert table is not None
    who = column(table, 1)
    assert "Utvecklingsgruppen för Prio" not in who
    assert "Att bekräfta. Förslag av Utvecklingsgruppen för Prio" in who
