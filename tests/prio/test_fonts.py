"""A missing typeface is told before anything is drawn."""

from pathlib import Path

import pytest

from prio.pdf.fonts import FACES, MissingFont, font_face_rules, font_files

PACKAGES = Path(__file__).parents[2] / "bin" / "system-packages.txt"


def test_missing_typefaces_name_their_packages(tmp_path: Path) -> None:
    with pytest.raises(MissingFont, match=r"apt-get install fonts-sil-charis fonts-lato$"):
        font_files((tmp_path,))


def test_only_what_is_missing_is_named(tmp_path: Path) -> None:
    for face in FACES[1:]:
        (tmp_path / face.file).touch()
    with pytest.raises(MissingFont, match=rf"not installed: {FACES[0].file}\. "):
        font_files((tmp_path,))


def test_every_face_has_its_rule() -> None:
    rules = font_face_rules(font_files())
    assert rules.count("@font-face") == len(FACES)


def test_packages_of_the_typefaces_are_installed_with_prio() -> None:
    run, _, _ = PACKAGES.read_text().partition("[test]")
    assert {face.package for face in FACES} <= set(run.split())
