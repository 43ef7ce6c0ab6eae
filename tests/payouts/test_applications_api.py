"""Applications by API alone: the same services, the same rights, the same refusals as on the pages."""

from typing import Any

import pytest
from django.test import Client

from payouts.models import Decision
from prio.accounts.models import User
from prio.accounts.roles import Role
from tests import factories
from tests.payouts.applying import CODE, NUMBERS, Fund, apply, at, granted_fund, judge_all, make_fund

pytestmark = pytest.mark.django_db
ALL = f"/api/agreements/{CODE}/applications/"
DECISIONS = f"/api/agreements/{CODE}/grant-decisions/"


def signed_in(user: User | int) -> Client:
    client = Client()
    client.force_login(user if isinstance(user, User) else User.objects.get(pk=user))
    return client


def post(client: Client, address: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    answer = client.post(address, body or {}, content_type="application/json")
    return answer.status_code, answer.json()


def test_an_organisation_registers_itself() -> None:
    client = signed_in(factories.person())
    said = {
        "name": "Verkstaden",
        "organisation_number": "802401-1235",
        "contact_name": "Siv Ek",
        "contact_email": "siv@example.org",
    }
    status, told = post(client, "/api/applicants/", said)
    assert status == 422
    assert "stämmer inte" in told["problems"]["organisation_number"]
    status, told = post(client, "/api/applicants/", said | {"organisation_number": NUMBERS[0]})
    assert (status, told["party"], told["organisation_number"]) == (201, "a00001", NUMBERS[0])
    again = said | {"organisation_number": NUMBERS[0]}
    assert post(client, "/api/applicants/", again) == (200, told)
    status, refused = post(client, "/api/applicants/", again | {"name": "Annat"})
    assert (status, "Verkstaden" in refused["message"]) == (409, True)
    assert post(signed_in(factories.person()), "/api/applicants/", again)[0] == 409
    assert post(signed_in(factories.person(Role.AUDITOR)), "/api/applicants/", said)[0] == 404


def test_amounts_are_proposed_and_approved() -> None:
    fund = make_fund()
    apply(fund, fund.first, 600_000)
    judge_all(fund)
    one = f"{ALL}{fund.first.code}/MS/"
    assessor, other = signed_in(fund.people["assessor"]), signed_in(fund.people["other"])
    with at():
        assert post(assessor, one, {"granted_sek": 600_001})[0] == 409
        assert post(assessor, one, {"granted_sek": "mycket"})[0] == 422
        status, told = post(assessor, one, {"granted_sek": 600_000})
        assert (status, told["grant"]["revision"], told["grant"]["approved_by"]) == (200, 1, None)
        assert post(assessor, f"{one}approve/", {"revision": 1})[0] == 409
        status, told = post(other, f"{one}approve/", {"revision": 1})
    assert (status, told["waits_for"]) == (200, "")
    assert told["grant"]["approved_by"]


def test_the_decision_is_prepared_and_approved() -> None:
    fund = granted_fund()
    lead, too = signed_in(fund.people["lead"]), signed_in(fund.people["lead_too"])
    with at():
        listed = lead.get(ALL).json()
        assert listed["lacking"] == []
        assert listed["frames"][0]["left_sek"] == 0
        assert post(signed_in(fund.people["assessor"]), DECISIONS)[0] == 403
        status, told = post(lead, DECISIONS)
        assert (status, told["total_sek"], told["state"]) == (201, 1_000_000, "draft")
        status, told = post(too, f"{DECISIONS}{told['id']}/approve/")
    assert (status, told["state"]) == (200, "approved")
    assert Decision.objects.get().approved_by == fund.people["lead_too"]


def test_an_applicant_reads_and_decides_nothing() -> None:
    fund: Fund = granted_fund()
    own = signed_in(fund.signer(fund.first).user_id)
    with at():
        assert own.get(ALL).status_code == 404
        assert own.get(f"{ALL}{fund.first.code}/MS/").status_code == 404
        assert post(own, DECISIONS)[0] == 404
        assert post(own, f"{ALL}{fund.first.code}/MS/", {"granted_sek": 1, "reason": "x"})[0] == 404
