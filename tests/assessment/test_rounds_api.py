"""Rounds, their jobs, the sample, batches, phrases and jäv through the API: as on the pages, with the same rights."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from assessment.models import AssessmentRound, Finding, RecusalDeclaration, RoundKind, StandardPhrase, Verdict
from assessment.services.recusals import recuse
from prio.accounts.roles import Role
from prio.accounts.tokens import make_token
from prio.jobs import services as jobs
from tests import factories
from tests.assessment.case_world import client_of
from tests.assessment.judging import (
    CODE,
    Court,
    at,
    decide_all,
    hand_in_all,
    make_court,
    open_and_assess,
    verdict,
)
from tests.jobs.trial import Queue

pytestmark = pytest.mark.django_db
API = f"/api/agreements/{CODE}/"
FINAL, PRELIMINARY = f"{API}rounds/final/", f"{API}rounds/preliminary/"


@pytest.fixture
def court(monkeypatch: pytest.MonkeyPatch) -> Iterator[Court]:
    """Everybody has handed in; no round is open. Jobs wait until a test runs them."""
    Queue(monkeypatch)
    with at():
        made = make_court()
        hand_in_all(made)
        yield made


@pytest.fixture
def lead(court: Court) -> Client:
    return client_of(court.lead)


@pytest.fixture
def assessor(court: Court) -> Client:
    return client_of(court.assessor)


def post(client: Client, address: str, **sent: Any) -> Any:
    return client.post(address, sent, content_type="application/json")


def refusal(answer: Any) -> tuple[int, str]:
    """What was refused, with its details."""
    said = answer.json()
    return answer.status_code, " ".join([said["message"], *said["details"]])


class TestRounds:
    """From planned to closed and open again, each step with the page's own words where it is refused."""

    def test_a_round_is_opened_tested_settled_closed_and_reopened(self, court: Court, lead: Client) -> None:
        opened = post(lead, f"{FINAL}open/", days_to_answer=21, sample_percent=0).json()
        assert (opened["state"], opened["days_to_answer"], opened["sample_percent"]) == ("open", 21, 0)
        ordered = post(lead, f"{FINAL}assess/")
        assert (ordered.status_code, ordered.json()["state"]) == (202, "queued")
        job = f"{FINAL}jobs/{ordered.json()['id']}/"
        assert post(lead, f"{FINAL}assess/").json()["id"] == ordered.json()["id"]  # twice is once
        jobs.run(ordered.json()["id"])
        done = lead.get(job).json()
        assert (done["state"], done["result"]["new"], done["stuck"]) == ("done", 9, False)
        now = lead.get(FINAL).json()
        assert (now["cases"], now["ended"], now["unassigned"], now["covers"]) == (
            9, 0, 9, ["GK1", "GK2", "A1", "B1"],
        )  # fmt: skip
        assert {"step": "close", "words": "Avsluta omgången", "why_not": "9 av 9 är inte klara."} in now[
            "steps"
        ]
        assert refusal(post(lead, f"{FINAL}close/")) == (
            409, "Alla bedömningar i omgången är inte slutliga. Det gäller 9.",
        )  # fmt: skip
        assert post(lead, f"{FINAL}settle-closing/").json() == {"final": 0}
        decide_all(court)
        assert post(lead, f"{FINAL}close/").json()["state"] == "closed"
        assert refusal(post(lead, f"{FINAL}assess/"))[0] == 409
        assert refusal(post(lead, f"{FINAL}open/")) == (
            409, "Läget är ”Avslutad”. Då går det inte att ta steget ”Öppna omgången”.",
        )  # fmt: skip
        assert refusal(post(lead, f"{FINAL}reopen/", reason="  "))[0] == 422
        assert post(lead, f"{FINAL}reopen/", reason="Ett ärende glömdes.").json()["state"] == "open"

    def test_findings_are_sent_by_a_job_once_some_are_prepared(self, court: Court, lead: Client) -> None:
        opened = post(lead, f"{PRELIMINARY}open/", completion_closes="2014-11-20").json()
        assert (opened["completion_closes"], opened["for_all"]) == ("2014-11-20", True)
        jobs.run(post(lead, f"{PRELIMINARY}assess/").json()["id"])
        nothing = refusal(post(lead, f"{PRELIMINARY}send-findings/"))
        assert nothing == (409, "Ingen preliminär bedömning är beredd.")
        case = f"{API}cases/preliminary/2326/GK2/prepare/"
        assert post(client_of(court.assessor), case, revision=0, outcome="met").status_code == 200
        jobs.run(post(lead, f"{PRELIMINARY}send-findings/").json()["id"])
        assert Finding.objects.get(state="sent").party == court.world.berg

    def test_the_whole_assessment_names_its_rounds_and_who_assesses(self, court: Court, lead: Client) -> None:
        open_and_assess(court)
        found = lead.get(f"{API}rounds/").json()
        assert [one["kind"] for one in found["rounds"]] == ["preliminary", "final"]
        assert {one["id"] for one in found["assessors"] if one["leads"]} == {court.lead.user_id}
        assert (found["old_wording"], found["old_wording_count"]) == ([], 0)

    @pytest.mark.parametrize(
        ("step", "sent", "problems"),
        [
            (
                "final/open",
                {"days_to_answer": 0, "sample_percent": 101},
                {"days_to_answer", "sample_percent"},
            ),
            ("final/open", {"completion_closes": "2014-11-20"}, {"completion_closes"}),
            ("preliminary/open", {"days_to_answer": 14, "annat": 1}, {"annat"}),
            ("preliminary/open", {"sample_percent": 5}, {"sample_percent"}),
            ("preliminary/open", {"completion_closes": "i morgon"}, {"completion_closes"}),
            ("final/reopen", {"reason": "\x00"}, {"reason"}),
        ],
    )
    def test_bad_fields_are_refused_by_name(
        self, lead: Client, step: str, sent: dict[str, Any], problems: set[str]
    ) -> None:
        answer = post(lead, f"{API}rounds/{step}/", **sent)
        assert (answer.status_code, set(answer.json()["problems"])) == (422, problems)
        assert not AssessmentRound.objects.exclude(opened_at=None).exists()

    def test_a_last_day_that_has_been_is_refused_in_words(self, lead: Client) -> None:
        told = refusal(post(lead, f"{PRELIMINARY}open/", completion_closes="2014-10-01"))
        assert told == (409, "Sista dagen att komplettera ska vara i dag eller senare.")

    def test_what_there_is_none_of_is_not_found(self, court: Court, lead: Client) -> None:
        job = jobs.order("assess", CODE, court.lead.user_id, {"agreement": CODE, "kind": "final"})
        for address in (
            "rounds/third/", f"rounds/final/jobs/{uuid4()}/", f"rounds/preliminary/jobs/{job.pk}/",
            f"rounds/third/jobs/{job.pk}/",
        ):  # fmt: skip
            assert lead.get(f"{API}{address}").status_code == 404, address
        for address in ("rounds/final/send-findings/", "rounds/preliminary/settle-closing/"):
            assert post(lead, f"{API}{address}").status_code == 404, address
        assert lead.get(f"{FINAL}jobs/{job.pk}/").status_code == 200

    def test_a_job_is_stopped_and_goes_on_for_who_ordered_it(
        self, court: Court, lead: Client, assessor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("agreements.api.jobs.queue_answers", lambda: False)
        open_and_assess(court)
        job = f"{FINAL}jobs/{post(lead, f'{FINAL}assess/').json()['id']}/"
        assert lead.get(job).json()["stuck"] is True
        assert post(assessor, f"{job}stop/").status_code == 403
        assert refusal(post(lead, f"{job}go-on/")) == (409, "Arbetet är inte stoppat.")
        assert post(lead, f"{job}stop/").json()["state"] == "stopped"
        new = post(lead, f"{job}go-on/")
        assert (new.status_code, new.json()["state"]) == (202, "queued")


def test_the_sample_is_told_with_its_seed_and_drawn_again(court: Court, lead: Client) -> None:
    assert lead.get(f"{API}sample/").json()["cases"] == []
    round_ = open_and_assess(court, sample_percent=100)
    plain = lead.get(f"{API}sample/").json()
    assert (plain["seed"], plain["sample_percent"], plain["count"], plain["drawn"]) == (
        round_.seed,
        100,
        9,
        None,
    )
    again = lead.get(f"{API}sample/", {"again": "true"}).json()["drawn"]
    assert again == {"cases": 9, "same": 9, "missing": 0, "extra": 0, "agrees": True}
    Verdict.objects.filter(requirement__code="A1").update(sampled=False)
    assert lead.get(f"{API}sample/", {"again": "true"}).json()["drawn"]["agrees"] is False
    wrong = lead.get(f"{API}sample/", {"page": "0", "dra": "igen"})
    assert (wrong.status_code, set(wrong.json()["problems"])) == (422, {"page", "dra"})


class TestBatches:
    """Chosen cases, named as the queue names them."""

    def test_clear_cases_are_approved_together(self, court: Court, assessor: Client) -> None:
        approve = f"{API}cases/approve-clear/"
        assert refusal(post(assessor, approve)) == (409, "Bedömningsomgången pågår inte.")
        open_and_assess(court)
        recuse(court.assessor, "2380", "Syskon i ledningen.")
        chosen = [
            {"requirement": code, "party": party} for code in ("GK1", "GK2") for party in ("2326", "2380")
        ]
        answer = post(assessor, approve, cases=chosen)
        assert answer.json() == {
            "final": 1, "for_approval": 0, "left": 3, "details": ["2\xa0ärenden lämnas utanför, eftersom du är jävig."],
        }  # fmt: skip
        assert verdict("GK2", court.world.berg).state == "final"
        missing = post(assessor, approve, cases=[*chosen, {"requirement": "GK9", "party": "2326"}])
        assert refusal(missing) == (409, "Det finns inget sådant ärende. GK9 2326")
        rest = post(assessor, approve).json()
        assert (rest["final"], rest["left"]) == (
            2,
            0,
        )  # the region's GK2, Berg's B1: not what a person judges
        assert post(assessor, approve, cases=[]).status_code == 422

    def test_cases_are_shared_out_taken_and_put_back(
        self, court: Court, lead: Client, assessor: Client
    ) -> None:
        open_and_assess(court)
        both = [{"requirement": "GK1", "party": party} for party in ("2326", "2380")]
        ids = [court.assessor.user_id, court.second.user_id]
        shared = post(lead, f"{API}cases/assign/", cases=both, assessors=ids).json()
        assert shared == {
            "assigned": [{"assessor": one, "cases": 1} for one in ids],
            "left": 0,
            "details": [],
        }
        back = post(assessor, f"{API}cases/assign/", cases=both, assessors=[]).json()
        assert back["left"] == 1  # the other one is the second assessor's
        assert Verdict.objects.exclude(assigned_to=None).count() == 1
        others = refusal(post(assessor, f"{API}cases/assign/", cases=both, assessors=[ids[1]]))
        assert others == (403, "Bara ansvarig bedömare fördelar ärenden till andra.")
        nobody = refusal(post(lead, f"{API}cases/assign/", cases=both, assessors=[court.signer.user_id]))
        assert nobody == (409, "1 av de valda är inte bedömare.")
        wrong = post(lead, f"{API}cases/assign/", round="third", cases=[{"party": "1"}], assessors=["x"])
        assert (wrong.status_code, {one.split(".")[0] for one in wrong.json()["problems"]}) == (
            422, {"round", "cases", "assessors"},
        )  # fmt: skip


def test_phrases_are_written_listed_and_retired_by_who_leads(
    court: Court, lead: Client, assessor: Client
) -> None:
    place = f"{API}phrases/"
    new = {"requirement": "GK1", "criterion": "c2", "use": "not_met", "text": "Samråd saknas."}
    made = post(lead, place, **new)
    assert (made.status_code, made.json() | new) == (201, made.json())
    assert post(lead, place, **new).json()["id"] == made.json()["id"]
    assert [one["text"] for one in assessor.get(place).json()["phrases"]] == ["Samråd saknas."]
    assert refusal(post(lead, place, **(new | {"criterion": "c9"}))) == (
        409, "Det finns inget sådant villkor i kravet.",
    )  # fmt: skip
    assert refusal(post(lead, place, **(new | {"requirement": "GK9"})))[0] == 409
    assert post(lead, place, **(new | {"use": "alltid", "text": ""})).json()["problems"].keys() == {
        "use",
        "text",
    }
    retire = f"{place}{made.json()['id']}/retire/"
    assert refusal(post(assessor, retire)) == (403, "Bara ansvarig bedömare skriver standardfraser.")
    assert post(lead, retire).status_code == 204
    assert post(lead, retire).status_code == post(lead, f"{place}{10**30}/retire/").status_code == 404
    assert StandardPhrase.objects.filter(retired_at=None).count() == 0
    assert post(lead, f"{place}copy/").json() == {"copied": 0}


def test_jav_is_declared_added_to_and_ended_by_somebody_else(
    court: Court, lead: Client, assessor: Client
) -> None:
    RecusalDeclaration.objects.filter(user=court.assessor.user_id).delete()
    place = "/api/recusals/"
    assert assessor.get(place).json()["declaration"] is None
    tie = {"party": "23", "reason": "Förtroendeuppdrag."}
    declared = post(assessor, f"{place}declaration/", home="2380", ties=[tie]).json()
    assert declared["declaration"]["home"] == "2380"
    assert [one["party"] for one in declared["recusals"]] == ["2380", "23"]
    assert declared["assessors"] == []
    assert refusal(post(assessor, place, party="9999", reason="Syskon.")) == (
        409, "Det finns ingen kommun eller region med koden 9999.",
    )  # fmt: skip
    open_and_assess(court)
    Verdict.objects.filter(party=court.world.berg, requirement__code="B1").update(
        assigned_to=court.assessor.user_id
    )
    own = post(assessor, place, party="2326", reason="Syskon.").json()["recusals"][-1]
    seen = lead.get(place).json()
    assert seen["handed_over"] == [{"agreement": CODE, "kind": "final", "requirement": "B1", "party": "2326"}]
    end = f"{place}{own['id']}/end/"
    assert refusal(post(assessor, end)) == (403, "Bara ansvarig bedömare avslutar ett jäv.")
    assert post(lead, end).status_code == 204
    assert refusal(post(lead, end)) == (409, "Det finns inget sådant jäv.")
    assert refusal(post(lead, f"{place}{10**30}/end/"))[0] == 409
    wrong = post(assessor, f"{place}declaration/", home="23800", ties=[{"party": "23"}])
    assert (wrong.status_code, {one.split(".")[0] for one in wrong.json()["problems"]}) == (
        422,
        {"home", "ties"},
    )


READ = ("rounds/", "rounds/final/", "sample/", "phrases/")
WRITTEN: dict[str, dict[str, Any]] = {
    "rounds/final/open/": {},
    "rounds/final/assess/": {},
    "rounds/preliminary/send-findings/": {},
    "rounds/final/settle-closing/": {},
    "rounds/final/close/": {},
    "rounds/final/reopen/": {"reason": "Glömt."},
    "cases/approve-clear/": {},
    "cases/assign/": {"cases": [{"requirement": "GK1", "party": "2326"}], "assessors": []},
    "phrases/": {"requirement": "GK1", "use": "met", "text": "Bra."},
    "phrases/copy/": {},
}


def test_organisations_and_their_keys_are_told_that_there_is_nothing(court: Court) -> None:
    open_and_assess(court, RoundKind.PRELIMINARY, sample_percent=None)
    open_and_assess(court)
    shown = make_token(court.signer, court.world.berg.organisation_id, "Treserva", may_hand_in=True)
    key: dict[str, Any] = {"headers": {"Authorization": f"Bearer {shown.key}"}}
    for client, more in ((client_of(court.signer), {}), (Client(), key)):
        for address in (*(f"{API}{one}" for one in READ), "/api/recusals/"):
            assert client.get(address, **more).status_code == 404, address
        for address, sent in WRITTEN.items():
            answer = client.post(f"{API}{address}", sent, content_type="application/json", **more)
            assert answer.status_code == 404, address
        sent = {"party": "2326", "reason": "Syskon."}
        answer = client.post("/api/recusals/", sent, content_type="application/json", **more)
        assert answer.status_code == 404


def test_who_only_reads_is_told_that_the_role_is_not_enough(court: Court) -> None:
    open_and_assess(court, RoundKind.PRELIMINARY, sample_percent=None)
    open_and_assess(court)
    auditor = client_of(factories.person(Role.AUDITOR))
    assert {auditor.get(f"{API}{one}").status_code for one in READ} == {200}
    assert auditor.get(FINAL).json()["steps"] == []
    answers = {one: post(auditor, f"{API}{one}", **sent).status_code for one, sent in WRITTEN.items()}
    assert answers == dict.fromkeys(WRITTEN, 403)
    assert auditor.get("/api/recusals/").status_code == 404


def test_an_assessor_who_does_not_lead_may_test_the_reports_only(court: Court, assessor: Client) -> None:
    open_and_assess(court, RoundKind.PRELIMINARY, sample_percent=None)
    open_and_assess(court)
    steps = [one for one in WRITTEN if one.startswith("rounds/")]
    answers = {one: post(assessor, f"{API}{one}", **WRITTEN[one]).status_code for one in steps}
    assert answers == {one: 202 if "assess" in one else 403 for one in steps}
