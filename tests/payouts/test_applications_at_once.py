"""Two persons in the same second, on PostgreSQL: the frame holds, one organisation of a number, one decision."""

import pytest

from payouts.models import Decision, Grant
from payouts.services import prepare_grant_decision, propose_grant
from prio.accounts.applicants import WrongField, register_applicant
from prio.accounts.models import Applicant
from prio.parties.models import Party
from prio.refused import Refused
from tests.agreements.services.at_once import at_once
from tests.payouts.applying import (
    CODE,
    FRAME,
    NUMBERS,
    apply,
    at,
    granted_fund,
    judge_all,
    key,
    make_fund,
    newcomer,
    registration,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def test_two_proposals_that_do_not_fit_together_are_one() -> None:
    fund = make_fund()
    apply(fund, fund.first, 600_000)
    apply(fund, fund.second, 700_000)
    judge_all(fund)
    with at():
        found = at_once(
            [
                lambda: propose_grant(fund.assessor, key(fund.first), granted=600_000),
                lambda: propose_grant(fund.other, key(fund.second), granted=700_000),
            ]
        )
    refusals = [str(one) for one in found if isinstance(one, Refused)]
    assert len(refusals) == 1
    assert "ryms inte i ramen" in refusals[0]
    assert sum(Grant.objects.values_list("granted", flat=True)) <= FRAME


def test_two_who_register_one_number_make_one_organisation_and_two_numbers_two() -> None:
    one, other = newcomer(), newcomer()
    found = at_once(
        [lambda: register_applicant(one, registration()), lambda: register_applicant(other, registration())]
    )
    assert sum(isinstance(one, WrongField) for one in found) == 1
    others = [newcomer(), newcomer()]
    made = at_once(
        [
            lambda: register_applicant(others[0], registration("Caféet", NUMBERS[1])),
            lambda: register_applicant(others[1], registration("Odlingen", NUMBERS[2])),
        ]
    )
    assert all(isinstance(one, Party) for one in made), made
    assert Applicant.objects.count() == 3


def test_two_leads_prepare_one_decision() -> None:
    fund = granted_fund()
    with at():
        at_once(
            [
                lambda: prepare_grant_decision(CODE, fund.lead),
                lambda: prepare_grant_decision(CODE, fund.lead_too),
            ]
        )
    assert Decision.objects.get().applications.count() == 3
