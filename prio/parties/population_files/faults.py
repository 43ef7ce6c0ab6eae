"""What is wrong with a file of population figures: one line per fault, ten at most."""

import unicodedata

from prio.refused import Refused

MOST_SHOWN = 10
MOST_COUNTED = 1_000  # a file with more is another kind of file: reading it to its end helps nobody
LONGEST_QUOTE = 60  # characters


class PopulationFileError(Refused):
    """A file that cannot be used. Its text is for the person who gave the file: one Swedish line per fault.

    Args:
        faults: what is wrong, one line each, in the order in which it was found; the first ten are told.
    """

    def __init__(self, *faults: str) -> None:
        count, more = len(faults), len(faults) - MOST_SHOWN
        self.faults = faults
        self._separator = " " if count == 1 else "\n"
        at_least = "minst " if count >= MOST_COUNTED else ""
        super().__init__(
            f"Folkmängden är inte inläst{f', {at_least}{count} fel:' if count > 1 else '.'}",
            (*faults[:MOST_SHOWN], *((f"… och {at_least}{more} till",) if more > 0 else ())),
        )

    def __str__(self) -> str:
        return self._separator.join([self.message, *self.details])


class Faults:
    """Collects faults while a file is read, so that a person sees more than the first one."""

    def __init__(self) -> None:
        self._found: dict[str, None] = {}

    def add(self, fault: str) -> None:
        """Note a fault; the same one twice counts once.

        Raises:
            PopulationFileError: there are so many that reading on is no use.
        """
        self._found[fault] = None
        if len(self._found) >= MOST_COUNTED:
            self.stop_if_any()

    def stop_if_any(self) -> None:
        """Raise PopulationFileError when something is wrong."""
        if self._found:
            raise PopulationFileError(*self._found)


def quoted(value: object) -> str:
    """Show something out of a file in a message: short, on one line, without what cannot be shown."""
    text = "".join(_shown(character) for character in str(value)[: LONGEST_QUOTE + 1])
    return f"”{text[:LONGEST_QUOTE]}{'…' if len(text) > LONGEST_QUOTE else ''}”"


def _shown(character: str) -> str:
    """Return a character that a terminal and a page show as one: no control, no direction mark, no half of a pair."""
    if unicodedata.category(character) == "Zs":
        return " "
    return character if character.isprintable() else "\N{REPLACEMENT CHARACTER}"
