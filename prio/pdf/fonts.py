"""The typefaces of Prio's documents: files of Debian packages, found once and embedded in every document."""

from dataclasses import dataclass
from pathlib import Path

FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))


class MissingFont(RuntimeError):
    """A typeface of the documents is not installed; the message names the package to install."""


@dataclass(frozen=True, slots=True)
class Face:
    """A cut of a typeface: the family that the stylesheet calls it, its file, and the package that has it."""

    family: str
    weight: int
    style: str
    file: str
    package: str


FACES = (
    Face("Prio Serif", 400, "normal", "CharisSIL-Regular.ttf", "fonts-sil-charis"),
    Face("Prio Serif", 600, "normal", "CharisSIL-Bold.ttf", "fonts-sil-charis"),
    Face("Prio Sans", 400, "normal", "Lato-Regular.ttf", "fonts-lato"),
    Face("Prio Sans", 600, "normal", "Lato-Semibold.ttf", "fonts-lato"),
)


def font_files(folders: tuple[Path, ...] = FONT_FOLDERS) -> dict[Face, Path]:
    """Return where each face lies.

    Raises MissingFont, naming every file that is missing and the packages that have them.
    """
    wanted = {face.file for face in FACES}
    found = {
        path.name: path
        for folder in reversed(folders)
        for path in sorted(folder.rglob("*.[ot]tf"))
        if path.name in wanted
    }
    missing = [face for face in FACES if face.file not in found]
    if missing:
        files = ", ".join(face.file for face in missing)
        packages = " ".join(dict.fromkeys(face.package for face in missing))
        raise MissingFont(
            f"The typefaces of the documents are not installed: {files}. Install them with: apt-get install {packages}"
        )
    return {face: found[face.file] for face in FACES}


def font_face_rules(files: dict[Face, Path]) -> str:
    """Return the @font-face rules for `files`."""
    return "\n".join(
        f"@font-face {{ font-family: '{face.family}'; font-weight: {face.weight}; font-style: {face.style};"
        f" src: url('{path.as_uri()}') }}"
        for face, path in files.items()
    )
