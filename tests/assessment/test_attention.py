"""The pre-check: what registers say counts, and why a person has to look at a report is said."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoAssertNumQueries

from agreements.domain.loading import load_definition
from agreements.models import LinkCheck, Report
from agreements.services import publish
from assessment.models import Outcome, RoundKind, Verdict
from assessment.services import assess_agreement, load_outcomes
from assessment.services.judging import prepare
from assessment.services.registers import approve_register_import, upload_register_file
from assessment.services.rounds import open_round
from tests import factories
from tests.assessment import judging
from tests.assessment.case_world import client_of, page_of
from tests.assessment.judging import (
    CODE,
    Court,
    at,
    hand_in,
    key,
    make_court,
    verdict,
)
from tests.assessment.registers.tables import csv
from tests.world import COLUMNS

pytestmark = pytest.mark.django_db
REGISTERED = judging.TEXT.replace(
    "{key: within, type: count, label", "{key: within, type: count, source: vantetider, label"
).replace("{key: done, type: count, label", "{key: done, type: count, source: vantetider, label")
TOLD = """
    compares_with: {requirement: A1, questions: {made_plans: done}}
    questions:
      - {key: made_plans, type: count, label: Upprättade planer}
      - {key: page, type: link, label: Sidan}
    rule: {all: [{key: c1, link: page, text: Sidan finns.}]}
"""
ASKED = """
    questions: [{key: made, type: yes_no, label: Är inventeringen gjord?}]
    rule: {all: [{key: c1, yes: made, text: Inventeringen är gjord.}]}
