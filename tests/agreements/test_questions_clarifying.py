"""An answer that becomes a part of the criterion: previewed, published once, by a lead assessor."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from agreements.domain.clarification import Clarification
from agreements.models import AgreementVersion, PublicQuestion
from agreements.services.clarifying import clarify
from agreements.services.questions import ask
from prio.accounts.roles import Role
from prio.audit.models import Event
from prio.refused import Refused
from tests.agreements.asking import CODE, TEXT, acting, address, answered, page, person, signed_in
from tests.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()


class TestClarifying:
    """An answer that becomes a part of the criterion, in a new version."""

    def test_the_difference_is_shown_before_anything_is_published(self, world: World) -> None:
        asked = answered(world)
        client = signed_in(person(Role.LEAD_ASSESSOR, world))
        response = client.post(address(asked), posted("preview"))
        html = response.content.decode()
        assert response.status_code == 200
        assert "<ins>" in html
        assert "Ett beslut i nämnden räcker." in html
        assert "Publicera som version 2" in html
        assert AgreementVersion.objects.count() == 1

    def test_it_is_published_with_the_question_as_its_reason_and_both_point_at_each_other(
        self, world: World
    ) -> None:
        asked = answered(world)
        lead = person(Role.LEAD_ASSESSOR, world)
        response = signed_in(lead).post(address(asked), posted("clarify", base="1"))
        assert response.status_code == 302
        version = AgreementVersion.objects.get(number=2)
        assert version.reason == f"Förtydligande efter fråga {asked.pk}"
        assert version.published_by == lead
        requirement = version.definition.requirement("GK1")
        assert requirement.guidance == "Ladda upp den.\n\nEtt beslut i nämnden räcker."
        assert version.definition.requirement("B1").guidance == ""
        assert PublicQuestion.objects.get().clarified == version
        reader = person(Role.READER, world)
        assert "Förtydligat i version 2" in page(reader)
        versions = signed_in(reader).get(reverse("agreement_versions", args=[CODE])).content.decode()
        assert address(asked) in versions
        assert Event.objects.get(verb="clarified").facts == {"version": 2}

    def test_where_there_was_no_criterion_it_is_the_criterion(self, world: World) -> None:
        asked = answered(world)
        lead = acting(Role.LEAD_ASSESSOR, world)
        version = clarify(lead, asked.pk, Clarification("B1", "criterion", "Räkna alla."), base=1)
        assert version.definition.requirement("B1").criterion == "Räkna alla."

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.LEAD_ASSESSOR])
    def test_only_a_lead_assessor_clarifies(self, world: World, role: Role) -> None:
        asked = answered(world)
        with pytest.raises(Refused):
            clarify(acting(role, world), asked.pk, Clarification("GK1", "guidance", "Ja."), base=1)
        response = signed_in(person(role, world)).post(address(asked), posted("clarify", base="1"))
        assert response.status_code in {404, 422}
        assert AgreementVersion.objects.count() == 1

    def test_of_two_who_clarify_the_second_is_told(self, world: World) -> None:
        asked, other = answered(world), answered(world, "Räcker ett utkast till beslut?")
        client = signed_in(person(Role.LEAD_ASSESSOR, world))
        assert client.post(address(asked), posted("clarify", base="1")).status_code == 302
        again = client.post(address(asked), posted("clarify", base="1"))
        assert again.status_code == 422
        assert "Frågan har redan lett till ett förtydligande." in again.content.decode()
        third = client.post(address(other), posted("clarify", base="1"))
        assert third.status_code == 422
        assert "En ny version av överenskommelsen har publicerats" in third.content.decode()
        assert AgreementVersion.objects.count() == 2

    def test_an_unanswered_question_clarifies_nothing(self, world: World) -> None:
        asked = ask(acting(Role.REPORTER, world), CODE, "GK1", TEXT)
        with pytest.raises(Refused, match="inte besvarad"):
            clarify(
                acting(Role.LEAD_ASSESSOR, world), asked.pk, Clarification("GK1", "guidance", "Ja."), base=1
            )

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"clarify-wording": " "}, "Förtydligandet är tomt"),
            ({"clarify-requirement": "GK9"}, "Kravet finns inte i överenskommelsen"),
            ({"clarify-part": "text"}, "Välj ett av alternativen"),
            ({"clarify-wording": "Ja\x07."}, "tecken som inte kan visas"),
        ],
    )
    def test_bad_input_is_told(self, world: World, change: dict[str, str], said: str) -> None:
        asked = answered(world)
        client = signed_in(person(Role.LEAD_ASSESSOR, world))
        for verb in ("preview", "clarify"):
            response = client.post(address(asked), {**posted(verb, base="1"), **change})
            assert response.status_code == 422
            assert said in response.content.decode()
        assert AgreementVersion.objects.count() == 1

    @pytest.mark.parametrize("base", ["", "ett", "9" * 5000])
    def test_a_version_that_is_no_number_is_not_found(self, world: World, base: str) -> None:
        asked = answered(world)
        client = signed_in(person(Role.LEAD_ASSESSOR, world))
        assert client.post(address(asked), posted("clarify", base=base)).status_code == 404


def posted(verb: str, base: str = "") -> dict[str, str]:
    return {
        "verb": verb,
        "base": base,
        "clarify-requirement": "GK1",
        "clarify-part": "guidance",
        "clarify-wording": "Ett beslut i nämnden räcker.",
    }


class TestConstraints:
    """What no service can get past."""

    @pytest.mark.parametrize(
        "change",
        [{"answer": ""}, {"answered_at": None}, {"answered_by": None}, {"answer": "", "answered_at": None}],
    )
    def test_answered_question_has_answer_time_and_person(
        self, world: World, change: dict[str, object]
    ) -> None:
        answered(world)
        with (
            pytest.raises(IntegrityError, match="answered_question_has_answer_time_and_person"),
            transaction.atomic(),
        ):
            PublicQuestion.objects.update(**change)

    def test_clarifying_question_is_answered(self, world: World) -> None:
        ask(acting(Role.REPORTER, world), CODE, "GK1", TEXT)
        version = AgreementVersion.objects.get()
        with pytest.raises(IntegrityError, match="clarifying_question_is_answered"), transaction.atomic():
            PublicQuestion.objects.update(clarified=version)
