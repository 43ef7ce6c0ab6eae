"""What differs, in plain Swedish: between two versions of a report, and between two wordings of what is demanded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from agreements.domain.answer_words import in_words
from agreements.domain.answers import Answers
from agreements.domain.definition import Definition
from agreements.domain.party_words import REGIONS_FROM, parties_in_words
from agreements.domain.plain_words import Sentence, in_plain_words
from agreements.domain.question_words import question_in_words
from agreements.domain.questions import Question
from agreements.domain.requirement import RequirementDefinition
from agreements.domain.settings_words import allocation_words, split_words, terms_in_words
from agreements.domain.word_pieces import Piece, pieces
from prio.days import plain_day
from prio.money import kronor

__all__ = [
    "AnswerDifference",
    "DifferenceKind",
    "Piece",
    "RequirementDifference",
    "WordingDifference",
    "answer_differences",
    "definition_differences",
    "wording_differences",
]

DifferenceKind = Literal["added", "removed", "changed"]
_ANOTHER_FILE = "En annan fil med samma namn."
_DAYS = {
    "opens": "Första dag att rapportera",
    "closes": "Sista dag att rapportera",
    "preliminary": "Dag för preliminär bedömning",
    "final": "Dag för slutlig bedömning",
    "payment": "Dag för utbetalning",
}


@dataclass(frozen=True, slots=True)
class AnswerDifference:
    """An answer that differs: the question, and the answer in words before and after (no line: no answer)."""

    question: Question
    before: tuple[str, ...]
    after: tuple[str, ...]
    kind: DifferenceKind


@dataclass(frozen=True, slots=True)
class WordingDifference:
    """A wording that differs: what it is of (`Kriteriet`, `Frågan ”…”`), both wordings, and them word by word."""

    what: str
    before: str
    after: str
    pieces: tuple[Piece, ...]

    @property
    def kind(self) -> DifferenceKind:
        """Whether something came, went or is worded otherwise."""
        return _kind(self.before, self.after)


@dataclass(frozen=True, slots=True)
class RequirementDifference:
    """What differs in one requirement. `code` is empty for what the agreement itself says: days, money, settings."""

    code: str
    name: str
    kind: DifferenceKind
    differences: tuple[WordingDifference, ...]


def answer_differences(
    requirement: RequirementDefinition,
    old_answers: Answers,
    new_answers: Answers,
    *,
    earlier: RequirementDefinition | None = None,
) -> tuple[AnswerDifference, ...]:
    """Return the answers that differ, in the order of the questions.

    Args:
        requirement: what the new answers answer.
        old_answers: the answers before, by the key of their question.
        new_answers: the answers after.
        earlier: what the old answers answered, where that was another wording; its questions that are gone come last.
    """
    before_by_key = {one.key: one for one in earlier.questions} if earlier else {}
    gone = tuple(one for key, one in before_by_key.items() if key not in _keys(requirement))
    found = (
        _answer_difference(
            question,
            before_by_key.get(question.key, question),
            old_answers,
            {} if question in gone else new_answers,
        )
        for question in (*requirement.questions, *gone)
    )
    return tuple(difference for difference in found if difference)


def _keys(requirement: RequirementDefinition) -> set[str]:
    return {question.key for question in requirement.questions}


def _answer_difference(
    question: Question, earlier: Question, old_answers: Answers, new_answers: Answers
) -> AnswerDifference | None:
    old, new = old_answers.get(question.key), new_answers.get(question.key)
    before, after = in_words(earlier, old), in_words(question, new)
    if before == after:
        if _files(old) == _files(new):
            return None
        after = (*after, _ANOTHER_FILE)
    return AnswerDifference(question, before, after, _kind(before, after))


def _kind(before: Sequence[str], after: Sequence[str]) -> DifferenceKind:
    if not before:
        return "added"
    return "changed" if after else "removed"


def _files(value: object) -> list[object]:
    """Return what identifies the files of an answer, in order: two may have the same name."""
    if isinstance(value, Mapping):
        own = [value[name] for name in ("sha256", "file") if value.get(name)][:1]
        return own + [file for inner in value.values() for file in _files(inner)]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [file for inner in value for file in _files(inner)]
    return []


def wording_differences(
    old: RequirementDefinition | None, new: RequirementDefinition | None, *, year: int = REGIONS_FROM
) -> tuple[WordingDifference, ...]:
    """Return what is worded otherwise in a requirement; everything when it is new or gone.

    `year` is the agreement's: landsting are called regioner from 2019.
    """
    before = _wordings(old, year) if old else {}
    after = _wordings(new, year) if new else {}
    return _differing(before, after)


def definition_differences(old: Definition, new: Definition) -> tuple[RequirementDifference, ...]:
    """Return what differs between two versions of an agreement.

    First the agreement's own terms, then the requirements in the order of the new version, those that are gone last.
    """
    own = _differing(_terms(old), _terms(new))
    found = [RequirementDifference("", new.title, "changed", own)]
    before = {requirement.code: requirement for requirement in old.requirements}
    after = {requirement.code: requirement for requirement in new.requirements}
    for code in dict.fromkeys((*after, *before)):
        earlier, later = before.get(code), after.get(code)
        named = later or earlier
        kind: DifferenceKind = "changed" if earlier and later else ("added" if later else "removed")
        differences = wording_differences(earlier, later, year=new.year)
        found.append(RequirementDifference(code, named.name if named else code, kind, differences))
    return tuple(one for one in found if one.differences)


# What is said, by a key that is the same in both versions: what it is called, and its wording.
_Wordings = dict[str, tuple[str, str]]
_NOTHING = ("", "")


def _differing(before: _Wordings, after: _Wordings) -> tuple[WordingDifference, ...]:
    found = []
    for key in dict.fromkeys((*after, *before)):
        (earlier, old), (later, new) = before.get(key, _NOTHING), after.get(key, _NOTHING)
        if old != new:
            found.append(WordingDifference(later or earlier, old, new, pieces(old, new)))
    return tuple(found)


def _by_name(texts: Mapping[str, str]) -> _Wordings:
    return {name: (name, text) for name, text in texts.items() if text}


def _wordings(requirement: RequirementDefinition, year: int) -> _Wordings:
    """Return everything that a requirement says."""
    texts = {
        "Namnet": requirement.name,
        "Lydelsen i överenskommelsen": requirement.text,
        "Kriteriet": requirement.criterion,
        "Vägledningen": requirement.guidance,
        "Vilka det gäller": parties_in_words(requirement.parties, year),
        "Sista dag att rapportera": plain_day(requirement.closes) if requirement.closes else "",
        "Vem som bedömer": requirement.assessor,
        "Källan": requirement.source,
    }
    if requirement.has_pot:
        texts |= {
            "Potten": kronor(requirement.pot) if requirement.pot is not None else "Inte bestämd.",
            "Delningen mellan kommuner och regioner": split_words(requirement.split, year),
            "Hur potten fördelas": allocation_words(requirement.allocation),
        }
    if requirement.compares_with:
        texts["Vad som jämförs i länet"] = (
            requirement.compares_with.note or requirement.compares_with.requirement
        )
    wordings = _by_name(texts)
    for question in requirement.questions:
        said = "\n".join(question_in_words(requirement, question))
        wordings[f"question.{question.key}"] = (f"Frågan ”{question.label}”", said)
    if requirement.rule:
        wordings["rule"] = ("Regeln", "\n".join(_outline(in_plain_words(requirement.rule))))
    return wordings


def _outline(sentence: Sentence, depth: int = 0) -> Iterator[str]:
    said = " ".join(part for part in (sentence.text, sentence.how, sentence.when) if part)
    yield f"{'– ' * depth}{said}"
    for below in sentence.below:
        yield from _outline(below, depth + 1)


def _terms(definition: Definition) -> _Wordings:
    """Return what the agreement says outside its requirements."""
    texts = {
        "Överenskommelsens namn": definition.title,
        "Sammanfattningen": definition.summary,
        "Vem som samlar in": definition.collector,
        "Vem som bedömer": definition.assessor,
        "Vem som beslutar": definition.decided_by,
        "Vem som betalar": definition.payer,
        "Pengarna totalt": kronor(definition.budget.total),
    }
    for name, what in _DAYS.items():
        day = getattr(definition.dates, name)
        texts[what] = plain_day(day) if day else ""
    if closes := definition.preliminary.completion_closes:
        texts["Sista dag att komplettera"] = plain_day(closes)
    for line in definition.budget.lines:
        words = [f"{kronor(line.amount)} till {line.recipient}.", line.note]
        if line.report_due:
            words.append(f"Redovisas senast den {plain_day(line.report_due)}.")
        if line.areas:
            words.append(f"Redovisas för {'; '.join(line.areas)}.")
        texts[line.name] = " ".join(filter(None, words))
    return _by_name({**texts, **terms_in_words(definition)})
