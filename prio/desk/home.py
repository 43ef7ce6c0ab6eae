"""Home: the next step, what is open now, the last decisions, the own county."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from agreements.domain.timeline import Milestone, Phase
from agreements.selectors.agreements import AgreementRow
from payouts.selectors.money_due import MoneyDue
from payouts.selectors.money_waiting import MoneyWaiting
from prio.accounts.applicants import may_register
from prio.accounts.roles import Actor, Role
from prio.desk.judging import ToAnswer
from prio.desk.navigation import Link
from prio.desk.next_steps import next_step
from prio.desk.own_work import OwnAgreement
from prio.desk.situation import DecisionFact, situation_of
from prio.desk.step import Step

MOST_SHOWN = 6
MOST_DAYS = 4
WRITES = (Role.REPORTER, Role.SIGNER, Role.HEAD)


@dataclass(frozen=True, slots=True)
class ComingDay:
    """A day that comes, and the agreement that it belongs to."""

    milestone: Milestone
    title: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything that home shows. own: what one reports in now. going_on: the other agreements of this year.

    to_answer: what one may answer before it is decided. letters: the decisions whose letters nobody of one's
    organisations has opened. money: what is to be accounted for or repaid; waiting: what else than the step keeps money
    away; money_first: they stand before what is reported, for who does not report. undeclared: this year's declaration
    of jäv is missing. may_register: they only apply for money, and may register another organisation.
    """

    today: date
    step: Step
    going_on: tuple[AgreementRow, ...]
    decisions: tuple[DecisionFact, ...]
    has_own: bool
    boards: tuple[Link, ...]
    coming: tuple[ComingDay, ...]
    own: tuple[OwnAgreement, ...]
    simulated: bool
    to_answer: tuple[ToAnswer, ...]
    letters: tuple[DecisionFact, ...]
    undeclared: bool
    money: tuple[MoneyDue, ...]
    may_register: bool
    waiting: tuple[MoneyWaiting, ...]
    money_first: bool


def home_page(actor: Actor, today: date) -> HomePage:
    """Return the home of `actor` on `today`: two to thirteen queries."""
    situation = situation_of(actor, today)
    going_on = situation.in_phase(Phase.OPEN, Phase.ASSESSMENT, Phase.PAYMENT, Phase.PLANNED)
    in_force = situation.in_force
    if actor.only_applies:  # what kommuner and regioner report on is nothing to them
        going_on = situation.concerning(going_on)
        in_force = tuple(one for one in in_force if one.is_for_own)
    decisions = in_force[:MOST_SHOWN]
    own = {one.row.code for one in situation.own}
    step = next_step(situation)
    return HomePage(
        today=today,
        step=step,
        going_on=tuple(row for row in going_on if row.code not in own),
        decisions=decisions,
        has_own=bool(actor.parties),
        boards=_boards(actor, situation.agreements),
        coming=_coming(going_on),
        own=situation.own,
        simulated=any(decision.simulated and decision.is_for_own for decision in decisions),
        to_answer=situation.to_answer,
        letters=situation.letters,
        undeclared=not situation.judging.declared,
        money=situation.money,
        may_register=actor.only_applies and may_register(actor),
        waiting=tuple(one for one in situation.waiting if one.label != step.heading),
        money_first=actor.is_any(Role.RECIPIENT) and not actor.is_any(*WRITES),
    )


def _boards(actor: Actor, agreements: tuple[AgreementRow, ...]) -> tuple[Link, ...]:
    """The own county, year by year: for who has one county only, others find theirs under the agreement."""
    if len(actor.counties) != 1:
        return ()
    (county,) = actor.counties
    of_counties = [
        row for row in agreements if not (row.definition.is_applied_for or row.definition.is_lines_only)
    ]
    return tuple(
        Link(row.title, reverse("county_board", args=[row.code, county])) for row in of_counties[:MOST_SHOWN]
    )


def _coming(rows: tuple[AgreementRow, ...]) -> tuple[ComingDay, ...]:
    days = [ComingDay(milestone, row.title) for row in rows for milestone in row.coming]
    return tuple(sorted(days, key=lambda one: one.milestone.day)[:MOST_DAYS])
