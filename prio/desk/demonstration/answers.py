"""Made-up answers for the demonstration: whole reports that mostly, but not always, meet what is asked."""

import hashlib
from typing import Any

from agreements.domain.definition import RequirementDefinition
from agreements.domain.questions import Question
from agreements.domain.rules import BySize, CoversYears, InPeriod, Leaf, Share, Value, leaves

Answers = dict[str, Any]

LONGEST_NAME = 60  # characters, without the ending
PER_MILLE_COUNTED = 2  # persons per thousand inhabitants that a made-up count starts from


def luck(*parts: str) -> int:
    """Return a number from 0 to 99 that is always the same for the same parts."""
    return int(hashlib.sha256("|".join(parts).encode()).hexdigest()[:8], 16) % 100


def made_up_answers(requirement: RequirementDefinition, party: str, people: int) -> Answers:
    """Return answers to every question of the requirement.

    Args:
        requirement: what is asked.
        party: the party's code; the same party always answers the same.
        people: its inhabitants, which its figures follow.
    """
    answers = {
        question.key: _answer(question, requirement.code, party, people) for question in requirement.questions
    }
    for leaf in leaves(requirement.rule):
        _fit(leaf, answers, luck(requirement.code, party, leaf.key), people)
    return answers


def _answer(question: Question, code: str, party: str, people: int) -> Any:
    chance = luck(code, party, question.key)
    number = max(1, people * PER_MILLE_COUNTED * (50 + chance) // 100_000)
    simple = {
        "yes_no": chance < 94,
        "count": _split(question, number),
        "number": number,
        "percent": str(90 + chance % 10),
        "text": "Beskrivningen finns i den bifogade handlingen.",
        "contact": {"name": "Kontaktperson", "email": "kontakt@example.org", "phone": "0000-00 00 00"},
        "link": "https://www.example.org/psykisk-halsa",
        "date": None,
        "period": None,
        "document": {"name": _file_name(question), "sections": _sections(question, chance)},
        "consultations": [
            {"organisation": "NSPH i länet", "how": "möte", "summary": "Synpunkter på planen."}
        ],
        "monthly_series": dict.fromkeys(question.months, number // 10 + 1),
        "matrix": {
            row.key: {"link": "https://www.example.org/hjalp", "label": row.label} for row in question.rows
        },
    }
    if question.type == "choice":
        return question.options[chance % len(question.options)].key
    if question.type == "units":
        return [
            {
                "name": f"Enhet {name}",
                **{one.key: _answer(one, code, party, people) for one in question.fields},
            }
            for name in ("A", "B")
        ]
    return simple[question.type]


def _file_name(question: Question) -> str:
    """Name a file after what is asked for."""
    return f"{question.label.rstrip('?.')[:LONGEST_NAME].rstrip()}.pdf"


def _split(question: Question, number: int) -> Any:
    if not question.split_by:
        return number
    parts = len(question.split_by)
    shares = {option.key: number // parts for option in question.split_by}
    shares[question.split_by[0].key] += number % parts
    return shares


def _sections(question: Question, chance: int) -> list[str]:
    """Return the sections that are ticked: one report in twenty forgets the last one."""
    return list(question.sections[:-1] if chance < 5 else question.sections)


def _fit(leaf: Leaf, answers: Answers, chance: int, people: int) -> None:
    """Let the answers that a demand reads come near its limit: mostly above, sometimes below."""
    if isinstance(leaf, InPeriod) and leaf.question.key in answers:
        answers[leaf.question.key] = _inside(leaf)
    elif isinstance(leaf, CoversYears):
        answers[leaf.question.key] = {"from": str(min(leaf.years)), "to": str(max(leaf.years))}
    elif isinstance(leaf, Value) and leaf.at_least is not None and leaf.question.key in answers:
        limit = int(leaf.at_least.split(".")[0])
        value = max(0, limit + (-2 if chance < 8 else 2))
        answers[leaf.question.key] = str(min(value, 100)) if leaf.question.type == "percent" else value
    elif isinstance(leaf, BySize):
        answers[leaf.question.key] = (leaf.large or 0) - (250 if chance < 8 else 0)
    elif isinstance(leaf, Share):
        _fit_share(leaf, answers, chance, people)


def _inside(leaf: InPeriod) -> Any:
    moment = leaf.last or leaf.first
    if leaf.question.type == "period":
        return {"from": leaf.first or moment, "to": moment}
    if leaf.question.type == "number":
        return int(moment[:4])
    return {"year": moment[:4], "month": f"{moment[:4]}-03", "day": f"{moment[:4]}-03-15"}[
        leaf.question.precision
    ]


def _fit_share(leaf: Share, answers: Answers, chance: int, people: int) -> None:
    if any(question.split_by or question.key not in answers for question in leaf.reads):
        return
    if leaf.population_percent is not None:
        base = people // 200
    else:
        base = max(10, people // 250)
        answers[leaf.base[0].key] = base
        answers.update({question.key: 0 for question in (*leaf.base[1:], *leaf.minus)})
    limit = int(leaf.at_least_percent.split(".")[0])
    share = min(100, limit + (-6 if chance < 25 else 3))
    answers[leaf.of[0].key] = -(-base * share // 100)
    answers.update({question.key: 0 for question in leaf.of[1:]})
