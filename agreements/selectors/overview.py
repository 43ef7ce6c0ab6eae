"""The reporter's home in an agreement: what is open, what is missing, what is done, and the one next step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from agreements.domain.lifecycle import REPORT
from agreements.domain.party_words import the_party
from agreements.domain.progress import asked_now
from agreements.domain.result import Truth
from agreements.domain.timeline import Phase, phase_on
from agreements.domain.wording import listed
from agreements.models import ReportState
from agreements.selectors.own_reports import OwnParty, OwnReport, OwnReports
from agreements.selectors.places import NOT_BEGUN
from prio import clock
from prio.accounts.roles import Role
from prio.days import day_with_weekday

# What stands as handed in, also while more is asked for or somebody decides about it.
STANDS = frozenset({ReportState.HANDED_IN, ReportState.RETURNED, ReportState.LATE})
BOTH = 2
MOST_NAMED = 3  # missing questions that are named in a row; the rest are counted


@dataclass(frozen=True, slots=True)
class Row:
    """One report in the list. label: its state for those who report. asked, answered: questions.

    named, more: the first questions that have no answer, and how many more there are.
    """

    own: OwnReport
    label: str
    asked: int
    answered: int
    named: tuple[str, ...]
    more: int
    is_grundkrav: bool
    verbs: frozenset[str]

    @property
    def code(self) -> str:
        """The requirement's code."""
        return self.own.place.requirement.code

    @property
    def state(self) -> str:
        """The code of its state."""
        return self.own.place.state

    @property
    def stands(self) -> bool:
        """Whether it is handed in, in time or late."""
        return self.state in STANDS

    @property
    def is_complete(self) -> bool:
        """Whether it can be handed in and has an answer to everything."""
        return self.own.can_be_handed_in and not self.own.missing

    @property
    def waits_for_signature(self) -> bool:
        """Whether somebody has asked for a signature, and it can be given now."""
        return self.is_complete and self.own.is_ready and not self.own.place.needs_confirmation

    @property
    def gaps(self) -> int:
        """How many questions were handed in without an answer, and can be answered in time only by taking back."""
        place = self.own.place
        if self.state != ReportState.HANDED_IN or not place.open:
            return 0
        return sum(question.key not in place.editable for question in self.own.missing)

    @property
    def falls_short(self) -> bool:
        """Whether the self-check said, when it was handed in, that the answers do not meet the demand."""
        made = self.own.submission
        return (
            self.state == ReportState.HANDED_IN
            and made is not None
            and made.evaluation.get("truth") == Truth.NOT_MET.value
        )

    @property
    def last_day(self) -> date | None:
        """The day that counts now: that of the completion that is asked for, else the last day to report."""
        place = self.own.place
        return place.completion_due or place.last_day

    @property
    def is_late_now(self) -> bool:
        """Whether it is not handed in and its last day has ended."""
        return self.state in {NOT_BEGUN, ReportState.DRAFT} and self.own.place.times.closed

    @property
    def is_begun_and_left(self) -> bool:
        """Whether it is being worked on."""
        return self.state in {ReportState.DRAFT, ReportState.RETURNED}


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do next. to: the name of the address; requirement: empty where it is about the whole party."""

    heading: str
    text: str
    label: str = ""
    to: str = ""
    agreement: str = ""
    party: str = ""
    requirement: str = ""


@dataclass(frozen=True, slots=True)
class PartyOverview:
    """One party's reports. alarm: what the missing grundkrav mean, empty where none is missing."""

    own: OwnParty
    grundkrav: tuple[Row, ...]
    goals: tuple[Row, ...]
    missing_grundkrav: tuple[str, ...]
    alarm: str
    next_step: NextStep
    may_sign: bool
    may_edit: bool
    can_be_handed_in: bool
    receipts: tuple[tuple[int, str, datetime], ...]

    @property
    def alarm_heading(self) -> str:
        """Name the grundkrav that are missing."""
        return not_handed_in(self.missing_grundkrav)

    @property
    def rows(self) -> tuple[Row, ...]:
        """All reports, grundkrav first."""
        return (*self.grundkrav, *self.goals)


def overview(own: OwnReports) -> tuple[PartyOverview, ...]:
    """Return each party's home. No query."""
    return tuple(_party(own, one) for one in own.parties)


