"""The real forms of PRIO 2013, 2014 and 2015, handed in on the web and through the API: the same comes out.

Two kommuner and two regions of the same size do the same: one types into the forms and presses the button, the other's
system sends the answers. What is compared is what is stored, what the rule comes to and what is said to be wrong.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agreements.domain.definition import Definition
from agreements.domain.loading import load_definition
from agreements.domain.questions import Question
from agreements.domain.requirement import RequirementDefinition
from agreements.domain.result import Result, Truth
from agreements.domain.typed import as_typed
from agreements.form_fields import name_of
from agreements.models import EvidenceFile, Report, Submission
from agreements.services import publish
from agreements.services.evidence_checks import check_file
from prio import clock
from prio.accounts.roles import Role
from prio.accounts.selectors import actor_of
from prio.accounts.tokens import make_token
from prio.desk.demonstration.answers import made_up_answers
from prio.desk.demonstration.year import moved_to
from prio.parties.models import Party
from tests import factories
from tests.agreements.evidence import files
from tests.agreements.reporting.form_world import fields_of

YEARS = ("prio-2013", "prio-2014", "prio-2015")
DEFINITIONS = Path(__file__).resolve().parents[3] / "agreements" / "definitions"
INHABITANTS = 63_000
WRITER = "2380"  # whose made-up answers both give
TOKEN = re.compile(r'name="key" value="([0-9a-f-]{36})"')
# What no question of the type accepts, typed and sent alike.
BAD: Mapping[str, Mapping[str, str] | str] = {
    "count": "en massa",
    "number": "1,2,3",
    "percent": "120",
    "date": "31 februari 2014",
    "link": "ftp://example.org",
    "period": {"from": "2015", "to": "2013"},
    "contact": {"name": "Anna Berg", "email": "fel", "phone": "0000"},
}


@dataclass(frozen=True)
class Pair:
    """Two parties of a kind and of the same size: one on the web, the other with a system."""

    web: Party
    system: Party
    browser: Client
    headers: dict[str, str]


@dataclass(frozen=True)
class RealYear:
    """The rules of a real year, published so that they are open now."""

    definition: Definition
    pairs: tuple[Pair, ...]

    def reports(self, pair: Pair) -> list[RequirementDefinition]:
        """The requirements that ask something of the pair."""
        return [
            one
            for one in self.definition.requirements
            if pair.web.kind in one.parties and any(not question.source for question in one.questions)
        ]

    def page(self, pair: Pair, requirement: str, part: str = "") -> str:
        return f"/overenskommelser/{self.definition.code}/rapportering/{pair.web.code}/{requirement}/{part}"

    def api(self, party: Party, requirement: str, part: str = "") -> str:
        return f"/api/agreements/{self.definition.code}/reports/{party.code}/{requirement}/{part}"


@pytest.fixture(params=YEARS)
def year(request: pytest.FixtureRequest, db: None) -> RealYear:
    """A real year whose collection is open today, with its two pairs."""
    counties = [
        factories.county("23", "Z", "Jämtlands län"),
        factories.county("22", "Y", "Västernorrlands län"),
    ]
    kommuner = [
        factories.kommun("2380", "Östersund", counties[0]),
        factories.kommun("2281", "Sundsvall", counties[1]),
    ]
    regions = [
        factories.region("23", "Jämtlands läns landsting", counties[0]),
        factories.region("22", "Västernorrlands läns landsting", counties[1]),
    ]
    factories.population(dict.fromkeys(kommuner, INHABITANTS))
    path = DEFINITIONS / f"{request.param}.yaml"
    definition = moved_to(load_definition(path.read_text(), path.name), clock.today())
    publish(definition, source_file="", simulated=False)
    return RealYear(definition, (pair_of(*kommuner), pair_of(*regions)))


def pair_of(web: Party, system: Party) -> Pair:
    """Somebody who signs for the one in a browser, and a key that may hand in for the other."""
    browser = Client()
    browser.force_login(
        factories.person(Role.SIGNER, organisation=web.organisation),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    signer = actor_of(factories.person(Role.SIGNER, organisation=system.organisation), clock.today())
    key = make_token(signer, system.organisation_id, "Treserva", may_hand_in=True).key
    return Pair(web, system, browser, {"Authorization": f"Bearer {key}"})


def answered(requirement: RequirementDefinition) -> Iterator[tuple[Question, Any]]:
    """The made-up answers of both."""
    made_up = made_up_answers(requirement, WRITER, INHABITANTS)
    for question in requirement.questions:
        if not question.source and made_up[question.key] is not None:
            yield question, made_up[question.key]


def fill_in_on_the_web(year: RealYear, pair: Pair, requirement: RequirementDefinition) -> None:
    """Upload the documents, type everything else and press Spara."""
    for question, value in answered(requirement):
        if question.type == "document":
            posted: dict[str, Any] = {f"fil.{question.key}": pdf(value["name"])}
            posted[name_of(question.key, "sections")] = value["sections"]
            answer = pair.browser.post(
                year.page(pair, requirement.code, f"underlag/{question.key}/"),
                posted,
                headers={"X-Requested-With": "upload.js"},
            )
            assert answer.status_code == 200, answer.content.decode()
    typed: dict[str, Any] = {
        name_of(question.key, part): text
        for question, value in answered(requirement)
        if question.type != "document"
        for part, text in as_typed(question, value).items()
    }
    type_into_form(year, pair, requirement.code, typed)


def type_into_form(year: RealYear, pair: Pair, requirement: str, typed: Mapping[str, Any]) -> None:
    """Open the form, type into it and press Spara."""
    address = year.page(pair, requirement)
    drawn = fields_of(pair.browser.get(address))
    unknown = {name for name in typed if name not in drawn and name.split(".")[-1] not in {"link", "label"}}
    assert all(is_row_or_choice(name) for name in unknown)
    answer = pair.browser.post(address, {**drawn, **typed})
    assert answer.status_code == 302, unescape(answer.content.decode())


def is_row_or_choice(name: str) -> bool:
    """A choice that is not made yet, and a row that the page adds, have no field in what is drawn."""
    parts = name.split(".")
    return len(parts) == 2 or (len(parts) > 2 and parts[2].isdigit())


def fill_in_through_the_api(year: RealYear, pair: Pair, requirement: RequirementDefinition) -> None:
    """Upload the documents and send everything else at once."""
    client, answers = Client(), {}
    for question, value in answered(requirement):
        if question.type != "document":
            answers[question.key] = value
            continue
        posted = {"file": pdf(value["name"]), "sections": value["sections"]}
        address = year.api(pair.system, requirement.code, f"evidence/{question.key}/")
        answer = client.post(address, posted, headers=pair.headers)
        assert answer.status_code == 201, answer.content.decode()
    revision = client.get(year.api(pair.system, requirement.code), headers=pair.headers).json()["revision"]
    saved = send(year, pair, requirement.code, answers, revision)
    assert saved.status_code == 200, saved.json()


def send(year: RealYear, pair: Pair, requirement: str, answers: Mapping[str, Any], base: int) -> Any:
    """Send answers."""
    return Client().patch(
        year.api(pair.system, requirement),
        {"base": base, "answers": answers},
        content_type="application/json",
        headers=pair.headers,
    )


def pdf(name: str) -> SimpleUploadedFile:
    """A real PDF: the same bytes for the same name."""
    return SimpleUploadedFile(name, files.pdf("Ett underlag."))


def check_every_file() -> None:
    """Do the work of the worker."""
    for file in EvidenceFile.objects.all():
        assert check_file(file.pk) == "usable"


def hand_in_on_the_web(year: RealYear, pair: Pair) -> None:
    """Read the page through, tick everything and press Lämna in."""
    address = f"/overenskommelser/{year.definition.code}/rapportering/{pair.web.code}/lamna-in/"
    key = TOKEN.search(pair.browser.get(address).content.decode())
    assert key
    chosen = [one.code for one in year.reports(pair)]
    answer = pair.browser.post(address, {"key": key[1], "krav": chosen, "behorig": "ja", "verb": "hand_in"})
    assert answer.status_code == 302, unescape(answer.content.decode())


def hand_in_through_the_api(year: RealYear, pair: Pair) -> None:
    """Hand in everything."""
    address = f"/api/agreements/{year.definition.code}/hand-ins/{pair.system.code}/"
    order = {"requirements": [one.code for one in year.reports(pair)], "confirm": True}
    answer = Client().post(address, order, content_type="application/json", headers=pair.headers)
    assert answer.status_code == 201, answer.json()


def seen_by_api(year: RealYear, pair: Pair, party: Party, requirement: str) -> dict[str, Any]:
    """A report as the API shows it to its own, without what tells the two apart."""
    address = year.api(party, requirement)
    answer = pair.browser.get(address) if party == pair.web else Client().get(address, headers=pair.headers)
    assert answer.status_code == 200
    own = {"party", "changed_at", "changed_by", "revision"}
    return {key: without_files(value) for key, value in answer.json().items() if key not in own}


def without_files(value: Any) -> Any:
    """The same without the keys of files, which are everybody's own, and their hashes, which hold the time."""
    if isinstance(value, Mapping):
        return {key: without_files(part) for key, part in value.items() if key not in {"file", "sha256"}}
    return [without_files(part) for part in value] if isinstance(value, list) else value


