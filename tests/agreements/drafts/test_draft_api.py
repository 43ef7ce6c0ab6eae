"""Drafts through the API: the same rights and refusals as the pages."""

from typing import Any

import pytest
from django.test import Client

from agreements.models import AgreementDraft
from prio.accounts.models import User
from prio.accounts.roles import Role

Users = dict[Role, User]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def sent(client: Client, verb: str, address: str, data: dict[str, Any]) -> Any:
    answer = getattr(client, verb)(address, data, content_type="application/json")
    return answer.status_code, answer.json()


def test_year_is_copied_changed_spoken_of_and_published(users: Users, draft: AgreementDraft) -> None:
    preparer, assessor = signed_in(users[Role.MINISTRY_PREPARER]), signed_in(users[Role.ASSESSOR])
    order = {"copy": "prov-2014", "code": "via-api-2015", "title": "Via API"}
    status, made = sent(preparer, "post", "/api/drafts/", order)
    assert (status, made["revision"], made["faults"]) == (201, 1, [])
    address = f"/api/drafts/{made['id']}/"

    definition = made["definition"] | {"budget": {"total": 7, "lines": []}}
    status, faulty = sent(preparer, "put", address, {"revision": 1, "definition": definition})
    assert (status, faulty["definition"], faulty["faults"][0]["place"]) == (200, None, "budget/total")
    assert sent(preparer, "put", address, {"revision": 1, "definition": made["definition"]})[0] == 409
    status, mended = sent(preparer, "put", address, {"revision": 2, "definition": made["definition"]})
    assert (status, mended["revision"], mended["faults"]) == (200, 3, [])

    status, said = sent(assessor, "post", f"{address}comments/", {"text": "Bra?", "requirement": "A1"})
    assert (status, said["side"]) == (201, "socialstyrelsen")
    status, answered = sent(preparer, "post", f"{address}comments/{said['id']}/answer/", {"text": "Ja."})
    assert (status, answered["answer"]) == (200, "Ja.")
    status, approved = sent(assessor, "post", f"{address}approve/", {"revision": 3})
    assert [side["approved"] for side in approved["approvals"]] == [False, False, True]

    assert sent(preparer, "post", f"{address}publish/", {"revision": 3})[0] == 403
    approver = signed_in(users[Role.MINISTRY_APPROVER])
    status, refused = sent(approver, "post", f"{address}publish/", {"revision": 3})
    assert status == 409
    assert "SKR har inte godkänt utkastet." in refused["details"]
    status, published = sent(approver, "post", f"{address}publish/", {"revision": 3, "despite": True})
    assert (status, published["code"], published["version"]) == (200, "via-api-2015", 1)


def test_discarded_by_who_sets_up_and_not_by_who_assesses(users: Users, draft: AgreementDraft) -> None:
    address = f"/api/drafts/{draft.pk}/discard/"
    assert sent(signed_in(users[Role.ASSESSOR]), "post", address, {})[0] == 403
    status, thrown = sent(signed_in(users[Role.SKR_ADMINISTRATOR]), "post", address, {})
    assert (status, thrown["state"]) == (200, "discarded")


@pytest.mark.parametrize("address", ["/api/drafts/", "/api/drafts/1/", "/api/drafts/1/comments/"])
def test_drafts_do_not_exist_for_others(users: Users, draft: AgreementDraft, address: str) -> None:
    assert signed_in(users[Role.AUDITOR]).get(address).status_code == 404


def test_order_without_a_year_or_an_agreement_is_told_what_is_missing(
    users: Users, draft: AgreementDraft
) -> None:
    client = signed_in(users[Role.MINISTRY_PREPARER])
    status, answer = sent(client, "post", "/api/drafts/", {"code": "x-1", "title": "X"})
    assert (status, "year" in answer["problems"]) == (422, True)
