"""Every organisation that was assessed gets one letter, made once, by as many workers as there are."""

import csv
import hashlib
import io
import subprocess
from datetime import timedelta

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from assessment.services import load_outcomes
from payouts.models import Decision, DecisionLetter, LetterState, StoredDocument
from payouts.pdf.letters.content import LetterContent
from payouts.pdf.letters.render import render_letter
from payouts.pdf.letters.source import letter_source
from payouts.services.letter_sending import order_sending, send_letters
from payouts.services.letters import (
    HELP_WITH_LETTERS,
    MAKE_LETTERS,
    help_with_letters,
    make_letters,
    order_letters,
)
from payouts.tasks import make_letters_job
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Role
from prio.audit.models import Event
from prio.jobs.models import Job
from prio.jobs.registry import silent
from prio.refused import Refused
from tests.payouts.letters.conftest import decide_again
from tests.world import COLUMNS, World, actor

pytestmark = pytest.mark.django_db

BERG_FAILS = COLUMNS + "GK1,2326,not_met\n"


def text_of(letter: DecisionLetter) -> str:
    assert letter.document
    pdf = bytes(letter.document.content)
    said = subprocess.run(["pdftotext", "-", "-"], input=pdf, check=True, capture_output=True).stdout
    return " ".join(said.decode().split())


def letter_to(code: str) -> DecisionLetter:
    return DecisionLetter.objects.select_related("document").get(organisation__code=code)


def test_everybody_that_was_assessed_has_a_letter_to_come_when_the_decision_is_in_force(
    decision: Decision,
) -> None:
    letters = DecisionLetter.objects.order_by("organisation__code")
    assert [(one.reference, one.state) for one in letters] == [
        ("PROV-2014/1-23", "ordered"),
        ("PROV-2014/1-2326", "ordered"),
        ("PROV-2014/1-2380", "ordered"),
    ]


def test_letters_are_made_with_their_hash_and_a_log(decision: Decision) -> None:
    assert make_letters(decision.pk) == 3
    for letter in DecisionLetter.objects.select_related("document"):
        assert letter.state == LetterState.MADE
        assert letter.document
        assert hashlib.sha256(bytes(letter.document.content)).hexdigest() == letter.document_id
    assert Event.objects.filter(aggregate="letter", verb="made").count() == 3


def test_making_again_makes_nothing(decision: Decision) -> None:
    make_letters(decision.pk)
    documents = set(StoredDocument.objects.values_list("pk", flat=True))
    make_letters(decision.pk)
    assert set(StoredDocument.objects.values_list("pk", flat=True)) == documents
    assert Event.objects.filter(aggregate="letter", verb="made").count() == 3


def test_a_letter_says_the_amount_its_calculation_and_the_rule(decision: Decision) -> None:
    make_letters(decision.pk)
    said = text_of(letter_to("2380"))
    assert "Östersund får 480 000 kr" in said
    assert "Beslutet har numret PROV-2014/1." in said
    assert "minst 80 procent" in said
    assert "/kontrollera/" in said


def test_a_kommun_is_addressed_by_its_full_name(world: World, decision: Decision) -> None:
    body = world.ostersund.organisation
    body.name = "Östersunds kommun"
    body.save()
    make_letters(decision.pk)
    assert "Östersunds kommun får 480 000 kr" in text_of(letter_to("2380"))


def test_a_letter_to_who_gets_nothing_says_why(world: World) -> None:
    load_outcomes(world.code, "rättelse.csv", BERG_FAILS.encode())
    make_letters(decide_again(world).pk)
    said = text_of(letter_to("2326"))
    assert "Berg får inga pengar" in said
    assert "grundkravet GK1" in said
    assert "Ni behöver inte göra något." in said


def test_the_attached_file_has_every_amount_of_the_recipient_and_no_other(decision: Decision) -> None:
    letter = DecisionLetter.objects.get(organisation__code="2380")
    content = letter_source(decision.pk).content(letter.reference, letter.organisation_id)
    rows = list(csv.DictReader(io.StringIO(content.csv.decode())))
    assert [(row["party"], row["requirement"], row["organisation"], row["amount_sek"]) for row in rows] == [
        ("municipality", "B1", "2380", "480000")
    ]
    with pikepdf.open(io.BytesIO(render_letter(content))) as document:
        attached = {name: one.get_file().read_bytes() for name, one in document.attachments.items()}
    assert attached == {"belopp-prov-2014-1-2380.csv": content.csv}


