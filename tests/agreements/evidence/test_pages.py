"""The pages of evidence: who gets a file and how, and a form that works without script."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from agreements.models import EvidenceFile, EvidenceState
from prio.accounts.models import User
from prio.accounts.roles import COUNTY_ROLES, ORGANISATION_ROLES, READS_ALL, Actor, Role
from tests import factories
from tests.agreements.evidence import files
from tests.agreements.evidence.scene import Scene, answer, attach, attach_common, checked, make_scene, upload
from tests.reporting import IN_TIME, press, save, the_report

UPLOAD = "/overenskommelser/prov-2014/rapportering/2380/GK1/underlag/agreement/"
FORM = "/overenskommelser/prov-2014/rapportering/2380/GK1/"
COUNTY = "/overenskommelser/prov-2014/lan/23/underlag/"
BY_SCRIPT = {"X-Requested-With": "upload.js"}


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


@pytest.fixture(autouse=True)
def in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prio.clock.now", lambda: IN_TIME)


def client_of(who: Actor | User) -> Client:
    client = Client()
    user = who if isinstance(who, User) else User.objects.get(pk=who.user_id)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def get_file(who: Actor | User, file: EvidenceFile) -> HttpResponseBase:
    return client_of(who).get(reverse("evidence", args=[file.pk]))


def people(scene: Scene) -> dict[Role, User]:
    """Somebody for every role, in Östersund and its county."""
    ostersund = scene.world.ostersund.organisation
    return {role: factories.person(role, organisation=ostersund, county=scene.world.county) for role in Role}


class TestHandingOut:
    """A file leaves as an attachment, to who may read it."""

    def test_it_is_an_attachment_that_no_browser_runs(self, scene: Scene) -> None:
        content = files.pdf()
        file = checked(attach(scene.reporter, content, "Överens\u202ekommelse år 2014.pdf").pk)
        given = get_file(scene.reporter, file)
        assert b"".join(given) == content
        assert {name: given[name] for name in HEADERS} == HEADERS
        assert given["Content-Length"] == str(len(content))
        assert "text/html" not in given["Content-Type"]

    def test_what_is_not_handed_in_is_read_by_its_own_organisation_only(self, scene: Scene) -> None:
        file = checked(attach(scene.reporter).pk)
        found = {role for role, user in people(scene).items() if get_file(user, file).status_code == 200}
        assert found == ORGANISATION_ROLES
        assert get_file(scene.world.neighbour, file).status_code == 404

    def test_what_is_handed_in_is_read_by_who_reads_all_and_by_its_county(self, scene: Scene) -> None:
        file = checked(attach(scene.reporter).pk)
        press(scene.world.signer, "GK1")
        found = {role for role, user in people(scene).items() if get_file(user, file).status_code == 200}
        assert found == ORGANISATION_ROLES | COUNTY_ROLES | READS_ALL
        assert get_file(scene.world.neighbour, file).status_code == 404

    def test_a_file_that_came_after_the_hand_in_is_not_read(self, scene: Scene) -> None:
        checked(attach(scene.reporter).pk)
        press(scene.world.signer, "GK1")
        the_report().__class__.objects.update(state="returned")
        later = checked(attach(scene.reporter, name="senare.pdf").pk)
        assert get_file(scene.world.lead, later).status_code == 404

    def test_a_countys_file_is_read_by_its_parties_and_its_coordinator(self, scene: Scene) -> None:
        file = attach_common(scene)
        found = {role for role, user in people(scene).items() if get_file(user, file).status_code == 200}
        assert found == ORGANISATION_ROLES | COUNTY_ROLES
        assert get_file(scene.world.neighbour, file).status_code == 200
        elsewhere = factories.kommun("2262", "Timrå", factories.county("22", "Y", "Västernorrlands län"))
        stranger = factories.person(Role.REPORTER, organisation=elsewhere.organisation)
        assert get_file(stranger, file).status_code == 404

    def test_until_it_is_checked_the_page_says_so(self, scene: Scene) -> None:
        file = attach(scene.reporter)
        waiting = get_file(scene.reporter, file)
        assert (
            waiting.status_code,
            "Filen kontrolleras" in str(getattr(waiting, "content", b""), "utf-8"),
        ) == (
            409,
            True,
        )
        EvidenceFile.objects.update(state=EvidenceState.REFUSED, reason="Den har ett virus.")
        assert "Den har ett virus." in str(getattr(get_file(scene.reporter, file), "content", b""), "utf-8")

    def test_what_is_removed_or_unknown_does_not_exist(self, scene: Scene) -> None:
        file = checked(attach(scene.reporter).pk)
        EvidenceFile.objects.update(removed_at=IN_TIME)
        assert get_file(scene.reporter, file).status_code == 404
        assert client_of(scene.reporter).get(reverse("evidence", args=[uuid4()])).status_code == 404

    def test_without_signing_in_one_is_sent_to_sign_in(self, scene: Scene) -> None:
        file = checked(attach(scene.reporter).pk)
        assert Client().get(reverse("evidence", args=[file.pk])).status_code == 302


HEADERS = {
    "Content-Disposition": "attachment; filename*=utf-8''%C3%96verenskommelse%20%C3%A5r%202014.pdf",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Content-Type": "application/pdf",
}


class TestTheForm:
    """Attaching from the page of the report."""

    def test_the_script_gets_the_files_drawn_anew(self, scene: Scene) -> None:
        client = client_of(scene.reporter)
        answered = client.post(UPLOAD, {"fil.agreement": upload()}, headers=BY_SCRIPT)
        assert answered.status_code == 200
        assert "avtal.pdf" in answered.content.decode()
        assert "Kontrolleras" in answered.content.decode()

    def test_the_script_gets_a_refusal_in_words(self, scene: Scene) -> None:
        bad = SimpleUploadedFile("avtal.pdf", files.docx())
        answered = client_of(scene.reporter).post(UPLOAD, {"fil.agreement": bad}, headers=BY_SCRIPT)
        assert (answered.status_code, answered["Content-Type"]) == (200, "text/plain; charset=utf-8")
        assert "innehåller ett Word-dokument" in answered.content.decode()

    def test_asking_again_gives_nothing_until_something_is_new(self, scene: Scene) -> None:
        client = client_of(scene.reporter)
        file = attach(scene.reporter)
        drawn = client.get(UPLOAD).content.decode()
        mark = drawn.split('data-mark="')[1].split('"')[0]
        assert client.get(f"{UPLOAD}?sedan={mark}").status_code == 204
        checked(file.pk)
        assert "Filen är inte genomsökt efter virus" in client.get(f"{UPLOAD}?sedan={mark}").content.decode()

    def test_who_asks_while_a_file_is_stopped_reads_why_at_once(self, scene: Scene) -> None:
        """The draft was read before the file was taken out of it, and the file after it was stopped."""
        attach(scene.reporter)
        EvidenceFile.objects.update(state=EvidenceState.REFUSED, reason="Den har ett virus.")
        drawn = client_of(scene.reporter).get(UPLOAD).content.decode()
        assert "Den har ett virus." in drawn
        assert "Ingen fil är bifogad." in drawn
        assert "data-checking" not in drawn

    def test_what_the_check_of_a_file_changed_is_no_persons_change(self, scene: Scene) -> None:
        attach(scene.reporter)
        report = the_report()
        report.touches["agreement"] |= {"by": None, "name": "Prio"}
        report.save(update_fields=["touches"])
        form = client_of(scene.reporter).get(FORM).content.decode()
        assert "Ändrat när filen kontrollerades" in form
        assert "Ändrat av Prio" not in form

    def test_without_script_several_files_and_everything_typed_are_saved(self, scene: Scene) -> None:
        save(scene.reporter, "decided", True)
        client = client_of(scene.reporter)
        posted = {
            "fil.agreement": [upload(), upload(files.PNG, "karta.png"), upload(b"", "tom.pdf")],
            "gor": "bifoga",
            "base.page": "1",
            "was.page": "-",
            "q.page": "https://www.ostersund.se/plan",
        }
        shown = client.post(UPLOAD, posted, follow=True)
        assert shown.redirect_chain == [(FORM, 302)]
        assert "”tom.pdf” är tom" in shown.content.decode()
        assert answer("page") == "https://www.ostersund.se/plan"
        value = the_report().answers["agreement"]
        assert [value["name"], value["more"][0]["name"]] == ["avtal.pdf", "karta.png"]

    def test_buttons_use_and_take_away(self, scene: Scene) -> None:
        client = client_of(scene.reporter)
        common = attach_common(scene)
        assert "Länssamordnaren har bifogat" in client.get(FORM).content.decode()
        client.post(UPLOAD, {"gor": f"anvand:{common.pk}"}, headers=BY_SCRIPT)
        assert answer()
        client.post(UPLOAD, {"gor": f"anvand-inte:{common.pk}"}, headers=BY_SCRIPT)
        assert answer() is None
        own = attach(scene.reporter)
        assert client.post(UPLOAD, {"gor": f"ta-bort:{own.pk}"}, headers=BY_SCRIPT).status_code == 200
        assert answer() is None
        for nothing in (f"ta-bort:{uuid4()}", "ta-bort:x", f"anvand:{uuid4()}"):
            assert client.post(UPLOAD, {"gor": nothing}, headers=BY_SCRIPT).status_code == 404

    def test_somebody_elses_report_does_not_exist(self, scene: Scene) -> None:
        for stranger in (scene.world.neighbour, scene.world.lead, scene.coordinator):
            client = client_of(stranger)
            assert client.get(UPLOAD).status_code == 404
            assert client.post(UPLOAD, {"fil.agreement": upload()}, headers=BY_SCRIPT).status_code == 404
        assert client_of(scene.reporter).get(UPLOAD.replace("agreement", "decided")).status_code == 404

    def test_a_file_larger_than_it_may_be_is_read_and_told_but_not_kept(
        self, scene: Scene, settings: Settings
    ) -> None:
        settings.LARGEST_FILE = 1024 * 1024
        big = SimpleUploadedFile("film.pdf", bytes(3 * 1024 * 1024))
        answered = client_of(scene.reporter).post(UPLOAD, {"fil.agreement": big}, headers=BY_SCRIPT)
        assert "”film.pdf” är 3 MB. Högst 1 MB" in answered.content.decode()
        assert not EvidenceFile.objects.exists()

    def test_one_that_goes_on_is_cut_off(self, scene: Scene, settings: Settings) -> None:
        settings.LARGEST_FILE = 100_000
        endless = SimpleUploadedFile("film.pdf", bytes(3_000_000))
        answered = client_of(scene.reporter).post(UPLOAD, {"fil.agreement": endless}, headers=BY_SCRIPT)
        assert answered.status_code == 200  # nothing came, and nothing was attached
        assert not EvidenceFile.objects.exists()


class TestTheCountysPage:
    """The coordinator attaches what all have in common."""

    def test_it_is_attached_confirmed_and_removed(self, scene: Scene) -> None:
        client = client_of(scene.coordinator)
        shown = client.post(
            COUNTY, {"fil": [upload(name="lansavtal.pdf")], "gor": "bifoga:GK1:agreement"}, follow=True
        )
        assert "”lansavtal.pdf” är mottagen och kontrolleras." in shown.content.decode()
        file = checked(EvidenceFile.objects.get().pk)
        assert "Ingen har bekräftat den än." in client.get(COUNTY).content.decode()
        shown = client.post(COUNTY, {"gor": f"ta-bort:{file.pk}"}, follow=True)
        assert "Filen är borttagen." in shown.content.decode()

    def test_a_refusal_is_told(self, scene: Scene) -> None:
        client = client_of(scene.coordinator)
        bad = {"fil": [upload(files.docx(), "avtal.pdf")], "gor": "bifoga:GK1:agreement"}
        assert "innehåller ett Word-dokument" in client.post(COUNTY, bad, follow=True).content.decode()
        assert (
            "Välj en fil först"
            in client.post(COUNTY, {"gor": "bifoga:GK1:agreement"}, follow=True).content.decode()
        )

    def test_it_is_the_coordinators_own(self, scene: Scene) -> None:
        for stranger in (scene.reporter, scene.world.lead):
            assert client_of(stranger).get(COUNTY).status_code == 404
            assert client_of(stranger).post(COUNTY, {"fil": upload()}).status_code == 404


class TestInOurPages:
    """A PDF or a picture may be shown inside a page of ours; nothing else leaves but as an attachment."""

    def shown(self, who: Actor | User, file: EvidenceFile) -> HttpResponseBase:
        return client_of(who).get(reverse("evidence_inline", args=[file.pk]))

    @pytest.mark.parametrize(
        ("content", "name"), [(files.pdf(), "plan.pdf"), (files.PNG, "bild.png"), (files.JPEG, "bild.jpg")]
    )
    def test_what_a_browser_shows_by_itself_is_shown_and_runs_nothing(
        self, scene: Scene, content: bytes, name: str
    ) -> None:
        file = checked(attach(scene.reporter, content, name).pk)
        given = self.shown(scene.reporter, file)
        assert given["Content-Disposition"] == f'inline; filename="{name}"'
        assert given["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'self'; sandbox"
        assert given["X-Content-Type-Options"] == "nosniff"
        assert given["X-Frame-Options"] == "SAMEORIGIN"

    def test_any_other_file_stays_an_attachment(self, scene: Scene) -> None:
        file = checked(attach(scene.reporter, b"en,rad\n", "tal.csv").pk)
        given = self.shown(scene.reporter, file)
        assert given["Content-Disposition"].startswith("attachment")
        assert given["Content-Security-Policy"] == "default-src 'none'; sandbox"

    def test_it_is_read_by_the_same_persons(self, scene: Scene) -> None:
        file = checked(attach(scene.reporter).pk)
        assert self.shown(scene.world.neighbour, file).status_code == 404
        assert self.shown(scene.world.assessor, file).status_code == 404
        press(scene.world.signer, "GK1")
        assert self.shown(scene.world.assessor, file).status_code == 200

    def test_no_other_page_may_hold_it(self, scene: Scene) -> None:
        file = checked(attach(scene.reporter).pk)
        assert get_file(scene.reporter, file)["X-Frame-Options"] == "DENY"
