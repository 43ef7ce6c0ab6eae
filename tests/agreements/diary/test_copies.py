"""The copy that is given out: nothing of what is masked is in it, and it is kept under its hash."""

import hashlib
import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from agreements.models import AccessCopy, CaseEntry
from agreements.services import access, access_copies
from agreements.services.access_copies import make_copy
from agreements.services.access_decisions import Decided, decide_on_entry
from agreements.services.questions import ask
from prio import clock
from prio.refused import Refused
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
from tests.standards import validate, verdicts

NEVER = (NAME, "svensson", EMAIL, TELEPHONE, SECRET, SECRET_PAGE, NUMBER, "Kalle Press")


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


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

    def test_the_copy_meets_the_standards_of_archive_and_accessibility(
        self, scene: Scene, tmp_path: Path
    ) -> None:
        asked = scene.asked()
        decide_on_entry(scene.registrar, asked.pk, picked_of(asked).pk, scene.masked())
        kept = tmp_path / "copy.pdf"
        kept.write_bytes(bytes(make_copy(scene.registrar, asked.pk)[0].content))
        said = validate(kept)
        assert verdicts(said) == ["PDFA-3A PASSED", "PDFUA-1 PASSED"], said

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
