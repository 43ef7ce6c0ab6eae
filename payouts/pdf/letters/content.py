"""Everything that the letter to one recipient says, as plain values. Money is whole kronor.

`payouts.pdf.letters.source` makes it from a stored decision, `words` words it, `render` draws it.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from agreements.domain.terms import Aftermath
from payouts.domain.wording import Noun, Sentences
from prio.money import number
from prio.pdf.tables import Cell, Column, Row, Table


class About(Enum):
    """What the decision behind the letter does."""

    GIVES = "gives"
    REVOKES = "revokes"


@dataclass(frozen=True, slots=True)
class LetterGoal:
    """What a party gets of a pot and why: the rule, the rule with its figures, the result.

    made_up: the amount rests on an outcome that is not real.
    """

    code: str
    name: str
    amount: int
    rule: Sentences
    figures: Sentences
    result: Sentences
    made_up: bool

    @property
    def label(self) -> str:
        """The code, with a star where the amount rests on something made up."""
        return f"{self.code}*" if self.made_up else self.code


@dataclass(frozen=True, slots=True)
class LetterLine:
    """Kronor out of a line of the agreement's budget."""

    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class LetterAnswer:
    """What an application is answered, in kronor. asked: None where no amount could be read.

    demands: what every application has to meet. reason: why it gets less than it asked for; empty where it gets all.
    """

    code: str
    name: str
    asked: int | None
    granted: int
    reason: str
    demands: Sentences


@dataclass(frozen=True, slots=True)
class LetterParty:
    """One party of the recipient. noun: what it is called. lines: what it gets beside the pots.

    answers: what its applications are answered, where money is applied for.
    """

    code: str
    name: str
    noun: Noun
    goals: tuple[LetterGoal, ...]
    lines: tuple[LetterLine, ...] = ()
    answers: tuple[LetterAnswer, ...] = ()

    @property
    def total(self) -> int:
        """Kronor that it gets in all."""
        answered = sum(one.granted for one in self.answers)
        return answered + sum(goal.amount for goal in self.goals) + sum(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """The decision that the letter tells of. What is unknown is empty or None.

    corrects: the reference of the decision that it corrects or revokes. reason: why. on_applications: it answers
    those who have applied, or revokes such answers.
    """

    reference: str
    decided_on: date
    decision_maker: str
    rapporteur: str
    others: str
    agreement: str
    title: str
    payer: str
    payment_by: date | None
    aftermath: Aftermath
    corrects: str
    reason: str
    simulated: bool
    on_applications: bool = False


@dataclass(frozen=True, slots=True)
class LetterContent:
    """The letter to one organisation.

    before: kronor that the corrected or revoked decision gave it; None where there was none.
    check_at: the address of the page that says whether a document is genuine.
    """

    reference: str
    about: About
    organisation: str
    parties: tuple[LetterParty, ...]
    decision: DecisionFacts
    before: int | None
    check_at: str
    csv: bytes

    @property
    def total(self) -> int:
        """Kronor that the organisation gets, all its parties together."""
        return sum(party.total for party in self.parties)

    @property
    def csv_name(self) -> str:
        """The name of the attached file."""
        return f"belopp-{self.reference.lower().replace('/', '-')}.csv"


def _answers_table(party: LetterParty) -> Table:
    rows = tuple(
        Row(
            f"{one.code} {one.name}",
            (Cell("–" if one.asked is None else number(one.asked)), Cell(number(one.granted))),
        )
        for one in party.answers
    )
    columns = (Column("Bidrag", 60, figures=False), Column("Sökt", 20), Column("Beviljat", 20))
    return Table(f"{party.name}, kronor", columns, rows)


def amounts_table(party: LetterParty) -> Table:
    """What the party gets, a row for each pot and line, or each application with what it asked for."""
    if party.answers:
        return _answers_table(party)
    rows = [
        *(Row(f"{one.label} {one.name}", (Cell(number(one.amount)),)) for one in party.goals),
        *(Row(one.name, (Cell(number(one.amount)),)) for one in party.lines),
    ]
    total = Row("Summa", (Cell(number(party.total)),), style="total")
    return Table(
        f"{party.name}, kronor", (Column("Mål", 75, figures=False), Column("Kronor", 25)), (*rows, total)
    )
