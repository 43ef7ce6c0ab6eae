"""The receipt: what was handed in, when, by whom, and what proves it; as page, PDF and data."""

import hashlib
import json
from pathlib import Path

import pikepdf
import pytest
import time_machine
from django.test import Client

from agreements.domain.loading import load_definition
from agreements.domain.seal import canonical
from agreements.models import HandIn
from agreements.pdf.receipt import SIMULATED_MARK, receipt_html, render_receipt
from agreements.receipt_file import receipt_bytes
from agreements.selectors.receipts import Receipt, receipt
from agreements.services import publish
from agreements.services.drafts import confirm_wording
from agreements.services.leaving import take_back
from prio.accounts.roles import COUNTY_ROLES, Role
from prio.accounts.selectors import actor_of
from tests import factories
from tests.agreements.reporting.conftest import Browser
from tests.reporting import CODE, IN_TIME, REPORTING_YEAR, Place, actor_for, key_of, make_place, press, save
from tests.standards import validate, verdicts

PAGE = f"/overenskommelser/{CODE}/rapportering/2380/kvitto/1/"


@pytest.fixture
def place(db: None, in_time: time_machine.Traveller) -> Place:
    made = make_place()
    save(made.reporter, "decided", True)
    save(made.reporter, "meetings", 12, None, comment="Fler än förut.")
    save(made.reporter, "made", False, requirement="B1")
    return made


@pytest.fixture
def handed_in(place: Place) -> HandIn:
    return press(place.signer, "GK1", "B1")


def of(place: Place, number: int = 1) -> Receipt:
    found = receipt(place.signer, CODE, "2380", number)
    assert found is not None
    return found


class TestThePage:
    """The receipt says what came in."""

    def test_has_time_with_seconds_numbers_hash_and_signature(
        self, place: Place, handed_in: HandIn, client: Client
    ) -> None:
        html = client.get(PAGE).content.decode()
        assert "söndag 1\u00a0juni 2014 kl.\u00a012.00.00 (svensk tid)" in html
        for said in ("2014-00001", "2014-00001-1", handed_in.sha256, "Ulla Berg, förvaltningschef", "I tid"):
            assert said in html

    def test_has_the_answers_in_words_with_the_version_that_they_answer(
        self, place: Place, handed_in: HandIn, client: Client
    ) -> None:
        html = client.get(PAGE).content.decode()
        assert "Hur många möten?" in html
        assert "Er kommentar: Fler än förut." in html
        assert "lydelse i version 1 av överenskommelsen" in html

    def test_keeps_what_was_handed_in_when_the_draft_changes(
        self, place: Place, handed_in: HandIn, client: Client
    ) -> None:
        before = client.get(f"{PAGE}json/").content
        take_back(place.signer, key_of(), arrived_at=IN_TIME)
        save(place.reporter, "meetings", 99, None)
        assert client.get(f"{PAGE}json/").content == before

    def test_a_number_that_is_not_there_does_not_exist(
        self, place: Place, handed_in: HandIn, client: Client
    ) -> None:
        assert client.get(PAGE.replace("/1/", "/2/")).status_code == 404


class TestTheProof:
    """Anybody can compute the hashes again from the file."""

    def test_hashes_follow_from_the_file(self, place: Place, handed_in: HandIn) -> None:
        data = json.loads(receipt_bytes(of(place)))
        pairs = []
        for one in data["submissions"]:
            assert hashlib.sha256(canonical(one["content"]).encode()).hexdigest() == one["sha256"]
            pairs.append([one["requirement"], one["sha256"]])
        assert hashlib.sha256(canonical(sorted(pairs)).encode()).hexdigest() == data["sha256"]
        assert data["sha256"] == handed_in.sha256

    def test_also_where_the_answers_are_about_an_earlier_wording(self, place: Place) -> None:
        correct(place, "Kommunen har inventerat alla.")
        press(place.signer, "B1")
        (one,) = json.loads(receipt_bytes(of(place)))["submissions"]
        assert one["content"]["version"] == 1
        assert hashlib.sha256(canonical(one["content"]).encode()).hexdigest() == one["sha256"]

    def test_and_the_version_is_the_new_one_once_it_is_confirmed(self, place: Place) -> None:
        correct(place, "Kommunen har inventerat alla.")
        confirm_wording(place.signer, key_of("B1"))
        press(place.signer, "B1")
        (one,) = json.loads(receipt_bytes(of(place)))["submissions"]
        assert one["content"]["version"] == 2


