"""Standard phrases: written by who leads, read by who assesses, taken over from last year, retired."""

from collections.abc import Iterator

import pytest
from django.test import Client

from assessment.models import StandardPhrase
from assessment.services.phrases import add_phrase, copy_phrases
from tests import factories
from tests.assessment.judging import CODE, TEXT, Court, at, make_court

pytestmark = pytest.mark.django_db

PAGE = f"/overenskommelser/{CODE}/bedomning/fraser/"
NEXT = "prov-2015"


@pytest.fixture
def court() -> Iterator[Court]:
    with at():
        yield make_court()


@pytest.fixture
def lead(court: Court, client: Client) -> Client:
    client.force_login(court.people["lead"])
    return client


def test_a_phrase_is_written_for_a_criterion_and_once(court: Court, lead: Client) -> None:
    typed = {"verb": "add", "about": "GK1:c2", "use": "not_met", "text": "Samråd är inte redovisade."}
    assert lead.post(PAGE, typed).status_code == 302
    assert lead.post(PAGE, typed).status_code == 302  # a double click
    made = StandardPhrase.objects.get()
    assert (made.requirement.code, made.criterion, made.use) == ("GK1", "c2", "not_met")
    assert "Samråd är inte redovisade." in lead.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"about": "GK1:c2", "use": "not_met", "text": "  "}, "Skriv frasen."),
        ({"about": "GK1:c1", "use": "not_met", "text": "Ord"}, "Det finns inget sådant villkor"),
        ({"about": "GK9:", "use": "not_met", "text": "Ord"}, "Det finns inget sådant krav"),
        ({"about": "GK1:", "use": "alltid", "text": "Ord"}, "ingen sådan användning"),
        ({"about": "GK1:", "use": "met", "text": "x" * 1001}, "Högst 1000 får plats."),
    ],
)
def test_what_is_wrong_is_refused_and_kept(
    court: Court, lead: Client, typed: dict[str, str], told: str
) -> None:
    answer = lead.post(PAGE, {"verb": "add", **typed})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert typed["text"].strip() in answer.content.decode()
    assert not StandardPhrase.objects.exists()


def test_a_retired_phrase_is_offered_no_more(court: Court, lead: Client) -> None:
    made = add_phrase(court.lead, CODE, "GK1", "remark", "Följ upp.")
    assert lead.post(PAGE, {"verb": "retire", "phrase": made.pk}).status_code == 302
    assert "Följ upp." not in lead.get(PAGE).content.decode()
    assert lead.post(PAGE, {"verb": "retire", "phrase": made.pk}).status_code == 422


def test_an_assessor_reads_them_and_writes_none(court: Court, client: Client) -> None:
    add_phrase(court.lead, CODE, "GK1", "remark", "Följ upp.")
    client.force_login(court.people["assessor"])
    page = client.get(PAGE).content.decode()
    assert "Följ upp." in page
    assert "Skriv en fras" not in page
    assert client.post(PAGE, {"verb": "copy"}).status_code == 404


def test_last_years_phrases_are_taken_over_once_and_only_those_that_still_fit(
    court: Court, lead: Client
) -> None:
    add_phrase(court.lead, CODE, "GK1", "not_met", "Samråd saknas.", "c2")
    add_phrase(court.lead, CODE, "GK1", "remark", "Följ upp.")
    add_phrase(court.lead, CODE, "GK2", "remark", "Sidan är gammal.")
    text = TEXT.replace(CODE, NEXT).replace("    kind: grundkrav\n    name: Samverkan\n", FOLLOWING, 1)
    factories.agreement(text.replace("{key: c2, manual", "{key: samrad, manual"))
    page = f"/overenskommelser/{NEXT}/bedomning/fraser/"
    assert lead.post(page, {"verb": "copy"}).status_code == 302
    assert copy_phrases(court.lead, NEXT) == 0
    taken = StandardPhrase.objects.filter(requirement__agreement__code=NEXT)
    assert list(taken.values_list("requirement__code", "criterion", "text")) == [("GK1", "", "Följ upp.")]


FOLLOWING = (
    "    kind: grundkrav\n    name: Samverkan\n    follows: {agreement: prov-2014, requirement: GK1}\n"
)
