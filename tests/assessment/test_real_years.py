"""A whole real year, judged from the first report to the last verdict: history comes out.

All 311 parties of 2014: a preliminary round, completion, registers, clear cases at once, rejections heard and approved
by another person, what follows from the closing in one batch. The other years, each with its own rules, are judged for
a county in test_year_by_api.py, and in the browser.
"""

from collections import Counter
from datetime import timedelta

import pytest
import time_machine

from agreements.domain.report_key import ReportKey
from assessment.domain.eyes import manual_leaves
from assessment.models import (
    COUNTS_AS_MET,
    FOLLOWS_FROM_CLOSING,
    Finding,
    Outcome,
    RoundKind,
    RoundState,
    Verdict,
    VerdictState,
)
from assessment.services import assess_agreement
from assessment.services.batches import approve_clear, settle_closing
from assessment.services.communicating import communicate
from assessment.services.findings import send_findings
from assessment.services.judging import Criterion, approve, prepare
from assessment.services.rounds import close_round, open_round
from prio import clock
from prio.accounts.roles import Actor
from tests.assessment.real_years import (
    Case,
    RealYear,
    complete,
    hand_everything_in,
    make_real_year,
    take_in_registers,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FINAL, PRELIMINARY = RoundKind.FINAL, RoundKind.PRELIMINARY
# Who falls short beforehand and mends it in time, on a grundkrav that history says was met.
MENDED = frozenset({("GK1", "2380"), ("GK1", "0180"), ("GK2", "23")})
LOOKED_AT = ("2380", "0180", "23", "1480")
WORDS = "Det som krävs finns inte i underlaget."


def test_a_real_year_comes_to_what_history_says() -> None:
    year = make_real_year("prio-2014")
    hand_everything_in(year, MENDED)
    dates = year.definition.dates
    assert dates.closes
    with time_machine.travel(clock.end_of(dates.closes) + timedelta(days=1), tick=False):
        judge_beforehand(year)
        for case in MENDED:
            complete(year, case)
        take_in_registers(year)
    judge(year)
    found = {
        (verdict.requirement.code, verdict.party.code): verdict.outcome
        for verdict in Verdict.objects.filter(
            round__agreement__code=year.code, state=VerdictState.FINAL
        ).select_related("requirement", "party")
    }
    assert found == dict(year.outcomes)
    assert met_both(found) == Counter(municipality=282, region=21)


def met_both(found: dict[Case, str]) -> Counter[str]:
    """How many kommuner and landsting met both grundkrav."""
    parties = {party for code, party in found if code == "GK1"}
    winners = [one for one in parties if all(found[code, one] in COUNTS_AS_MET for code in ("GK1", "GK2"))]
    return Counter("region" if len(one) == 2 else "municipality" for one in winners)


def judge_beforehand(year: RealYear) -> None:
    """The preliminary round, for all: some fall short and are told, the others are as good as they will be."""
    open_round(year.lead, year.code, PRELIMINARY)
    assess_agreement(year.code, kind=PRELIMINARY)
    findings = Finding.objects.select_related("requirement", "party")
    assert findings.count() == 622
    some = findings.filter(party__code__in=LOOKED_AT)
    for one in some:
        if one.proposed_outcome not in FOLLOWS_FROM_CLOSING:
            falls_short = (one.requirement.code, one.party.code) in MENDED
            say(year, one, Outcome.NOT_MET if falls_short else Outcome.MET)
    sent = send_findings(year.lead, year.code)
    assert sent.completions == len(MENDED)


def say(year: RealYear, row: Finding | Verdict, outcome: str) -> Finding | Verdict:
    """Prepare a case: every criterion of a person's is met; what fails fails by its figures, in the usual words."""
    requirement = year.definition.requirement(row.requirement.code)
    kind = PRELIMINARY if isinstance(row, Finding) else FINAL
    return prepare(
        who(year, row.requirement.code)[0],
        kind,
        ReportKey(year.code, row.requirement.code, row.party.code),
        revision=row.revision,
        criteria={leaf.key: Criterion(True) for leaf in manual_leaves(requirement.rule)},
        outcome=outcome,
        motivation=WORDS if outcome == Outcome.NOT_MET else "",
    )


def who(year: RealYear, requirement: str) -> tuple[Actor, Actor]:
    """The two who judge a requirement."""
    if year.definition.assessor_of(requirement) == "SKL":
        return year.skr, year.skr_second
    return year.assessor, year.second


def judge(year: RealYear) -> None:
    """The final round, from the last day to complete to the closing."""
    last = year.definition.preliminary.completion_closes
    assert last
    begins = clock.end_of(last) + timedelta(hours=8)
    with time_machine.travel(begins, tick=False):
        open_round(year.lead, year.code, FINAL, sample_percent=0, days_to_answer=14)
        assess_agreement(year.code)
        settle_closing(year.lead, year.code)
        for clear in (year.assessor, year.skr):
            approve_clear(clear, year.code)
        against = []
        open_ones = Verdict.objects.filter(round__agreement__code=year.code, state=VerdictState.PROPOSED)
        for one in open_ones.select_related("requirement", "party"):
            outcome = year.outcomes[one.requirement.code, one.party.code]
            made = say(year, one, outcome)
            if outcome == Outcome.NOT_MET:
                case = ReportKey(year.code, one.requirement.code, one.party.code)
                communicate(
                    who(year, case.requirement)[0], case, revision=made.revision,
                    due=clock.today() + timedelta(days=14),
                )  # fmt: skip
                against.append(case)
    with time_machine.travel(begins + timedelta(days=15), tick=False):
        for case in against:
            row = Verdict.objects.get(
                requirement__agreement__code=year.code,
                requirement__code=case.requirement,
                party__code=case.party,
            )
            approve(who(year, case.requirement)[1], case, revision=row.revision)
        assert close_round(year.lead, year.code, FINAL).state == RoundState.CLOSED
