"""Requests for documents: registered, picked, decided on one by one, copied, given out; every step in the log."""

import hashlib
import subprocess
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.db import IntegrityError, transaction

from agreements.models import (
    AccessCopy,
    AccessRequest,
    AccessRequestEntry,
    AccessState,
    CaseEntry,
    EvidenceFile,
    EvidenceState,
    Submission,
)
from agreements.services import access, access_copies
from agreements.services.access import NoSuchRequest
from agreements.services.access_copies import make_copy, opened
from agreements.services.access_decisions import Decided, decide_on_entry
from agreements.services.questions import ask
from prio import clock
from prio.accounts.roles import Actor, Role
from prio.audit.models import Event
from prio.refused import NotPermitted, Refused
from tests import factories
from tests.agreements.diary.scene import (
    EMAIL,
    NAME,
    NUMBER,
    SECRET,
    SECRET_PAGE,
    TELEPHONE,
    Scene,
    make_scene,
    picked_of,
)
from tests.factories import AN_INSTANT

NEVER = (NAME, "svensson", EMAIL, TELEPHONE, SECRET, SECRET_PAGE, NUMBER, "Kalle Press")


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


def log(asked: AccessRequest) -> list[str]:
    events = Event.objects.filter(aggregate="access_request", aggregate_id=str(asked.pk))
    return list(events.order_by("sequence").values_list("verb", flat=True))


def text_of(content: bytes, folder: Path) -> str:
    path = folder / "copy.pdf"
    path.write_bytes(content)
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True)
    return done.stdout.decode()


def everything_in(content: bytes, folder: Path) -> str:
    """All text of a PDF: what its pages say, and every string, name and stream of the file, unpacked."""
    said = [text_of(content, folder), content.decode("latin-1")]
    with pikepdf.open(BytesIO(content)) as made:
        for thing in made.objects:
            if isinstance(thing, pikepdf.Stream):
                raw = thing.read_bytes()
                said += [raw.decode("latin-1"), raw.decode("utf-16-be", "ignore")]
            said.append(str(thing) if isinstance(thing, pikepdf.String) else repr(thing))
    return "\n".join(said)


class TestRegistering:
    """A request has a case of its own, and its requester may be nobody."""

    def test_the_request_is_an_entry_of_its_own_case_without_the_name(self, scene: Scene) -> None:
        asked = scene.asked()
        entry = asked.case.entries.get()
        assert (entry.kind, entry.direction, entry.correspondent) == ("access_request", "in", "En enskild")
        assert entry.reference == f"{asked.case.reference}-1"
        said = [entry.title, entry.correspondent, *map(str, Event.objects.values_list("facts", flat=True))]
        assert not any("Kalle" in text for text in said), "a name that was given stands on the request alone"

    def test_who_asks_may_be_anonymous(self, scene: Scene) -> None:
        made = access.register_request(
            scene.registrar, "Beslutet.", channel="visit", received_at=clock.now() - timedelta(days=1)
        )
        assert made.requester == ""

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.REGISTRAR}))
    def test_only_a_registrar_registers(self, scene: Scene, role: Role) -> None:
        county = scene.place.county
        user = factories.person(role, organisation=scene.place.ostersund.organisation, county=county)
        someone = Actor(user.pk, "Någon", frozenset({role}))
        with pytest.raises(NotPermitted):
            access.register_request(someone, "Allt.", channel="mail", received_at=clock.now())

    @pytest.mark.parametrize(
        ("text", "channel", "ahead", "said"),
        [
            ("", "mail", 0, "skriv något"),
            (f"Allt om {NUMBER}", "mail", 0, "personnummer"),
            ("x" * 2001, "mail", 0, "2001 tecken"),
            ("Allt\0", "mail", 0, "inte kan visas"),
            ("Allt.", "pigeon", 0, "Välj hur"),
            ("Allt.", "mail", 1, "senare än nu"),
        ],
    )
    def test_what_is_missing_or_wrong_is_refused(
        self, scene: Scene, text: str, channel: str, ahead: int, said: str
    ) -> None:
        with pytest.raises(Refused, match=said):
            access.register_request(
                scene.registrar, text, channel=channel, received_at=clock.now() + timedelta(hours=ahead)
            )
        assert not AccessRequest.objects.exists()

    def test_made_up_requests_are_for_demonstrations(self, scene: Scene) -> None:
        with pytest.raises(Refused, match="demonstration"):
            access.register_request(
                scene.registrar, "Allt.", channel="mail", received_at=clock.now(), simulated=True
            )


