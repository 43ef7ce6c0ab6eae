"""Reports through the API: the same checks, the same words and the same rights as in the form."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from rest_framework.serializers import Serializer

from agreements.api import shapes
from agreements.models import Report
from agreements.services.deciding import request_completion
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from tests.api.conftest import AGREEMENT, HAND_INS, Answer, System, report
from tests.reporting import (
    LATE,
    Place,
    actor_for,
    handed_in_last_year,
    key_of,
    press,
    save,
    the_report,
)

ALL = report("ALLT")
EVERY_ANSWER: dict[str, Any] = {
    "sure": True,
    "why": "Vi vet det.",
    "plans": 9,
    "need": 10,
    "people": {"women": 3, "men": 4},
    "rate": "97.5",
    "cost": 1200,
    "decided": "2014-03-01",
    "years": {"from": "2014", "to": "2016"},
    "way": "b",
    "page": "https://www.ostersund.se/plan",
    "contact": {"name": "Anna Berg", "email": "anna@ostersund.se"},
    "asked": [{"organisation": "NSPH"}],
    "visits": {"2014-01": 5, "2014-02": 6, "2014-03": 7},
    "places": [{"name": "Enhet A", "staff": 4, "open": True}],
    "areas": {"oro": {"link": "https://www.1177.se/oro"}},
}


def save_all(system: System, answers: dict[str, Any], base: int = 0, **more: object) -> Answer:
    return system.patch(ALL, {"base": base, "answers": answers, **more})


def keys_of(shape: type[Serializer]) -> set[str]:
    return set(shape().fields)


def browser(actor: Actor, *, checks_csrf: bool = False) -> Client:
    client = Client(enforce_csrf_checks=checks_csrf)
    client.force_login(
        User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


class TestReading:
    def test_the_definition_and_the_schema_are_those_of_the_published_requirement(
        self, system: System, place: Place
    ) -> None:
        found = system.get(f"{AGREEMENT}requirements/GK1/").json()
        definition = place.agreement.versions.get().plain
        assert found["definition"]["questions"] == definition["requirements"][0]["questions"]
        schema = system.get(f"{AGREEMENT}requirements/GK1/schema/").json()
        assert schema["properties"]["visits"]["readOnly"] is True
        assert list(schema["properties"]) == [one["key"] for one in found["definition"]["questions"]]
        assert system.get(f"{AGREEMENT}requirements/X1/").status_code == 404
        assert system.get(f"{AGREEMENT}requirements/X1/schema/").status_code == 404
        assert system.get("/api/agreements/prov-1999/requirements/GK1/").status_code == 404

    def test_own_reports_are_listed_with_their_last_day_and_what_is_missing(self, system: System) -> None:
        listed = system.get(f"{AGREEMENT}reports/").json()
        (party,) = listed["parties"]
        assert (party["party"], party["name"], party["from_registers"]) == ("2380", "Östersund", ["R1"])
        first = party["reports"][0]
        assert set(first) == keys_of(shapes.ReportRowSerializer)
        assert (first["requirement"], first["state"], first["revision"]) == ("GK1", "not_begun", 0)
        assert (first["last_day"], first["closes_at"]) == ("2014-10-14", "2014-10-15T00:00:00+02:00")
        assert "decided" in first["missing"]
        assert "visits" not in first["missing"]
        assert set(listed) == keys_of(shapes.OwnReportsSerializer)

    def test_who_reports_for_nobody_has_an_empty_list(self, place: Place) -> None:
        assert browser(place.lead).get(f"{AGREEMENT}reports/").json()["parties"] == []
        assert browser(place.lead).get("/api/agreements/prov-1999/reports/").status_code == 404

    def test_a_report_that_is_not_begun_is_read_and_not_made(self, system: System) -> None:
        found = system.get(report()).json()
        assert set(found) == keys_of(shapes.ReportSerializer)
        assert (found["state"], found["revision"], found["answers"]) == ("not_begun", 0, {})
        assert found["may_save"]
        assert not found["may_hand_in"]
        assert not Report.objects.exists()

    def test_the_self_check_is_the_forms(self, system: System) -> None:
        save_all(system, EVERY_ANSWER | {"plans": 8})
        found = system.get(ALL).json()
        truths = {node["key"]: node["truth"] for node in found["self_check"]["children"]}
        assert truths == {"c1": "met", "c2": "not_met", "c3": "undecided"}
        save_all(system, {"plans": 9}, found["revision"])
        assert system.get(ALL).json()["self_check"]["children"][1]["truth"] == "met"

    def test_what_is_wrong_in_the_form_is_wrong_here(self, system: System, place: Place) -> None:
        save_all(system, {"plans": 12, "need": 10})
        save(place.reporter, "people", None, None, requirement="ALLT", typed={"women": "tre", "men": "4"})
        found = system.get(ALL).json()
        assert set(found["problems"]) == {"plans", "people.women"}
        assert found["unreadable"] == {"people": {"women": "tre", "men": "4"}}
        assert any("Personer" in obstacle for obstacle in found["obstacles"])

    def test_a_save_says_what_the_form_would_say_beside_it(self, system: System) -> None:
        said = save_all(system, {"plans": 12, "need": 10}).json()
        assert list(said["contradictions"]) == ["plans"]
        said = save_all(system, {"plans": 8, "need": 4000}, said["revision"]).json()
        assert said["contradictions"] == {}
        assert "Skriv i så fall en kommentar" in said["unlikely"]["need"]
        refused = save_all(system, {"plans": "x"}, said["revision"])
        assert refused.status_code == 422
        assert "need" in refused.json()["unlikely"]

    def test_an_unlikely_figure_asks_for_a_comment(self, system: System) -> None:
        save_all(system, {"need": 4000})
        found = system.get(ALL).json()
        assert "Skriv i så fall en kommentar" in found["unlikely"]["need"]
        saved = system.patch(ALL, {"base": found["revision"], "comments": {"need": "Ny mätning."}})
        assert saved.status_code == 200
        after = system.get(ALL).json()
        assert (after["comments"], after["answers"]) == ({"need": "Ny mätning."}, {"need": 4000})

    def test_a_request_for_completion_says_what_and_when(self, system: System, place: Place) -> None:
        save(place.reporter, "decided", True)
        press(place.signer, "GK1")
        due = (LATE + timedelta(days=20)).date()
        request_completion(place.assessor, key_of(), "decided", "Bifoga beslutet.", due)
        (asked,) = system.get(report()).json()["completion_requests"]
        assert (asked["question"], asked["text"], asked["due"]) == (
            "decided",
            "Bifoga beslutet.",
            due.isoformat(),
        )

    @pytest.mark.parametrize("address", ["GK1/", "GK1/submissions/", "GK1/verdict/"])
    def test_somebody_elses_does_not_exist(self, system: System, place: Place, address: str) -> None:
        answer = system.get(f"{AGREEMENT}reports/2326/{address}")
        unknown = system.get(f"{AGREEMENT}reports/9999/{address}")
        assert (answer.status_code, answer.json()) == (404, unknown.json())

    def test_a_draft_is_not_read_by_those_who_assess(self, system: System, place: Place) -> None:
        save_all(system, {"sure": True})
        for actor in (place.assessor, place.lead, actor_for(place.berg, Role.SIGNER)):
            assert browser(actor).get(ALL).status_code == 404
        assert browser(place.assessor).get(f"{ALL}submissions/").json() == []
        assert browser(actor_for(place.ostersund, Role.READER)).get(ALL).status_code == 200

    def test_reading_costs_few_queries(
        self, system: System, place: Place, django_assert_max_num_queries: Any
    ) -> None:
        save_all(system, EVERY_ANSWER)
        save(place.reporter, "decided", True)
        press(place.signer, "GK1")
        for address in (
            AGREEMENT,
            f"{AGREEMENT}requirements/GK1/",
            f"{AGREEMENT}requirements/GK1/schema/",
            f"{AGREEMENT}reports/",
            ALL,
            report(),
            f"{report()}submissions/",
            f"{report()}verdict/",
            HAND_INS,
            f"{HAND_INS}1/",
        ):
            system.get(address)
            with django_assert_max_num_queries(12):
                assert system.get(address).status_code in {200, 404}


class TestSaving:
    def test_every_type_of_answer_is_saved_as_it_was_sent(self, system: System) -> None:
        answer = save_all(system, EVERY_ANSWER)
        revision = Report.objects.get().revision
        assert (answer.status_code, answer.json()) == (
            200,
            {
                "revision": revision,
                "saved": list(EVERY_ANSWER),
                "contradictions": {},
                "unlikely": answer.json()["unlikely"],
            },
        )
        assert Report.objects.get().answers == EVERY_ANSWER
        assert system.get(ALL).json()["missing"] == ["plan"]

    def test_null_empties_an_answer(self, system: System) -> None:
        save_all(system, {"why": "Därför.", "sure": True})
        save_all(system, {"why": None}, Report.objects.get().revision)
        assert Report.objects.get().answers == {"sure": True}

    def test_saving_begins_the_report_with_last_years_answers_to_confirm(
        self, system: System, place: Place
    ) -> None:
        handed_in_last_year(place, {"decided": True, "how": "Vi träffas."})
        system.patch(report(), {"base": 0, "answers": {"meetings": 3}})
        found = system.get(report()).json()
        assert set(found["prefilled"]) == {"decided", "how"}
        assert len(found["obstacles"]) == 2
        answer = system.post(f"{report()}confirm-prefilled/", {"questions": ["decided", "how", "x"]})
        assert answer.json() == {"state": "draft", "revision": the_report().revision}
        assert system.get(report()).json()["prefilled"] == {}

    def test_two_who_answer_differently_are_both_shown_and_the_rest_is_saved(
        self, system: System, place: Place
    ) -> None:
        save(place.reporter, "decided", True)
        answer = system.patch(report(), {"base": 0, "answers": {"decided": False, "how": "Med möten."}})
        assert answer.status_code == 409
        said = answer.json()
        assert said["saved"] == ["how"]
        (clash,) = said["clashes"]
        assert set(clash) == keys_of(shapes.ClashSerializer)
        assert (clash["question"], clash["mine"], clash["theirs"]) == ("decided", False, True)
        assert clash["by"] == place.reporter.name
        assert the_report().answers == {"decided": True, "how": "Med möten."}
        again = system.patch(report(), {"base": said["revision"], "answers": {"decided": False}})
        assert again.status_code == 200
        assert the_report().answers["decided"] is False

    def test_what_was_typed_by_somebody_and_cannot_be_read_is_shown_in_a_clash(
        self, system: System, place: Place
    ) -> None:
        save(place.reporter, "meetings", None, typed={"": "tolv eller så"})
        (clash,) = system.patch(report(), {"base": 0, "answers": {"meetings": 12}}).json()["clashes"]
        assert (clash["theirs"], clash["unreadable"]) == ({"": "tolv eller så"}, True)

    @pytest.mark.parametrize(
        ("question", "value", "name", "said"),
        [
            ("sure", "ja", "sure", None),
            ("plans", "abc", "plans", "”abc”"),
            ("plans", -1, "plans", None),
            ("people", {"women": -3, "men": 4}, "people.women", None),
            ("rate", "120", "rate", "100"),
            ("rate", 12.5, "rate", "Skriv tal med decimaler som text"),
            ("decided", "2014-02-31", "decided", None),
            ("years", {"from": "2016", "to": "2014"}, "years.to", "Slutet ligger före början."),
            ("way", "z", "way", "alternativ"),
            ("page", "http://10.0.0.1/x", "page", "lokalt nätverk"),
            ("page", "ftp://x", "page", None),
            ("contact", {"name": "A", "email": "inte en adress"}, "contact.email", None),
            ("plan", {"name": "plan.pdf"}, "plan", "Bifoga filen"),
            ("plan", {"name": "x", "file": "0" * 32}, "plan", "finns inte bland era underlag"),
            ("why", "a\x00b", "why", "tecken som inte kan sparas"),
            ("why", "\ud800", "why", "tecken som inte kan sparas"),
            ("why", "x" * 20_001, "why", "20001 tecken"),
            ("why", 10**17, "why", "för stort"),
            ("contact", {"name": "a\x00"}, "contact", "tecken som inte kan sparas"),
            ("asked", [{"organisation": "x"}] * 201, "asked", "för många rader"),
            ("asked", [[[[[[[[1]]]]]]]], "asked", "för många nivåer"),
        ],
    )
    def test_what_is_no_answer_is_refused_at_its_question_and_the_rest_is_saved(
        self, system: System, question: str, value: object, name: str, said: str | None
    ) -> None:
        answer = save_all(system, {question: value, "cost": 5})
        assert answer.status_code == 422, answer.json()
        assert set(answer.json()) == keys_of(shapes.NotSavedSerializer)
        assert list(answer.json()["problems"]) == [name]
        assert (said or "") in answer.json()["problems"][name]
        assert answer.json()["saved"] == ["cost"]
        assert Report.objects.get().answers == {"cost": 5}

    @pytest.mark.parametrize(
        ("sent", "detail"),
        [
            ({"nothere": 1}, "ALLT Allt som kan frågas har ingen fråga som heter nothere."),
            ({"waits": 1}, "”Väntande” läses ur Väntetider i vården och besvaras inte här."),
        ],
    )
    def test_a_question_that_is_not_asked_refuses_all(
        self, system: System, sent: dict[str, int], detail: str
    ) -> None:
        answer = save_all(system, {**sent, "cost": 5})
        assert answer.status_code == 409
        assert answer.json() == {
            "message": "Svaren sparades inte.",
            "details": [detail],
            "problems": {},
        }
        assert not Report.objects.exists()

    def test_a_question_that_has_closed_says_when(
        self, system: System, in_time: time_machine.Traveller
    ) -> None:
        in_time.move_to(LATE - timedelta(days=20))
        answer = system.patch(report(), {"base": 0, "answers": {"early": 1}})
        assert answer.json()["details"] == ["”Ett tidigt svar” kan inte ändras: sista dag var 2014-09-01."]

    def test_a_reader_is_told_that_the_role_is_not_enough(self, place: Place) -> None:
        reader = browser(actor_for(place.ostersund, Role.READER))
        answer = reader.patch(ALL, {"base": 0, "answers": {"cost": 1}}, content_type="application/json")
        assert (answer.status_code, answer.json()["message"]) == (
            403,
            "Ni kan läsa rapporten men inte ändra den. Det gör en rapportör eller undertecknare.",
        )

    def test_a_browser_needs_its_csrf_token(self, place: Place) -> None:
        client = browser(place.reporter, checks_csrf=True)
        sent = {"base": 0, "answers": {"cost": 1}}
        assert client.patch(ALL, sent, content_type="application/json").status_code == 403
        client.cookies["csrftoken"] = token = "x" * 32
        headers = {"X-CSRFToken": token}
        assert client.patch(ALL, sent, content_type="application/json", headers=headers).status_code == 200

    def test_somebody_elses_report_cannot_be_saved(self, system: System) -> None:
        address = report(party="2326")
        assert system.patch(address, {"base": 0, "answers": {"decided": True}}).status_code == 404
        assert system.patch(address, {"base": 0, "comments": {"decided": "x"}}).status_code == 404
        assert not Report.objects.exists()

    def test_a_save_costs_few_queries(
        self, system: System, place: Place, django_assert_max_num_queries: Any
    ) -> None:
        revision = save_all(system, {"cost": 1}).json()["revision"]
        # Two of them are the savepoint of the test's own transaction.
        with django_assert_max_num_queries(13):
            assert save_all(system, {"cost": 2}, revision).status_code == 200
