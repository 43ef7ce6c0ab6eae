"""The days of an agreement in order, and where in its year it stands."""

from datetime import date

import pytest

from agreements.domain.loading import load_definition
from agreements.domain.terms import Dates
from agreements.domain.timeline import Phase, milestones, phase_on

DATES = Dates(
    opens=date(2014, 3, 1), closes=date(2014, 10, 14), final=date(2014, 11, 30), payment=date(2014, 12, 31)
)


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (date(2014, 2, 28), Phase.PLANNED),
        (date(2014, 3, 1), Phase.OPEN),
        (date(2014, 10, 14), Phase.OPEN),
        (date(2014, 10, 15), Phase.ASSESSMENT),
        (date(2014, 11, 30), Phase.ASSESSMENT),
        (date(2014, 12, 1), Phase.PAYMENT),
        (date(2014, 12, 31), Phase.PAYMENT),
        (date(2015, 1, 1), Phase.OVER),
    ],
)
def test_the_last_day_of_a_phase_belongs_to_it(day: date, phase: Phase) -> None:
    assert phase_on(DATES, day) is phase


def test_without_any_known_date_an_agreement_is_over() -> None:
    assert phase_on(Dates(), date(2014, 1, 1)) is Phase.OVER


def test_days_stand_in_order_and_deadlines_of_their_own_name_what_closes() -> None:
    definition = load_definition(
        """
code: prov
title: Prov
year: 2014
assessor: Socialstyrelsen
signed: 2013-12-20
preliminary: {for: all, completion_closes: 2014-11-10}
dates: {opens: 2014-03-01, closes: 2014-10-14, preliminary: 2014-10-31, final: 2014-11-30, payment: 2014-12-31}
budget:
  total: 300
  lines:
    - {name: Ett, recipient: SKL, amount: 100, report_due: 2015-03-31}
    - {name: Två, recipient: SKL, amount: 100, report_due: 2015-03-31}
requirements:
  - code: A1
    kind: prestationsmal
    name: Tid
    parties: [region]
    pot: 100
    allocation: shared
    text: Text
    closes: 2014-11-02
    questions: [{key: q, type: yes_no, label: Gjort?, closes: 2014-06-01}]
    rule: {all: [{key: c, yes: q, text: Gjort.}]}
""",
        "prov.yaml",
    )
    found = [(one.day.isoformat(), one.name, one.is_deadline, one.details) for one in milestones(definition)]
    assert found == [
        ("2013-12-20", "Överenskommelsen undertecknades", False, ()),
        ("2014-03-01", "Rapporteringen öppnar", False, ()),
        ("2014-06-01", "Sista dag att lämna in", True, ("A1: Gjort?",)),
        ("2014-10-14", "Sista dag att lämna in", True, ()),
        ("2014-10-31", "Preliminär bedömning klar", False, ()),
        ("2014-11-02", "Sista dag att lämna in", True, ("A1 Tid",)),
        ("2014-11-10", "Sista dag att komplettera", True, ()),
        ("2014-11-30", "Slutlig bedömning klar", False, ()),
        ("2014-12-31", "Pengarna betalas ut senast", False, ()),
        ("2015-03-31", "Redovisning av pengar utanför målen", False, ("Ett", "Två")),
    ]
