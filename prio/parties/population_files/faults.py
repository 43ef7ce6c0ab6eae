"""What is wrong with a file of population figures: one line per fault, ten at most."""

import unicodedata

from prio.refused import Refused

MOST_SHOWN = 10
LONGEST_QUOTE = 60  # characters


class PopulationFileError(Refused):
    """A file that cannot be used. Its text is for the person who gave the file: one Swedish line per fault.

    Args:
        faults: what is wrong, one line each, in the order in which it was found.
        more: how many faults there are beyond these.
    """

    def __init__(self, *faults: str, more: int = 0) -> None:
        rest = (f"… och {more} till",) if more else ()
        count = len(faults) + more
        super().__init__(
            "Folkmängden är inte inläst." if count == 1 else f"Folkmängden är inte inläst, {count} fel:",
            (*faults, *rest),
        )
        self.faults = faults
        self.more = more

    def __str__(self) -> str:
        return (" " if len(self.faults) + self.more == 1 else "\n").join([self.message, *self.details])


class Faults:
    """Collects faults while a file is read, so that a person sees more than the first one."""

    def __init__(self) -> None:
        self._shown: dict[str, None] = {}
        self._more = 0

    def add(self, fault: str) -> None:
        """Note a fault; the same one twice counts once."""
        if fault in self._shown:
            return
        if len(self._shown) < MOST_SHOWN:
            self._shown[fault] = None
        else:
            self._more += 1

    def stop_if_any(self) -> None:
        """Raise PopulationFileError when something is wrong."""
        if self._shown:
            raise PopulationFileError(*self._shown, more=self._more)


def quoted(value: object) -> str:
    """Show something out of a file in a message: short, on one line, without what cannot be shown."""
    text = "".join(_shown(character) for character in str(value)[: LONGEST_QUOTE + 1])
    return f"”{text[:LONGEST_QUOTE]}{'…' if len(text) > LONGEST_QUOTE else ''}”"


def _shown(character: str) -> str:
    """Return a character that a terminal and a page show as one: no control, no direction mark, no half of a pair."""
    if unicodedata.category(character) == "Zs":
        return " "
    return character if character.isprintable() else "\N{REPLACEMENT CHARACTER}"
