"""What differs between two texts of a draft, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff

_LONGEST = 20_000  # lines; a longer text is shown whole, and nobody compares it on a page
_MOST = 2_000  # lines that differ


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A line that one of two texts has and the other has not. is_new: it is the later one's."""

    is_new: bool
    text: str


def changed_lines(before: str, after: str) -> tuple[ChangedLine, ...] | None:
    """Return the lines that differ, in order; None where there are too many to be read."""
    old, new = before.splitlines(), after.splitlines()
    if len(old) + len(new) > _LONGEST:
        return None
    found = tuple(_changed(old, new))
    return found if len(found) <= _MOST else None


def _changed(old: list[str], new: list[str]) -> Iterator[ChangedLine]:
    for number, line in enumerate(unified_diff(old, new, n=0, lineterm="")):
        if number > 1 and line[:1] in {"+", "-"}:  # the first two name the files
            yield ChangedLine(line[0] == "+", line[1:])