"""
COMPARED = judging.TEXT.replace(ASKED, TOLD)
MOST_QUERIES = 24  # a case takes 20, with those that sign in
PAGE = "https://example.org/plan"


@pytest.fixture
def court(request: pytest.FixtureRequest) -> Court:
    """The world, with another wording where a test asks for one."""
    return make_court(getattr(request, "param", judging.TEXT))


def attention(requirement: str, court: Court) -> list[str]:
    with at():
        assess_agreement(CODE)
    found: list[str] = verdict(requirement, court.world.berg).attention
    return found


def test_what_was_handed_in_as_it_should_asks_for_nobody(court: Court) -> None:
    hand_in(court, "B1", court.world.berg, {"made": True})
    assert attention("B1", court) == []


def test_what_came_late_and_what_was_commented_on_is_looked_at(court: Court) -> None:
    hand_in(court, "B1", court.world.berg, {"made": True}, late=True, comments={"made": "Ny mätning."})
    assert attention("B1", court) == ["late", "comment"]


@pytest.mark.parametrize("court", [COMPARED], indirect=True)
def test_figures_that_should_agree_and_do_not_are_looked_at_when_all_are_in(court: Court) -> None:
    for party in (court.world.ostersund, court.world.berg):
        hand_in(court, "B1", party, {"made_plans": 4, "page": PAGE})
    assert attention("B1", court) == []
    hand_in(court, "A1", court.world.region, {"within": 9, "done": 10})
    assert attention("B1", court) == ["difference"]
    assert verdict("A1", court.world.region).attention == ["difference"]
    hand_in(court, "A1", court.world.region, {"within": 8, "done": 8})
    assert attention("B1", court) == []


@pytest.mark.parametrize("court", [COMPARED], indirect=True)
def test_a_link_that_does_not_answer_is_looked_at(court: Court) -> None:
    hand_in(court, "B1", court.world.berg, {"made_plans": 4, "page": PAGE})
    LinkCheck.objects.create(url=PAGE, answers=False, checked_at=factories.AN_INSTANT)
    assert attention("B1", court) == ["link"]


def test_an_answer_to_an_older_wording_is_looked_at_until_it_is_handed_in_anew(court: Court) -> None:
    hand_in(court, "B1", court.world.berg, {"made": True})
    newer = judging.TEXT.replace("Kommunen har inventerat.", "Kommunen har inventerat under året.")
    publish(load_definition(newer, "prov.yaml"), source_file="prov.yaml", reason="Året fattades.")
    assert attention("B1", court) == ["wording"]
    hand_in(court, "B1", court.world.berg, {"made": True})
    assert attention("B1", court) == []


def test_who_got_a_remark_last_year_is_followed_up(court: Court) -> None:
    load_outcomes(CODE, "f.csv", (COLUMNS + "B1,2326,met_with_remark\n").encode())
    follows = (
        "    follows: {agreement: prov-2014, requirement: B1}\n    parties: [municipality]\n    pot: 600000"
    )
    text = judging.TEXT.replace("prov-2014", "prov-2015").replace("year: 2014", "year: 2015")
    text = text.replace("    parties: [municipality]\n    pot: 600000", follows)
    publish(load_definition(text, "nästa.yaml"), source_file="nästa.yaml")
    report = Report.objects.create(
        requirement=factories.wording_of("prov-2015", "B1").requirement,
        wording=factories.wording_of("prov-2015", "B1"),
        party=court.world.berg,
        state="handed_in",
        changed_at=factories.AN_INSTANT,
    )
    report.submissions.create(
        requirement_version=report.wording, number=1, answers={"made": True}, sha256="0" * 64,
        handed_in_at=factories.AN_INSTANT, simulated=True,
    )  # fmt: skip
    with at():
        assess_agreement("prov-2015")
    assert Verdict.objects.get(
        round__agreement__code="prov-2015", requirement__code="B1", party=court.world.berg
    ).attention == ["remark"]


@pytest.mark.parametrize("court", [REGISTERED], indirect=True)
class TestRegisters:
    """A requirement that is read from a register."""

    def take_in(self, court: Court, within: int, done: int) -> None:
        content = csv(("Region", "within", "done"), (court.world.region.code, within, done))
        with at():
            made = upload_register_file(
                court.skr, CODE, "vantetider", SimpleUploadedFile("uttag.csv", content), requirement="A1"
            )
            approve_register_import(court.skr, made.found.pk)

    def proposed(self, court: Court) -> tuple[str, list[str]]:
        with at():
            assess_agreement(CODE)
        found = verdict("A1", court.world.region)
        return found.proposed_outcome, found.attention

    def test_nobody_has_failed_to_submit_it_and_it_waits_for_the_register(self, court: Court) -> None:
        assert self.proposed(court) == ("", ["register"])

    def test_what_the_register_says_is_tested_with_its_figures(self, court: Court) -> None:
        self.take_in(court, 9, 10)
        assert self.proposed(court) == (Outcome.MET, [])
        assert "9 av 10" in str(verdict("A1", court.world.region).reasons)

    def test_a_new_version_of_it_changes_the_proposal(self, court: Court) -> None:
        self.take_in(court, 9, 10)
        self.proposed(court)
        self.take_in(court, 8, 10)
        assert self.proposed(court) == (Outcome.NOT_MET, [])

    def test_the_page_of_the_case_shows_the_figures_with_the_file_that_says_them(
        self, court: Court, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        page, reader = page_of("A1", court.world.region), client_of(court.skr)
        with at():
            assert "Inte inläst än" in reader.get(page).content.decode()
        self.take_in(court, 9, 10)
        self.proposed(court)
        with at(), django_assert_max_num_queries(MOST_QUERIES):
            html = reader.get(page).content.decode()
        assert "uttag.csv" in html
        assert "Version 1" in html

    def test_it_is_judged_from_the_register_without_a_submission(self, court: Court) -> None:
        self.take_in(court, 9, 10)
        with at():
            open_round(court.lead, CODE, RoundKind.FINAL, sample_percent=0)
            assess_agreement(CODE)
            case = key("A1", court.world.region)
            prepare(court.skr, RoundKind.FINAL, case, revision=0, criteria={}, outcome=Outcome.MET)
        assert verdict("A1", court.world.region).state == "final"
