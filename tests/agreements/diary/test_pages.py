"""The diary on the web and through the API: what is found, who reads it, what is marked, how many queries it takes."""

import csv
import io
import zipfile
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import AccessRequest, Case, CaseEntry, Direction, EntryKind
from agreements.selectors.diary import Wanted, entries
from agreements.services.access import register_request
from agreements.services.access_copies import make_copy
from agreements.services.access_decisions import Decided, decide_on_entry
from agreements.services.cases import CaseKey, NewEntry, register_entries
from agreements.services.secrecy import mark_secrecy
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from prio.audit.models import Event
from prio.clock import STOCKHOLM
from prio.refused import NotPermitted
from tests import factories
from tests.agreements.diary.scene import EMAIL, NAME, Scene, make_scene, picked_of

DIARY, ACCESS = "/diarium/", "/diarium/utlamnande/"
MOST_QUERIES = 12


@pytest.fixture
def scene(db: None) -> Scene:
    """Beside the hand-in: a letter to Berg, a decision for all, and one that looks like a formula."""
    made = make_scene()
    of = made.place.agreement.pk
    at = datetime(2014, 11, 3, 23, 30, tzinfo=STOCKHOLM)
    register_entries(
        [
            NewEntry(
                CaseKey(of, made.place.berg.pk), EntryKind.ANSWER, Direction.OUT, at, "Brev om vård", "Berg"
            ),
            NewEntry(
                CaseKey(of), EntryKind.DECISION, Direction.INTERNAL, at + timedelta(hours=1), "Beslut 7"
            ),
            NewEntry(CaseKey(of), EntryKind.OTHER, Direction.IN, at + timedelta(days=9), "=1+1", "Någon"),
        ]
    )
    return made


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


@pytest.mark.parametrize(
    ("role", "opens"),
    [
        (Role.REGISTRAR, True),
        (Role.AUDITOR, True),
        (Role.LEAD_ASSESSOR, False),
        (Role.MINISTRY_PREPARER, False),
        (Role.PAYER, False),
        (Role.SKR_ADMINISTRATOR, False),
    ],
)
def test_a_request_is_linked_from_the_diary_for_whom_its_page_is_there(
    scene: Scene, role: Role, opens: bool
) -> None:
    asked = scene.asked()
    client, address = Client(), f"{ACCESS}{asked.pk}/"
    client.force_login(factories.person(role), backend="django.contrib.auth.backends.ModelBackend")
    case = f"{DIARY}{asked.case.reference}/"
    assert client.get(address).status_code == (200 if opens else 404)
    for page in (DIARY, case):
        text = client.get(page).content.decode()
        assert asked.case.reference in text
        assert (address in text) is opens


@pytest.fixture
def registrar(scene: Scene) -> Client:
    return client_of(scene.registrar)


