"""Handing in through the API: all or nothing, once for each key, and a receipt that can be checked."""

import hashlib
import json
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from rest_framework.serializers import Serializer

from agreements.api import shapes
from agreements.domain.seal import canonical, hand_in_sha256
from agreements.models import HandIn, Report, Submission
from agreements.receipt_file import receipt_bytes
from agreements.selectors.receipts import receipt
from assessment.models import Outcome
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from tests import factories
from tests.api.conftest import AGREEMENT, HAND_INS, Answer, System, Systems, report
from tests.reporting import LATE, Place, save


def fill_in(system: System) -> None:
    system.patch(report(), {"base": 0, "answers": {"decided": True, "how": "Med möten."}})
    system.patch(report("B1"), {"base": 0, "answers": {"made": True}})


def press(system: System, *requirements: str, key: str = "", **more: object) -> Answer:
    order = {"requirements": requirements, "confirm": True, **more}
    return system.post(HAND_INS, order | ({"key": key} if key else {}))


def keys_of(shape: type[Serializer]) -> set[str]:
    return set(shape().fields)


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def test_a_key_that_may_not_hand_in_asks_for_a_signature(place: Place, system_of: Systems) -> None:
    system = system_of(place.signer, place.ostersund, may_hand_in=False)
    address = f"{AGREEMENT}signature/2380/"
    assert system.post(address).json()["message"] == "Det finns inget utkast att skriva under."
    fill_in(system)
    assert system.post(address).json() == {"requirements": ["GK1", "B1"]}
    assert set(Report.objects.exclude(ready_at=None).values_list("requirement__code", flat=True)) == {
        "GK1",
        "B1",
    }
    assert system.post(f"{AGREEMENT}signature/2326/").status_code == 404


class TestHandingIn:
    def test_the_receipt_can_be_checked(self, system: System) -> None:
        fill_in(system)
        answer = press(system, "GK1", "B1")
        got = answer.json()
        assert answer.status_code == 201
        assert set(got) == keys_of(shapes.ReceiptSerializer)
        assert set(got["submissions"][0]) == keys_of(shapes.ReceiptEntrySerializer)
        assert (got["reference"], got["late"]) == ("2014-00001-1", False)
        assert got["received_at"].startswith("2014-06-01T")
        entries = got["submissions"]
        assert [one["requirement"] for one in entries] == ["GK1", "B1"]
        for one in entries:
            assert hashlib.sha256(canonical(one["content"]).encode()).hexdigest() == one["sha256"]
        assert hand_in_sha256((one["requirement"], one["sha256"]) for one in entries) == got["sha256"]

    def test_the_receipt_is_the_same_as_the_sites_file(self, system: System, place: Place) -> None:
        fill_in(system)
        press(system, "GK1")
        found = receipt(place.signer, "prov-2014", "2380", 1)
        assert found
        assert system.get(f"{HAND_INS}1/").json() == json.loads(receipt_bytes(found))

    def test_the_same_key_again_is_the_same_hand_in(self, system: System) -> None:
        fill_in(system)
        key = str(uuid4())
        first, second = press(system, "GK1", key=key), press(system, "GK1", key=key)
        assert (first.status_code, second.status_code) == (201, 200)
        assert first.json() == second.json()
        assert HandIn.objects.count() == Submission.objects.count() == 1

    def test_the_key_may_be_a_header(self, system: System) -> None:
        fill_in(system)
        key = str(uuid4())
        order = {"requirements": ["GK1"], "confirm": True}
        for header, status in ((key, 201), (f'"{key}"', 200)):
            assert system.post(HAND_INS, order, **{"Idempotency-Key": header}).status_code == status
        for header, field in (("x", "Idempotency-Key"), (str(uuid4()), "key")):
            answer = system.post(HAND_INS, order | {"key": key}, **{"Idempotency-Key": header})
            assert (answer.status_code, list(answer.json()["problems"])) == (422, [field])

    def test_without_a_key_the_same_content_is_still_one_hand_in(self, system: System) -> None:
        fill_in(system)
        assert [press(system, "GK1").status_code for _ in range(2)] == [201, 200]
        assert HandIn.objects.count() == 1

    def test_what_is_late_is_received_and_says_so(
        self, system: System, in_time: time_machine.Traveller
    ) -> None:
        fill_in(system)
        in_time.move_to(LATE)
        answer = press(system, "B1")
        assert (answer.status_code, answer.json()["late"]) == (201, True)
        assert system.get(report("B1")).json()["state"] == "late"

    def test_nothing_is_signed_that_changed_after_it_was_read(self, system: System, place: Place) -> None:
        fill_in(system)
        read = system.get(report("B1")).json()["revision"]
        save(place.reporter, "made", False, read, requirement="B1")
        answer = press(system, "B1", revisions={"B1": read})
        assert (answer.status_code, answer.json()["details"]) == (
            409,
            [f"B1 Inventering: ändrat av {place.reporter.name}."],
        )
        assert press(system, "B1", revisions={"B1": read + 1}).status_code == 201

    def test_a_key_that_handed_in_something_else_is_not_used_again(self, system: System) -> None:
        fill_in(system)
        key = str(uuid4())
        press(system, "GK1", key=key)
        answer = press(system, "B1", key=key)
        assert (answer.status_code, HandIn.objects.count()) == (409, 1)
        assert "med en ny nyckel" in answer.json()["message"]

    def test_all_or_nothing_is_handed_in_and_everything_in_the_way_is_named(self, system: System) -> None:
        fill_in(system)
        answer = press(system, "GK1", "B1", "ALLT")
        assert answer.status_code == 409
        assert answer.json()["message"].startswith("Inget lämnades in.")
        assert len(answer.json()["details"]) == 1
        assert not HandIn.objects.exists()

    @pytest.mark.parametrize(
        ("order", "field"),
        [
            ({"requirements": ["GK1"]}, "confirm"),
            ({"requirements": ["GK1"], "confirm": False}, "confirm"),
            ({"requirements": [], "confirm": True}, "requirements"),
            ({"confirm": True}, "requirements"),
            ({"requirements": "GK1", "confirm": True}, "requirements"),
            ({"requirements": ["GK1\x00"], "confirm": True}, "requirements.0"),
            ({"requirements": ["\ud800"], "confirm": True}, "requirements.0"),
            ({"requirements": ["GK1"], "confirm": True, "key": "x"}, "key"),
            ({"requirements": ["GK1"], "confirm": True, "kay": "x"}, "kay"),
        ],
    )
    def test_an_order_that_is_not_whole_says_where(
        self, system: System, order: dict[str, object], field: str
    ) -> None:
        fill_in(system)
        answer = system.post(HAND_INS, order)
        assert (answer.status_code, list(answer.json()["problems"])) == (422, [field])
        assert not HandIn.objects.exists()

    def test_a_key_that_may_not_hand_in_is_told_who_may(self, place: Place, system_of: Systems) -> None:
        system = system_of(place.signer, place.ostersund, may_hand_in=False)
        fill_in(system)
        answer = press(system, "GK1")
        assert (answer.status_code, answer.json()["message"]) == (
            403,
            "Bara en behörig undertecknare kan lämna in.",
        )

    def test_somebody_elses_cannot_be_handed_in_and_does_not_exist(self, system: System) -> None:
        order = {"requirements": ["GK1"], "confirm": True}
        for party in ("2326", "9999"):
            answer = system.post(f"{AGREEMENT}hand-ins/{party}/", order)
            assert answer.status_code == 404
            assert system.get(f"{AGREEMENT}hand-ins/{party}/").status_code == 404
        assert system.post("/api/agreements/prov-1999/hand-ins/2380/", order).status_code == 404
        assert system.post(HAND_INS, order | {"requirements": ["X1"]}).status_code == 404

    def test_a_signer_hands_in_from_a_browser_too(self, system: System, place: Place) -> None:
        fill_in(system)
        order = {"requirements": ["GK1"], "confirm": True}
        answer = browser(place.signer).post(HAND_INS, order, content_type="application/json")
        organisation = place.ostersund.organisation.name
        assert answer.json()["signed_as"] == f"{place.signer.name}, behörig undertecknare, {organisation}"


