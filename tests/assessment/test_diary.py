"""What is judged, told and answered can be followed from the diary to its case, and read as a document to be masked."""

from datetime import date

import pytest

from agreements.diary_things import document_of, link_of
from agreements.models import Agreement, CaseEntry
from assessment.models import Outcome, RoundKind
from assessment.services.communicating import answer_communication, communicate
from assessment.services.findings import ask_for_preliminary, send_findings
from assessment.services.judging import approve, prepare
from prio.accounts.roles import Actor, Role
from tests.assessment.judging import (
    CODE,
    FAILED,
    TEXT,
    Court,
    at,
    finding,
    hand_in_all,
    judge,
    key,
    make_court,
    open_and_assess,
    reject,
    verdict,
)

AUDITOR = Actor(0, "Revisor", frozenset({Role.AUDITOR}))
pytestmark = pytest.mark.django_db
WHY = "Inga samråd är redovisade."


@pytest.fixture
def court() -> Court:
    made = make_court()
    with at():
        hand_in_all(made)
    return made


def newest(kind: str) -> CaseEntry:
    return CaseEntry.objects.select_related("case__agreement", "case__party").filter(kind=kind).latest("pk")


def lines(kind: str) -> dict[str, str]:
    return {line.label: line.text for line in document_of(newest(kind)).lines}


def place(kind: str) -> str:
    return f"/overenskommelser/{CODE}/bedomning/{kind}/2326/GK1/"


def test_a_finding_says_what_fell_short_and_leads_to_its_case(court: Court) -> None:
    with at():
        open_and_assess(court, RoundKind.PRELIMINARY, sample_percent=None)
        now = finding("GK1", court.world.berg)
        prepare(
            court.assessor, RoundKind.PRELIMINARY, key("GK1", court.world.berg), revision=now.revision,
            criteria={"c2": FAILED}, outcome=Outcome.NOT_MET, motivation=WHY,
        )  # fmt: skip
        send_findings(court.lead, CODE)
    said = lines("finding")
    assert (said["Preliminärt"], said["Motivering"]) == ("Ej uppfyllt", WHY)
    assert said["Samråd har hållits."].endswith(FAILED.reason)
    assert said["Överenskommelsen är beslutad."].startswith("Uppfyllt.")
    assert link_of(newest("finding"), AUDITOR) == place("preliminar")


def test_a_rejection_is_followed_from_what_was_told_to_the_verdict(court: Court) -> None:
    berg = court.world.berg
    with at():
        open_and_assess(court)
        prepared = reject(court, berg)
        communicate(court.assessor, key("GK1", berg), revision=prepared.revision, due=date(2014, 11, 3))
        answer_communication(court.signer, key("GK1", berg), "Vi höll två samråd i maj.")
        approve(court.second, key("GK1", berg), revision=verdict("GK1", berg).revision)
    assert lines("communication")["Motivering"] == WHY
    assert lines("communication_answer")["Yttrande"] == "Vi höll två samråd i maj."
    assert "Motivering" not in lines("communication_answer"), "what was answered, not what was told"
    said = lines("verdict")
    assert (said["Utfall"], said["Motivering"]) == ("Ej uppfyllt", WHY)
    assert said["Godkänd av"] == str(court.people["second"])
    for kind in ("communication", "communication_answer", "verdict"):
        assert link_of(newest(kind), AUDITOR) == place("slutlig")


def test_what_is_made_up_is_marked_so_in_the_diary(court: Court) -> None:
    Agreement.objects.update(simulated=True)
    with at():
        open_and_assess(court)
        judge(court, "B1", court.world.berg)
    assert newest("verdict").simulated


def test_a_request_to_be_assessed_beforehand_leads_to_the_rounds() -> None:
    court = make_court(TEXT.replace("for: all", "for: on_request"))
    with at("2014-10-10 12:00+02:00"):
        ask_for_preliminary(court.signer, CODE, court.world.berg.code)
    assert lines("other")["Begärd av"] == str(court.people["signer"])
    assert link_of(newest("other"), AUDITOR) == f"/overenskommelser/{CODE}/bedomning/"
