"""What registers say of a case, in words, with the file that says it."""

from dataclasses import dataclass

from agreements.domain.answer_words import in_words
from agreements.domain.register_words import register_name
from agreements.selectors.ground import Ground
from assessment.selectors.registers import RegisterSource, register_answers, register_sources


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A question that a register answers. lines: the answer in words; none where it has not been read yet."""

    label: str
    register: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Registered:
    """What registers say of a party on a requirement. sources: the approved files, with their days and versions."""

    lines: tuple[RegisterLine, ...] = ()
    sources: tuple[RegisterSource, ...] = ()


def registered(ground: Ground) -> Registered:
    """Return what registers say on the requirement: four queries, or none where it reads from no register."""
    questions = [question for question in ground.requirement.questions if question.source]
    if not questions:
        return Registered()
    key, agreement = ground.key, ground.version.agreement_id
    answers = register_answers(agreement, [key.requirement]).get((key.requirement, key.party), {})
    return Registered(
        tuple(
            RegisterLine(
                question.label,
                register_name(question.source),
                in_words(question, answers.get(question.key)),
            )
            for question in questions
        ),
        register_sources(agreement).get(key.requirement, ()),
    )