class TestDeciding:
    """Each document is given out whole, masked or not at all, with support and reason."""

    def test_a_document_is_picked_once(self, scene: Scene) -> None:
        asked = scene.asked()
        assert access.pick_entries(scene.registrar, asked.pk, [scene.entry.pk]) == 0
        access.unpick_entry(scene.registrar, asked.pk, picked_of(asked).pk)
        assert not asked.entries.exists()
        assert log(asked) == ["registered", "picked", "unpicked"]

    def test_what_is_kept_back_has_support_and_reason(self, scene: Scene) -> None:
        asked = scene.asked()
        with pytest.raises(Refused) as refused:
            decide_on_entry(scene.registrar, asked.pk, picked_of(asked).pk, Decided("withheld"))
        assert [fault.split()[0] for fault in refused.value.details] == ["Ange", "Ange"]
        assert picked_of(asked).outcome == "untested"

    @pytest.mark.parametrize(
        ("files", "said"),
        [
            ({}, "välj om filen"),
            ({"give": "pages", "pages": "1-4"}, "har 3 sidor"),
            ({"give": "pages", "pages": ""}, "Ange vilka sidor"),
            ({"give": "some", "pages": ""}, "välj om filen"),
        ],
    )
    def test_every_file_is_chosen_by_pages_that_it_has(
        self, scene: Scene, files: dict[str, str], said: str
    ) -> None:
        asked = scene.asked()
        chosen = {str(scene.file.pk): (files["give"], files["pages"])} if files else {}
        with pytest.raises(Refused) as refused:
            decide_on_entry(scene.registrar, asked.pk, picked_of(asked).pk, scene.masked(files=chosen))
        assert said in " ".join(refused.value.details)

    def test_masking_that_masks_nothing_is_refused(self, scene: Scene) -> None:
        asked = scene.asked()
        nothing = scene.masked(words=["finns inte"], files={str(scene.file.pk): ("whole", "")})
        with pytest.raises(Refused) as refused:
            decide_on_entry(scene.registrar, asked.pk, picked_of(asked).pk, nothing)
        assert "Inget av det som är valt" in refused.value.details[0]

    def test_a_document_with_a_personal_identity_number_is_never_given_out_whole(self, scene: Scene) -> None:
        Submission.objects.update(answers={"how": f"Vi frågade {NUMBER}."})
        asked = scene.asked()
        with pytest.raises(Refused) as refused:
            decide_on_entry(scene.registrar, asked.pk, picked_of(asked).pk, Decided("whole"))
        assert "personnummer" in refused.value.details[0]
        decide_on_entry(
            scene.registrar, asked.pk, picked_of(asked).pk, scene.masked(words=[NUMBER], files={})
        )
        assert picked_of(asked).masks["words"] == [], "it is masked anyway, and kept nowhere"

    def test_a_file_that_was_stopped_can_only_be_kept_back(self, scene: Scene) -> None:
        EvidenceFile.objects.update(state=EvidenceState.REFUSED, reason="Virus.")
        asked = scene.asked()
        picked = picked_of(asked).pk
        for decided in (Decided("whole"), scene.masked()):
            with pytest.raises(Refused) as refused:
                decide_on_entry(scene.registrar, asked.pk, picked, decided)
            assert "stoppad" in " ".join(refused.value.details)
        decide_on_entry(
            scene.registrar, asked.pk, picked, scene.masked(files={str(scene.file.pk): ("none", "")})
        )

    def test_an_auditor_reads_and_does_nothing(self, scene: Scene) -> None:
        asked = scene.asked()
        with pytest.raises(NoSuchRequest):
            decide_on_entry(scene.auditor, asked.pk, picked_of(asked).pk, Decided("whole"))
        with pytest.raises(NotPermitted):
            access.pick_entries(scene.auditor, asked.pk, [scene.entry.pk])
        with pytest.raises(NoSuchRequest):
            make_copy(scene.auditor, asked.pk)
        with pytest.raises(NoSuchRequest):
            access.withdraw(scene.place.lead, asked.pk, "Nej.")


