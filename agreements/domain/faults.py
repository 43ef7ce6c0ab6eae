"""What is wrong with a definition: every fault with its place, collected and told at once."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: file, line (from 1; 0 where there is no text), code of the requirement, what is wrong in Swedish."""

    file: str
    line: int
    requirement: str | None
    message: str

    def __str__(self) -> str:
        place = f"{self.file}, rad {self.line}" if self.line else self.file
        who = f", {self.requirement}" if self.requirement else ""
        return f"{place}{who}: {self.message}"


class DefinitionFaults(ValueError):
    """A definition that cannot be used, with all its faults in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults), key=lambda fault: (fault.line, fault.message)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class FaultLog:
    """Collects faults while a definition is read, so that the reading can go on."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def add(self, line: int, requirement: str | None, message: str) -> None:
        """Note a fault on `line` (from 1), in the requirement with that code or in the agreement itself."""
        self.faults.append(Fault(self.file, line, requirement, message))

    def stop_if_any(self) -> None:
        """Raise DefinitionFaults when at least one fault has been noted."""
        if self.faults:
            raise DefinitionFaults(self.faults)


def quoted(text: str) -> str:
    """Show a piece of somebody's file in a message: short, and without characters that cannot be shown."""
    shown = "".join(
        "\N{REPLACEMENT CHARACTER}" if is_unprintable(character) else character for character in text
    )
    if len(shown) > _LONGEST_QUOTE:
        shown = f"{shown[:_LONGEST_QUOTE]}…"
    return f"”{shown}”"


def is_unprintable(character: str) -> bool:
    """Say whether `character` is a control character or half of a surrogate pair, which no text may hold."""
    return unicodedata.category(character) in {"Cc", "Cs"}