def is_over(own: OwnReports) -> bool:
    """Say whether the agreement's reports have been assessed: what is not handed in is no longer waited for."""
    if own.version.agreement.assessed_at is not None:
        return True
    today = own.now.astimezone(clock.STOCKHOLM).date()
    return phase_on(own.definition.dates, today) in {Phase.PAYMENT, Phase.OVER}


def _party(own: OwnReports, one: OwnParty) -> PartyOverview:
    rows = tuple(_row(report) for report in one.reports)
    grundkrav = tuple(row for row in rows if row.is_grundkrav)
    goals = tuple(row for row in rows if not row.is_grundkrav)
    lacking = tuple(row.code for row in grundkrav if not row.stands)
    places = [row.own.place for row in rows]
    may_sign = any(place.may_sign for place in places)
    may_edit = any(not place.roles.isdisjoint({Role.REPORTER, Role.SIGNER}) for place in places)
    return PartyOverview(
        own=one,
        grundkrav=grundkrav,
        goals=goals,
        missing_grundkrav=lacking,
        alarm=without_grundkrav(one.party.kind, own.definition.year, len(grundkrav))
        if lacking and not is_over(own)
        else "",
        next_step=next_step(own, one, (*grundkrav, *goals), may_sign=may_sign, may_edit=may_edit),
        may_sign=may_sign,
        may_edit=may_edit,
        can_be_handed_in=any(row.own.can_be_handed_in for row in rows),
        receipts=_receipts(one.reports),
    )


def not_handed_in(grundkrav: Sequence[str]) -> str:
    """Name the grundkrav that are missing, by code."""
    return f"{listed(grundkrav)} är inte {'inlämnat' if len(grundkrav) == 1 else 'inlämnade'}"


def without_grundkrav(kind: str, year: int, grundkrav: int) -> str:
    """Say what a missing grundkrav, one of so many, means to a kind of party: no money at all."""
    every = {1: "grundkravet", BOTH: "båda grundkraven"}.get(grundkrav, f"alla {grundkrav} grundkrav")
    return f"Utan {every} får {the_party(kind, year)} inga pengar, vilka mål ni än når."


def _row(own: OwnReport) -> Row:
    place = own.place
    asked = len(asked_now(place.requirement, place.answers))
    labels = [question.label for question in own.missing]
    return Row(
        own=own,
        label=REPORT.state(place.state).for_reporter,
        asked=asked,
        answered=max(asked - len(own.missing), 0),
        named=tuple(labels[:MOST_NAMED]),
        more=max(len(labels) - MOST_NAMED, 0),
        is_grundkrav=place.requirement.kind == "grundkrav",
        verbs=frozenset(step.verb for step in place.steps),
    )


def _receipts(reports: Iterable[OwnReport]) -> tuple[tuple[int, str, datetime], ...]:
    """The receipts of what was handed in last: number, reference and when, the newest first."""
    found = {
        (made.number, made.reference, made.at)
        for report in reports
        if report.submission and (made := report.submission.hand_in)
    }
    return tuple(sorted(found, reverse=True))


def next_step(
    own: OwnReports, one: OwnParty, rows: Sequence[Row], *, may_sign: bool, may_edit: bool
) -> NextStep:
    """Return the one thing that the actor should do next for a party; the most pressing of what is left."""
    words = own.definition.calling
    if is_over(own) and own.definition.is_reported:
        return NextStep(
            "Inget mer att göra",
            f"{'Ansökningarna' if own.definition.is_applied_for else 'Rapporterna'} är bedömda.",
        )
    opens = own.definition.dates.opens
    if opens and rows and not any(row.own.place.times.opened for row in rows):
        return NextStep(
            f"{words.time} öppnar {day_with_weekday(opens)}",
            "Till dess kan ni läsa kraven och frågorna under fliken Överenskommelsen.",
        )
    if not rows and not own.definition.is_reported:
        return NextStep(
            "Inget att rapportera", "Pengarna går ut efter folkmängd. Ni behöver inte göra något."
        )
    if not rows:
        return NextStep("Inget att rapportera", "Allt som gäller er läses ur register.")
    open_states = {NOT_BEGUN, ReportState.DRAFT, ReportState.RETURNED}
    if not may_edit and not any(row.state in open_states for row in rows):
        return _nothing_left(rows)
    if not may_edit:
        return NextStep(f"{words.time} pågår", "Den som rapporterar eller skriver under för er gör resten.")
    return _of_work(one.party.code, rows, may_sign=may_sign)