class TestSearch:
    """Numbers, words, party, kind, direction and days."""

    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            ({}, ["=1+1", "Beslut 7", "Brev om vård", "Inlämning till Prov på psykisk hälsa 2014: GK1"]),
            ({"sok": "vård brev"}, ["Brev om vård"]),
            ({"sok": "BREV"}, ["Brev om vård"]),
            ({"sok": "berg"}, ["Brev om vård"]),
            ({"sok": "2014-00002"}, ["Brev om vård"]),
            ({"sok": "2014-00003-2"}, ["=1+1"]),
            ({"sok": "7"}, ["Beslut 7"]),
            ({"sok": "2014-99999999999"}, []),
            ({"part": "2326"}, ["Brev om vård"]),
            ({"part": "öster"}, ["Inlämning till Prov på psykisk hälsa 2014: GK1"]),
            ({"slag": "decision"}, ["Beslut 7"]),
            ({"riktning": "out"}, ["Brev om vård"]),
            ({"slag": "strange", "riktning": "up", "sok": "vård"}, ["Brev om vård"]),
            ({"fran": "4 november 2014", "till": "2014-11-04"}, ["Beslut 7"]),
            ({"till": "2014-11-03", "ordning": "aldst", "overenskommelse": "prov-2014"},
             ["Inlämning till Prov på psykisk hälsa 2014: GK1", "Brev om vård"]),
            ({"overenskommelse": "prov-2013"}, []),
            ({"ordning": "nummer", "sok": "2014-00003"}, ["Beslut 7", "=1+1"]),
        ],
    )  # fmt: skip
    def test_what_is_wanted_is_found_in_order(
        self, scene: Scene, query: dict[str, str], titles: list[str]
    ) -> None:
        assert [entry.title for entry in entries(Wanted.of(query))] == titles

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("fran=igår", "inte ett datum"),
            ("till=2014-02-30", "finns inte"),
            ("fran=2014-05-02&till=2014-05-01", "före"),
        ],
    )
    def test_a_day_that_is_none_is_said_at_its_field(self, registrar: Client, query: str, said: str) -> None:
        answer = registrar.get(f"{DIARY}?{query}")
        assert answer.status_code == 422
        assert said in answer.content.decode()

    def test_an_empty_list_says_what_to_do(self, registrar: Client) -> None:
        assert "Visa allt" in registrar.get(f"{DIARY}?sok=finnsinte").content.decode()

    def test_the_file_has_every_entry_and_no_formula(self, registrar: Client) -> None:
        answer = registrar.get(f"{DIARY}csv/")
        text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]  # it streams
        rows = list(csv.DictReader(io.StringIO(text)))
        assert [row["title"] for row in rows][:2] == ["'=1+1", "Beslut 7"]
        assert rows[2]["reference"] == "2014-00002-1"
        assert rows[2]["at"] == "2014-11-03T23:30:00+01:00"

    def test_pages_take_few_queries_however_many_entries_there_are(
        self, scene: Scene, registrar: Client
    ) -> None:
        key = CaseKey(scene.place.agreement.pk, scene.place.ostersund.pk)
        new = NewEntry(key, EntryKind.OTHER, Direction.IN, clock.now(), "Brev")
        register_entries([new] * 120)
        for page in (DIARY, f"{DIARY}?part=öster&sida=2", f"{DIARY}2014-00001/", ACCESS):
            registrar.get(page)
            with CaptureQueriesContext(connection) as captured:
                assert registrar.get(page).status_code == 200
            assert len(captured) <= MOST_QUERIES, page


class TestCase:
    """A case with its entries, where secrecy is marked."""

    def test_entries_lead_to_what_they_are_about(self, scene: Scene, registrar: Client) -> None:
        text = registrar.get(f"{DIARY}2014-00001/").content.decode()
        assert "/overenskommelser/prov-2014/rapportering/2380/kvitto/1/" in text
        assert registrar.get("/overenskommelser/prov-2014/rapportering/2380/kvitto/1/").status_code == 200

    @pytest.mark.parametrize("address", ["2014-00099", "1-1", "99999999999-1", "2014-99999999999"])
    def test_a_case_that_there_is_none_of(self, registrar: Client, address: str) -> None:
        assert registrar.get(f"{DIARY}{address}/").status_code == 404

    def test_a_mark_is_set_and_lifted_with_a_reason(self, scene: Scene, registrar: Client) -> None:
        page = f"{DIARY}2014-00001/"
        posted = {
            "entry": "1",
            "secrecy": "secret",
            "support": "25 kap. 1 § OSL",
            "reason": "Rör en patient.",
        }
        assert registrar.post(page, posted).status_code == 302
        assert "25 kap. 1 § OSL" in registrar.get(page).content.decode()
        assert (
            registrar.post(page, {"entry": "1", "secrecy": "none", "reason": "Fel handling."}).status_code
            == 302
        )
        marked = Event.objects.filter(aggregate="case", verb="marked").order_by("pk")
        assert [(event.facts["before"], event.facts["after"], event.facts["reason"]) for event in marked] == [
            ("none", "secret", "Rör en patient."),
            ("secret", "none", "Fel handling."),
        ]
        assert CaseEntry.objects.get(thing="hand_in").secrecy_support == ""

    def test_a_mark_of_a_case_shows_on_its_entries(self, scene: Scene, registrar: Client) -> None:
        case = Case.objects.get(party=scene.place.ostersund)
        mark_secrecy(scene.registrar, case.pk, None, secrecy="to_test", support="", reason="Be chefen titta.")
        assert "Ska prövas" in registrar.get(f"{DIARY}?sok=2014-00001").content.decode()

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"secrecy": "secret"}, "Lagrum"),
            ({"reason": ""}, "Skälet"),
            ({"secrecy": "hidden"}, "Välj vilken"),
            ({"entry": "9"}, "finns inte"),
            ({"entry": "x"}, "finns inte"),
        ],
    )
    def test_what_is_missing_is_said_and_what_was_typed_stays(
        self, scene: Scene, registrar: Client, change: dict[str, str], said: str
    ) -> None:
        posted = {"entry": "1", "secrecy": "to_test", "support": "", "reason": "Rör en patient."} | change
        answer = registrar.post(f"{DIARY}2014-00001/", posted)
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert not Event.objects.filter(verb="marked").exists()

    def test_only_a_registrar_marks(self, scene: Scene) -> None:
        case = Case.objects.get(party=scene.place.ostersund)
        assert client_of(scene.auditor).post(f"{DIARY}2014-00001/", {"secrecy": "none"}).status_code == 404
        with pytest.raises(NotPermitted):
            mark_secrecy(scene.auditor, case.pk, None, secrecy="to_test", support="", reason="Skäl.")


