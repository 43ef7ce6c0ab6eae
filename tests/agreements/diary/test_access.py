"""Requests for documents: registered, picked, decided on one by one, copied, given out; every step in the log."""

from datetime import timedelta

import pytest

from agreements.models import (
    AccessRequest,
    AccessState,
    EvidenceFile,
    EvidenceState,
    Submission,
)
from agreements.services import access
from agreements.services.access import NoSuchRequest
from agreements.services.access_copies import make_copy, opened
from agreements.services.access_decisions import Decided, decide_on_entry
from prio import clock
from prio.accounts.roles import Actor, Role
from prio.audit.models import Event
from prio.refused import NotPermitted, Refused
from tests import factories
from tests.agreements.diary.scene import (
    NUMBER,
    Scene,
    make_scene,
    picked_of,
)


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


def log(asked: AccessRequest) -> list[str]:
    events = Event.objects.filter(aggregate="access_request", aggregate_id=str(asked.pk))
    return list(events.order_by("sequence").values_list("verb", flat=True))


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
