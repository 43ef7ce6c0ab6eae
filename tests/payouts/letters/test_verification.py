"""Whoever has a document can see that it is genuine, and whether its decision is in force; nobody learns more."""

import subprocess
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from payouts.models import Decision, DecisionLetter, StoredDocument
from payouts.pdf.gather import CHECK_PATH
from payouts.services.corrections import prepare_revocation
from payouts.services.letters import make_letters
from payouts.views.verification import LARGEST
from prio.audit.models import Event
from tests.payouts.letters.conftest import put_in_force
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_asked() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def asked(status: int = 200, **typed: object) -> str:
    answer = Client().post(CHECK_PATH, typed)
    assert answer.status_code == status
    return answer.content.decode()


def as_file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("brev.pdf", content, "application/pdf")


def test_the_documents_print_the_address_of_the_page() -> None:
    assert reverse("verification") == CHECK_PATH


def test_a_file_as_it_was_issued_is_genuine_and_nothing_is_kept(decision: Decision) -> None:
    make_letters(decision.pk)
    before = (StoredDocument.objects.count(), Event.objects.count())
    for document in StoredDocument.objects.all():
        said = asked(fil=as_file(bytes(document.content)))
        assert "Dokumentet är äkta." in said
        assert "Gäller" in said
    assert (StoredDocument.objects.count(), Event.objects.count()) == before


def test_what_is_decided_in_a_demonstration_says_so_though_every_outcome_is_real(decision: Decision) -> None:
    assert not decision.division.simulated
    assert decision.simulated
    make_letters(decision.pk)
    for document in StoredDocument.objects.all():
        assert "Dokumentet är gjort i en demonstration." in asked(fil=as_file(bytes(document.content)))
        text = subprocess.run(
            ["pdftotext", "-", "-"], input=bytes(document.content), check=True, capture_output=True
        ).stdout.decode()
        assert "SIMULERADE UPPGIFTER" in text


def test_a_file_with_one_byte_changed_is_not_genuine(decision: Decision) -> None:
    assert decision.document
    changed = bytes(decision.document.content) + b" "
    assert "Vi känner inte igen dokumentet." in asked(fil=as_file(changed))
    assert "Filen är inte den som vi har utfärdat." in asked(fil=as_file(changed), nummer="prov-2014/1")


def test_number_and_hash_are_enough_however_they_are_typed(decision: Decision) -> None:
    assert decision.document_id
    typed = f" {decision.document_id[:32].upper()} {decision.document_id[32:]} "
    assert "Dokumentet är äkta." in asked(nummer=" prov-2014/1 ", kontrollsumma=typed)
    assert "Numret finns." in asked(nummer="PROV-2014/1")
    assert "Vi känner inte igen" in asked(nummer="PROV-2014/9")


def test_the_hash_of_another_document_does_not_prove_a_number(decision: Decision) -> None:
    make_letters(decision.pk)
    letter = DecisionLetter.objects.get(organisation__code="2380")
    said = asked(nummer="PROV-2014/1", kontrollsumma=letter.document_id)
    assert "Filen är inte den som vi har utfärdat." in said


def test_a_revoked_decision_and_its_letters_say_by_what(world: World, decision: Decision) -> None:
    make_letters(decision.pk)
    put_in_force(world, prepare_revocation(decision.pk, world.preparer, "Det fattades på fel underlag."))
    letter = DecisionLetter.objects.filter(decision=decision).first()
    assert letter
    for number, sha256 in (
        (decision.reference, decision.document_id),
        (letter.reference, letter.document_id),
    ):
        said = asked(nummer=number, kontrollsumma=sha256)
        assert "Dokumentet är äkta." in said
        assert "är upphävt genom PROV-2014/2" in said


def test_nobodys_name_is_shown(world: World, decision: Decision) -> None:
    said = asked(nummer=decision.reference, kontrollsumma=decision.document_id)
    assert world.preparer.name not in said
    assert world.approver.name not in said


def test_a_draft_is_not_known(world: World, decision: Decision) -> None:
    prepare_revocation(decision.pk, world.preparer, "Skäl.")
    assert "Vi känner inte igen" in asked(nummer="PROV-2014/2")


def test_bad_questions_are_answered_in_plain_words() -> None:
    assert "Skriv dokumentets nummer, eller välj filen." in asked(422)
    assert "64 tecken" in asked(422, kontrollsumma="abc")
    assert "större än 5 MB" in asked(422, fil=as_file(b"x" * (LARGEST + 1)))
    assert "tom" in asked(422, fil=as_file(b"")).lower()


def test_who_asks_too_often_waits(decision: Decision) -> None:
    for _ in range(30):
        asked(nummer="PROV-2014/1")
    assert "Vänta en minut" in asked(429, nummer="PROV-2014/1")
