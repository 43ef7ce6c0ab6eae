"""What may stand in `set_by`: the names of everything that somebody may have had to decide."""

from agreements.domain.checks import REQUIREMENT_SETTINGS, SETTINGS
from agreements.domain.definition import Definition
from agreements.domain.rules import nodes


def names_of_settings(definition: Definition) -> tuple[str, ...]:
    """Return the names in order: those of the agreement, its days, and those of each requirement."""
    names = [
        *sorted(SETTINGS),
        *(f"dates.{name}" for name in ("opens", "closes", "preliminary", "final", "payment")),
    ]
    names.append("preliminary.completion_closes")
    for requirement in definition.requirements:
        code = requirement.code
        names += [f"{setting}.{code}" for setting in REQUIREMENT_SETTINGS]
        names += [f"questions.{code}.{question.key}" for question in requirement.questions]
        names += [f"rule.{code}.{node.key}" for node in nodes(requirement.rule) if node.key]
    return tuple(dict.fromkeys(names))