class TestRequests:
    """The pages of requests: what is typed wrong is said, every look is logged, an auditor only reads."""

    def test_a_request_is_registered_for_an_earlier_day(self, scene: Scene, registrar: Client) -> None:
        posted = {"text": "Allt om Berg.", "channel": "letter", "received": "2014-12-24"}
        assert registrar.post(ACCESS, posted).status_code == 302
        assert AccessRequest.objects.get().received_at == datetime(2014, 12, 24, 12, tzinfo=STOCKHOLM)
        for wrong in ({"text": ""}, {"received": "snart"}, {"received": "2999-01-01"}, {"channel": ""}):
            answer = registrar.post(ACCESS, posted | wrong)
            assert answer.status_code == 422
            assert "Allt om Berg." in answer.content.decode() or "text" in wrong
        assert AccessRequest.objects.count() == 1

    def test_documents_are_found_by_numbers_and_words_and_picked(
        self, scene: Scene, registrar: Client
    ) -> None:
        made = register_request(scene.registrar, "Allt.", channel="mail", received_at=clock.now())
        page = f"{ACCESS}{made.pk}/"
        found = registrar.get(f"{page}?hitta=2014-00001-1, 2014-00003").content.decode()
        assert found.count('name="entry"') == 3
        assert registrar.get(f"{page}?hitta=vård").content.decode().count('name="entry"') == 1
        assert (
            registrar.post(page, {"verb": "pick", "entry": [scene.entry.pk, "x", "9" * 30]}).status_code
            == 302
        )
        assert picked_of(made).entry_id == scene.entry.pk
        assert registrar.post(page, {"verb": "pick"}).status_code == 422
        assert registrar.post(page, {"verb": "fly"}).status_code == 404
        assert registrar.post(page, {"verb": "unpick", "picked": "9" * 30}).status_code == 404
        assert registrar.post(page, {"verb": "unpick", "picked": picked_of(made).pk}).status_code == 302

    def test_what_is_proposed_is_masked_before_anybody_decides(self, scene: Scene, registrar: Client) -> None:
        asked = scene.asked()
        page = registrar.get(f"{ACCESS}{asked.pk}/{picked_of(asked).pk}/").content.decode()
        table = page[page.index("<table") : page.index("</table>")]
        assert NAME not in table
        assert EMAIL not in table
        assert f'value="{EMAIL}" checked' in page

    def test_what_was_chosen_stays_when_something_is_missing(self, scene: Scene, registrar: Client) -> None:
        asked = scene.asked()
        address = f"{ACCESS}{asked.pk}/{picked_of(asked).pk}/"
        posted = {"outcome": "masked", "words": "barnet", "word": NAME, "support": "", "reason": "Ett skäl."}
        answer = registrar.post(address, posted)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Ange lagrum" in page
        assert "Ett skäl." in page
        assert ">barnet</textarea>" in page
        assert f'value="{EMAIL}">' in page, "what was left unticked stays so"
        assert picked_of(asked).outcome == "untested"

    def test_every_fetched_copy_is_in_the_log(self, scene: Scene, registrar: Client) -> None:
        asked = scene.asked()
        decide_on_entry(scene.registrar, asked.pk, picked_of(asked).pk, Decided("whole"))
        make_copy(scene.registrar, asked.pk)
        copies = f"{ACCESS}{asked.pk}/kopia/1/"
        answer = registrar.post(f"{copies}1/")
        assert answer["Content-Disposition"] == f'attachment; filename="{asked.case.reference}-kopia.pdf"'
        packed = zipfile.ZipFile(io.BytesIO(client_of(scene.auditor).post(copies).content))
        assert len(packed.namelist()) == 2
        assert Event.objects.filter(aggregate="access_request", verb="viewed").count() == 2
        assert registrar.get(f"{copies}1/").status_code == 405, "reading never writes"
        for missing in (f"{copies}9/", f"{ACCESS}{asked.pk}/kopia/9/"):
            assert registrar.post(missing).status_code == 404
        assert client_of(scene.place.lead).post(copies).status_code == 404

    def test_an_auditor_reads_and_changes_nothing(self, scene: Scene) -> None:
        asked = scene.asked()
        auditor = client_of(scene.auditor)
        assert auditor.post(ACCESS, {"text": "Allt.", "channel": "mail"}).status_code == 422
        assert auditor.post(f"{ACCESS}{asked.pk}/", {"verb": "withdraw", "words": "Nej."}).status_code == 422
        decided = auditor.post(f"{ACCESS}{asked.pk}/{picked_of(asked).pk}/", {"outcome": "whole"})
        assert decided.status_code == 422
        assert (AccessRequest.objects.get().state, picked_of(asked).outcome) == ("open", "untested")