def submitted(party: Party) -> dict[str, tuple[Any, ...]]:
    """What was handed in, by requirement."""
    return {
        one.report.requirement.code: (
            one.report.state,
            one.late,
            one.number,
            without_files(one.answers),
            one.comments,
            one.evaluation,
        )
        for one in Submission.objects.filter(report__party=party).select_related("report__requirement")
    }


@pytest.mark.slow
def test_the_web_and_the_api_hand_in_the_same(year: RealYear) -> None:
    for pair in year.pairs:
        asked = year.reports(pair)
        assert len(asked) >= 2
        for requirement in asked:
            fill_in_on_the_web(year, pair, requirement)
            fill_in_through_the_api(year, pair, requirement)
        check_every_file()
        for requirement in asked:
            web = seen_by_api(year, pair, pair.web, requirement.code)
            assert web == seen_by_api(year, pair, pair.system, requirement.code)
            assert set(web["answers"]) == {question.key for question, _ in answered(requirement)}
            assert (web["obstacles"], web["may_hand_in"]) == ([], True)
        hand_in_on_the_web(year, pair)
        hand_in_through_the_api(year, pair)
        web_submissions = submitted(pair.web)
        assert set(web_submissions) == {one.code for one in asked}
        assert web_submissions == submitted(pair.system)
        evaluations = [evaluation for *_, evaluation in web_submissions.values()]
        leaves = [leaf.truth for one in evaluations for leaf in Result.from_plain(one).leaves()]
        assert Truth.MET in leaves


