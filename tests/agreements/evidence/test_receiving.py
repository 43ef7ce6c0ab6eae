"""Attaching files: what becomes of the answer, and what is refused at once."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings

from agreements.domain.documents import MOST_FILES
from agreements.models import EvidenceFile, EvidenceState, Report
from agreements.services.drafts import NoSuchReport
from agreements.services.evidence import CHECK_EVIDENCE, NoSuchFile, Place, receive_file, remove_file
from prio.accounts.roles import Role
from prio.jobs.models import Job
from prio.refused import Refused
from prio.uploads import TooLarge
from tests.agreements.evidence import files
from tests.agreements.evidence.scene import Scene, answer, attach, checked, make_scene
from tests.reporting import IN_TIME, actor_for, key_of, press, save, the_report

Captured = DjangoCaptureOnCommitCallbacks


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


def stored(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


class TestTheAnswer:
    """What a question says once a file is attached."""

    def test_it_names_the_file_with_its_hash(self, scene: Scene) -> None:
        file = attach(scene.reporter)
        assert answer() == {
            "name": "avtal.pdf",
            "file": str(file.pk),
            "sha256": file.sha256,
            "sections": [],
        }
        assert (file.state, file.media_type, file.party) == (
            EvidenceState.CHECKING,
            "application/pdf",
            scene.world.ostersund,
        )

    def test_the_file_is_stored_under_its_key_only(self, scene: Scene, own_storage: Path) -> None:
        file = attach(scene.reporter, name="../../etc/avtal.pdf")
        assert stored(own_storage) == {str(file.pk)}
        assert (own_storage / "evidence" / str(file.pk)).stat().st_mode & 0o777 == 0o600

    def test_ticked_sections_are_kept_when_another_file_comes(self, scene: Scene) -> None:
        first = attach(scene.reporter, where=Place(sections=("ansvar", "okänt")))
        second = attach(scene.reporter, name="bilaga.pdf")
        assert answer() == {
            "name": "avtal.pdf",
            "file": str(first.pk),
            "sha256": first.sha256,
            "sections": ["ansvar"],
            "more": [{"name": "bilaga.pdf", "file": str(second.pk), "sha256": second.sha256}],
        }

    def test_there_is_a_limit_to_how_many(self, scene: Scene, own_storage: Path) -> None:
        for number in range(MOST_FILES):
            attach(scene.reporter, b"text", f"fil {number}.txt")
        with pytest.raises(Refused, match="har redan 10 filer"):
            attach(scene.reporter)
        assert len(stored(own_storage)) == MOST_FILES

    def test_uploading_does_not_clash_with_oneself(self, scene: Scene) -> None:
        save(scene.reporter, "decided", True)
        attach(scene.reporter, where=Place(tab="min flik"))
        value = answer()
        assert isinstance(value, dict)
        saved = save(scene.reporter, "agreement", {**value, "sections": ["mål"]}, 1, tab="min flik")
        assert (saved.clashes, saved.problems) == ((), {})

    def test_the_same_file_again_is_the_same(
        self, scene: Scene, own_storage: Path, django_capture_on_commit_callbacks: Captured
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            assert attach(scene.reporter).pk == attach(scene.world.colleague).pk
            attach(scene.reporter, name="samma innehåll.pdf")
        assert EvidenceFile.objects.count() == len(stored(own_storage)) == 2

    def test_a_job_checks_it(self, scene: Scene) -> None:
        file = attach(scene.reporter)
        job = Job.objects.get(kind=CHECK_EVIDENCE)
        assert (job.subject, job.parameters, job.by_id) == (
            str(file.pk),
            {"evidence": str(file.pk)},
            scene.reporter.user_id,
        )

    def test_a_consultation_has_a_file_of_its_own(
        self, scene: Scene, own_storage: Path, django_capture_on_commit_callbacks: Captured
    ) -> None:
        with pytest.raises(Refused, match="Spara raden först"):
            attach(scene.reporter, question="invited", where=Place(row=0))
        save(scene.reporter, "invited", [{"organisation": "NSPH"}, {"organisation": "RSMH"}])
        first = attach(scene.reporter, question="invited", where=Place(row=1))
        assert answer("invited") == [
            {"organisation": "NSPH"},
            {"organisation": "RSMH", "file": str(first.pk)},
        ]
        with django_capture_on_commit_callbacks(execute=True):
            second = attach(scene.reporter, question="invited", where=Place(row=1))
        assert EvidenceFile.objects.get(pk=first.pk).removed_at
        assert stored(own_storage) == {str(second.pk)}
        remove_file(scene.reporter, second.pk, arrived_at=IN_TIME)
        assert answer("invited") == [{"organisation": "NSPH"}, {"organisation": "RSMH"}]


class TestRemoving:
    """Taking a file away before it is handed in."""

    def test_the_next_file_takes_its_place_and_the_content_is_deleted(
        self, scene: Scene, own_storage: Path, django_capture_on_commit_callbacks: Captured
    ) -> None:
        first = attach(scene.reporter, where=Place(sections=("mål",)))
        second = attach(scene.reporter, name="bilaga.pdf")
        with django_capture_on_commit_callbacks(execute=True):
            remove_file(scene.reporter, first.pk, arrived_at=IN_TIME)
        assert answer() == {
            "name": "bilaga.pdf",
            "file": str(second.pk),
            "sha256": second.sha256,
            "sections": ["mål"],
        }
        assert EvidenceFile.objects.get(pk=first.pk).removed_at
        assert stored(own_storage) == {str(second.pk)}
        remove_file(scene.reporter, second.pk, arrived_at=IN_TIME)
        assert answer() is None

    def test_what_is_handed_in_stays(self, scene: Scene) -> None:
        file = checked(attach(scene.reporter).pk)
        press(scene.world.signer, "GK1")
        with pytest.raises(Refused, match="kan läsa rapporten men inte ändra"):
            remove_file(scene.reporter, file.pk, arrived_at=IN_TIME)
        Report.objects.update(state="returned")
        remove_file(scene.reporter, file.pk, arrived_at=IN_TIME)
        assert answer() is None
        assert EvidenceFile.objects.get(pk=file.pk).removed_at is None

    def test_nobody_else_removes_it(self, scene: Scene) -> None:
        file = attach(scene.reporter)
        for stranger in (scene.world.neighbour, scene.world.lead, scene.coordinator):
            with pytest.raises(NoSuchFile):
                remove_file(stranger, file.pk, arrived_at=IN_TIME)
        with pytest.raises(Refused, match="kan läsa rapporten men inte ändra"):
            remove_file(actor_for(scene.world.ostersund, Role.READER), file.pk, arrived_at=IN_TIME)
        assert answer()


class TestRefusedAtOnce:
    """Each with a clear message, and nothing is kept."""

    @pytest.mark.parametrize(
        ("content", "name", "said"),
        [
            (b"", "tom.pdf", "är tom"),
            (files.docx(), "avtal.pdf", "heter som en PDF-fil men innehåller ett Word-dokument"),
            (files.pdf(password="hemligt"), "avtal.pdf", "skyddad med lösenord"),
            (files.docx({"word/a.bin": bytes(30_000_000)}), "avtal.docx", "packar upp sig till mycket mer"),
            (files.GIF_THAT_IS_HTML, "bild.gif", "slag som inte tas emot"),
            (files.docx({"word/vbaProject.bin": b"x"}), "avtal.docx", "makron"),
            (files.pdf(), f"Anna {files.NUMBER}.pdf", "Filens namn innehåller ett personnummer"),
        ],
    )
    def test_bad_files(self, scene: Scene, own_storage: Path, content: bytes, name: str, said: str) -> None:
        with pytest.raises(Refused, match=said):
            attach(scene.reporter, content, name)
        assert not stored(own_storage)
        assert not EvidenceFile.objects.exists()
        assert not Report.objects.exists()

    def test_a_file_of_60_megabytes(self, scene: Scene) -> None:
        came: UploadedFile = TooLarge(file=None, name="film.pdf", size=60 * 1024 * 1024)
        with pytest.raises(Refused, match=r"är 60 MB\. Högst 50 MB tas emot"):
            receive_file(scene.reporter, key_of(), "agreement", came, arrived_at=IN_TIME)

    def test_a_question_that_takes_no_files(self, scene: Scene) -> None:
        for question in ("decided", "okänd"):
            with pytest.raises(Refused, match="tar inte emot filer"):
                attach(scene.reporter, question=question)

    def test_a_question_that_is_closed(self, scene: Scene) -> None:
        with pytest.raises(Refused, match="”Ett utkast” kan inte ändras nu"):
            attach(scene.reporter, question="early")

    def test_somebody_elses_report_does_not_exist(self, scene: Scene) -> None:
        for stranger in (scene.world.neighbour, scene.world.lead, scene.coordinator):
            with pytest.raises(NoSuchReport):
                attach(stranger)

    @pytest.mark.parametrize("role", [Role.READER, Role.HEAD, Role.RECIPIENT])
    def test_who_only_reads_attaches_nothing(self, scene: Scene, role: Role) -> None:
        with pytest.raises(Refused, match="kan läsa rapporten men inte ändra"):
            attach(actor_for(scene.world.ostersund, role))

    def test_without_a_scanner_where_that_is_demanded(self, scene: Scene, settings: Settings) -> None:
        settings.UNSCANNED_FILES = "refuse"
        with pytest.raises(Refused, match="ingen virussökning"):
            attach(scene.reporter)

    def test_a_row_that_cannot_be_written_leaves_no_content_behind(
        self, scene: Scene, own_storage: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise IntegrityError

        monkeypatch.setattr("agreements.services.evidence.save_answers", fail)
        with pytest.raises(IntegrityError), transaction.atomic():
            attach(scene.reporter)
        assert not stored(own_storage)


def test_evidence_of_a_party_or_a_county(scene: Scene) -> None:
    file = attach(scene.reporter)
    for owners in ({"county": scene.world.county}, {"party": None}):
        with pytest.raises(IntegrityError, match="evidence_of_a_party_or_a_county"), transaction.atomic():
            EvidenceFile.objects.filter(pk=file.pk).update(**owners)


def test_stopped_evidence_has_a_reason(scene: Scene) -> None:
    file = attach(scene.reporter)
    with pytest.raises(IntegrityError, match="stopped_evidence_has_a_reason"), transaction.atomic():
        EvidenceFile.objects.filter(pk=file.pk).update(state=EvidenceState.REFUSED)


def test_two_uploads_one_after_the_other_both_stay(scene: Scene) -> None:
    attach(scene.reporter)
    attach(scene.world.colleague, name="andra.pdf")
    value = the_report().answers["agreement"]
    assert [value["name"], *(one["name"] for one in value["more"])] == ["avtal.pdf", "andra.pdf"]
