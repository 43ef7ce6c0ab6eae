"""A program of its own: what is in a PDF that may harm or cannot be read. It runs within limits (limits.py).

    python pdf_look.py FILE

It writes one word: "plain", "locked" (a password is needed), "broken" or "active" (it holds a script, or starts a
program).
"""

import sys

import pikepdf

ACTIVE = frozenset({"/JavaScript", "/Launch"})
DEEPEST = 50  # arrays and dictionaries inside each other


def state_of(path: str) -> str:
    """Return the word for the PDF at `path`."""
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            if not len(pdf.pages):
                return "broken"
            return "active" if any(is_active(thing) for thing in pdf.objects) else "plain"
    except pikepdf.PasswordError:
        return "locked"
    except (pikepdf.PdfError, RuntimeError, ValueError, MemoryError):
        return "broken"


def is_active(thing: pikepdf.Object, depth: int = 0) -> bool:
    """Say whether an object, with what lies directly in it, is or holds an action that runs something."""
    if depth > DEEPEST or (depth and thing.is_indirect):
        return False  # what is indirect is among the objects itself
    if isinstance(thing, pikepdf.Array):
        return any(is_active(one, depth + 1) for one in thing if isinstance(one, pikepdf.Object))
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return False
    if str(thing.get("/S", "")) in ACTIVE or "/JS" in thing or "/JavaScript" in thing:
        return True
    return any(is_active(value, depth + 1) for _, value in thing.items() if isinstance(value, pikepdf.Object))


if __name__ == "__main__":
    sys.stdout.write(state_of(sys.argv[1]))
