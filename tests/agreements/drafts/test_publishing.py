"""Publishing a draft: what is not settled is seen first, and by whom it is done is said as it is."""

import pytest
from django.test import Client
from django.urls import reverse

from agreements.models import AgreementDraft
from agreements.selectors.drafts import draft_page
from agreements.services.draft_opinions import answer_comment, approve_draft, comment
from agreements.services.drafting import NotSettled, publish_draft, restore_revision, save_text
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from prio.audit.models import Event
from prio.refused import Refused

People = dict[Role, Actor]
Users = dict[Role, User]
PREPARER, APPROVER, SKR = Role.MINISTRY_PREPARER, Role.MINISTRY_APPROVER, Role.SKR_ADMINISTRATOR
ASSESSOR = Role.ASSESSOR


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def settled(people: People, draft: AgreementDraft) -> int:
    """Confirm what was set last year, and let all three approve it; return the revision."""
    save_text(people[PREPARER], draft.pk, draft.text.replace("Att bekräfta", "Departementet"), base=1)
    for role in (PREPARER, SKR, ASSESSOR):
        approve_draft(people[role], draft.pk, base=2)
    return 2


def points(people: People, draft: AgreementDraft) -> tuple[str, ...]:
    page = draft_page(people[APPROVER], draft.pk)
    assert page
    return page.open_points


def test_what_is_not_settled_is_told_in_sentences(people: People, draft: AgreementDraft) -> None:
    approve_draft(people[SKR], draft.pk, base=1)
    comment(people[SKR], draft.pk, "Varför?")
    found = points(people, draft)
    assert found[:3] == (
        "Socialdepartementet har inte godkänt utkastet.",
        "Socialstyrelsen har inte godkänt utkastet.",
        "1 kommentar är inte besvarad.",
    )
    assert all(one.endswith("ska bekräftas.") for one in found[3:])
    assert len(found) > 3
    comment(people[SKR], draft.pk, "Hur?")
    assert "2 kommentarer är inte besvarade." in points(people, draft)
    save_text(people[PREPARER], draft.pk, draft.text.replace("Samverkan", "Mer"), base=1)
    assert "SKR godkände revision 1. Utkastet är ändrat sedan dess: nu är det revision 2." in points(
        people, draft
    )


def test_draft_that_is_settled_is_published_without_more(people: People, draft: AgreementDraft) -> None:
    base = settled(people, draft)
    said = comment(people[SKR], draft.pk, "Bra.")
    assert points(people, draft) == ("1 kommentar är inte besvarad.",)
    answer_comment(people[PREPARER], draft.pk, said.pk, "Tack.")
    assert points(people, draft) == ()
    assert publish_draft(people[APPROVER], draft.pk, base=base).number == 1


def test_draft_that_is_not_settled_is_published_only_in_spite_of_it(
    people: People, draft: AgreementDraft
) -> None:
    with pytest.raises(NotSettled) as refused:
        publish_draft(people[APPROVER], draft.pk, base=1)
    assert "SKR har inte godkänt utkastet." in refused.value.details
    publish_draft(people[APPROVER], draft.pk, base=1, despite=True)
    facts = Event.objects.get(aggregate="agreement_draft", verb="published").facts
    assert "SKR har inte godkänt utkastet." in facts["despite"]


def test_page_asks_for_a_tick_when_anything_is_open(users: Users, draft: AgreementDraft) -> None:
    approver, address = signed_in(users[APPROVER]), reverse("draft_publish", args=[draft.pk])
    shown = approver.get(address)
    assert "SKR har inte godkänt utkastet." in shown.content.decode()
    refused = approver.post(address, {"base": 1})
    assert refused.status_code == 422
    assert "Kryssa i att ni har sett listan" in refused.content.decode()
    mark = shown.context["page"].points_mark
    done = approver.post(address, {"base": 1, "sett": mark})
    assert done["Location"] == reverse("agreement", args=["prov-2015"])
    assert approver.post(address, {"base": 1, "sett": mark})["Location"] == done["Location"]
    assert approver.get(done["Location"]).status_code == 200
    assert approver.get(address).status_code == 404


def test_tick_holds_for_the_list_that_was_shown(users: Users, people: People, draft: AgreementDraft) -> None:
    approver, address = signed_in(users[APPROVER]), reverse("draft_publish", args=[draft.pk])
    mark = approver.get(address).context["page"].points_mark
    comment(people[SKR], draft.pk, "Vänta!")
    assert approver.post(address, {"base": 1, "sett": mark}).status_code == 422


def test_page_of_a_settled_draft_asks_for_nothing(
    users: Users, people: People, draft: AgreementDraft
) -> None:
    base = settled(people, draft)
    approver, address = signed_in(users[APPROVER]), reverse("draft_publish", args=[draft.pk])
    assert 'name="sett"' not in approver.get(address).content.decode()
    assert approver.get(reverse("draft", args=[draft.pk])).content.decode().count(">Godkänd<") == 3
    assert approver.post(address, {"base": base}).status_code == 302


def test_who_took_an_earlier_text_back_does_not_publish_it(people: People, draft: AgreementDraft) -> None:
    save_text(people[PREPARER], draft.pk, draft.text.replace("Samverkan", "Mer"), base=1)
    restore_revision(people[SKR], draft.pk, 1, base=2)
    with pytest.raises(Refused, match="sparade den senaste ändringen"):
        publish_draft(people[SKR], draft.pk, base=3, despite=True)
    assert publish_draft(people[APPROVER], draft.pk, base=3, despite=True)


@pytest.mark.parametrize("name", ["drafts", "draft"])
def test_pages_say_by_whom_a_draft_is_published(users: Users, draft: AgreementDraft, name: str) -> None:
    AgreementDraft.objects.filter(pk=draft.pk).update(changed_by=users[APPROVER])
    page = signed_in(users[APPROVER]).get(reverse(name, args=[draft.pk] if name == "draft" else []))
    assert "varken började utkastet eller sparade den senaste ändringen" in page.content.decode()
