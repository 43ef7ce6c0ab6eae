"""Everything that happens to a report, a question or an agreement is an entry of the right case."""

from datetime import UTC, date, datetime

import pytest

from agreements.diary_things import document_of, link_of
from agreements.models import Case, CaseEntry, PublicQuestion
from agreements.services.deciding import accept_late, extend, refuse_late, request_completion
from agreements.services.handing_in import decline, resume, take_back
from agreements.services.questions import answer, ask
from agreements.services.questions import stamp as ask_stamp
from assessment.services import load_outcomes
from payouts.services import (
    approve_decision,
    approve_run,
    compute_run,
    issue_decision,
    prepare_decision,
    propose_run,
)
from prio.accounts.roles import Actor, Role
from tests.reporting import CODE, IN_TIME, LATE, Place, key_of, make_place, press, save
from tests.world import EVERYBODY_MET, make_world

AUDITOR = Actor(0, "Revisor", frozenset({Role.AUDITOR}))


@pytest.fixture
def place(db: None) -> Place:
    made = make_place()
    save(made.reporter, "made", False, requirement="B1")
    return made


def said() -> list[tuple[str, str, str, str]]:
    """The entries in the order they were written: kind, direction, title, from or to whom."""
    rows = CaseEntry.objects.order_by("pk")
    return list(rows.values_list("kind", "direction", "title", "correspondent"))


def last() -> CaseEntry:
    return CaseEntry.objects.select_related("case__agreement", "case__party").latest("pk")


def document() -> dict[str, str]:
    return {line.label: line.text for line in document_of(last()).lines}


def test_what_a_party_does_to_its_report(place: Place) -> None:
    press(place.signer, "B1")
    take_back(place.signer, key_of("B1"), arrived_at=IN_TIME)
    decline(place.signer, key_of("B1"), "Vi hinner inte.", arrived_at=IN_TIME)
    assert document()["Skäl"] == "Vi hinner inte."
    resume(place.signer, key_of("B1"), arrived_at=IN_TIME)
    assert [(kind, direction, whom) for kind, direction, _, whom in said()] == [
        ("hand_in", "in", "Östersund"),
        ("taken_back", "in", "Östersund"),
        ("declined", "in", "Östersund"),
        ("resumed", "in", "Östersund"),
    ]
    assert [entry.number for entry in Case.objects.get().entries.all()] == [1, 2, 3, 4]


@pytest.mark.parametrize(("decide", "title"), [(accept_late, "godtas"), (refuse_late, "godtas inte")])
def test_what_is_decided_on_what_came_late(place: Place, decide: type, title: str) -> None:
    press(place.signer, "B1", at=LATE)
    decide(place.lead, key_of("B1"), "Driftstopp hos er.")
    assert said()[0][2] == "Inlämning till Prov på psykisk hälsa 2014: B1, efter sista dagen"
    assert said()[1] == ("late_decision", "out", f"B1: Sen inlämning {title}", "Östersund")
    assert document()["Skäl"] == "Driftstopp hos er."
    assert link_of(last(), AUDITOR) == f"/overenskommelser/{CODE}/rapporter/2380/B1/"


def test_a_request_for_completion(place: Place) -> None:
    press(place.signer, "B1")
    request_completion(place.assessor, key_of("B1"), "people", "Dela på kön.", date(2099, 11, 2))
    assert (
        last().title.replace("\N{NO-BREAK SPACE}", " ")
        == "B1: Begäran om komplettering senast 2 november 2099"
    )
    assert document()["Vad som behövs"] == "Dela på kön."


def test_more_time_stands_with_whom_it_concerns(place: Place) -> None:
    extend(place.lead, CODE, "B1", "2380", date(2099, 11, 2), "Brand.")
    extend(place.lead, CODE, None, None, date(2099, 12, 2), "Driftstopp.")
    of_one, of_all = CaseEntry.objects.select_related("case__party").order_by("pk")
    assert (of_one.case.party, of_one.correspondent) == (place.ostersund, "Östersund")
    assert (of_all.case.party, of_all.correspondent) == (None, "Alla som det gäller")
    assert document()["Skäl"] == "Driftstopp."


def test_a_question_and_its_answers_stand_in_the_agreements_own_case(place: Place) -> None:
    asked = ask(place.reporter, CODE, "B1", "Räcker ett beslut i nämnden?")
    assert document()["Fråga"] == "Räcker ett beslut i nämnden?"
    answer(place.assessor, asked.pk, "Ja.", seen="")
    assert document()["Svar"] == "Ja."
    stands = ask_stamp(PublicQuestion.objects.get(pk=asked.pk))
    answer(place.assessor, asked.pk, "Nej.", seen=stands)
    assert document()["Svar"] == "Nej."
    first = CaseEntry.objects.filter(kind="answer").earliest("pk")
    assert [line.text for line in document_of(first).lines][-1] == "Ja.", "what was answered then"
    assert [(kind, direction, whom) for kind, direction, _, whom in said()] == [
        ("question", "in", "Östersund"),
        ("answer", "out", "Alla som rapporterar"),
        ("answer", "out", "Alla som rapporterar"),
    ]
    assert last().case.party is None
    assert link_of(last(), AUDITOR) == f"/overenskommelser/{CODE}/fragor/{asked.pk}/"


def test_a_file_with_outcomes_is_one_entry_and_the_same_again_none(db: None) -> None:
    world = make_world()
    for _ in range(2):
        load_outcomes(world.code, "utfall.csv", EVERYBODY_MET.encode())
    assert [(kind, direction) for kind, direction, _, _ in said()] == [("outcome_file", "in")]
    (file,) = document_of(last()).files
    assert file.read() == EVERYBODY_MET.encode()


def test_a_decision_is_registered_when_it_is_made_and_when_it_is_sent(db: None) -> None:
    world = make_world()
    load_outcomes(world.code, "utfall.csv", EVERYBODY_MET.encode())
    run = compute_run(world.code)
    propose_run(run.pk, world.preparer)
    approve_run(run.pk, world.approver)
    decision = prepare_decision(run.pk, world.preparer)
    approve_decision(decision.pk, world.approver, order_document=False)
    issue_decision(decision.pk)
    kinds = [
        (entry.kind, entry.direction) for entry in CaseEntry.objects.filter(thing="decision").order_by("pk")
    ]
    assert kinds == [("decision", "internal"), ("decision", "out")]
    assert link_of(last(), AUDITOR) == f"/overenskommelser/{world.code}/beslut/{decision.pk}/"
    (file,) = document_of(last()).files
    assert file.read().startswith(b"%PDF")
    assert last().at > datetime(2014, 1, 1, tzinfo=UTC)
