"""From the text of a file to a definition, or every fault of the file at once."""

from dataclasses import dataclass

from agreements.domain.checks import check
from agreements.domain.definition import Definition, read_definition
from agreements.domain.faults import DefinitionFaults, Fault, FaultLog
from agreements.domain.reading import Reader
from agreements.domain.source import Place, tree_of_yaml

__all__ = ["DefinitionFaults", "Fault", "Reading", "load_definition", "read_text"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a text. definition: with stand-ins for what could not be read; None where the text is no table."""

    definition: Definition | None
    tree: Place | None
    faults: tuple[Fault, ...]


def read_text(text: str, file: str) -> Reading:
    """Read a definition as far as it goes, with every fault of the text, whatever the text is."""
    log = FaultLog(file)
    tree = tree_of_yaml(text, log)
    reader = Reader.of_root(tree, log)
    definition = None
    if reader is not None:
        definition = read_definition(reader)
        check(definition, reader)
    return Reading(definition, tree, DefinitionFaults(log.faults).faults)


def load_definition(text: str, file: str) -> Definition:
    """Return the definition that is written as YAML 1.2 in `text`; the format stands in docs/formats.md.

    `file` is the name that faults are told with. Raises DefinitionFaults with every fault of the text, and nothing else
    whatever the text is.
    """
    found = read_text(text, file)
    if found.faults or found.definition is None:
        raise DefinitionFaults(found.faults)
    return found.definition
