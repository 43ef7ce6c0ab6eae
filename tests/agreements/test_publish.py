"""Publishing: a version never changes, a correction is the next one, and the database holds to it."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from agreements.domain.definition import Definition
from agreements.domain.loading import load_definition
from agreements.models import (
    Agreement,
    AgreementVersion,
    Case,
    HandIn,
    Report,
    ReportState,
    Requirement,
    RequirementVersion,
    Submission,
    VersionState,
)
from agreements.services import Publication, publish
from prio import clock
from prio.accounts.models import Installation
from prio.audit.models import Event
from prio.refused import Refused
from tests import factories
from tests.tables import changed, content

pytestmark = pytest.mark.django_db


def definition(*changes: tuple[str, str]) -> Definition:
    text = factories.TINY_AGREEMENT
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return load_definition(text, "prov.yaml")


ANOTHER_TITLE = ("title: Prov på psykisk hälsa 2014", "title: Prov igen 2014")
ONE_MORE = (
    "  - code: A1\n",
    """  - code: GK2
    kind: grundkrav
    name: Webbplats
    parties: [municipality]
    text: En webbplats finns.
    questions: [{key: made, type: yes_no, label: Finns den?}]
    rule: {all: [{key: c1, yes: made, text: Den finns.}]}
  - code: A1
