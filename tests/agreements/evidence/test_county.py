"""What a county has in common: attached once by its coordinator, confirmed by each party."""

import pytest

from agreements.models import EvidenceFile, EvidenceState
from agreements.selectors.county_evidence import county_page
from agreements.selectors.evidence import boxes
from agreements.selectors.reports import report_place
from agreements.services.evidence import (
    NoSuchFile,
    leave_county_file,
    receive_county_file,
    receive_file,
    remove_file,
    use_county_file,
)
from prio.refused import Refused
from tests import factories
from tests.agreements.evidence.scene import (
    Scene,
    answer,
    attach,
    attach_common,
    checked,
    make_scene,
    upload,
)
from tests.reporting import CODE, IN_TIME, key_of, press


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


def use(scene: Scene, file: EvidenceFile) -> None:
    use_county_file(scene.reporter, key_of(), "agreement", file.pk, arrived_at=IN_TIME)


def test_it_is_offered_to_every_party_of_the_county(scene: Scene) -> None:
    file = attach_common(scene)
    for actor, party in ((scene.reporter, "2380"), (scene.world.neighbour, "2326")):
        place = report_place(actor, key_of(party=party), now=IN_TIME)
        assert place
        assert boxes(place)["agreement"].offers == (file,)
        assert boxes(place)["early"].offers == ()


def test_it_counts_only_for_who_confirms_it(scene: Scene) -> None:
    file = attach_common(scene)
    use(scene, file)
    assert answer() == {
        "name": "lansavtal.pdf",
        "file": str(file.pk),
        "sha256": file.sha256,
        "shared": True,
        "sections": [],
    }
    page = county_page(scene.coordinator, CODE, "23", now=IN_TIME)
    assert page
    common = page.questions[0].files[0]
    assert [party.name for party in common.confirmed] == ["Östersund"]
    assert [party.name for party in common.waiting] == ["Jämtlands läns landsting", "Berg"]
    assert [question.question.key for question in page.questions] == ["agreement", "early"]


def test_it_stands_beside_the_partys_own(scene: Scene) -> None:
    own = attach(scene.reporter)
    file = attach_common(scene)
    use(scene, file)
    value = answer()
    assert isinstance(value, dict)
    assert (value["file"], value["more"][0]["shared"]) == (str(own.pk), True)


def test_what_is_not_checked_or_stopped_is_not_offered(scene: Scene) -> None:
    file = attach_common(scene, check=False)
    with pytest.raises(NoSuchFile):
        use(scene, file)
    EvidenceFile.objects.update(state=EvidenceState.REFUSED, reason="Stoppad.")
    with pytest.raises(NoSuchFile):
        use(scene, file)


def test_what_a_party_uses_cannot_be_removed(scene: Scene) -> None:
    file = attach_common(scene)
    use(scene, file)
    with pytest.raises(Refused, match="används av minst en kommun eller region"):
        remove_file(scene.coordinator, file.pk)
    leave_county_file(scene.reporter, key_of(), file.pk, arrived_at=IN_TIME)
    assert answer() is None
    remove_file(scene.coordinator, file.pk)
    with pytest.raises(NoSuchFile):
        use(scene, file)


def test_what_was_handed_in_keeps_it(scene: Scene) -> None:
    file = attach_common(scene)
    use(scene, file)
    press(scene.world.signer, "GK1")
    with pytest.raises(Refused, match="kan inte tas bort"):
        remove_file(scene.coordinator, file.pk)


def test_only_the_countys_coordinator_attaches_and_removes(scene: Scene) -> None:
    file = attach_common(scene)
    for stranger in (scene.reporter, scene.world.lead):
        with pytest.raises(NoSuchFile):
            receive_county_file(stranger, CODE, "GK1", "agreement", "23", upload())
        with pytest.raises(NoSuchFile):
            remove_file(stranger, file.pk)
        assert county_page(stranger, CODE, "23", now=IN_TIME) is None
    factories.county("22", "Y", "Västernorrlands län")
    with pytest.raises(NoSuchFile):
        receive_county_file(scene.coordinator, CODE, "GK1", "agreement", "22", upload())


@pytest.mark.parametrize(
    ("requirement", "question"), [("B1", "plan"), ("GK1", "decided"), ("GK1", "invited"), ("X", "agreement")]
)
def test_only_documents_of_a_grundkrav_are_common(scene: Scene, requirement: str, question: str) -> None:
    with pytest.raises(NoSuchFile):
        receive_county_file(scene.coordinator, CODE, requirement, question, "23", upload())


def test_a_party_of_another_county_does_not_get_it(scene: Scene) -> None:
    file = attach_common(scene)
    elsewhere = factories.county("22", "Y", "Västernorrlands län")
    timra = factories.kommun("2262", "Timrå", elsewhere)
    from prio.accounts.roles import Role
    from tests.reporting import actor_for

    with pytest.raises(NoSuchFile):
        use_county_file(
            actor_for(timra, Role.REPORTER), key_of(party="2262"), "agreement", file.pk, arrived_at=IN_TIME
        )


def test_a_party_does_not_answer_with_anothers_own_file(scene: Scene) -> None:
    theirs = receive_file(
        scene.world.neighbour, key_of(party="2326"), "agreement", upload(), arrived_at=IN_TIME
    )
    checked(theirs.pk)
    with pytest.raises(NoSuchFile):
        use(scene, theirs)
