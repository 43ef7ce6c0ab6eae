"""From the text of a file to a definition, or every fault of the file at once."""

from agreements.domain.checks import check
from agreements.domain.definition import Definition, read_definition
from agreements.domain.faults import DefinitionFaults, Fault, FaultLog
from agreements.domain.reading import Reader
from agreements.domain.source import tree_of_yaml

__all__ = ["DefinitionFaults", "Fault", "load_definition"]


def load_definition(text: str, file: str) -> Definition:
    """Return the definition that is written as YAML 1.2 in `text`; the format stands in docs/formats.md.

    `file` is the name that faults are told with. Raises DefinitionFaults with every fault of the text, and nothing else
    whatever the text is.
    """
    log = FaultLog(file)
    reader = Reader.of_root(tree_of_yaml(text, log), log)
    if reader is None:
        raise DefinitionFaults(log.faults)
    definition = read_definition(reader)
    check(definition, reader)
    log.stop_if_any()
    return definition
