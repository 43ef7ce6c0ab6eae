"""What is sent to the API: read strictly, and refused in words."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.api.json_bodies import DEEPEST, UnreadableBody, read_json
from tests.api.conftest import HAND_INS, System, report

UNREADABLE = {
    b"{": "inte JSON",
    b"\xff\xfe{}": "UTF-8",
    b'{"base": 0, "base": 1}': "”base” står två gånger",
    b'{"base": 0, "answers": {"how": {"a": 1, "a": 2}}}': "”a” står två gånger",
    b'{"base": NaN}': "NaN är inget tal",
    b'{"base": -Infinity}': "-Infinity är inget tal",
    b'{"base": 1' + b"0" * 5000 + b"}": "fler än 20 siffror",
    b"[" * 100_000: "nivåer",
    b'{"answers": ' + b"[" * DEEPEST + b"]" * DEEPEST + b"}": "nivåer",
    b'{"a\\u0000": 1}': "tecken som inte kan sparas",
    b'{"\\ud800": 1}': "tecken som inte kan sparas",
    b'{"' + b"x" * 201 + b'": 1}': "för lång",
    b"[]": "JSON-objekt",
    b"1": "JSON-objekt",
    b"null": "JSON-objekt",
}


def send(system: System, content: bytes, kind: str = "application/json") -> tuple[int, dict[str, object]]:
    answer = system.client.patch(report(), content, content_type=kind, headers=system._headers)
    return answer.status_code, answer.json()


@pytest.mark.parametrize(("content", "said"), UNREADABLE.items(), ids=lambda one: repr(one)[:40])
def test_what_cannot_be_read_is_refused_in_words(system: System, content: bytes, said: str) -> None:
    status, data = send(system, content)
    assert status == 400
    assert said in str(data["message"])
    assert set(data) == {"message", "details", "problems"}


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        (b"", {"base"}),
        (b"{}", {"base"}),
        (b'{"base": -1}', {"base"}),
        (b'{"base": "x"}', {"base"}),
        (b'{"base": 99999999999}', {"base"}),
        (b'{"base": 0, "answer": {}}', {"answer"}),
        (b'{"base": 0, "answers": []}', {"answers"}),
        (b'{"base": 0, "answers": null}', {"answers"}),
        (b'{"base": 0, "comments": {"how": null}}', {"comments.how"}),
        (b'{"base": 0, "comments": {"how": "\\u0000"}}', {"comments.how"}),
        (b'{"base": 0, "comments": {"how": "\\ud800"}}', {"comments.how"}),
        (b'{"base": 0, "comments": {"how": {"a": "b"}}}', {"comments.how"}),
    ],
)
def test_a_field_of_another_shape_is_named(system: System, content: bytes, fields: set[str]) -> None:
    status, data = send(system, content)
    assert status == 422
    problems = data["problems"]
    assert isinstance(problems, dict)
    assert set(problems) == fields
    assert all(problems.values())


def test_a_comment_that_is_too_long_is_refused_at_its_question(system: System) -> None:
    sent = {"base": 0, "answers": {"meetings": 3}, "comments": {"meetings": "x" * 2001}}
    answer = system.patch(report(), sent)
    assert (answer.status_code, list(answer.json()["problems"])) == (422, ["meetings"])


def test_another_kind_of_content_is_not_taken(system: System) -> None:
    for kind in ("application/xml", "text/plain", "application/x-www-form-urlencoded"):
        assert send(system, b"base=0", kind)[0] == 415


def test_a_body_that_is_too_large_is_not_read(system: System) -> None:
    content = b'{"base": 0, "answers": {"how": "' + b"x" * (5 * 1024 * 1024) + b'"}}'
    assert send(system, content)[0] == 413


def test_a_method_that_an_address_does_not_take_says_which_it_takes(system: System) -> None:
    answer = system.delete(HAND_INS)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, POST, HEAD, OPTIONS")
    assert "Allow" in answer.json()["message"]


Json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.binary() | Json.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(UnreadableBody):
        json.dumps(read_json(content))


@pytest.mark.parametrize(
    ("address", "content", "field", "said"),
    [
        (HAND_INS, b'{"requirements": ["GK1"], "confirm": "ja"}', "confirm", "Skriv true eller false."),
        (HAND_INS, b'{"requirements": "GK1", "confirm": true}', "requirements", "Skriv en lista: […]."),
    ],
)
def test_the_wrong_shape_is_said_in_plain_swedish(
    system: System, address: str, content: bytes, field: str, said: str
) -> None:
    answer = system.client.post(address, content, content_type="application/json", headers=system._headers)
    assert answer.status_code == 422
    assert answer.json()["problems"][field] == said


def test_a_number_is_no_reason(system: System) -> None:
    answer = system.client.post(
        f"{report()}decline/", b'{"reason": 5}', content_type="application/json", headers=system._headers
    )
    assert (answer.status_code, answer.json()["problems"]) == (
        422,
        {"reason": "Skriv text inom citattecken."},
    )


@pytest.mark.parametrize(
    "address", ["/api/", "/api/finns-inte/", "/api/jobs/inte-ett-jobb/", "/api/agreements/x/y/z/å/"]
)
def test_an_address_that_there_is_not_is_refused_in_the_same_shape(system: System, address: str) -> None:
    for send_it in (system.client.get, system.client.post):
        answer = send_it(address, headers=system._headers)
        assert answer.status_code == 404
        assert set(answer.json()) == {"message", "details", "problems"}
    assert system.client.get("/api/agreements", headers=system._headers).status_code == 301