@pytest.mark.slow
def test_the_web_and_the_api_say_the_same_of_what_is_wrong(year: RealYear) -> None:
    tried = set()
    for pair in year.pairs:
        for requirement in year.reports(pair):
            bad = {
                one.key: BAD[one.type]
                for one in requirement.questions
                if one.type in BAD and not one.source and not one.split_by
            }
            if not bad:
                continue
            tried |= {one.type for one in requirement.questions if one.key in bad}
            type_into_form(year, pair, requirement.code, typed_parts(bad))
            shown = seen_by_api(year, pair, pair.web, requirement.code)
            answer = send(year, pair, requirement.code, bad, 0)
            assert answer.status_code == 422
            assert answer.json()["problems"] == shown["problems"]
            assert {name.split(".")[0] for name in shown["problems"]} == set(bad)
            html = unescape(pair.browser.get(year.page(pair, requirement.code)).content.decode())
            assert [text for text in shown["problems"].values() if text not in html] == []
    assert len(tried) >= 3
    assert not Report.objects.exclude(answers={}).exists()


def typed_parts(bad: Mapping[str, Mapping[str, str] | str]) -> dict[str, str]:
    """The same, by the names of the fields."""
    return {
        name_of(key, part): text
        for key, value in bad.items()
        for part, text in (value.items() if isinstance(value, Mapping) else [("", value)])
    }
