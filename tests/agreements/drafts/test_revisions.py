"""What a draft said before is kept, and nothing is thrown away by a press too many."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from agreements.domain.drafting.changed_lines import ChangedLine, changed_lines
from agreements.domain.drafting.edits import Edit
from agreements.domain.drafting.raw import Raw
from agreements.models import AgreementDraft, DraftRevision
from agreements.services.drafting import Overtaken, edit_draft, restore_revision
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from prio.audit.models import Event
from prio.refused import NotPermitted, Refused

People = dict[Role, Actor]
Users = dict[Role, User]
PREPARER, SKR = Role.MINISTRY_PREPARER, Role.SKR_ADMINISTRATOR


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def preparer(users: Users) -> Client:
    return signed_in(users[PREPARER])


def renamed(to: str) -> Callable[[Raw], Edit]:
    return lambda raw: Edit("set", ("requirements", 0), "GK1", {"name": to})


def test_every_text_is_kept_with_who_saved_it(people: People, draft: AgreementDraft) -> None:
    first = draft.text
    edit_draft(people[SKR], draft.pk, renamed("Nytt"), base=1)
    kept = list(draft.revisions.all())
    assert [(one.number, one.saved_by_id) for one in kept] == [
        (1, people[PREPARER].user_id),
        (2, people[SKR].user_id),
    ]
    assert kept[0].text == first
    assert "Nytt" in kept[1].text


def test_earlier_text_is_taken_back_as_a_new_revision(people: People, draft: AgreementDraft) -> None:
    edit_draft(people[SKR], draft.pk, renamed("Nytt"), base=1)
    saved = restore_revision(people[PREPARER], draft.pk, 1, base=2)
    assert (saved.revision, saved.text, saved.changed_by_id) == (3, draft.text, people[PREPARER].user_id)
    assert draft.revisions.get(number=3).restores == 1
    assert Event.objects.get(aggregate="agreement_draft", verb="restored").facts == {"revision": 3, "from": 1}
    assert restore_revision(people[PREPARER], draft.pk, 1, base=3).revision == 3


def test_earlier_text_is_taken_back_only_by_who_sets_up_and_has_seen_what_holds(
    people: People, draft: AgreementDraft
) -> None:
    edit_draft(people[SKR], draft.pk, renamed("Nytt"), base=1)
    with pytest.raises(Overtaken):
        restore_revision(people[PREPARER], draft.pk, 1, base=1)
    with pytest.raises(NotPermitted):
        restore_revision(people[Role.ASSESSOR], draft.pk, 1, base=2)
    with pytest.raises(Refused, match="ingen lydelse"):
        restore_revision(people[PREPARER], draft.pk, 9, base=2)


def test_one_text_of_a_draft_revision(people: People, draft: AgreementDraft) -> None:
    kept = draft.revisions.get()
    with (
        transaction.atomic(),
        pytest.raises(IntegrityError),
        transaction.atomic(),
    ):
        DraftRevision.objects.create(
            draft=draft, number=1, text="x", saved_by=kept.saved_by, saved_at=kept.saved_at
        )


def test_draft_revision_restores_an_earlier_one(draft: AgreementDraft) -> None:
    with (
        transaction.atomic(),
        pytest.raises(IntegrityError, match="draft_revision_restores_an_earlier_one"),
        transaction.atomic(),
    ):
        draft.revisions.update(restores=1)


def test_lines_that_differ_are_told_and_too_many_are_not() -> None:
    assert changed_lines("a\nb\nc\n", "a\nB\nc\n") == (ChangedLine(False, "b"), ChangedLine(True, "B"))
    assert changed_lines("--- a\n", "--- a\n") == ()
    assert changed_lines("a\n" * 20_001, "a") is None


def test_page_shows_what_it_said_and_takes_it_back(
    preparer: Client, people: People, draft: AgreementDraft
) -> None:
    edit_draft(people[SKR], draft.pk, renamed("Nytt namn"), base=1)
    listed = preparer.get(reverse("draft_revisions", args=[draft.pk])).content.decode()
    assert "Revision 1" in listed
    assert "Gäller nu" in listed
    address = reverse("draft_revision", args=[draft.pk, 1])
    page = preparer.get(address).content.decode()
    assert "Nytt namn</ins>" in page
    assert "Samverkan</del>" in page
    assert preparer.post(address, {"base": 1}).status_code == 422
    assert preparer.post(address, {"base": 2})["Location"] == reverse("draft", args=[draft.pk])
    draft.refresh_from_db()
    assert "Nytt namn" not in draft.text
    assert preparer.get(reverse("draft_revision", args=[draft.pk, 9])).status_code == 404


def test_who_only_speaks_of_the_draft_reads_what_it_said_and_takes_nothing_back(
    users: Users, people: People, draft: AgreementDraft
) -> None:
    edit_draft(people[SKR], draft.pk, renamed("Nytt namn"), base=1)
    assessor = signed_in(users[Role.ASSESSOR])
    page = assessor.get(reverse("draft_revision", args=[draft.pk, 1])).content.decode()
    assert "Hämta tillbaka" not in page
    assert assessor.get(reverse("draft_remove", args=[draft.pk, "requirements/1"])).status_code == 404


def test_goal_is_taken_away_only_after_its_name_pot_and_questions_are_shown(
    preparer: Client, draft: AgreementDraft
) -> None:
    place = {"base": 1, "verb": "remove", "plats": "requirements/1", "kand": "A1"}
    asked = preparer.post(reverse("draft_piece", args=[draft.pk, "villkor"]), place)
    address = reverse("draft_remove", args=[draft.pk, "requirements/1"])
    assert asked["Location"] == address
    draft.refresh_from_db()
    assert draft.revision == 1
    page = preparer.get(address).content.decode()
    assert "Ta bort A1" in page
    assert "400\u202f000" in page
    assert 'name="kand" value="A1"' in page
    assert preparer.post(address, {"base": 1, "kand": "A1"})["Location"].endswith("#krav")
    draft.refresh_from_db()
    assert "code: A1" not in draft.text


def test_second_press_takes_nothing_else(preparer: Client, draft: AgreementDraft) -> None:
    address = reverse("draft_remove", args=[draft.pk, "requirements/1"])
    preparer.post(address, {"base": 1, "kand": "A1"})
    again = preparer.post(address, {"base": 1, "kand": "A1"})
    assert again.status_code == 422
    assert 'name="kand"' not in again.content.decode()
    assert preparer.post(address, {"base": 2, "kand": "A1"}).status_code == 422
    assert preparer.post(address, {"base": 2}).status_code == 422
    draft.refresh_from_db()
    assert (draft.revision, "code: B1" in draft.text) == (2, True)


@pytest.mark.parametrize(
    ("place", "back"),
    [
        ("requirements/1/questions/0", "requirements/1"),
        ("requirements/1/rule/all/0", "requirements/1"),
        ("budget/lines/0", "villkor"),
        ("set_by/population_date", "villkor"),
    ],
)
def test_smaller_piece_is_asked_about_and_leads_back_to_its_list(
    preparer: Client, draft: AgreementDraft, place: str, back: str
) -> None:
    address = reverse("draft_remove", args=[draft.pk, place])
    shown = preparer.get(address)
    assert shown.status_code == 200
    named = shown.context["removal"].piece.known_as
    done = preparer.post(address, {"base": 1, "kand": named})
    assert done["Location"].startswith(reverse("draft_piece", args=[draft.pk, back]))


def test_text_that_cannot_be_read_comes_back_as_typed_with_its_line(
    preparer: Client, draft: AgreementDraft
) -> None:
    address = reverse("draft_text", args=[draft.pk])
    answer = preparer.post(address, {"base": 1, "text": "code: prov\nbudget: [1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "budget: [1</textarea>" in page
    assert "Rad 2" in page or "Rad 3" in page
    assert preparer.post(address, {"base": 1, "text": "  "}).status_code == 422


def test_revisions_are_read_and_taken_back_by_api(
    users: Users, people: People, draft: AgreementDraft
) -> None:
    edit_draft(people[SKR], draft.pk, renamed("Nytt namn"), base=1)
    client, address = signed_in(users[PREPARER]), f"/api/drafts/{draft.pk}/revisions/"
    assert [one["number"] for one in client.get(address).json()] == [2, 1]
    assert "Samverkan" in client.get(f"{address}1/").json()["text"]
    assert client.get(f"{address}9/").status_code == 404
    stale = client.post(f"{address}1/restore/", {"revision": 1}, content_type="application/json")
    assert stale.status_code == 409
    done = client.post(f"{address}1/restore/", {"revision": 2}, content_type="application/json")
    assert (done.status_code, done.json()["revision"]) == (200, 3)
    assert client.get(address).json()[0]["restores"] == 1


def test_drafts_that_were_there_before_keep_their_text_as_the_first(
    people: People, draft: AgreementDraft
) -> None:
    edit_draft(people[SKR], draft.pk, renamed("Nytt"), base=1)
    DraftRevision.objects.all().delete()
    import_module("agreements.migrations.0010_draft_revisions").keep_the_present_text(apps, None)
    kept = draft.revisions.get()
    assert (kept.number, kept.saved_by_id, "Nytt" in kept.text) == (2, people[SKR].user_id, True)
