"""What the database itself refuses of requests for documents."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from agreements.models import AccessRequest, AccessRequestEntry
from agreements.services.access_copies import make_copy
from agreements.services.access_decisions import Decided, decide_on_entry
from tests.agreements.diary.scene import Scene, make_scene, picked_of
from tests.factories import AN_INSTANT


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


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
