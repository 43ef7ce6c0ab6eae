"""The lead takes a small agreement through its whole assessment, and a signer answers before a verdict: by keyboard."""

import re
from datetime import date, timedelta

import pytest

from agreements.domain.report_key import ReportKey
from assessment.models import AssessmentRound, Communication, RoundKind, RoundState, Verdict, VerdictState
from assessment.services.communicating import communicate
from assessment.services.rounds import open_round
from prio import clock
from prio.jobs import services as jobs
from prio.jobs.models import Job
from tests.assessment.judging import (
    CODE,
    Court,
    decide_all,
    hand_in_all,
    make_court,
    open_and_assess,
    reject,
)
from tests.journeys.conftest import SitDown

pytestmark = pytest.mark.slow

ASSESSMENT = f"/overenskommelser/{CODE}/bedomning/"
WIDTHS = [360, 1280]


@pytest.fixture
def court(transactional_db: None) -> Court:
    """Everybody has handed in, and everybody who judges has declared their ties for this year."""
    made = make_court()
    for user in made.people.values():
        for one in user.recusal_declarations.all():
            type(one).objects.filter(pk=one.pk).update(year=clock.today().year)
    hand_in_all(made)
    return made


def do_jobs() -> None:
    """Do what is ordered, as the worker does in the background."""
    for pk in Job.objects.filter(state="queued").values_list("pk", flat=True):
        jobs.run(pk)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_lead_takes_a_round_from_opening_to_closing(court: Court, sit_down: SitDown, width: int) -> None:
    lead = sit_down(court.people["lead"], width)
    lead.open(f"/overenskommelser/{CODE}/")
    lead.follow("Bedömning", "link", to="/bedomning/$")
    lead.follow("Öppna omgången, slutlig bedömning", "link", to="/slutlig-omgang/oppna/$")
    lead.write("Dagar att yttra sig före ett avslag", "21")
    lead.write("Stickprov, procent", "0")
    lead.follow("Öppna omgången", "button", to="/bedomning/$")
    lead.reads("Omgången är öppnad")
    lead.follow("Pröva rapporterna, slutlig bedömning", "link", to="/prova/$")
    lead.follow("Starta prövningen", "button", to="/arbeten/")
    lead.reads("Arbetet börjar strax.")
    lead.follow("Stoppa", "button", to="/arbeten/")
    lead.reads("Arbetet är stoppat")
    lead.follow("Fortsätt", "button", to="/arbeten/")
    do_jobs()
    lead.reads("Nya förslag: 9.")
    lead.follow("Se bedömningen", "link", to="/bedomning/$")
    lead.reads("9 av 9 är inte klara.")
    decide_all(court)
    lead.open(ASSESSMENT)
    lead.follow("Stickprovet", "link", to="/stickprov/$")
    lead.follow("Dra stickprovet igen", "button", to="dra=igen")
    lead.reads("Samma stickprov.")
    lead.open(ASSESSMENT)
    lead.follow("Avsluta omgången, slutlig bedömning", "link", to="/avsluta/$")
    lead.follow("Avsluta omgången", "button", to="/bedomning/$")
    lead.reads("Omgången är avslutad.")
    made = AssessmentRound.objects.get(kind=RoundKind.FINAL)
    assert (made.state, made.days_to_answer) == (RoundState.CLOSED, 21)
    assert not Verdict.objects.exclude(state=VerdictState.FINAL).exists()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_signer_answers_before_it_is_decided(court: Court, sit_down: SitDown, width: int) -> None:
    open_and_assess(court)
    prepared = reject(court, court.world.berg)
    due: date = clock.today() + timedelta(days=14)
    case = ReportKey(CODE, "GK1", court.world.berg.code)
    communicate(court.assessor, case, revision=prepared.revision, due=due)

    signer = sit_down(court.people["signer"], width)
    signer.reads("Ni kan yttra er om GK1")
    signer.follow("Läs och svara", "link", to="/GK1/bedomning/$")
    signer.reads("Inga samråd är redovisade.")
    signer.reads("Samråden är inte hållna.")
    signer.write("Ert yttrande", "Vi hade två samråd i maj. Protokollen är bifogade.")
    signer.follow("Lämna yttrandet", "button", to="/bedomning/$")
    signer.reads("Yttrandet är lämnat.")
    signer.reads(re.compile("Lämnat .* av "))
    assert Communication.objects.get().answer.startswith("Vi hade två samråd")


@pytest.mark.parametrize("width", WIDTHS)
def test_an_assessor_declares_jav(court: Court, sit_down: SitDown, width: int) -> None:
    open_round(court.lead, CODE, RoundKind.FINAL)
    court.people["second"].recusal_declarations.all().delete()
    second = sit_down(court.people["second"], width)
    second.reads("Lämna jävsdeklarationen")
    second.follow("Till jäv", "link", to="/jav/$")
    second.pick("Hemkommun", "Östersund (2380)")
    second.tick("Jag har inga andra bindningar")
    second.follow("Lämna deklarationen", "button", to="/jav/$")
    second.reads("Hemkommun: Östersund.")