def test_the_same_content_gives_the_same_bytes(decision: Decision) -> None:
    letter = DecisionLetter.objects.get(organisation__code="2380")
    source = letter_source(decision.pk)
    first, second = (
        render_letter(source.content(letter.reference, letter.organisation_id)) for _ in range(2)
    )
    assert first == second


def test_what_another_worker_has_taken_is_left_to_it_until_its_claim_runs_out(decision: Decision) -> None:
    taken = DecisionLetter.objects.filter(organisation__code="2380")
    taken.update(claimed_until=clock.now() + timedelta(seconds=90))
    order_letters(decision.pk, actor(Role.MINISTRY_PREPARER))
    assert help_with_letters(decision.pk) == 2
    assert taken.get().state == LetterState.ORDERED
    taken.update(claimed_until=clock.now() - timedelta(seconds=1))
    assert help_with_letters(decision.pk) == 1


def test_a_helper_makes_nothing_when_nobody_wants_the_letters(decision: Decision) -> None:
    assert help_with_letters(decision.pk) == 0


def test_what_was_taken_when_the_work_stopped_is_free_again(decision: Decision) -> None:
    def stop(step: str, done: int = 0, total: int = 0) -> None:
        if done:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        make_letters(decision.pk, progress=stop)
    assert DecisionLetter.objects.filter(state=LetterState.MADE).count() == 1
    assert not DecisionLetter.objects.filter(state=LetterState.ORDERED, claimed_until__isnull=False).exists()
    assert make_letters(decision.pk) == 3


def test_ordering_twice_is_one_job_and_one_helper(world: World, decision: Decision) -> None:
    first, second = (order_letters(decision.pk, world.preparer) for _ in range(2))
    assert first == second
    assert sorted(Job.objects.values_list("kind", flat=True)) == [HELP_WITH_LETTERS, MAKE_LETTERS]


def test_only_the_ministry_orders_letters_and_only_while_there_are_any_to_make(
    world: World, decision: Decision
) -> None:
    with pytest.raises(Refused, match="inte rollen"):
        order_letters(decision.pk, actor(Role.PAYER))
    make_letters(decision.pk)
    with pytest.raises(Refused, match="Alla brev är skapade"):
        order_letters(decision.pk, world.preparer)


def test_a_decision_that_no_longer_holds_gets_no_letters(world: World, decision: Decision) -> None:
    Decision.objects.filter(pk=decision.pk).update(state="corrected")
    with pytest.raises(Refused, match="gäller inte"):
        make_letters(decision.pk)
    with pytest.raises(Refused, match="gäller inte"):
        order_letters(decision.pk, world.preparer)


def test_a_letter_that_cannot_be_made_stops_no_other_and_is_named(
    world: World, decision: Decision, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_for_berg(content: LetterContent) -> bytes:
        if content.organisation == "Berg":
            raise KeyError("applicant")
        return render_letter(content)

    monkeypatch.setattr("payouts.services.letters.render_letter", fail_for_berg)
    result = make_letters_job(silent, world.preparer.user_id, {"decision": decision.pk})
    assert result == {"letters": 2, "faulty": ["PROV-2014/1-2326"]}
    page = reverse("letters", args=[world.code, decision.pk])
    client = Client()
    client.force_login(User.objects.get(pk=world.preparer.user_id))
    text = client.get(page).content.decode().replace("\xa0", " ")
    assert "1 brev är inte skapade" in text
    assert "Skicka 2 brev" in text
    order_sending(decision.pk, world.preparer)
    assert send_letters(decision.pk, world.preparer) == 2
    monkeypatch.undo()
    assert make_letters(decision.pk) == 3


def test_no_more_letters_are_made_when_the_decision_stops_holding_meanwhile(decision: Decision) -> None:
    def correct(step: str, done: int = 0, total: int = 0) -> None:
        Decision.objects.filter(pk=decision.pk).update(state="corrected")

    with pytest.raises(Refused, match="gäller inte"):
        make_letters(decision.pk, progress=correct)
    assert not DecisionLetter.objects.filter(state=LetterState.MADE).exists()