""",
)


def published(*changes: tuple[str, str], reason: str = "") -> Publication:
    return publish(definition(*changes), source_file="prov.yaml", reason=reason)


class TestTheFirst:
    """Version 1."""

    def test_it_has_everything_that_the_definition_says(self) -> None:
        made = published()
        version = made.version
        assert made.is_new
        assert (version.number, version.state, version.sha256) == (
            1,
            VersionState.PUBLISHED,
            definition().sha256(),
        )
        assert (version.agreement.title, version.agreement.year) == ("Prov på psykisk hälsa 2014", 2014)
        assert AgreementVersion.objects.get().definition == definition()
        assert version.published_at

    def test_its_requirements_stand_in_the_order_of_the_file(self) -> None:
        published()
        assert list(Requirement.objects.values_list("code", "position")) == [("GK1", 0), ("A1", 1), ("B1", 2)]
        wording = RequirementVersion.objects.get(requirement__code="A1")
        assert wording.definition == definition().requirement("A1")

    def test_it_is_logged_with_who_and_what(self) -> None:
        person = factories.person()
        version = publish(definition(), source_file="prov.yaml", by_id=person.pk).version
        event = Event.objects.get()
        assert (event.aggregate, event.aggregate_id, event.verb) == ("agreement", "prov-2014", "published")
        assert event.by == version.published_by == person
        assert event.facts == {
            "version": 1,
            "sha256": version.sha256,
            "reason": "",
            "file": "prov.yaml",
        }

    def test_it_is_simulated_only_if_that_is_said(self) -> None:
        Installation.objects.create(demonstration_since=clock.now())
        assert not published().version.agreement.simulated
        made_up = publish(replace(definition(), code="demo-2014"), source_file="", simulated=True)
        assert made_up.version.agreement.simulated

    def test_a_simulated_one_is_for_a_demonstration(self) -> None:
        with pytest.raises(Refused, match="demonstrationsinstallation"):
            publish(definition(), source_file="", simulated=True)
        assert not Agreement.objects.exists()

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (("code: prov-2014", f"code: {'x' * 51}"), "Koden är 51 tecken långt. Högst 50 får plats."),
            ((ANOTHER_TITLE[0], f"title: {'x' * 201}"), "Namnet är 201 tecken långt. Högst 200 får plats."),
        ],
    )
    def test_what_there_is_no_room_for_is_refused(self, change: tuple[str, str], said: str) -> None:
        with pytest.raises(Refused, match=said):
            published(change)
        assert not Agreement.objects.exists()


class TestTheNext:
    """Later versions."""

    def test_the_same_definition_again_changes_nothing(self) -> None:
        first = published()
        before = content()
        again = published()
        assert (again.version, again.is_new) == (first.version, False)
        assert changed(before, content()) == {}

    def test_another_content_without_a_reason_is_refused(self) -> None:
        published()
        before = content()
        with pytest.raises(Refused, match="En publicerad version ändras aldrig"):
            published(ANOTHER_TITLE)
        assert changed(before, content()) == {}

    def test_with_a_reason_it_is_the_next_version_and_the_old_one_stays_as_it_was(self) -> None:
        first = published().version
        second = published(ANOTHER_TITLE, reason="Namnet var fel.").version
        first.refresh_from_db()
        assert (first.state, first.definition) == (VersionState.SUPERSEDED, definition())
        assert (second.number, second.state, second.reason) == (2, VersionState.PUBLISHED, "Namnet var fel.")
        assert Agreement.objects.get().title == "Prov igen 2014"

    def test_going_back_is_a_new_version_too(self) -> None:
        published()
        published(ANOTHER_TITLE, reason="Namnet var fel.")
        third = published(reason="Det var rätt.").version
        assert (third.number, third.definition) == (3, definition())

    def test_a_requirement_is_the_same_row_through_all_versions(self) -> None:
        published()
        before = dict(Requirement.objects.values_list("code", "pk"))
        published(ONE_MORE, reason="Ett grundkrav till.")
        after = dict(Requirement.objects.values_list("code", "pk"))
        assert {code: after[code] for code in before} == before
        assert list(Requirement.objects.values_list("code", flat=True)) == ["GK1", "GK2", "A1", "B1"]
        assert RequirementVersion.objects.filter(requirement__code="GK1").count() == 2
        assert RequirementVersion.objects.filter(requirement__code="GK2").count() == 1

    def test_a_requirement_that_is_left_out_keeps_its_row_and_its_old_wording(self) -> None:
        published(ONE_MORE)
        published(reason="Grundkravet utgår.")
        assert Requirement.objects.filter(code="GK2").exists()
        second = AgreementVersion.objects.get(number=2)
        assert [one.requirement.code for one in second.requirements.all()] == ["GK1", "A1", "B1"]


Row = Callable[[], object]


class TestConstraints:
    """What no service can get past."""

    def refuse(self, save: Row, constraint: str) -> None:
        # SQLite names the columns of a unique constraint instead of the constraint.
        with pytest.raises(IntegrityError, match=rf"{constraint}|UNIQUE"), transaction.atomic():
            save()

    def test_an_agreement_has_a_code_of_its_own(self) -> None:
        published()
        self.refuse(lambda: Agreement.objects.create(code="prov-2014", title="En till", year=2014), "code")

    def test_versions_are_numbered(self) -> None:
        version = published().version
        version.pk, version.state = None, VersionState.SUPERSEDED
        self.refuse(version.save, "versions_are_numbered")

    def test_one_published_version(self) -> None:
        version = published().version
        version.pk, version.number = None, 2
        self.refuse(version.save, "one_published_version")

    @pytest.mark.parametrize(
        "change",
        [
            {"state": VersionState.DRAFT},
            {"published_at": None},
            {"state": VersionState.SUPERSEDED, "published_at": None},
        ],
    )
    def test_published_version_has_time(self, change: dict[str, object]) -> None:
        published()
        with pytest.raises(IntegrityError, match="published_version_has_time"), transaction.atomic():
            AgreementVersion.objects.update(**change)

    def test_a_code_once_per_agreement(self) -> None:
        agreement = published().version.agreement
        self.refuse(
            lambda: Requirement.objects.create(agreement=agreement, code="GK1", position=9),
            "a_code_once_per_agreement",
        )

    def test_one_wording_per_version(self) -> None:
        published()
        wording = RequirementVersion.objects.first()
        assert wording
        wording.pk = None
        self.refuse(wording.save, "one_wording_per_version")

    def report(self) -> Report:
        published()
        party = factories.kommun("2326", "Berg", factories.county())
        wording = RequirementVersion.objects.get(requirement__code="B1")
        return Report.objects.create(
            requirement=wording.requirement,
            wording=wording,
            party=party,
            state=ReportState.HANDED_IN,
            changed_at=clock.now(),
        )

    def hand_in(self, report: Report) -> HandIn:
        case, _ = Case.objects.get_or_create(
            agreement=report.requirement.agreement,
            party=report.party,
            defaults={"year": 2014, "number": 1, "opened_at": clock.now()},
        )
        return HandIn.objects.create(
            case=case,
            number=case.hand_ins.count() + 1,
            key=uuid4(),
            at=clock.now(),
            by=factories.person(),
            signed_as="Ulla Berg",
            sha256="0" * 64,
        )

    def submission(self, report: Report, **more: object) -> Submission:
        wording = RequirementVersion.objects.get(requirement=report.requirement)
        values: dict[str, object] = {
            "report": report,
            "requirement_version": wording,
            "number": 1,
            "answers": {"made": True},
            "sha256": "0" * 64,
            "handed_in_at": clock.now(),
            "hand_in": self.hand_in(report),
        }
        return Submission(**values | more)

    def test_one_report_per_party_and_requirement(self) -> None:
        report = self.report()
        report.pk = None
        self.refuse(report.save, "one_report_per_party_and_requirement")

    def test_submissions_are_numbered(self) -> None:
        report, person = self.report(), factories.person()
        self.submission(report, handed_in_by=person).save()
        self.submission(report, handed_in_by=person, number=2).save()
        self.refuse(self.submission(report, handed_in_by=person).save, "submissions_are_numbered")

    def test_submission_by_somebody_unless_simulated(self) -> None:
        report = self.report()
        with (
            pytest.raises(IntegrityError, match="submission_by_somebody_unless_simulated"),
            transaction.atomic(),
        ):
            self.submission(report).save()
        self.submission(report, simulated=True).save()

    def test_a_version_that_something_points_at_cannot_be_deleted(self) -> None:
        self.submission(self.report(), simulated=True).save()
        with pytest.raises(IntegrityError), transaction.atomic():
            AgreementVersion.objects.all().delete()
