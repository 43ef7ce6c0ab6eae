"""A clarification: the answer to a question becomes a part of what a requirement says."""

import json
from dataclasses import dataclass
from typing import Literal, get_args

from agreements.domain.definition import Definition
from agreements.domain.loading import load_definition

Part = Literal["criterion", "guidance"]
PARTS: tuple[Part, ...] = get_args(Part)
PART_WORDS: dict[Part, str] = {
    "criterion": "Kriteriet: det som bedöms",
    "guidance": "Vägledningen: så tittar bedömaren",
}
_NAME = "förtydligandet"


@dataclass(frozen=True, slots=True)
class Clarification:
    """What is added last in a part of a requirement."""

    requirement: str
    part: Part
    text: str


def clarified(definition: Definition, clarification: Clarification) -> Definition:
    """Return the definition with the clarification in it, read anew with every check that a file goes through.

    Raises:
        KeyError: there is no such requirement.
        DefinitionFaults: the text breaks something; all faults are named.
    """
    definition.requirement(clarification.requirement)
    plain = definition.to_plain()
    requirements = plain["requirements"]
    if not isinstance(requirements, list):
        raise TypeError("a definition's requirements are a list")
    for requirement in requirements:
        if requirement["code"] == clarification.requirement:
            before = requirement.get(clarification.part)
            requirement[clarification.part] = (
                f"{before}\n\n{clarification.text}" if before else clarification.text
            )
    # JSON is YAML too; one value a line, since the loader takes only so many brackets on one.
    return load_definition(json.dumps(plain, ensure_ascii=False, indent=1), _NAME)
