"""The overview of an assessment, the steps of its rounds from opening to closing, and the sample."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from assessment.models import AssessmentRound, RoundKind, RoundState, Verdict, VerdictState
from assessment.services.assess import assess_agreement
from assessment.services.batches import settle_closing
from assessment.services.findings import ask_for_preliminary
from assessment.services.rounds import open_round
from prio.accounts.roles import Role
from prio.jobs.models import Job
from tests import factories
from tests.assessment.judging import (
    CODE,
    Court,
    at,
    decide_all,
    hand_in,
    hand_in_all,
    make_court,
    open_and_assess,
    reject,
)

pytestmark = pytest.mark.django_db

PAGE = f"/overenskommelser/{CODE}/bedomning/"
MOST_QUERIES = 12


@pytest.fixture
def court() -> Iterator[Court]:
    with at():
        yield make_court()


@pytest.fixture
def lead(court: Court, client: Client) -> Client:
    client.force_login(court.people["lead"])
    return client


def text_of(client: Client, page: str = PAGE, **asked: str) -> str:
    return client.get(page, asked).content.decode()


def step(client: Client, kind: str, verb: str, **typed: str) -> tuple[int, str]:
    """Take a step; return the status and where it leads, or what the page says."""
    answer = client.post(f"{PAGE}{kind}-omgang/{verb}/", typed)
    return answer.status_code, answer.get("Location") or answer.content.decode()


def the_round(kind: RoundKind = RoundKind.FINAL) -> AssessmentRound:
    return AssessmentRound.objects.get(kind=kind)


class TestOverview:
    """Who reads all sees how far it is; only who leads has buttons."""

    def test_it_says_what_is_proposed_prepared_waiting_and_final(self, court: Court, lead: Client) -> None:
        hand_in_all(court)
        open_and_assess(court)
        reject(court, court.world.berg)
        found = lead.get(PAGE).context["found"]
        final = found.rounds[1]
        gk1 = final.requirements[0]
        assert (gk1.code, gk1.total, gk1.proposed, gk1.prepared) == ("GK1", 3, 2, 1)
        assert (final.total, final.ended, final.unassigned) == (9, 0, 8)

    def test_reading_it_takes_few_queries(
        self, court: Court, lead: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        hand_in_all(court)
        open_and_assess(court)
        with django_assert_max_num_queries(MOST_QUERIES):
            lead.get(PAGE)

    def test_who_only_reads_has_no_steps(self, court: Court, client: Client) -> None:
        client.force_login(factories.person(Role.AUDITOR))
        page = text_of(client)
        assert "Slutlig bedömning" in page
        assert "Öppna omgången" not in page
        assert client.get(f"{PAGE}slutlig-omgang/oppna/").status_code == 404
        assert step(client, "slutlig", "oppna")[0] == 404

    def test_an_assessor_may_only_test_the_reports(self, court: Court, client: Client) -> None:
        client.force_login(court.people["assessor"])
        page = text_of(client)
        assert "Pröva rapporterna" in page
        assert "Öppna omgången" not in page
        assert step(client, "slutlig", "avsluta")[0] == 404

    def test_those_without_a_declaration_are_named(self, court: Court, lead: Client) -> None:
        new = factories.person(Role.ASSESSOR)
        assert "Årets jävsdeklaration saknas" in text_of(lead)
        assert [one.user_id for one in lead.get(PAGE).context["found"].undeclared] == [new.pk]

    def test_cases_on_an_older_wording_are_listed(self, court: Court, lead: Client) -> None:
        hand_in_all(court)
        open_and_assess(court)
        Verdict.objects.filter(requirement__code="B1", party=court.world.berg).update(attention=["wording"])
        page = text_of(lead)
        assert "Svarar på en äldre lydelse" in page
        assert lead.get(PAGE).context["found"].reworded_total == 1

    def test_an_agreement_that_does_not_exist_is_not_found(self, court: Court, lead: Client) -> None:
        assert lead.get("/overenskommelser/prio-1912/bedomning/").status_code == 404


class TestSteps:
    """Only what the state allows is offered; otherwise the page says what is missing."""

    def test_opening_takes_the_days_and_the_sample(self, court: Court, lead: Client) -> None:
        typed = {"days_to_answer": "21", "sample_percent": "10"}
        assert step(lead, "slutlig", "oppna", **typed) == (302, PAGE)
        made = the_round()
        assert (made.state, made.days_to_answer, made.sample_percent) == (RoundState.OPEN, 21, 10)
        assert made.seed

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"days_to_answer": "tre", "sample_percent": "5"}, "Skriv dagar att yttra sig som ett helt tal."),
            ({"days_to_answer": "0", "sample_percent": "5"}, "mellan 1 och 60 dagar"),
            ({"days_to_answer": "14", "sample_percent": "101"}, "mellan 0 och 100 procent"),
            ({"days_to_answer": "9" * 5000, "sample_percent": "5"}, "ett helt tal"),
        ],
    )
    def test_bad_terms_are_refused_and_kept(
        self, court: Court, lead: Client, typed: dict[str, str], told: str
    ) -> None:
        status, page = step(lead, "slutlig", "oppna", **typed)
        assert status == 422
        assert told in page
        assert f'value="{typed["days_to_answer"]}"' in page
        assert not AssessmentRound.objects.filter(state=RoundState.OPEN).exists()

    @pytest.mark.parametrize("day", ["2014-10-01", "i morgon", "2014-13-45"])
    def test_a_bad_last_day_to_complete_is_refused_and_kept(
        self, court: Court, lead: Client, day: str
    ) -> None:
        status, page = step(lead, "preliminar", "oppna", completion_closes=day)
        assert status == 422
        assert f'value="{day}"' in page

    def test_a_second_click_is_told_that_it_is_open(self, court: Court, lead: Client) -> None:
        step(lead, "slutlig", "oppna", days_to_answer="14", sample_percent="5")
        seed = the_round().seed
        status, page = step(lead, "slutlig", "oppna", days_to_answer="14", sample_percent="5")
        assert status == 422
        assert "Läget är ”Pågår”" in page
        assert the_round().seed == seed

    def test_testing_the_reports_is_a_job_of_its_round(self, court: Court, lead: Client) -> None:
        for kind in ("preliminar", "slutlig"):
            assert step(lead, kind, "prova")[0] == 302
        assert {job.parameters["kind"] for job in Job.objects.all()} == {"preliminary", "final"}
        assert step(lead, "slutlig", "prova")[0] == 302  # a double click
        assert Job.objects.count() == 2
        assert "Ett arbete pågår" in text_of(lead)

    def test_settling_names_those_it_is_about_and_makes_them_final(self, court: Court, lead: Client) -> None:
        hand_in(court, "GK1", court.world.berg, {"decided": True, "how": "Möten."})
        open_and_assess(court)
        page = text_of(lead, f"{PAGE}slutlig-omgang/avsluta-insamlingen/")
        assert "Ej inlämnat" in page
        assert "Östersund" in page
        assert "Ej bedömt" in page
        waiting = Verdict.objects.filter(proposed_outcome__in=["not_submitted", "not_assessed"])
        skr = waiting.filter(requirement__code="A1").count()
        assert step(lead, "slutlig", "avsluta-insamlingen") == (302, PAGE)
        assert waiting.exclude(state=VerdictState.FINAL).count() == skr
        assert step(lead, "slutlig", "avsluta-insamlingen") == (302, PAGE)  # a double click

    def test_findings_are_sent_by_a_job_once_some_are_ready(self, court: Court, lead: Client) -> None:
        hand_in_all(court)
        open_and_assess(court, RoundKind.PRELIMINARY, sample_percent=None)
        status, page = step(lead, "preliminar", "skicka")
        assert status == 422
        assert "Ingen preliminär bedömning är beredd." in page
        assert not Job.objects.exists()

    def test_closing_waits_for_every_verdict_and_says_how_many(self, court: Court, lead: Client) -> None:
        hand_in_all(court)
        open_and_assess(court)
        assert "9 av 9 är inte klara." in text_of(lead)
        status, page = step(lead, "slutlig", "avsluta")
        assert status == 422
        assert "Det gäller 9." in page
        decide_all(court)
        assert step(lead, "slutlig", "avsluta") == (302, PAGE)
        assert the_round().state == RoundState.CLOSED

    def test_reopening_needs_a_reason(self, court: Court, lead: Client) -> None:
        open_round(court.lead, CODE, RoundKind.FINAL)
        step(lead, "slutlig", "avsluta")
        status, page = step(lead, "slutlig", "oppna-igen", reason="  ")
        assert status == 422
        assert "Ange ett skäl." in page
        for bad in ("Ett\x00ärende", "x" * 1001, "Glömde 19121212-1212."):
            assert step(lead, "slutlig", "oppna-igen", reason=bad)[0] == 422, bad
        assert step(lead, "slutlig", "oppna-igen", reason="Ett ärende glömdes.") == (302, PAGE)
        assert the_round().state == RoundState.OPEN

    def test_a_step_that_the_state_does_not_allow_is_no_button(self, court: Court, lead: Client) -> None:
        page = text_of(lead, f"{PAGE}slutlig-omgang/avsluta/")
        assert "Steget går inte att ta nu" in page
        assert "<form method" not in page.split("<main")[1]

    @pytest.mark.parametrize("address", ["slutlig-omgang/riv/", "tredje-omgang/oppna/"])
    def test_what_is_no_step_is_not_found(self, court: Court, lead: Client, address: str) -> None:
        assert lead.get(f"{PAGE}{address}").status_code == 404


class TestSample:
    """Who is in it can be drawn again, also when the reports were tested before the round opened."""

    def test_it_is_drawn_again_and_is_the_same(self, court: Court, lead: Client) -> None:
        hand_in_all(court)
        open_and_assess(court, sample_percent=50)
        page = lead.get(f"{PAGE}stickprov/", {"dra": "igen"})
        drawn = page.context["found"].drawn
        assert drawn.agrees
        assert drawn.cases == 9
        assert drawn.same == Verdict.objects.filter(sampled=True).count()
        assert the_round().seed in page.content.decode()

    def test_somebody_who_changed_it_is_found_out(self, court: Court, lead: Client) -> None:
        hand_in_all(court)
        open_and_assess(court, sample_percent=0)
        Verdict.objects.filter(requirement__code="A1").update(sampled=True)
        page = text_of(lead, f"{PAGE}stickprov/", dra="igen")
        assert "Stickprovet stämmer inte." in page

    def test_what_was_proposed_before_the_round_opened_is_drawn_too(self, court: Court) -> None:
        hand_in_all(court)
        assess_agreement(CODE)
        open_round(court.lead, CODE, RoundKind.FINAL, sample_percent=100)
        assert not Verdict.objects.filter(sampled=False).exists()

    def test_what_follows_from_the_closing_is_never_drawn_and_can_be_settled(self, court: Court) -> None:
        open_and_assess(court, sample_percent=100)
        assert not Verdict.objects.filter(sampled=True).exists()
        assert settle_closing(court.lead, CODE).final > 0

    def test_what_comes_in_after_all_is_drawn_when_it_is_tested_again(self, court: Court) -> None:
        open_and_assess(court, sample_percent=100)
        hand_in(court, "B1", court.world.berg, {"made": True})
        assess_agreement(CODE)
        assert Verdict.objects.get(requirement__code="B1", party=court.world.berg).sampled

    def test_before_the_round_has_opened_there_is_none(self, court: Court, lead: Client) -> None:
        assert "Inget stickprov är draget." in text_of(lead, f"{PAGE}stickprov/")


def test_those_who_asked_are_named_where_it_is_on_request(client: Client) -> None:
    with at("2014-10-10 12:00+02:00"):
        court = make_court()
        version = court.world.agreement.versions.get()
        plain = version.plain | {"preliminary": {"for": "on_request", "covers": "grundkrav"}}
        type(version).objects.filter(pk=version.pk).update(plain=plain, sha256="1" * 64)
        ask_for_preliminary(court.signer, CODE, court.world.berg.code)
        client.force_login(court.people["lead"])
        page = text_of(client)
        assert "De som ber om det: 1" in page
        assert "Berg" in page


def test_who_is_nobody_reads_nothing(court: Court, client: Client) -> None:
    client.force_login(court.people["signer"])
    for page in ("", "stickprov/", "fraser/", "slutlig-omgang/oppna/"):
        assert client.get(f"{PAGE}{page}").status_code == 404
