"""veraPDF, the reference validator, finds no fault in a decision: PDF/A-3a and PDF/UA-1."""

from pathlib import Path

import pytest
from weasyprint import HTML

from tests.payouts.pdf.letters import letters_of_each_kind
from tests.standards import validate, verdicts

pytestmark = pytest.mark.slow


def test_full_decision_keeps_both_standards(pdf: Path) -> None:
    said = validate(pdf)
    assert verdicts(said) == ["PDFA-3A PASSED", "PDFUA-1 PASSED"], said


def test_real_decision_without_mark_keeps_both_standards(small_pdf: Path) -> None:
    said = validate(small_pdf)
    assert verdicts(said) == ["PDFA-3A PASSED", "PDFUA-1 PASSED"], said


def test_validator_finds_what_is_missing(tmp_path: Path) -> None:
    untagged = tmp_path / "untagged.pdf"
    HTML(string="<p>Ett beslut").write_pdf(untagged)
    assert set(verdicts(validate(untagged))) == {"PDFA-3A FAILED", "PDFUA-1 FAILED"}


def test_letters_of_each_kind_keep_both_standards(tmp_path: Path) -> None:
    for name, pdf in letters_of_each_kind().items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(pdf)
        said = validate(path)
        assert verdicts(said) == ["PDFA-3A PASSED", "PDFUA-1 PASSED"], (name, said)