class TestWhatWasHandedIn:
    def test_hand_ins_and_submissions_are_listed_the_newest_first(self, system: System) -> None:
        fill_in(system)
        press(system, "GK1")
        system.post(f"{report()}take-back/")
        newest = system.get(report()).json()["revision"]
        system.patch(report(), {"base": newest, "answers": {"how": "På annat sätt."}})
        press(system, "GK1", "B1")
        listed = system.get(HAND_INS).json()
        assert [(one["number"], one["requirements"]) for one in listed] == [(3, ["GK1", "B1"]), (1, ["GK1"])]
        assert set(listed[0]) == keys_of(shapes.HandInRowSerializer)
        versions = system.get(f"{report()}submissions/").json()
        assert [(one["number"], one["answers"]["how"]) for one in versions] == [
            (2, "På annat sätt."),
            (1, "Med möten."),
        ]
        assert set(versions[0]) == keys_of(shapes.SubmissionSerializer)
        assert versions[0]["reference"] == "2014-00001-3"
        assert versions[0]["self_check"]["children"][0]["truth"] == "met"

    def test_those_who_assess_and_the_county_read_it_and_the_neighbour_does_not(
        self, system: System, place: Place
    ) -> None:
        fill_in(system)
        press(system, "GK1")
        coordinator = browser_of_role(Role.COUNTY_COORDINATOR, place)
        for client in (browser(place.assessor), coordinator):
            assert client.get(f"{HAND_INS}1/").json()["number"] == 1
            assert len(client.get(HAND_INS).json()) == 1
            assert len(client.get(f"{report()}submissions/").json()) == 1
        for address in (HAND_INS, f"{HAND_INS}1/", f"{report()}submissions/"):
            assert browser(place.neighbour).get(address).status_code == 404
        assert system.get(f"{HAND_INS}2/").status_code == 404
        assert system.get(f"{HAND_INS}{9**40}/").status_code == 404


class TestTheVerdict:
    def test_it_is_not_there_before_it_is_final(self, system: System, place: Place) -> None:
        address = f"{report()}verdict/"
        assert system.get(address).status_code == 404
        factories.proposal(place.agreement, "GK1", place.ostersund, Outcome.NOT_MET)
        assert system.get(address).status_code == 404
        assert browser(place.assessor).get(address).status_code == 404

    def test_a_final_one_is_read_by_its_own_and_not_by_the_neighbour(
        self, system: System, place: Place
    ) -> None:
        (verdict,) = factories.verdicts(place.agreement, "GK1", [place.ostersund], Outcome.NOT_MET)
        verdict.reasons = {"key": "c1", "truth": "not_met"}
        verdict.save()
        found = system.get(f"{report()}verdict/").json()
        assert (found["outcome"], found["outcome_label"], found["met"]) == ("not_met", "Ej uppfyllt", False)
        assert (found["reasons"], found["version"]) == ({"key": "c1", "truth": "not_met"}, 1)
        assert browser(place.neighbour).get(f"{report()}verdict/").status_code == 404
        assert browser(place.lead).get(f"{report()}verdict/").json() == found


def browser_of_role(role: Role, place: Place) -> Client:
    client = Client()
    client.force_login(
        factories.person(role, county=place.county), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client
