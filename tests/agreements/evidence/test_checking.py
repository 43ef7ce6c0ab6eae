"""Checking files in the background: with a real virus scanner, without one, and when it is away."""

import socket
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings

from agreements.evidence import text
from agreements.models import EvidenceFile, EvidenceState
from agreements.selectors.reports import report_place
from agreements.services.evidence import CHECK_EVIDENCE
from agreements.services.evidence_checks import NO_WORDS, NOT_READ, check_file, order_waiting
from prio import clock
from prio.accounts.models import User
from prio.audit.models import Event
from prio.jobs.models import Job, JobState
from prio.mail.models import Message
from prio.refused import Refused
from tests.agreements.evidence import files
from tests.agreements.evidence.scene import Scene, answer, attach, checked, make_scene
from tests.reporting import IN_TIME, key_of, press, the_report
from tests.servers import free_port

USABLE, REFUSED, CHECKING = EvidenceState.USABLE, EvidenceState.REFUSED, EvidenceState.CHECKING


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


class TestWithAScanner:
    """A real clamd that knows one signature."""

    def test_a_clean_file_can_be_used(self, scene: Scene, clamd: str) -> None:
        file = checked(attach(scene.reporter).pk)
        assert (file.state, file.scanned, file.reason) == (USABLE, True, "")
        assert list(Event.objects.filter(aggregate="evidence").values_list("verb", flat=True)) == [
            "received",
            "usable",
        ]

    def test_a_virus_stops_it(
        self,
        scene: Scene,
        clamd: str,
        own_storage: Path,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        content = files.docx({"word/media/bild.bin": files.EICAR})
        with django_capture_on_commit_callbacks(execute=True):
            file = checked(attach(scene.reporter, content, "avtal.docx").pk)
        assert (file.state, file.scanned) == (REFUSED, True)
        assert "skadlig kod" in file.reason
        assert answer() is None
        assert not [path for path in own_storage.rglob("*") if path.is_file()]
        message = Message.objects.get()
        assert (message.to_id, message.path) == (
            scene.reporter.user_id,
            "/overenskommelser/prov-2014/rapportering/2380/GK1/",
        )
        assert "”avtal.docx” stoppades" in message.subject

    def test_the_other_files_of_the_answer_stay(self, scene: Scene, clamd: str) -> None:
        bad = attach(scene.reporter, files.EICAR, "data.txt")
        good = attach(scene.reporter)
        revision = the_report().revision
        checked(bad.pk)
        value = the_report().answers["agreement"]
        assert (value["file"], value.get("more")) == (str(good.pk), None)
        assert the_report().revision == revision + 1
        assert the_report().touches["agreement"]["name"] == "Prio"

    def test_what_is_handed_in_already_is_not_rewritten(self, scene: Scene, clamd: str) -> None:
        bad = attach(scene.reporter, files.EICAR, "data.txt")
        press(scene.world.signer, "GK1")
        assert checked(bad.pk).state == REFUSED
        assert the_report().answers["agreement"]["file"] == str(bad.pk)


class TestTheScannerIsAway:
    """The file is kept and waits."""

    @pytest.fixture(autouse=True)
    def nobody_listens(self, settings: Settings) -> None:
        settings.CLAMD_URL = f"tcp://127.0.0.1:{free_port()}"

    def test_the_file_waits(self, scene: Scene) -> None:
        file = attach(scene.reporter)
        with pytest.raises(Refused, match="Virussökaren svarar inte"):
            check_file(file.pk)
        assert EvidenceFile.objects.get(pk=file.pk).state == CHECKING
        place = report_place(scene.reporter, key_of())
        assert place
        assert place.unusable_files == {str(file.pk)}

    def test_it_is_checked_when_the_scanner_is_back(
        self, scene: Scene, settings: Settings, clamd_address: str
    ) -> None:
        file = attach(scene.reporter)
        Job.objects.update(state=JobState.FAILED, finished_at=clock.now())
        EvidenceFile.objects.update(uploaded_at=clock.now() - timedelta(minutes=5))
        assert order_waiting() == 0
        settings.CLAMD_URL = clamd_address
        assert order_waiting() == 1
        assert Job.objects.get(state=JobState.QUEUED, kind=CHECK_EVIDENCE).subject == str(file.pk)
        assert checked(file.pk).state == USABLE
        assert order_waiting() == 0

    @pytest.mark.parametrize("said", [b"stream: INSTREAM size limit exceeded. ERROR\0", b""])
    def test_an_answer_that_is_no_verdict_lets_nothing_through(
        self, scene: Scene, settings: Settings, said: bytes, tmp_path: Path
    ) -> None:
        file = attach(scene.reporter)
        with socket.create_server(("127.0.0.1", 0)) as server:
            settings.CLAMD_URL = f"tcp://127.0.0.1:{server.getsockname()[1]}"
            answer_once(server, said)
            with pytest.raises(Refused, match="svarar inte"):
                check_file(file.pk)
        assert EvidenceFile.objects.get(pk=file.pk).state == CHECKING

    def test_an_address_that_is_none_lets_nothing_through(self, scene: Scene, settings: Settings) -> None:
        file = attach(scene.reporter)
        for address in ("clamd", "http://127.0.0.1", "unix:///finns/inte", "tcp://127.0.0.1:abc"):
            settings.CLAMD_URL = address
            with pytest.raises(Refused, match="svarar inte"):
                check_file(file.pk)


class TestWithoutAScanner:
    """What happens then is a setting."""

    def test_it_is_used_and_said_to_be_unscanned(self, scene: Scene) -> None:
        file = checked(attach(scene.reporter).pk)
        assert (file.state, file.scanned) == (USABLE, None)

    def test_it_is_refused_where_a_scanner_is_demanded(self, scene: Scene, settings: Settings) -> None:
        file = attach(scene.reporter)
        settings.UNSCANNED_FILES = "refuse"
        assert checked(file.pk).state == REFUSED


class TestContent:
    """What no scanner of viruses looks for."""

    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (files.pdf(f"Anna Andersson {files.NUMBER}"), "avtal.pdf"),
            (f"namn;nummer\nAnna;{files.NUMBER}\n".encode(), "tal.csv"),
            (f"namn;nummer\nÅsa;{files.NUMBER}\n".encode("latin-1"), "tal.csv"),
            (f"namn;nummer\nÅsa;{files.NUMBER}\n".encode("utf-16"), "tal.csv"),
            (f"Åsa, {files.NUMBER}".encode("utf-16-le"), "text.txt"),
        ],
    )
    def test_a_personal_identity_number_stops_it(self, scene: Scene, content: bytes, name: str) -> None:
        file = checked(attach(scene.reporter, content, name).pk)
        assert file.state == REFUSED
        assert "Maskera" in file.reason
        assert files.NUMBER not in file.reason
        assert answer() is None

    def test_figures_that_are_no_persons_do_not(self, scene: Scene) -> None:
        content = b"dnr;belopp\n2014-03-01;212000-0142\n"
        assert checked(attach(scene.reporter, content, "tal.csv").pk).state == USABLE

    def test_a_script_in_a_pdf_stops_it(self, scene: Scene) -> None:
        file = checked(attach(scene.reporter, files.pdf(script=True)).pk)
        assert (file.state, "skript" in file.reason) == (REFUSED, True)

    def test_a_damaged_pdf_is_stopped(self, scene: Scene) -> None:
        file = checked(attach(scene.reporter, b"%PDF-1.7\nnothing more").pk)
        assert (file.state, "skadad" in file.reason) == (REFUSED, True)

    def test_that_the_words_cannot_be_read_is_no_fault_and_is_said(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch, client: Client
    ) -> None:
        monkeypatch.setattr(text, "run_limited", lambda command: None)
        file = checked(attach(scene.reporter, files.pdf(files.NUMBER)).pk)
        assert (file.state, file.reason) == (USABLE, NOT_READ)
        press(scene.world.signer, "GK1")
        for actor, address in (
            (scene.reporter, "rapportering/2380/GK1/"),
            (scene.world.assessor, "rapporter/2380/GK1/"),
        ):
            client.force_login(
                User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend"
            )
            html = client.get(f"/overenskommelser/prov-2014/{address}").content.decode()
            assert NOT_READ in html, address

    def test_words_that_are_cut_off_are_searched_as_far_as_they_go(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def cut_off(command: Sequence[str | Path]) -> CompletedProcess[bytes]:
            Path(command[-1]).write_text(said)
            return CompletedProcess([], -25, b"", b"")

        monkeypatch.setattr(text, "run_limited", cut_off)
        said = f"Anna {files.NUMBER}"
        assert checked(attach(scene.reporter, files.pdf()).pk).state == REFUSED
        said = "Anna"
        assert checked(attach(scene.reporter, files.pdf()).pk).reason == NOT_READ

    def test_a_pdf_without_words_says_that_nothing_was_searched(self, scene: Scene) -> None:
        file = checked(attach(scene.reporter, files.pdf("")).pk)
        assert (file.state, file.reason) == (USABLE, NO_WORDS)

    def test_content_that_is_lost_is_told(self, scene: Scene, own_storage: Path) -> None:
        file = attach(scene.reporter)
        (own_storage / "evidence" / str(file.pk)).unlink()
        assert "gick förlorad" in checked(file.pk).reason


def test_checked_twice_is_checked_once(scene: Scene) -> None:
    file = attach(scene.reporter, files.EICAR, "data.txt")
    EvidenceFile.objects.filter(pk=file.pk).update(state=REFUSED, reason="Stoppad.")
    assert check_file(file.pk) == REFUSED
    assert EvidenceFile.objects.get(pk=file.pk).reason == "Stoppad."
    assert not Message.objects.exists()


def test_a_file_that_was_removed_meanwhile_is_left(scene: Scene) -> None:
    file = attach(scene.reporter)
    EvidenceFile.objects.filter(pk=file.pk).update(removed_at=IN_TIME)
    assert check_file(file.pk) == CHECKING


def answer_once(server: socket.socket, said: bytes) -> None:
    """Take one connection in a thread, read what comes and answer."""
    from threading import Thread

    def serve() -> None:
        line, _ = server.accept()
        with line:
            line.recv(1 << 20)
            line.sendall(said)
            line.shutdown(socket.SHUT_WR)
            while line.recv(1 << 20):
                pass

    Thread(target=serve, daemon=True).start()
