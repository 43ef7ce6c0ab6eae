"""Cases through the API: the same steps, rights and messages as on the page."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from agreements.models import CompletionRequest, Report
from assessment.models import Outcome, VerdictState
from prio.accounts.tokens import make_token
from tests.assessment.case_world import api_of, client_of
from tests.assessment.judging import Court, at, decide_all, hand_in_all, make_court, open_and_assess, verdict

REJECTION: dict[str, Any] = {
    "criteria": {"c2": {"met": False, "reason": "Samråden är inte hållna."}},
    "outcome": "not_met",
    "motivation": "Inga samråd är redovisade.",
}


@pytest.fixture
def court(db: None) -> Iterator[Court]:
    with at():
        made = make_court()
        hand_in_all(made)
        open_and_assess(made)
        yield made


def send(client: Client, court: Court, step: str, requirement: str = "GK1", **sent: Any) -> Any:
    place = api_of(requirement, court.world.berg, f"{step}/")
    return client.post(place, sent, content_type="application/json")


def test_a_case_is_read_judged_told_and_approved(court: Court) -> None:
    berg, first, second = court.world.berg, client_of(court.assessor), client_of(court.second)
    case = first.get(api_of("GK1", berg)).json()
    assert (case["state"], case["revision"], case["attention"]) == ("proposed", 0, ["manual"])
    assert {"step": "prepare", "words": "Bered", "why_not": ""} in case["steps"]
    made = send(first, court, "prepare", revision=0, **REJECTION)
    assert made.json() == {
        "state": "prepared", "outcome": "not_met", "revision": 1, "report_state": "handed_in",
    }  # fmt: skip
    assert send(first, court, "communicate", revision=1, due="2014-11-03").json()["state"] == "communicated"
    early = send(second, court, "approve", revision=2)
    assert (early.status_code, "yttra sig först" in early.json()["message"]) == (409, True)
    done = send(second, court, "approve", revision=2, not_heard="cannot_wait", not_heard_reason="Bråttom.")
    assert done.json()["state"] == "final"
    case = first.get(api_of("GK1", berg)).json()
    assert [one["due"] for one in case["communications"]] == ["2014-11-03"]
    assert case["verdicts"][0]["approved_by"] == str(court.people["second"])
    assert any("beredde bedömningen" in one["what"] for one in case["happened"])


def test_who_is_second_is_told_what_happened(court: Court) -> None:
    send(client_of(court.assessor), court, "prepare", revision=0, **REJECTION)
    late = send(client_of(court.second), court, "prepare", revision=0, **REJECTION)
    assert late.status_code == 409
    assert "beredde bedömningen: ej uppfyllt" in late.json()["details"][0]


def test_sending_back_completing_and_correcting(court: Court) -> None:
    first, second, berg = client_of(court.assessor), client_of(court.second), court.world.berg
    send(first, court, "prepare", revision=0, **REJECTION)
    assert send(second, court, "send-back", revision=1, reason="Läs bilagan.").json()["state"] == "proposed"
    asked = send(first, court, "request-completion", revision=2, text="Mer.", due="2014-11-10")
    assert asked.json()["report_state"] == "returned"
    assert CompletionRequest.objects.get().text == "Mer."
    CompletionRequest.objects.all().delete()
    Report.objects.filter(party=berg).update(state="handed_in")
    decide_all(court)
    final = verdict("B1", berg)
    begun = send(
        first, court, "begin-correction", "B1", revision=final.revision, correction="slip", reason="Fel."
    )
    assert begun.json()["state"] == "proposed"
    given_up = send(first, court, "abandon-correction", "B1", revision=0, reason="Rätt ändå.")
    assert (given_up.json()["state"], verdict("B1", berg).pk) == ("final", final.pk)


def test_silence_is_noted_only_when_the_time_is_over(court: Court) -> None:
    first = client_of(court.assessor)
    send(first, court, "prepare", revision=0, **REJECTION)
    send(first, court, "communicate", revision=1, due="2014-11-03")
    assert send(first, court, "note-silence", revision=2).status_code == 409
    with at("2014-11-04 12:00+01:00"):
        assert send(client_of(court.assessor), court, "note-silence", revision=2).status_code == 200
    assert verdict("GK1", court.world.berg).state == VerdictState.ANSWERED


def test_a_key_of_an_organisation_knows_of_no_cases(court: Court) -> None:
    shown = make_token(court.signer, court.world.berg.organisation_id, "Treserva", may_hand_in=True)
    headers = {"Authorization": f"Bearer {shown.key}"}
    assert Client().get(api_of("GK1", court.world.berg), headers=headers).status_code == 404
    answer = Client().post(
        api_of("GK1", court.world.berg, "prepare/"),
        {"revision": 0, **REJECTION},
        content_type="application/json",
        headers=headers,
    )
    assert answer.status_code == 404
    assert verdict("GK1", court.world.berg).outcome == ""


def test_bad_bodies_are_refused_by_name(court: Court) -> None:
    first = client_of(court.assessor)
    wrong = send(first, court, "prepare", revision="x", outcome="kanske", annat=1)
    assert wrong.status_code == 422
    assert set(wrong.json()["problems"]) == {"revision", "outcome", "annat"}
    assert first.get(api_of("GK1", court.world.berg, kind="sista")).status_code == 404
    assert Outcome.MET  # the list of outcomes is the model's
