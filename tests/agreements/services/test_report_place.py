"""What stands around a report: its files, its place, and what happens when its wording changes."""

from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from agreements.domain.loading import load_definition
from agreements.models import EvidenceFile, EvidenceState
from agreements.selectors.reports import check, report_place
from agreements.services import publish
from agreements.services.drafts import (
    confirm_wording,
)
from prio.accounts.roles import Role
from prio.audit.models import Event
from prio.refused import Refused
from tests import factories
from tests.factories import AN_INSTANT
from tests.reporting import (
    IN_TIME,
    REPORTING_YEAR,
    Place,
    actor_for,
    key_of,
    make_place,
    save,
    the_report,
)


@pytest.fixture
def place(db: None) -> Place:
    return make_place()


class TestFiles:
    """A document is a file of one's own."""

    def file(self, place: Place, **more: Any) -> EvidenceFile:
        values: dict[str, Any] = {
            "requirement": place.agreement.requirements.get(code="GK1"),
            "question": "plan",
            "party": place.ostersund,
            "name": "plan.pdf",
            "media_type": "application/pdf",
            "size": 1,
            "sha256": "a" * 64,
            "state": EvidenceState.USABLE,
            "uploaded_at": AN_INSTANT,
            "uploaded_by_id": place.reporter.user_id,
        }
        return EvidenceFile.objects.create(**values | more)

    def attach(self, place: Place, file: EvidenceFile, **more: Any) -> dict[str, str]:
        value = {"name": "annat.pdf", "sha256": "b", "file": str(file.pk)} | more
        return dict(save(place.reporter, "plan", value, None).problems)

    def test_a_file_has_the_name_and_hash_that_it_really_has(self, place: Place) -> None:
        file = self.file(place)
        assert self.attach(place, file) == {}
        assert the_report().answers["plan"] == {
            "name": "plan.pdf", "sha256": "a" * 64, "file": str(file.pk),
        }  # fmt: skip
        self.attach(place, file, sections=["mål"])
        assert the_report().answers["plan"]["name"] == "plan.pdf"
        assert the_report().answers["plan"]["sections"] == ["mål"]

    def test_a_file_of_the_county_serves_its_parties(self, place: Place) -> None:
        assert self.attach(place, self.file(place, party=None, county=place.county)) == {}

    def others(self, place: Place) -> list[dict[str, Any]]:
        elsewhere = factories.county("09", "I", "Gotlands län")
        return [
            {"party": place.berg},
            {"party": None, "county": elsewhere},
            {"question": "how"},
            {"removed_at": AN_INSTANT},
            {"requirement": place.agreement.requirements.get(code="B1")},
        ]

    @pytest.mark.parametrize("case", range(5))
    def test_somebody_elses_file_is_not_there(self, place: Place, case: int) -> None:
        file = self.file(place, **self.others(place)[case])
        assert "finns inte bland era underlag" in self.attach(place, file)["plan"]
        assert the_report().answers == {}

    def test_a_file_that_is_still_checked_counts_for_nothing_yet(self, place: Place) -> None:
        file = self.file(place, state=EvidenceState.CHECKING)
        self.attach(place, file)
        found = report_place(place.reporter, key_of())
        assert found is not None
        assert "plan" in [question.key for question in found.missing]
        EvidenceFile.objects.update(state=EvidenceState.USABLE)
        found = report_place(place.reporter, key_of())
        assert found is not None
        assert "plan" not in [question.key for question in found.missing]


class TestThePlace:
    """Everything around a report, for who may read it."""

    @pytest.mark.parametrize("begun", [True, False])
    def test_it_costs_six_queries_at_most(
        self, place: Place, begun: bool, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        if begun:
            save(place.reporter, "decided", True)
        with django_assert_max_num_queries(6):
            found = report_place(place.reporter, key_of(), now=IN_TIME)
            assert found is not None
            assert check(found) is not None
            assert found.may_edit
            assert not found.may_sign
        assert found.facts.inhabitants == 80
        assert found.party.name == "Östersund"
        assert [question.key for question in found.reads] == [
            "decided", "how", "meetings", "plan", "early", "later",
        ]  # fmt: skip

    def test_an_autosave_costs_six_queries_and_a_transaction(
        self, place: Place, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        seen = save(place.reporter, "how", "I team.").revision
        with django_assert_max_num_queries(5 + 2):
            save(place.reporter, "how", "I ett team.", seen)

    def test_a_regions_inhabitants_are_its_countys(self, place: Place) -> None:
        found = report_place(actor_for(place.region, Role.READER), key_of(party="23"))
        assert found is not None
        assert found.facts.inhabitants == 100
        assert not found.may_edit

    def test_the_signer_may_begin_or_decline_what_is_not_begun(self, place: Place) -> None:
        found = report_place(place.signer, key_of(), now=IN_TIME)
        assert found is not None
        assert found.state == "not_begun"
        assert [step.verb for step in found.steps] == ["begin", "decline"]


class TestAChangedWording:
    """When the criterion is corrected, answers belong to the wording that they were given to."""

    def publish_again(self, change: str = "En beslutad överenskommelse om samverkan finns.") -> None:

        text = REPORTING_YEAR.replace("En överenskommelse om samverkan finns.", change)
        publish(load_definition(text, "prov.yaml"), source_file="prov.yaml", reason="Förtydligad.")

    def needs(self, place: Place, requirement: str = "GK1") -> bool:
        found = report_place(place.reporter, key_of(requirement))
        assert found is not None
        return found.needs_confirmation

    def test_answers_are_confirmed_for_the_new_wording(self, place: Place) -> None:
        save(place.reporter, "decided", True)
        save(place.reporter, "made", True, requirement="B1")
        assert not self.needs(place)
        self.publish_again()
        assert self.needs(place)
        assert not self.needs(place, "B1"), "its own wording is the same"
        confirm_wording(place.reporter, key_of())
        assert not self.needs(place)
        assert the_report().wording.version.number == 2
        assert Event.objects.filter(verb="wording_confirmed").count() == 1

    def test_there_is_nothing_to_confirm_without_answers(self, place: Place) -> None:
        with pytest.raises(Refused, match="inga svar att bekräfta"):
            confirm_wording(place.reporter, key_of())
