"""The pages of a draft: every form saves, every fault stands at its field, and nothing that was typed is lost."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from agreements.models import Agreement, AgreementDraft, DraftComment
from agreements.services.drafting import save_text
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role

Users = dict[Role, User]
PREPARER, APPROVER, SKR = Role.MINISTRY_PREPARER, Role.MINISTRY_APPROVER, Role.SKR_ADMINISTRATOR


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def preparer(users: Users) -> Client:
    return signed_in(users[PREPARER])


def piece(draft: AgreementDraft, place: str) -> str:
    return reverse("draft_piece", args=[draft.pk, place])


def test_copy_is_begun_with_code_and_name_proposed(preparer: Client, draft: AgreementDraft) -> None:
    page = preparer.get(reverse("drafts") + "?kopia=prov-2014").content.decode()
    assert 'value="prov-2015"' in page
    assert 'value="Prov på psykisk hälsa 2015"' in page
    made = preparer.post(
        reverse("drafts"), {"kopia": "prov-2014", "kod": "annan-2015", "namn": "Annan", "ar": ""}
    )
    assert AgreementDraft.objects.get(code="annan-2015").copied_from_id == Agreement.objects.get().pk
    assert made.status_code == 302


def test_code_that_is_taken_is_told_and_what_was_typed_is_kept(
    preparer: Client, draft: AgreementDraft
) -> None:
    answer = preparer.post(
        reverse("drafts"), {"kopia": "", "kod": "prov-2014", "namn": "Mitt namn", "ar": "2016"}
    )
    assert answer.status_code == 422
    assert 'value="Mitt namn"' in answer.content.decode()


PLACES = [
    "villkor", "budget/lines/0", "set_by/population_date", "requirements/0", "requirements/1", "requirements/2",
    "requirements/0/questions/0", "requirements/1/questions/1", "requirements/1/rule", "requirements/1/rule/all/0",
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_form_saved_as_it_is_shown_leaves_the_draft_without_faults(
    preparer: Client, draft: AgreementDraft, place: str
) -> None:
    shown = preparer.get(piece(draft, place))
    assert shown.status_code == 200
    view = shown.context["view"]
    fields = {f"f.{name}": texts for name, texts in view.piece.shown().items()}
    answer = preparer.post(piece(draft, place), {"base": 1, "kand": view.piece.known_as, **fields})
    assert answer.status_code == 302
    assert not preparer.get(reverse("draft", args=[draft.pk])).context["page"].checked.faults


@pytest.mark.parametrize(
    "place", ["requirements/9", "requirements/0/questions/9", "nagot/annat", "requirements"]
)
def test_piece_that_is_not_there_does_not_exist(preparer: Client, draft: AgreementDraft, place: str) -> None:
    assert preparer.get(piece(draft, place)).status_code == 404


def test_fault_stands_at_its_field_and_is_mended(preparer: Client, draft: AgreementDraft) -> None:
    preparer.post(piece(draft, "requirements/1"), {"base": 1, "f.pot": "fyrahundra", "f.parties": "region"})
    page = preparer.get(piece(draft, "requirements/1")).content.decode()
    assert re.search(r'field wrong"><label for="f.pot">.*?belopp i hela kronor', page, re.DOTALL)
    assert 'value="fyrahundra"' in page
    preparer.post(piece(draft, "requirements/1"), {"base": 2, "f.pot": "400 000", "f.parties": "region"})
    assert not preparer.get(reverse("draft", args=[draft.pk])).context["page"].checked.faults


def test_character_that_no_database_keeps_is_a_fault_and_no_crash(
    preparer: Client, draft: AgreementDraft
) -> None:
    answer = preparer.post(piece(draft, "villkor"), {"base": 1, "f.title": "Prov\0", "f.code": "prov-2015"})
    assert answer.status_code == 302
    assert "tecken som inte kan visas" in preparer.get(piece(draft, "villkor")).content.decode()
    assert preparer.get(reverse("drafts") + "?kopia=%00").status_code == 200


def test_second_tab_is_told_and_keeps_its_text(preparer: Client, users: Users, draft: AgreementDraft) -> None:
    other = signed_in(users[SKR])
    preparer.post(piece(draft, "requirements/0"), {"base": 1, "kand": "GK1", "f.guidance": "Den första."})
    answer = other.post(
        piece(draft, "requirements/0"), {"base": 1, "kand": "GK1", "f.guidance": "Den andra."}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "har ändrat utkastet medan ni skrev" in page
    assert "Den andra.</textarea>" in page
    assert "Nu står det: Den första." in page
    saved = other.post(piece(draft, "requirements/0"), {"base": 2, "kand": "GK1", "f.guidance": "Den andra."})
    assert saved.status_code == 302


def test_field_that_the_second_has_not_touched_keeps_what_the_first_wrote(
    preparer: Client, users: Users, draft: AgreementDraft
) -> None:
    other, address = signed_in(users[SKR]), piece(draft, "requirements/1")
    drawn = {f"f.{name}": texts for name, texts in other.get(address).context["view"].piece.shown().items()}
    named = {"base": 1, "kand": "A1"}
    preparer.post(address, named | drawn | {"f.pot": "300000", "f.guidance": "Den första."})
    mine = drawn | {"f.name": "Mitt namn", "f.guidance": "Den andra.", "f.text": f"{drawn['f.text'][0]}\r\n"}
    answer = other.post(address, named | mine)
    page = answer.content.decode()
    assert answer.status_code == 422
    fields = {one.field.name: one for _, ones in answer.context["view"].groups for one in ones}
    assert fields["pot"].texts == ["300000"]
    assert {name: one.now for name, one in fields.items() if one.now} == {"guidance": "Den första."}
    assert 'value="Mitt namn"' in page
    again = {f"f.{name}": one.texts for name, one in fields.items()}
    other.post(address, {"base": 2, "kand": "A1"} | again)
    draft.refresh_from_db()
    for text in ("pot: 300000", "Mitt namn", "Den andra."):
        assert text in draft.text


def test_what_was_typed_about_a_piece_that_is_gone_can_be_copied(
    preparer: Client, draft: AgreementDraft
) -> None:
    preparer.post(reverse("draft_remove", args=[draft.pk, "requirements/2"]), {"base": 1, "kand": "B1"})
    answer = preparer.post(
        piece(draft, "requirements/2"), {"base": 2, "kand": "B1", "f.guidance": "Mina ord."}
    )
    assert answer.status_code == 422
    assert "Mina ord." in answer.content.decode()


def test_requirement_question_and_condition_are_added_each_leading_to_its_form(
    preparer: Client, draft: AgreementDraft
) -> None:
    new = {"verb": "add", "slag": "requirement", "plats": "requirements", "kod": "B2", "namn": "Plan"}
    made = preparer.post(piece(draft, "villkor"), {"base": 1, "typ": "grundkrav", **new})
    assert made["Location"] == piece(draft, "requirements/3")
    question = {
        "verb": "add",
        "slag": "question",
        "plats": "requirements/3/questions",
        "namn": "Är det år 2015?",
    }
    made = preparer.post(piece(draft, "requirements/3"), {"base": 2, "typ": "yes_no", **question})
    assert made["Location"] == piece(draft, "requirements/3/questions/0")
    condition = {"verb": "add", "slag": "leaf", "plats": "requirements/3/rule", "typ": "yes:ar_det_ar_2015"}
    made = preparer.post(piece(draft, "requirements/3"), {"base": 3, **condition})
    assert made["Location"] == piece(draft, "requirements/3/rule/all/0")
    preparer.post(
        made["Location"], {"base": 4, "kand": "c1", "f.yes": "ar_det_ar_2015", "f.text": "Det är gjort."}
    )
    preparer.post(
        piece(draft, "requirements/3"), {"base": 5, "kand": "B2", "f.text": "Gör det.", "f.parties": "region"}
    )
    assert not preparer.get(reverse("draft", args=[draft.pk])).context["page"].checked.faults


def test_addition_without_a_name_is_refused_with_the_reason(preparer: Client, draft: AgreementDraft) -> None:
    question = {
        "verb": "add",
        "slag": "question",
        "plats": "requirements/0/questions",
        "namn": " ",
        "typ": "count",
    }
    answer = preparer.post(piece(draft, "requirements/0"), {"base": 1, **question})
    assert answer.status_code == 422
    assert "Skriv frågan." in answer.content.decode()
    assert '<option value="count" selected>' in answer.content.decode()


def test_text_is_shown_with_faults_by_line(preparer: Client, draft: AgreementDraft) -> None:
    address = reverse("draft_text", args=[draft.pk])
    text = draft.text.replace("kind: grundkrav", "kind: grundkra")
    preparer.post(address, {"base": 1, "text": text})
    page = preparer.get(address).content.decode()
    line = next(number for number, line in enumerate(text.splitlines(), 1) if "kind: grundkra" in line)
    assert f"Rad {line}, GK1:" in page
    stale = preparer.post(address, {"base": 1, "text": "mitt"})
    assert stale.status_code == 422
    assert "mitt</textarea>" in stale.content.decode()


def test_draft_whose_text_cannot_be_read_leads_to_the_text(preparer: Client, draft: AgreementDraft) -> None:
    AgreementDraft.objects.filter(pk=draft.pk).update(text="a: [")  # as it could be saved before
    assert "Rätta texten" in preparer.get(reverse("draft", args=[draft.pk])).content.decode()
    assert preparer.get(piece(draft, "villkor"))["Location"] == reverse("draft_text", args=[draft.pk])


def test_form_is_tried_without_anything_being_saved(users: Users, draft: AgreementDraft) -> None:
    assessor = signed_in(users[Role.ASSESSOR])
    address = reverse("draft_try", args=[draft.pk, 1])
    assert "Inget sparas" in assessor.get(address).content.decode()
    tried = assessor.post(address, {"q.within": "9", "q.done": "10"}).content.decode()
    assert "90 procent" in tried or "90,00" in tried
    assert "Uppfyllt" in tried
    wrong = assessor.post(address, {"q.within": "nio"}).content.decode()
    assert 'value="nio"' in wrong
    draft.refresh_from_db()
    assert draft.revision == 1


def test_requirement_with_a_fault_cannot_be_tried(
    preparer: Client, people: dict[Role, Actor], draft: AgreementDraft
) -> None:
    save_text(
        people[PREPARER],
        draft.pk,
        draft.text.replace("answered: x", "").replace("pot: 400000", "pot: x"),
        base=1,
    )
    assert "Kravet har fel" in preparer.get(reverse("draft_try", args=[draft.pk, 1])).content.decode()
    assert "Räcker det?" in preparer.get(reverse("draft_try", args=[draft.pk, 0])).content.decode()
    assert preparer.get(reverse("draft_try", args=[draft.pk, 9])).status_code == 404


def test_assessor_comments_from_the_requirement_and_cannot_change_it(
    users: Users, draft: AgreementDraft
) -> None:
    assessor = signed_in(users[Role.ASSESSOR])
    page = assessor.get(piece(draft, "requirements/1")).content.decode()
    assert "Kommentera A1 för Socialstyrelsen" in page
    assert 'value="save"' not in page
    said = {"verb": "comment", "krav": "A1", "plats": "requirements/1", "text": "Är det rimligt?"}
    answer = assessor.post(reverse("draft", args=[draft.pk]), said)
    assert answer["Location"].startswith(piece(draft, "requirements/1"))
    assert DraftComment.objects.get().requirement == "A1"
    assert assessor.post(piece(draft, "requirements/1"), {"base": 1, "f.name": "Nytt"}).status_code == 422


def test_pages_take_at_most_twelve_queries(
    users: Users, draft: AgreementDraft, django_assert_max_num_queries: "pytest.FixtureRequest"
) -> None:
    client = signed_in(users[SKR])
    addresses = [reverse("drafts"), reverse("draft", args=[draft.pk]), piece(draft, "requirements/1")]
    for address in addresses:
        with django_assert_max_num_queries(12):  # type: ignore[operator]  # pytest-django's fixture
            assert client.get(address).status_code == 200


def test_what_is_no_number_stands_as_it_was_typed(preparer: Client, draft: AgreementDraft) -> None:
    preparer.post(piece(draft, "requirements/1"), {"base": 1, "f.pot": "30 miljoner", "f.parties": "region"})
    assert 'value="30 miljoner"' in preparer.get(piece(draft, "requirements/1")).content.decode()


def test_list_to_copy_says_names_and_money_has_its_thousands(preparer: Client, draft: AgreementDraft) -> None:
    page = preparer.get(reverse("drafts")).content.decode()
    assert ">Prov på psykisk hälsa 2014 (prov-2014)</option>" in page
    assert "100\u202f000" in preparer.get(piece(draft, "villkor")).content.decode()