class TestApi:
    """The same list and case, for the same readers."""

    def test_the_list_is_narrowed_as_on_the_page(self, registrar: Client) -> None:
        found = registrar.get("/api/diary/?party=2326&kind=answer&order=oldest").json()
        assert (found["count"], found["pages"]) == (1, 1)
        assert found["entries"][0]["reference"] == "2014-00002-1"
        wrong = registrar.get("/api/diary/?since=snart")
        assert wrong.status_code == 422
        assert list(wrong.json()["problems"]) == ["since"]

    def test_a_case_has_its_entries_in_order(self, registrar: Client) -> None:
        found = registrar.get("/api/diary/2014-00003/").json()
        assert [entry["title"] for entry in found["entries"]] == ["Beslut 7", "=1+1"]
        assert registrar.get("/api/diary/strange/").status_code == 404


class TestHome:
    """The registrar's next step is the oldest request; the menu leads to the diary who reads it."""

    def test_a_request_that_waits_is_the_next_step(self, scene: Scene, registrar: Client) -> None:
        scene.asked()
        page = registrar.get("/").content.decode()
        assert "om handlingar väntar på svar" in page
        assert "1\N{NO-BREAK SPACE}handling ska prövas" in page

    @pytest.mark.parametrize("role", [Role.REPORTER, Role.ADMINISTRATOR])
    def test_who_reads_no_diary_has_no_way_to_it(self, scene: Scene, role: Role) -> None:
        client = Client()
        user = factories.person(role, organisation=scene.place.ostersund.organisation)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        assert "Diarium" not in client.get("/").content.decode()
        assert "Diarium" in client_of(scene.auditor).get("/").content.decode()
