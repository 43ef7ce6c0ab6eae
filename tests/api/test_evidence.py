"""Evidence through the API: the same files are taken, stopped and shown to the same persons as on the page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rest_framework.serializers import Serializer

from agreements.api import shapes
from agreements.models import EvidenceFile
from agreements.services.evidence import receive_county_file
from agreements.services.evidence_checks import check_file
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from tests import factories
from tests.agreements.evidence import files
from tests.api.conftest import System, report
from tests.reporting import Place, key_of, press, save

AT_PLAN = report(part="evidence/plan/")


def keys_of(shape: type[Serializer]) -> set[str]:
    return set(shape().fields)


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def test_a_file_is_attached_checked_and_counts(system: System) -> None:
    answer = system.upload(AT_PLAN, "plan.pdf", files.pdf(), sections=["mål", "ansvar", "annat"])
    file = answer.json()
    assert answer.status_code == 201
    assert set(file) == keys_of(shapes.FileSerializer)
    assert (file["name"], file["state"], file["party"]) == ("plan.pdf", "checking", "2380")
    found = system.get(report()).json()
    assert found["answers"]["plan"]["file"] == file["id"]
    assert found["answers"]["plan"]["sections"] == ["mål", "ansvar"]
    assert "plan" in found["missing"]
    check_file(EvidenceFile.objects.get().pk)
    assert system.get(f"/api/evidence/{file['id']}/").json()["state"] == "usable"
    assert "plan" not in system.get(report()).json()["missing"]


def test_a_file_that_is_stopped_says_why(system: System) -> None:
    file = system.upload(AT_PLAN, "plan.pdf", files.pdf(f"Personen {files.NUMBER}")).json()
    check_file(EvidenceFile.objects.get().pk)
    found = system.get(f"/api/evidence/{file['id']}/").json()
    assert found["state"] == "refused"
    assert "personnummer" in found["reason"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("plan.pdf", b"", "är tom"),
        ("plan.pdf", files.PNG, "plan.pdf"),
        ("plan.exe", b"MZ" + bytes(100), "slag som inte tas emot"),
        ("plan.pdf", files.pdf(password="x"), "skyddad med lösenord"),
    ],
)
def test_what_is_not_taken_is_refused_in_the_words_of_the_page(
    system: System, place: Place, name: str, content: bytes, said: str
) -> None:
    answer = system.upload(AT_PLAN, name, content)
    assert answer.status_code == 409
    assert said in answer.json()["message"]
    page = browser(place.reporter).post(
        "/overenskommelser/prov-2014/rapportering/2380/GK1/underlag/plan/",
        {"fil.plan": upload_of(name, content)},
        headers={"X-Requested-With": "upload.js"},
    )
    assert answer.json()["message"] in page.content.decode()
    assert not EvidenceFile.objects.exists()


def upload_of(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_question_that_takes_no_files_says_so(system: System) -> None:
    for question in ("how", "nothere"):
        answer = system.upload(report(part=f"evidence/{question}/"), "plan.pdf", files.pdf())
        assert (answer.status_code, answer.json()["message"]) == (409, "Frågan tar inte emot filer.")


def test_the_form_has_one_file(system: System) -> None:
    without = system.client.post(AT_PLAN, {}, headers=system._headers)
    assert (without.status_code, list(without.json()["problems"])) == (422, ["file"])
    two = {"file": [upload_of("a.pdf", files.pdf()), upload_of("b.pdf", files.pdf())]}
    answer = system.client.post(AT_PLAN, two, headers=system._headers)
    assert answer.json()["problems"] == {"file": "Skicka en fil i taget."}
    assert system.post(AT_PLAN, {"file": "x"}).status_code == 415
    broken = system.client.post(
        AT_PLAN, b"--x\r\n", content_type="multipart/form-data; boundary=", headers=system._headers
    )
    assert broken.status_code == 400


def test_a_file_is_taken_away(system: System) -> None:
    file = system.upload(AT_PLAN, "plan.pdf", files.pdf()).json()
    assert system.delete(f"/api/evidence/{file['id']}/").status_code == 204
    assert "plan" not in system.get(report()).json()["answers"]
    assert system.get(f"/api/evidence/{file['id']}/").status_code == 404
    assert system.delete(f"/api/evidence/{file['id']}/").status_code == 404


def test_a_file_is_read_by_its_own_and_when_it_is_handed_in_by_those_who_assess(
    system: System, place: Place
) -> None:
    file = system.upload(AT_PLAN, "plan.pdf", files.pdf()).json()
    address = f"/api/evidence/{file['id']}/"
    for actor in (place.neighbour, place.assessor):
        assert browser(actor).get(address).status_code == 404
        assert browser(actor).delete(address).status_code == 404
    save(place.reporter, "decided", True, None)
    press(place.signer, key_of().requirement)
    assert browser(place.assessor).get(address).json()["name"] == "plan.pdf"
    assert browser(place.neighbour).get(address).status_code == 404


def test_the_content_of_a_file_is_had_with_a_key_once_it_is_usable(system: System) -> None:
    content = files.pdf()
    file = system.upload(AT_PLAN, "plan.pdf", content).json()
    address = f"/api/evidence/{file['id']}/content/"
    waits = system.get(address)
    assert (waits.status_code, waits.json()["details"]) == (409, ["Den kontrolleras fortfarande."])
    check_file(EvidenceFile.objects.get().pk)
    answer = system.get(address)
    assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined]  # a streamed answer
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "plan.pdf" in answer.headers["Content-Disposition"]


def test_what_the_county_has_in_common_is_found_used_and_left(system: System, place: Place) -> None:
    coordinator = actor_of(factories.person(Role.COUNTY_COORDINATOR, county=place.county), clock.today())
    common = receive_county_file(
        coordinator, "prov-2014", "GK1", "plan", "23", upload_of("lansavtal.pdf", files.pdf())
    )
    check_file(common.pk)
    (offered,) = system.get(report()).json()["county_files"]["plan"]
    assert (offered["id"], offered["name"]) == (str(common.pk), "lansavtal.pdf")
    address = report(part=f"evidence/plan/county/{common.pk}/")
    assert system.post(address).json() == {"state": "draft", "revision": 2}
    assert system.get(report()).json()["answers"]["plan"]["shared"] is True
    assert system.get(report()).json()["county_files"] == {}
    assert system.delete(address).status_code == 200
    assert "plan" not in system.get(report()).json()["answers"]
    assert system.post(report("B1", part=f"evidence/plan/county/{common.pk}/")).status_code == 409
    other = report(party="2326", part=f"evidence/plan/county/{common.pk}/")
    assert (system.post(other).status_code, system.delete(other).status_code) == (404, 404)


def test_somebody_elses_report_takes_no_file(system: System) -> None:
    address = report(party="2326", part="evidence/plan/")
    assert system.upload(address, "plan.pdf", files.pdf()).status_code == 404
    assert not EvidenceFile.objects.exists()
