"""Names of files that somebody else chose: made safe to show, to store and to download."""

import unicodedata
from pathlib import PurePosixPath

LONGEST_NAME = 150  # characters, the extension included
_NAMELESS = "fil"
# What Windows forbids in a name, and what could end a header's value or a path.
_FORBIDDEN = frozenset('<>:"/\\|?*')


def safe_name(given: str) -> str:
    """Return the name that `given` becomes: the last part of a path, in NFC, without what is not seen.

    Control characters and those that turn the direction of writing are left out: "avtal\u202efdp.exe" must not be
    read as a PDF. A long name is cut before its extension; nothing left becomes "fil".
    """
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(character for character in last if _is_seen(character))
    words = " ".join(seen.split()).strip(". ")
    kept = extension(words)
    stem = words[: len(words) - len(kept)].strip(". ") or _NAMELESS
    return stem[: LONGEST_NAME - len(kept)].rstrip(". ") + kept


def extension(name: str) -> str:
    """Return the extension as it is written, with its dot ("Avtal.PDF" has ".PDF"); empty where there is none."""
    suffix = PurePosixPath(name).suffix
    return suffix if len(suffix) > 1 and suffix[1:].isalnum() and len(suffix) <= LONGEST_NAME // 2 else ""


def _is_seen(character: str) -> bool:
    if character in _FORBIDDEN:
        return False
    category = unicodedata.category(character)
    # Cc control, Cf direction and joiners, Cs half of a pair, Co private, Cn unassigned, Zl and Zp new lines
    return category == "Zs" or not category.startswith(("C", "Z"))
