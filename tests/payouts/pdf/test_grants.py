"""The decision on applications: the same content is the same bytes, and veraPDF finds no fault in it."""

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from payouts.pdf.content import Heading
from payouts.pdf.grants import AnsweredApplication, GrantContent, grant_decision_html, render_grant_decision
from payouts.pdf.render import SIMULATED_MARK
from tests.standards import validate, verdicts

GRANTED = AnsweredApplication(
    "MS", "a00001", "Verkstaden", "802401-1234", 700_000, 400_000, "met", "Pengarna räcker inte.", simulated=False
)  # fmt: skip
REFUSED = AnsweredApplication(
    "MS", "a00002", "=Caféet", "802402-4567", None, 0, "not_met", "En skuld.", simulated=False
)
CONTENT = GrantContent(
    heading=Heading("SOK-2014/1", 1, date(2013, 12, 1), "Socialstyrelsen", "Anna Lund", "Anna Lund", "Arne Berg"),
    agreement="sok-2014",
    version=1,
    title="Statsbidrag för sysselsättning 2014",
    source="SFS 2009:955",
    decided_by="Socialstyrelsen",
    payer="Socialstyrelsen",
    appeal="Beslutet kan överklagas hos allmän förvaltningsdomstol.",
    frame=1_000_000,
    grants=(("MS", "Meningsfull sysselsättning"),),
    demands=("Verksamheten ger variation.",),
    applications=(GRANTED, REFUSED),
    simulated=False,
)  # fmt: skip


def test_every_answer_stands_in_the_file_and_no_cell_is_a_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(CONTENT.csv.decode())))
    assert [(row["name"], row["asked_sek"], row["granted_sek"]) for row in rows] == [
        ("Verkstaden", "700000", "400000"),
        ("'=Caféet", "", "0"),
    ]


def test_what_is_left_of_the_frame_is_said() -> None:
    text = grant_decision_html(CONTENT).replace("\u202f", " ").replace("\xa0", " ")
    assert "Av årets ram på 1 000 000 kr är 600 000 kr inte beviljade." in text
    assert SIMULATED_MARK not in text


def test_a_made_up_applicant_is_marked_on_every_page() -> None:
    made_up = replace(CONTENT, applications=(replace(GRANTED, simulated=True),), simulated=True)
    text = grant_decision_html(made_up)
    assert SIMULATED_MARK in text
    assert "Verkstaden*" in text
    assert "Ingen ansökan avslås." in text


@pytest.mark.slow
def test_it_keeps_both_standards_and_is_always_the_same(tmp_path: Path) -> None:
    path = tmp_path / "beslut.pdf"
    path.write_bytes(render_grant_decision(CONTENT))
    said = validate(path)
    assert verdicts(said) == ["PDFA-3A PASSED", "PDFUA-1 PASSED"], said
    assert render_grant_decision(CONTENT) == path.read_bytes()