class TestCopy:
    """The copy has nothing of what is masked, and is kept under its hash."""

    def test_masked_text_is_nowhere_in_the_bytes(self, scene: Scene, tmp_path: Path) -> None:
        asked = scene.asked()
        decide_on_entry(scene.registrar, asked.pk, picked_of(asked).pk, scene.masked())
        made = make_copy(scene.registrar, asked.pk)
        assert [copy.name for copy in made] == [
            f"{asked.case.reference}-maskerad-kopia.pdf",
            f"{scene.entry.reference}-bilaga-1.pdf",
        ]
        for copy in made:
            assert copy.sha256 == hashlib.sha256(copy.content).hexdigest()
            found = everything_in(bytes(copy.content), tmp_path)
            assert [word for word in NEVER if word.casefold() in found.casefold()] == []
        said = text_of(bytes(made[0].content), tmp_path)
        for word in (
            "[maskerat]",
            "25 kap. 1 § OSL",
            "Uppgiften rör en enskild.",
            "skriftligt beslut",
            "Hur arbetar ni",
        ):
            assert word in " ".join(said.split())
        pages = text_of(bytes(made[1].content), tmp_path)
        assert "Sida ett." in pages
        assert "Sida tre." in pages

    def test_a_copy_of_pages_has_no_notes_metadata_attachments_or_bookmarks(self, scene: Scene) -> None:
        asked = scene.asked()
        decide_on_entry(scene.registrar, asked.pk, picked_of(asked).pk, scene.masked())
        content = bytes(make_copy(scene.registrar, asked.pk)[1].content)
        with pikepdf.open(BytesIO(content)) as made:
            assert len(made.pages) == 2
            assert dict(made.attachments) == {}
            assert set(made.Root.keys()) <= {"/Type", "/Pages"}
            assert "/Info" not in made.trailer
            assert all(
                set(page.obj.keys()) <= {"/Type", "/Parent", "/Contents", "/Resources", "/MediaBox"}
                for page in made.pages
            )

    def test_the_copy_is_a_tagged_pdf_in_swedish(self, scene: Scene) -> None:
        asked = scene.asked()
        decide_on_entry(scene.registrar, asked.pk, picked_of(asked).pk, scene.masked())
        with pikepdf.open(BytesIO(bytes(make_copy(scene.registrar, asked.pk)[0].content))) as made:
            assert made.Root.MarkInfo.Marked
            assert str(made.Root.Lang) == "sv"
            assert dict(made.attachments) == {}

    def test_what_is_withheld_says_only_number_kind_and_support(self, scene: Scene, tmp_path: Path) -> None:
        asked = scene.asked()
        decided = Decided("withheld", "25 kap. 1 § OSL", "Hela handlingen rör en enskild.")
        decide_on_entry(scene.registrar, asked.pk, picked_of(asked).pk, decided)
        (made,) = make_copy(scene.registrar, asked.pk)
        said = text_of(bytes(made.content), tmp_path)
        assert scene.entry.reference in said
        assert "Östersund" not in said
        assert "Samverkan" not in said

    def test_what_is_given_out_whole_is_whole(self, scene: Scene, tmp_path: Path) -> None:
        asked = scene.asked()
        decide_on_entry(scene.registrar, asked.pk, picked_of(asked).pk, Decided("whole", words=[NAME]))
        copy, file = make_copy(scene.registrar, asked.pk)
        said = text_of(bytes(copy.content), tmp_path)
        assert NAME in said
        assert "maskera" not in said
        assert SECRET_PAGE in text_of(bytes(file.content), tmp_path)

    def test_nothing_is_copied_before_everything_is_decided_on(self, scene: Scene) -> None:
        empty = access.register_request(scene.registrar, "Allt.", channel="mail", received_at=clock.now())
        with pytest.raises(Refused, match="Välj minst en"):
            make_copy(scene.registrar, empty.pk)
        with pytest.raises(Refused, match="Pröva varje"):
            make_copy(scene.registrar, scene.asked().pk)
        assert not AccessCopy.objects.exists()

    def test_what_changes_while_the_copy_is_made_stops_it(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = scene.asked()
        picked = picked_of(asked).pk
        decide_on_entry(scene.registrar, asked.pk, picked, scene.masked())
        render = access_copies.render_copy

        def meanwhile(copy: object) -> bytes:
            decide_on_entry(scene.registrar, asked.pk, picked, Decided("whole"))
            return render(copy)  # type: ignore[arg-type]  # the same copy

        monkeypatch.setattr(access_copies, "render_copy", meanwhile)
        with pytest.raises(Refused, match="ändrades medan"):
            make_copy(scene.registrar, asked.pk)
        assert not AccessCopy.objects.exists()

    def test_a_question_is_copied_as_it_was_asked(self, scene: Scene, tmp_path: Path) -> None:
        ask(scene.place.reporter, "prov-2014", "GK1", "Räcker ett beslut i nämnden?")
        entry = CaseEntry.objects.get(kind="question")
        assert entry.correspondent == "Östersund", "the body is registered, the person is not"
        asked = scene.asked(entry)
        decide_on_entry(scene.registrar, asked.pk, picked_of(asked).pk, Decided("whole"))
        (made,) = make_copy(scene.registrar, asked.pk)
        assert "Räcker ett beslut i nämnden?" in text_of(bytes(made.content), tmp_path)


class TestLife:
    """Made, tried again, given out: every step stands in the log, and the answer in the diary."""

    def test_every_step_stands_in_the_log(self, scene: Scene) -> None:
        asked = scene.asked()
        decide_on_entry(scene.registrar, asked.pk, picked_of(asked).pk, scene.masked())
        make_copy(scene.registrar, asked.pk)
        access.reopen(scene.registrar, asked.pk)
        decide_on_entry(scene.registrar, asked.pk, picked_of(asked).pk, Decided("whole"))
        assert [copy.making for copy in make_copy(scene.registrar, asked.pk)] == [2, 2]
        assert len(opened(scene.auditor, asked.pk, 1)) == 2, "what was made before is kept"
        answered = access.give_out(scene.registrar, asked.pk, "Med e-post.")
        assert (answered.state, answered.closing_words) == (AccessState.ANSWERED, "Med e-post.")
        assert log(asked) == [
            "registered", "picked", "decided", "made", "reopen", "decided", "made", "viewed", "give_out",
        ]  # fmt: skip
        last = asked.case.entries.last()
        assert last
        assert (last.kind, last.direction, last.number) == ("access_answer", "out", 2)

    def test_a_copy_is_given_out_by_saying_how(self, scene: Scene) -> None:
        asked = scene.asked()
        decide_on_entry(scene.registrar, asked.pk, picked_of(asked).pk, scene.masked())
        with pytest.raises(Refused, match="Läget är"):
            access.give_out(scene.registrar, asked.pk, "Med e-post.")
        make_copy(scene.registrar, asked.pk)
        with pytest.raises(Refused, match="hur handlingarna"):
            access.give_out(scene.registrar, asked.pk, " ")
        with pytest.raises(Refused, match="Läget är"):
            decide_on_entry(scene.registrar, asked.pk, picked_of(asked).pk, Decided("whole"))

    def test_there_may_be_no_such_documents(self, scene: Scene) -> None:
        asked = scene.asked()
        with pytest.raises(Refused, match="Ta först bort"):
            access.answer_without(scene.registrar, asked.pk, "Vi har inga.")
        access.unpick_entry(scene.registrar, asked.pk, picked_of(asked).pk)
        assert access.answer_without(scene.registrar, asked.pk, "Vi har inga.").state == AccessState.WITHOUT
        assert asked.case.entries.count() == 2

    def test_who_asked_may_take_it_back(self, scene: Scene) -> None:
        asked = scene.asked()
        assert access.withdraw(scene.registrar, asked.pk, "Ringde och avstod.").state == AccessState.WITHDRAWN
        with pytest.raises(Refused, match="Läget är"):
            access.pick_entries(scene.registrar, asked.pk, [scene.entry.pk])


def is_refused(write: Callable[[], object], *, by: str) -> None:
    """PostgreSQL names the constraint; SQLite names a check, but of what is unique only the columns."""
    with pytest.raises(IntegrityError, match=f"{by}|UNIQUE constraint failed"), transaction.atomic():
        write()


class TestConstraints:
    """What the database itself refuses."""

    def test_access_request_says_what(self, scene: Scene) -> None:
        asked = scene.asked()
        asked.text = ""
        is_refused(asked.save, by="access_request_says_what")

    @pytest.mark.parametrize(
        "change", [{"state": "answered"}, {"closed_at": AN_INSTANT}, {"closing_words": "Med e-post."}]
    )
    def test_closed_access_request_has_time_and_words(self, scene: Scene, change: dict[str, object]) -> None:
        scene.asked()
        is_refused(
            lambda: AccessRequest.objects.update(**change), by="closed_access_request_has_time_and_words"
        )

    def test_access_request_has_each_entry_once(self, scene: Scene) -> None:
        asked = scene.asked()
        again = AccessRequestEntry(request=asked, entry=scene.entry)
        is_refused(again.save, by="access_request_has_each_entry_once")

    def test_tested_entry_has_time_and_person(self, scene: Scene) -> None:
        scene.asked()
        is_refused(
            lambda: AccessRequestEntry.objects.update(outcome="whole"), by="tested_entry_has_time_and_person"
        )

    def test_what_is_kept_back_has_support_and_reason(self, scene: Scene) -> None:
        asked = scene.asked()
        decide_on_entry(scene.registrar, asked.pk, picked_of(asked).pk, scene.masked())
        for field in ("support", "reason"):
            is_refused(
                lambda field=field: AccessRequestEntry.objects.update(**{field: ""}),  # type: ignore[misc]  # a default
                by="what_is_kept_back_has_support_and_reason",
            )

    def test_access_copies_are_numbered(self, scene: Scene) -> None:
        asked = scene.asked()
        decide_on_entry(scene.registrar, asked.pk, picked_of(asked).pk, Decided("whole"))
        copy = make_copy(scene.registrar, asked.pk)[0]
        copy.pk = None
        is_refused(lambda: copy.save(force_insert=True), by="access_copies_are_numbered")
