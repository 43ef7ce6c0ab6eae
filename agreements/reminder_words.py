"""What a reminder says, in plain Swedish."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from agreements.domain.definition import Definition
from agreements.selectors.dues import Due
from prio.swedish import counted, deadline, listed, relative

MOST_LISTED = 60  # parties of a county by name; there are at most 50 in one


@dataclass(frozen=True, slots=True)
class County:
    """What is left in a county."""

    code: str
    name: str
    left: tuple[Due, ...]


@dataclass(frozen=True, slots=True)
class Reminder:
    """One person's reminder of one last day: what the own organisations and the own counties have left."""

    definition: Definition
    last_day: date
    days_left: int
    own: tuple[Due, ...]
    counties: tuple[County, ...]
    simulated: bool

    @property
    def is_completion(self) -> bool:
        """Whether everything that it lists is handed in, and to be completed."""
        return all(one.asked_on for one in self.all)

    @property
    def all(self) -> tuple[Due, ...]:
        """Everything that it lists."""
        return (*self.own, *(one for county in self.counties for one in county.left))


def written(reminder: Reminder) -> tuple[str, str]:
    """Return the subject and the text of the reminder."""
    today = date.fromordinal(reminder.last_day.toordinal() - reminder.days_left)
    when = relative(reminder.last_day, today)
    title = reminder.definition.title
    verb = "Komplettera" if reminder.is_completion else "Lämna in"
    subject = f"{verb} {when}: {title}" if reminder.own else f"Kvar i länet, sista dag {when}: {title}"
    what = "komplettera det ni har lämnat" if reminder.is_completion else "lämna"
    parts = [
        f"Sista dag att {what} in till {title} är {deadline(reminder.last_day)}, {when}.",
        *_own(reminder.own),
        *(part for county in reminder.counties for part in _county(county)),
        *_money(reminder),
    ]
    if reminder.simulated:
        parts.append("Överenskommelsen är påhittad för demonstrationen.")
    return subject, "\n\n".join(parts)


def _own(left: tuple[Due, ...]) -> Iterator[str]:
    if not left:
        return
    every = all(one.asked_on for one in left)
    yield "Bedömaren har bett er komplettera det här:" if every else "Det här har ni inte lämnat in än:"
    for name, of_party in _by_party(left):
        yield "\n".join([name, *(f"– {_line(one)}" for one in of_party)])


def _line(one: Due) -> str:
    kind = " (grundkrav)" if one.requirement.kind == "grundkrav" else ""
    requirement = f"{one.requirement.code} {one.requirement.name}{kind}"
    if one.question:
        return f"{requirement}, frågan ”{one.question.label}”: obesvarad"
    if one.asked_on:
        waits = ", klar att skriva under" if one.ready else ""
        return f"{requirement}: komplettering som bedömaren har bett om{waits}"
    if one.ready:
        return f"{requirement}: klart att skriva under"
    return f"{requirement}: {'påbörjat' if one.begun else 'inte påbörjat'}"


def _county(county: County) -> Iterator[str]:
    by_party = _by_party(county.left)
    yield f"I {county.name} har {counted(len(by_party), 'organisation,organisationer')} inte lämnat in allt:"
    yield "\n".join(
        f"– {name}: {listed(list(dict.fromkeys(_short(one) for one in of_party)))}"
        for name, of_party in by_party[:MOST_LISTED]
    )


def _short(one: Due) -> str:
    return f"{one.requirement.code} (komplettering)" if one.asked_on else one.requirement.code


def _money(reminder: Reminder) -> Iterator[str]:
    if not reminder.definition.grundkrav():
        return
    grundkrav = [one for one in reminder.all if one.requirement.kind == "grundkrav"]
    if reminder.is_completion and not grundkrav:
        return
    lacking = {one.party.id for one in reminder.own if one in grundkrav and not one.asked_on}
    missing = " Minst ett grundkrav saknas hos er." if lacking else ""
    yield f"Den som inte klarar alla grundkrav får inga pengar, oavsett hur det går med målen.{missing}"


def _by_party(left: Iterable[Due]) -> list[tuple[str, list[Due]]]:
    """What is left by the party's name, in the order of the parties' codes."""
    in_order = sorted(left, key=lambda one: one.party.code)
    return [
        (found[0].party.name, found)
        for _, group in groupby(in_order, key=lambda one: one.party.code)
        if (found := list(group))
    ]
