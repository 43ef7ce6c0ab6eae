"""Two assessors with keyboards: one prepares a rejection with phrases and has it answered, the other approves it."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from playwright.sync_api import expect

from agreements.models import EvidenceFile, EvidenceState, Requirement
from assessment.models import Outcome, PhraseUse, Verdict, VerdictState
from assessment.services.communicating import answer_communication
from assessment.services.phrases import add_phrase
from prio import clock
from prio.parties.models import Party
from tests.agreements.evidence import files
from tests.assessment.case_world import page_of
from tests.assessment.judging import CODE, TEXT, Court, hand_in, key, make_court, open_and_assess, verdict
from tests.journeys.conftest import SitDown

pytestmark = pytest.mark.slow

WHY = "Inga samråd har hållits med de berörda."
MOTIVATION = "Det saknas redovisade samråd i överenskommelsen."


def closed_lately(today: date) -> str:
    """The agreement of the judgements with its last day behind us, and a document among its questions."""
    days = {
        "2014-03-01": today - timedelta(days=90),
        "2014-10-14": today - timedelta(days=3),
        "2014-10-31": today + timedelta(days=5),
        "2014-11-14": today + timedelta(days=10),
        "2014-11-30": today + timedelta(days=60),
        "2014-12-31": today + timedelta(days=90),
    }
    text = TEXT
    for then, now in days.items():
        text = text.replace(then, now.isoformat())
    question = "      - {key: how, type: text,"
    return text.replace(
        question, f"      - {{key: plan, type: document, label: Överenskommelsen}}\n{question}", 1
    )


@pytest.fixture
def court(transactional_db: None) -> Court:
    today = clock.today()
    made = make_court(closed_lately(today), today)
    for party in (made.world.berg, made.world.ostersund):
        file = attached(made, party)
        document = {"file": str(file.pk), "name": file.name, "sha256": file.sha256}
        hand_in(made, "GK2", party, {"page": True})
        hand_in(made, "GK1", party, {"decided": True, "how": "Vi ringde runt.", "plan": document})
    open_and_assess(made)
    add_phrase(made.lead, CODE, "GK1", PhraseUse.NOT_MET, WHY, "c2")
    add_phrase(made.lead, CODE, "GK1", PhraseUse.NOT_MET, MOTIVATION)
    return made


def attached(court: Court, party: Party) -> EvidenceFile:
    """A PDF file that the party has attached."""
    content = files.pdf()
    return EvidenceFile.objects.create(
        requirement=Requirement.objects.get(agreement__code=CODE, code="GK1"),
        question="plan",
        party=party,
        name="overenskommelse.pdf",
        media_type="application/pdf",
        size=len(content),
        sha256="0" * 64,
        file=default_storage.save("evidence/plan", ContentFile(content)),
        state=EvidenceState.USABLE,
        uploaded_at=clock.now(),
        uploaded_by=court.people["signer"],
    )


@pytest.mark.parametrize("width", [360, 1280])
def test_a_rejection_is_prepared_answered_and_approved_by_another(
    court: Court, sit_down: SitDown, width: int
) -> None:
    berg = court.world.berg
    first = sit_down(court.assessor, width)
    first.open(page_of("GK1", berg))
    first.reads("Vi ringde runt.")
    frame = first.page.locator("iframe")
    expect(frame).to_have_attribute("title", "overenskommelse.pdf")
    first.choose("Inte uppfyllt")
    first.reads("Förslaget: ej uppfyllt", "#forslag")
    first.pick("Standardfras om det inte är uppfyllt", "Inga")
    first.press("Lägg till frasen", "button")
    expect(first.page.locator("#varfor-c2")).to_have_value(WHY)
    first.choose("Ej uppfyllt")
    first.reads("En annan bedömare godkänner", "#forslag")
    first.pick("Standardfras till motiveringen", "Det")
    first.press("Lägg till frasen", "button")
    expect(first.page.locator("#motivering")).to_have_value(MOTIVATION)
    first.follow("Bered", "button", to="/GK1/$")
    first.reads("Bedömningen är beredd.")
    first.reads("Den som beredde bedömningen kan inte också godkänna den.")
    first.follow("Skicka för yttrande", "button", to="/GK1/$")
    first.reads("Väntar på yttrande")
    answer_communication(court.signer, key("GK1", berg), "Vi har hållit två samråd i maj.")

    second = sit_down(court.second, width)
    second.open(page_of("GK1", berg))
    second.reads("Vi har hållit två samråd i maj.", "#bedomning")
    second.follow("Godkänn", "button", to="/GK1/$")
    second.reads("Bedömningen är godkänd och slutlig.")
    made = verdict("GK1", berg)
    assert (made.state, made.outcome, made.motivation) == (VerdictState.FINAL, Outcome.NOT_MET, MOTIVATION)
    assert made.judged["c2"]["reason"] == WHY
    assert (made.prepared_by_id, made.approved_by_id) == (court.assessor.user_id, court.second.user_id)

    second.open(page_of("GK1", court.world.ostersund))
    second.reads(re.compile("Berg.*" + MOTIVATION, re.DOTALL), "main section:has(#prejudikat)")
    assert Verdict.objects.filter(state=VerdictState.FINAL).count() == 1