def _of_work(party: str, rows: Sequence[Row], *, may_sign: bool) -> NextStep:
    """The next step of who may do something about it: a completion, a signature, a new wording, what is not done."""
    returned = [row for row in rows if row.state == ReportState.RETURNED]
    drafts = [row for row in rows if row.state in {NOT_BEGUN, ReportState.DRAFT}]
    if to_complete := [row for row in returned if not row.own.is_ready]:
        text = "Bedömaren har bett om mer. Det ni lämnade in gäller under tiden."
        return _at(to_complete[0], "Komplettera", text)
    if may_sign and (marked := [row for row in rows if row.waits_for_signature]):
        return _sign(party, marked, may_sign=True, is_asked=True)
    if reworded := [row for row in rows if row.own.place.needs_confirmation]:
        text = "Lydelsen har ändrats sedan ni svarade. Bekräfta eller ändra svaren."
        return _at(reworded[0], "Se över", text)
    if drafts:
        return _of_drafts(party, drafts, may_sign=may_sign)
    if returned:
        return _sign(party, returned, may_sign=may_sign, is_asked=True)
    return _nothing_left(rows)


def _of_drafts(party: str, drafts: Sequence[Row], *, may_sign: bool) -> NextStep:
    complete = [row for row in drafts if row.is_complete]
    marked = [row for row in complete if row.own.is_ready]
    unfinished = [row for row in drafts if row not in complete]
    if complete and (not unfinished or (may_sign and marked)):
        return _sign(party, complete, may_sign=may_sign, is_asked=len(marked) == len(complete))
    row = min(unfinished, key=lambda one: (not one.is_grundkrav, one.state == NOT_BEGUN))
    late = " Sista dagen har passerat: det ni lämnar in nu räknas som sent." if row.is_late_now else ""
    if row.state == NOT_BEGUN:
        return _at(row, "Börja med", f"{_questions(row.asked)} att svara på.{late}")
    if row.own.obstacles:
        return _at(row, "Fortsätt med", row.own.obstacles[0] + late)
    return _at(row, "Fortsätt med", f"{_questions(len(row.own.missing))} utan svar.{late}")


def _sign(party: str, rows: Sequence[Row], *, may_sign: bool, is_asked: bool) -> NextStep:
    place = rows[0].own.place
    codes = listed([row.code for row in rows])
    to = {"to": "hand_in", "agreement": place.key.agreement, "party": party}
    if may_sign:
        return NextStep(
            "Läs igenom och lämna in", f"Klart att lämna in: {codes}.", "Granska och lämna in", **to
        )
    if is_asked:
        text = f"Er undertecknare har fått ett meddelande om {codes}."
        return NextStep("Väntar på underskrift", text, "Läs igenom", **to)
    text = f"Alla frågor är besvarade i {codes}. Er behöriga undertecknare lämnar in."
    return NextStep("Be om underskrift", text, "Läs igenom och be om underskrift", **to)


def _nothing_left(rows: Sequence[Row]) -> NextStep:
    if any(row.state == ReportState.LATE for row in rows):
        text = "Det som kom efter sista dagen väntar på beslut. Ni får ett meddelande."
        return NextStep("Allt är inlämnat", text)
    if gaps := [row.code for row in rows if row.gaps]:
        text = f"Men svar saknas i {listed(gaps)}. Ta tillbaka, svara och lämna in på nytt före sista dagen."
        return NextStep("Allt är inlämnat", text)
    if all(row.stands for row in rows):
        return NextStep("Allt är inlämnat", "Ni behöver inte göra något mer nu. Bedömningen tar vid.")
    return NextStep("Inget mer att göra nu", "Det som är inlämnat bedöms.")


def _at(row: Row, verb: str, text: str) -> NextStep:
    key = row.own.place.key
    return NextStep(
        f"{verb} {row.code} {row.own.place.requirement.name}",
        text,
        f"{verb} {row.code}",
        "report",
        key.agreement,
        key.party,
        row.code,
    )


def _questions(number: int) -> str:
    return f"{number} {'fråga' if number == 1 else 'frågor'}"
