"""The pages of letters: who sees which, what opening one means, a county's letters as one file."""

import hashlib
import io
import zipfile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from payouts.models import Decision, DecisionLetter
from payouts.services.letter_sending import send_letters
from payouts.services.letters import make_letters
from prio.accounts.models import User
from prio.accounts.roles import Role
from prio.jobs.models import Job
from tests import factories
from tests.payouts.decided import user_of
from tests.world import World

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12


@pytest.fixture
def sent(world: World, decision: Decision) -> Decision:
    """A decision whose letters are sent."""
    make_letters(decision.pk)
    send_letters(decision.pk, world.preparer)
    return decision


@pytest.fixture
def recipient(world: World) -> User:
    """Who receives for Östersund."""
    return factories.person(Role.RECIPIENT, organisation=world.ostersund.organisation)


def address(decision: Decision, rest: str = "") -> str:
    return f"/overenskommelser/prov-2014/beslut/{decision.pk}/brev/{rest}"


def text_of(client: Client, place: str) -> str:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(place)
    assert answer.status_code == 200
    assert len(asked) <= MOST_QUERIES + 5  # the session and who is signed in come before the page
    return answer.content.decode().replace("\xa0", " ")


def test_the_ministry_makes_sends_and_sees_how_far_it_is(
    client: Client, world: World, decision: Decision
) -> None:
    client.force_login(user_of(world, "preparer"))
    assert "Skapa breven" in text_of(client, address(decision))
    places = {client.post(address(decision), {"verb": "make"})["Location"] for _ in range(2)}
    job = Job.objects.get(kind="make_letters")
    assert places == {f"/arbeten/{job.pk}/"}
    assert "Skapa breven" not in text_of(client, address(decision)).split("Ett arbete pågår")[1]
    Job.objects.all().delete()
    make_letters(decision.pk)
    assert "Skicka 3 brev" in text_of(client, address(decision))
    send_letters(decision.pk, world.preparer)
    page = text_of(client, address(decision))
    assert "0 av 3 brev är lästa." in page
    assert "Ingen mottagare har konto." in page
    assert client.post(address(decision), {"verb": "resend", "brev": "2380"}).status_code == 422
    assert client.post(address(decision), {"verb": "annat"}).status_code == 404


def test_opening_is_a_press_that_is_the_proof(client: Client, recipient: User, sent: Decision) -> None:
    client.force_login(recipient)
    assert "Ni har ett brev om ett beslut" in text_of(client, "/")
    assert "Ni har ett brev att öppna" in text_of(client, f"/overenskommelser/prov-2014/beslut/{sent.pk}/")
    place = address(sent, "2380/")
    assert "När ni öppnar det noteras" in text_of(client, place)
    assert client.get(f"{place}pdf/")["Location"] == place  # not before it is opened
    assert DecisionLetter.objects.get(organisation__code="2380").read_at is None
    assert client.post(place)["Location"] == f"{place}pdf/"
    document = client.get(f"{place}pdf/")
    letter = DecisionLetter.objects.get(organisation__code="2380")
    assert hashlib.sha256(document.content).hexdigest() == letter.document_id
    assert letter.read_by == recipient
    assert "Läst" in text_of(client, place)
    assert "Ni har ett brev" not in text_of(client, "/")


def test_who_only_reads_for_the_organisation_reads_without_recording_it(
    client: Client, world: World, sent: Decision
) -> None:
    client.force_login(factories.person(Role.READER, organisation=world.ostersund.organisation))
    assert "Ni har ett brev" not in text_of(client, "/")
    place = address(sent, "2380/")
    page = text_of(client, place)
    assert "Visa brevet" in page
    assert "När ni öppnar det noteras" not in page
    assert client.get(f"{place}pdf/").status_code == 200
    assert client.post(place).status_code == 422
    assert DecisionLetter.objects.get(organisation__code="2380").read_at is None


def test_the_page_says_who_gets_a_letter(client: Client, world: World, decision: Decision) -> None:
    client.force_login(user_of(world, "preparer"))
    assert "Var och en som bedömdes får ett brev" in text_of(client, address(decision))


def test_somebody_elses_letter_does_not_exist(client: Client, recipient: User, sent: Decision) -> None:
    client.force_login(recipient)
    for rest in ("2326/", "2326/pdf/", "lan/23/"):
        assert client.get(address(sent, rest)).status_code == 404
    assert client.post(address(sent, "2326/")).status_code == 404
    assert "2326" not in text_of(client, address(sent))


def test_a_letter_that_is_not_sent_does_not_exist_for_its_organisation(
    client: Client, recipient: User, decision: Decision
) -> None:
    make_letters(decision.pk)
    client.force_login(recipient)
    assert client.get(address(decision)).status_code == 404
    assert client.get(address(decision, "2380/")).status_code == 404


def test_a_coordinator_gets_the_countys_letters_as_one_file_with_checksums(
    client: Client, world: World, sent: Decision
) -> None:
    county = world.ostersund.counties.get().county
    client.force_login(factories.person(Role.COUNTY_COORDINATOR, county=county))
    assert "Östersund" in text_of(client, address(sent))
    with zipfile.ZipFile(io.BytesIO(client.get(address(sent, "lan/23/")).content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    sums = files.pop("SHA256SUMS.txt").decode().splitlines()
    assert sums == [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in files.items()]
    assert len(files) == 3
    assert client.post(address(sent), {"verb": "resend"}).status_code == 404


def test_the_list_narrows_to_unread_and_to_a_county(client: Client, world: World, sent: Decision) -> None:
    client.force_login(user_of(world, "approver"))
    DecisionLetter.objects.filter(organisation__code="2380").update(
        state="read", read_at=factories.AN_INSTANT, read_by=user_of(world, "approver")
    )
    assert "-2380<" not in text_of(client, f"{address(sent)}?visa=olasta")
    assert "-2380<" in text_of(client, f"{address(sent)}?lan=23")
    assert "Inget brev går till länet." in text_of(client, f"{address(sent)}?lan=99")
