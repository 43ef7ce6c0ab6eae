"""The description of the API: complete, without warnings, and true for whatever is sent."""

import copy
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
import time_machine
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from agreements.domain.answer_schema import question_schema
from agreements.domain.definition import Definition
from agreements.domain.loading import load_definition
from agreements.models import EvidenceFile
from assessment.models import Outcome
from prio.accounts.tokens import make_token
from prio.wsgi import application
from tests import factories
from tests.agreements.evidence import files
from tests.agreements.reporting.form_world import EVERY_TYPE
from tests.api.conftest import HAND_INS, System, report
from tests.reporting import IN_TIME, make_place

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
# What the small world has: what it has not is asked for in the tests of each address.
KNOWN = {
    "code": ["prov-2014"],
    "party": ["2380"],
    "requirement": ["GK1", "B1", "ALLT"],
    "question": ["plan", "asked"],
    "number": [1],
    "register": ["vantetider"],
    "reference": ["2014-00001"],
    "kind": ["final", "preliminary"],
    "county": ["23"],
    "job_id": ["2b1f8f2c-8f0e-4f1e-9a53-5e6f0f4b7a10"],
    "phrase": [1],
    "recusal": [1],
    "decision_id": [1],
    "run_id": [1],
    "draft_id": [1],
    "comment": [1],
    "other": ["23"],
    "simulation_id": [1],
    "other_id": [1],
    "file": [1],
    "payment": [1],
    "claim": [1],
    "repayment": [1],
    "report": [1],
    "verb": ["make", "send", "resend"],
    "organisation": ["2380"],
}
ANYTHING: dict[str, Any] = {}


def described() -> dict[str, Any]:
    """The schema as it is published."""
    found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return found


def narrowed(schema: dict[str, Any], definition: Definition, file: str) -> dict[str, Any]:
    """The schema with the small world's own codes, so that what is sent gets further than to 404."""
    found = copy.deepcopy(schema)
    known = {**KNOWN, "evidence_id": [file]}
    for operations in found["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path":
                    parameter["schema"] = {"enum": known[parameter["name"]]}
    shapes = found["components"]["schemas"]
    asked = [one for one in definition.requirement("ALLT").questions if not one.source]
    # Half of what is sent for a question is an answer, half is anything.
    shapes["ChangesRequest"]["properties"] |= {
        "answers": only({one.key: {"anyOf": [question_schema(one), ANYTHING]} for one in asked}),
        "comments": only({one.key: {"type": "string"} for one in asked}),
    }
    patch = found["paths"]["/api/agreements/{code}/reports/{party}/{requirement}/"]["patch"]
    next(one for one in patch["parameters"] if one["name"] == "requirement")["schema"] = {"enum": ["ALLT"]}
    shapes["HandInOrderRequest"]["properties"] |= {
        "requirements": {"type": "array", "minItems": 1, "maxItems": 2, "items": {"enum": ["GK1", "B1"]}},
        "confirm": {"enum": [True]},
    }
    return found


def only(properties: dict[str, Any]) -> dict[str, Any]:
    """An object with these properties and no others."""
    return {"type": "object", "properties": properties, "additionalProperties": False}


@pytest.fixture
def small_world(db: None) -> Iterator[tuple[System, str]]:
    """Östersund's system with something handed in, a file and a verdict."""
    with time_machine.travel(IN_TIME, tick=False):
        place = make_place(EVERY_TYPE)
        made = make_token(place.signer, place.ostersund.organisation_id, "Treserva", may_hand_in=True)
        system = System(made.key, Client())
        system.patch(report("B1"), {"base": 0, "answers": {"made": True}})
        system.upload(report(part="evidence/plan/"), "plan.pdf", files.pdf())
        system.post(HAND_INS, {"requirements": ["B1"], "confirm": True})
        factories.verdicts(place.agreement, "GK1", [place.ostersund], Outcome.NOT_MET)
        yield system, str(EvidenceFile.objects.get().pk)


def test_the_description_has_no_fault_and_no_warning(tmp_path: Path) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))


def test_every_operation_says_who_may_ask_and_how_it_refuses() -> None:
    for address, operations in described()["paths"].items():
        for method, operation in operations.items():
            assert {"apiKey": []} in operation["security"], address
            assert {"401", "429"} <= set(operation["responses"]), address
            if method != "get":
                assert {"403", "404", "409"} <= set(operation["responses"]), address
            assert operation["description"], address


def ask(operation: Any, system: System, reached: Counter[tuple[str, int]]) -> None:
    """Send one operation whatever its description allows, and note the answers; nothing of it stays."""
    name = operation.definition.raw["operationId"]

    @hypothesis.settings(max_examples=20, derandomize=True, database=None, deadline=None)
    @hypothesis.given(case=operation.as_strategy())
    def tell(case: schemathesis.Case) -> None:
        with transaction.atomic():
            answer = case.call_and_validate(headers=system._headers, checks=CHECKS)
            transaction.set_rollback(True)
        reached[name, answer.status_code] += 1

    tell()


@pytest.fixture
def kept_connection(small_world: tuple[System, str]) -> Iterator[None]:
    """The test's own transaction stays open although whole requests begin and end in it.

    Django's client takes these signals away around each of its requests, and brings them back: so it is done with.
    """
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.usefixtures("kept_connection")
def test_whatever_is_sent_is_answered_as_described(small_world: tuple[System, str]) -> None:
    system, file = small_world
    schema = schemathesis.openapi.from_dict(
        narrowed(described(), load_definition(EVERY_TYPE, "prov.yaml"), file)
    )
    schema.app = application
    reached: Counter[tuple[str, int]] = Counter()
    tried = 0
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        ask(result.ok(), system, reached)
        tried += 1
    assert tried == sum(len(operations) for operations in described()["paths"].values())
    # What is drawn gets further than to the first refusal.
    done = {"save_answers": 200, "hand_in": 201, "decline": 200, "take_back": 200, "remove_file": 204}
    assert {step for step in done.items() if not reached[step]} == set()
    assert reached["save_answers", 422]
    assert reached["hand_in", 409]


def test_the_documentation_names_every_operation(repository: Path) -> None:
    rows = re.findall(
        r"^\| ([A-Z]+) \| `(/api/[^`]+)` \|", (repository / "docs/api.md").read_text(), re.MULTILINE
    )
    operations = {(method.upper(), address) for address, of in described()["paths"].items() for method in of}
    assert set(rows) == operations
    assert len(rows) == len(operations)
