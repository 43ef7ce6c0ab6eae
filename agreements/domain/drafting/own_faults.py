"""Faults that only a draft has: what would be too long to publish, and a code that another agreement has."""

from collections.abc import Iterator
from dataclasses import dataclass

from agreements.domain.drafting.raw import Path, Raw, list_at, text_at
from prio.money import number

LONGEST_CODE, LONGEST_NAME, LONGEST_SUMMARY = 50, 200, 2000  # characters


@dataclass(frozen=True, slots=True)
class Known:
    """What is published beside a draft. codes: of agreements; places: codes of agreements and their requirements."""

    codes: frozenset[str] = frozenset()
    places: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class OwnFault:
    """A fault at a path, in the words of the forms."""

    path: Path
    words: str


def own_faults(raw: Raw, known: Known) -> Iterator[OwnFault]:
    """Yield what would stop the draft when it is published."""
    code = text_at(raw, "code").strip()
    yield from _too_long(("code",), "Koden", code, LONGEST_CODE)
    yield from _too_long(("title",), "Namnet", text_at(raw, "title").strip(), LONGEST_NAME)
    yield from _too_long(("summary",), "Sammanfattningen", text_at(raw, "summary").strip(), LONGEST_SUMMARY)
    for index, requirement in enumerate(list_at(raw, "requirements")):
        name = text_at(requirement, "name").strip()
        yield from _too_long(("requirements", index, "name"), "Namnet", name, LONGEST_NAME)
    if code in known.codes:
        yield OwnFault(("code",), f"Det finns redan en överenskommelse med koden {code}. Välj en annan.")


def _too_long(path: Path, what: str, text: str, longest: int) -> Iterator[OwnFault]:
    if len(text) > longest:
        yield OwnFault(path, f"{what} är {number(len(text))} tecken. Högst {number(longest)} får plats.")