def correct(place: Place, text: str) -> None:
    """Publish B1 with another text."""
    definition = load_definition(REPORTING_YEAR.replace("Kommunen har inventerat.", text), "prov.yaml")
    publish(definition, source_file="prov.yaml", reason="Förtydligat.")


class TestThePdf:
    """The file to print: PDF/A-3a and PDF/UA-1, the same bytes every time, with the data inside."""

    @pytest.mark.slow
    def test_keeps_both_standards(self, place: Place, handed_in: HandIn, tmp_path: Path) -> None:
        file = tmp_path / "kvitto.pdf"
        file.write_bytes(render_receipt(of(place)))
        said = validate(file)
        assert verdicts(said) == ["PDFA-3A PASSED", "PDFUA-1 PASSED"], said

    def test_is_the_same_bytes_every_time(self, place: Place, handed_in: HandIn, client: Client) -> None:
        first, second = client.get(f"{PAGE}pdf/"), client.get(f"{PAGE}pdf/")
        assert first.content == second.content
        assert first.headers["Content-Type"] == "application/pdf"
        assert first.headers["Content-Disposition"] == 'inline; filename="kvitto-2014-00001-1.pdf"'

    def test_has_the_data_inside(self, place: Place, handed_in: HandIn, tmp_path: Path) -> None:
        file = tmp_path / "kvitto.pdf"
        file.write_bytes(render_receipt(of(place)))
        with pikepdf.open(file) as opened:
            assert opened.attachments["kvitto-2014-00001-1.json"].get_file().read_bytes() == receipt_bytes(
                of(place)
            )
            assert str(opened.docinfo["/CreationDate"]).startswith("D:20140601100000")

    def test_names_cannot_bring_markup(self, place: Place) -> None:
        made = press(place.signer, "B1", signed_as="<img src=x> & <b>")
        assert "&lt;img src=x&gt; &amp; &lt;b&gt;" in receipt_html(of(place, made.number))

    def test_a_made_up_one_says_so_on_every_page(self, place: Place, handed_in: HandIn) -> None:
        assert SIMULATED_MARK not in receipt_html(of(place))
        handed_in.submissions.update(simulated=True)
        assert SIMULATED_MARK in receipt_html(of(place))


class TestWhoReads:
    """The party's people, its county's coordinator and those who read all; nobody else."""

    @pytest.mark.parametrize("part", ["", "pdf/", "json/"])
    def test_others_do_not_know_that_it_exists(
        self, place: Place, handed_in: HandIn, browser_of: Browser, part: str
    ) -> None:
        assert browser_of(place.neighbour).get(PAGE + part).status_code == 404

    def test_assessors_and_the_county_read_it(
        self, place: Place, handed_in: HandIn, browser_of: Browser
    ) -> None:
        (role,) = COUNTY_ROLES
        coordinator = actor_of(factories.person(role, county=place.county), IN_TIME.date())
        for actor in (place.assessor, coordinator, actor_for(place.ostersund, Role.READER)):
            assert browser_of(actor).get(PAGE).status_code == 200

    def test_a_coordinator_of_another_county_does_not(
        self, place: Place, handed_in: HandIn, browser_of: Browser
    ) -> None:
        gotland = factories.county("09", "I", "Gotlands län")
        other = actor_of(factories.person(Role.COUNTY_COORDINATOR, county=gotland), IN_TIME.date())
        assert browser_of(other).get(PAGE).status_code == 404
