"""Registers through the API: the same steps, the same rights, the same words."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assessment.models import RegisterImport
from prio.accounts.roles import Role
from tests import factories
from tests.assessment.registers.tables import csv
from tests.assessment.registers.world import PUBLIC, Registers, make_registers

pytestmark = pytest.mark.django_db
REGISTERS = "/api/agreements/prio-2014/registers/"
WAITS = f"{REGISTERS}vantetider/"


@pytest.fixture
def registers(db: None) -> Registers:
    return make_registers()


@pytest.fixture
def assessor(registers: Registers) -> Client:
    client = Client()
    client.force_login(registers.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def upload(client: Client, content: bytes = PUBLIC, **more: str) -> Any:
    file = SimpleUploadedFile("uttag.csv", content)
    return client.post(WAITS, {"file": file, "read_on": "2014-11-03", "requirement": "A1"} | more)


def send(client: Client, address: str, data: object) -> Any:
    return client.post(address, data, content_type="application/json")


def test_from_upload_to_approval(assessor: Client) -> None:
    made = upload(assessor, PUBLIC.replace(b";21;", b";210;"))
    assert (made.status_code, made.json()["state"], made.json()["fault_count"]) == (201, "preview", 1)
    seen = assessor.get(f"{WAITS}1/").json()
    assert seen["faults"] == [{"row": 3, "column": "", "text": "Delen 210 är större än det hela, 32 − 0."}]
    assert seen["matching"]["columns"]["0"] == "organisation"
    assert seen["summary"]["missing"] == {"A1": ["23"]}
    refused = send(assessor, f"{WAITS}1/approve/", {"revision": seen["revision"]})
    assert (refused.status_code, "1 fel" in refused.json()["message"]) == (409, True)
    approval = {"revision": seen["revision"], "without_faulty": True}
    assert send(assessor, f"{WAITS}1/approve/", approval).json()["state"] == "approved"
    assert assessor.get(REGISTERS).json()[0]["approved"]["number"] == 1
    assert assessor.get(f"{WAITS}1/file/").content == PUBLIC.replace(b";21;", b";210;")


def test_columns_are_matched_and_a_version_is_discarded(assessor: Client) -> None:
    upload(assessor, csv(("Vem", "Allt"), ("09", 20)))
    columns = {"heading": 1, "requirement": "A1", "columns": {"0": "organisation", "1": "done"}}
    assert send(assessor, f"{WAITS}1/columns/", columns).json()["figures"] == 1
    wrong = send(assessor, f"{WAITS}1/columns/", columns | {"columns": {"0": "done"}})
    assert wrong.status_code == 409
    assert assessor.delete(f"{WAITS}1/").status_code == 204
    assert assessor.get(WAITS).json()["versions"][0]["state"] == "discarded"
    assert assessor.get(f"{WAITS}1/file/").status_code == 404


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"file": ""}, 422),
        ({"read_on": "i går"}, 422),
        ({"read_on": "2999-01-01"}, 409),
        ({"requirement": "X"}, 409),
    ],
)
def test_what_cannot_be_taken_is_refused(assessor: Client, sent: dict[str, str], status: int) -> None:
    assert upload(assessor, PUBLIC, **sent).status_code == status
    assert not RegisterImport.objects.exists()


def test_approval_says_what_was_seen(assessor: Client) -> None:
    upload(assessor)
    assert send(assessor, f"{WAITS}1/approve/", {}).status_code == 422
    assert send(assessor, f"{WAITS}1/approve/", {"revision": 7}).status_code == 409


def test_who_reads_all_reads_and_who_does_not_finds_nothing(registers: Registers) -> None:
    registers.upload()
    auditor, administrator = Client(), Client()
    auditor.force_login(factories.person(Role.AUDITOR))
    administrator.force_login(factories.person(Role.ADMINISTRATOR))
    for address in (REGISTERS, WAITS, f"{WAITS}1/", f"{WAITS}1/file/"):
        assert (auditor.get(address).status_code, administrator.get(address).status_code) == (200, 404)
    assert upload(auditor).status_code == 403
    assert upload(administrator).status_code == 404
    assert send(auditor, f"{WAITS}1/approve/", {"revision": 0}).status_code == 403
    assert auditor.delete(f"{WAITS}1/").status_code == 403
