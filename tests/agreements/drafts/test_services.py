"""The life of a draft: begun, changed, spoken of, approved, published by a second person, or thrown away."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from agreements.domain.drafting.edits import Edit
from agreements.domain.drafting.raw import Raw
from agreements.models import Agreement, AgreementDraft, DraftApproval, DraftComment
from agreements.selectors.drafts import draft_page
from agreements.services.draft_opinions import answer_comment, approve_draft, comment
from agreements.services.drafting import (
    Overtaken,
    begin_draft,
    copy_agreement,
    discard_draft,
    edit_draft,
    publish_draft,
    save_plain,
    save_text,
)
from prio.accounts.roles import Actor, Role
from prio.audit.models import Event
from prio.refused import NotPermitted, Refused
from tests import factories

People = dict[Role, Actor]
PREPARER, APPROVER, SKR = Role.MINISTRY_PREPARER, Role.MINISTRY_APPROVER, Role.SKR_ADMINISTRATOR


def renamed(to: str) -> Callable[[Raw], Edit]:
    return lambda raw: Edit("set", ("requirements", 0), "GK1", {"name": to})


def test_copy_begins_as_revision_one_without_faults(people: People, draft: AgreementDraft) -> None:
    page = draft_page(people[SKR], draft.pk)
    assert page
    assert (draft.code, draft.revision, page.checked.faults) == ("prov-2015", 1, ())
    assert draft.copied_from == Agreement.objects.get(code="prov-2014")


def test_two_presses_begin_one_draft(people: People, draft: AgreementDraft) -> None:
    again = copy_agreement(
        people[PREPARER], "prov-2014", code="prov-2015", title="Prov på psykisk hälsa 2015"
    )
    assert again == draft


def test_draft_from_nothing_says_what_is_missing(people: People) -> None:
    draft = begin_draft(people[SKR], code="ny-2030", title="Ny", year=2030)
    page = draft_page(people[SKR], draft.pk)
    assert page
    assert {one.path for one in page.checked.faults} == {("budget", "total"), ("requirements",)}


@pytest.mark.parametrize("code", ["", "med blank", "x" * 61, "prov-2014"])
def test_code_that_cannot_be_used_is_refused(people: People, draft: AgreementDraft, code: str) -> None:
    with pytest.raises(Refused):
        begin_draft(people[PREPARER], code=code, title="Ny", year=2015)


def test_assessor_and_auditor_set_nothing_up(people: People, draft: AgreementDraft) -> None:
    for role in (Role.ASSESSOR, Role.AUDITOR):
        with pytest.raises(NotPermitted):
            save_text(people[role], draft.pk, "x", base=1)
    assert draft_page(people[Role.AUDITOR], draft.pk) is None


def test_of_two_tabs_one_wins_and_the_other_is_told(people: People, draft: AgreementDraft) -> None:
    edit_draft(people[PREPARER], draft.pk, renamed("Första"), base=1)
    with pytest.raises(Overtaken) as refused:
        edit_draft(people[SKR], draft.pk, renamed("Andra"), base=1)
    assert refused.value.revision == 2
    draft.refresh_from_db()
    assert "Första" in draft.text


def test_saving_what_stands_is_no_new_revision(people: People, draft: AgreementDraft) -> None:
    assert save_text(people[SKR], draft.pk, draft.text, base=1).revision == 1


def test_faulty_text_is_kept_and_publishing_is_refused(people: People, draft: AgreementDraft) -> None:
    save_text(people[PREPARER], draft.pk, draft.text.replace("total: 1100000", "total: 7"), base=1)
    with pytest.raises(Refused, match="fel som måste rättas"):
        publish_draft(people[SKR], draft.pk, base=2)


@pytest.mark.parametrize("text", ["code: [", "bara ord", "code: a\ncode: b\n"])
def test_text_that_cannot_be_read_is_not_saved_over_one_that_can(
    people: People, draft: AgreementDraft, text: str
) -> None:
    with pytest.raises(Refused, match="går inte att läsa"):
        save_text(people[PREPARER], draft.pk, text, base=1)
    draft.refresh_from_db()
    assert (draft.revision, "prov-2015" in draft.text) == (1, True)


@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_empty_text_is_refused(people: People, draft: AgreementDraft, text: str) -> None:
    with pytest.raises(Refused, match="tom"):
        save_text(people[PREPARER], draft.pk, text, base=1)


def test_draft_that_cannot_be_read_is_mended_as_text_only(people: People, draft: AgreementDraft) -> None:
    broken = f"{draft.text}title: Två gånger\n"
    AgreementDraft.objects.filter(pk=draft.pk).update(text=broken)  # as it could be saved before
    with pytest.raises(Refused, match="Rätta den som text"):
        edit_draft(people[PREPARER], draft.pk, renamed("Ny"), base=1)
    assert save_text(people[PREPARER], draft.pk, f"{broken}x: [", base=1).revision == 2
    assert save_text(people[PREPARER], draft.pk, draft.text, base=2).revision == 3


def test_plain_definition_replaces_the_whole(people: People, draft: AgreementDraft) -> None:
    page = draft_page(people[SKR], draft.pk)
    assert page
    assert page.checked.definition
    plain = page.checked.definition.to_plain() | {"title": "Ny titel"}
    assert save_plain(people[SKR], draft.pk, plain, base=1).title == "Ny titel"


def test_who_began_it_and_who_changed_it_last_do_not_publish(people: People, draft: AgreementDraft) -> None:
    edit_draft(people[SKR], draft.pk, renamed("Ny"), base=1)
    with pytest.raises(Refused, match="Be en annan person"):
        publish_draft(people[SKR], draft.pk, base=2)
    with pytest.raises(NotPermitted):
        publish_draft(people[PREPARER], draft.pk, base=2)


def test_second_person_publishes_once(people: People, draft: AgreementDraft) -> None:
    version = publish_draft(people[APPROVER], draft.pk, base=1, despite=True)
    assert (version.agreement.code, version.number, version.published_by_id) == (
        "prov-2015",
        1,
        people[APPROVER].user_id,
    )
    assert publish_draft(people[APPROVER], draft.pk, base=1) == version
    assert Event.objects.filter(aggregate="agreement_draft", verb="published").count() == 1
    with pytest.raises(Refused):
        edit_draft(people[PREPARER], draft.pk, renamed("Efteråt"), base=1)


def test_what_somebody_changed_after_it_was_read_is_not_published(
    people: People, draft: AgreementDraft
) -> None:
    edit_draft(people[PREPARER], draft.pk, renamed("Ny"), base=1)
    with pytest.raises(Overtaken):
        publish_draft(people[APPROVER], draft.pk, base=1)


def test_code_that_was_taken_meanwhile_is_refused(people: People, draft: AgreementDraft) -> None:
    factories.agreement(factories.TINY_AGREEMENT.replace("prov-2014", "prov-2015"))
    with pytest.raises(Refused, match="redan en överenskommelse"):
        publish_draft(people[APPROVER], draft.pk, base=1)


def test_discarded_draft_is_neither_changed_nor_published(people: People, draft: AgreementDraft) -> None:
    discard_draft(people[PREPARER], draft.pk)
    assert discard_draft(people[PREPARER], draft.pk).state == "discarded"
    with pytest.raises(Refused):
        publish_draft(people[APPROVER], draft.pk, base=1)


def test_each_of_the_three_comments_and_the_ministry_answers(people: People, draft: AgreementDraft) -> None:
    said = comment(people[Role.ASSESSOR], draft.pk, "Är gränsen rimlig?", requirement="A1")
    assert said == comment(people[Role.ASSESSOR], draft.pk, "Är gränsen rimlig?", requirement="A1")
    assert (said.side, said.is_open) == ("socialstyrelsen", True)
    answered = answer_comment(people[PREPARER], draft.pk, said.pk, "Ja, som 2014.")
    assert not answered.is_open
    with pytest.raises(Refused, match="redan besvarad"):
        answer_comment(people[SKR], draft.pk, said.pk, "Nej.")


def test_comment_on_no_requirement_of_the_draft_is_refused(people: People, draft: AgreementDraft) -> None:
    with pytest.raises(Refused, match="inget krav"):
        comment(people[SKR], draft.pk, "Vad?", requirement="X9")
    with pytest.raises(NotPermitted):
        comment(people[Role.AUDITOR], draft.pk, "Vad?")


def test_change_after_an_approval_makes_it_stale(people: People, draft: AgreementDraft) -> None:
    for role in (PREPARER, SKR, Role.ASSESSOR):
        approve_draft(people[role], draft.pk, base=1)
    page = draft_page(people[SKR], draft.pk)
    assert page
    assert [row.holds for row in page.sides] == [True, True, True]
    edit_draft(people[PREPARER], draft.pk, renamed("Ny"), base=1)
    page = draft_page(people[SKR], draft.pk)
    assert page
    assert [(row.holds, row.is_stale) for row in page.sides] == [(False, True)] * 3
    with pytest.raises(Overtaken):
        approve_draft(people[SKR], draft.pk, base=1)


def test_approval_twice_is_one(people: People, draft: AgreementDraft) -> None:
    assert approve_draft(people[SKR], draft.pk, base=1) == approve_draft(people[SKR], draft.pk, base=1)


def test_draft_with_faults_is_not_approved(people: People, draft: AgreementDraft) -> None:
    save_text(people[PREPARER], draft.pk, "code: x", base=1)
    with pytest.raises(Refused, match="fel"):
        approve_draft(people[SKR], draft.pk, base=2)


def test_published_draft_has_a_version(draft: AgreementDraft) -> None:
    with (
        transaction.atomic(),
        pytest.raises(IntegrityError, match="published_draft_has_a_version"),
        transaction.atomic(),
    ):
        AgreementDraft.objects.filter(pk=draft.pk).update(state="published")


def test_draft_is_published_by_a_second_person(people: People, draft: AgreementDraft) -> None:
    version = Agreement.objects.get(code="prov-2014").versions.get()
    with (
        transaction.atomic(),
        pytest.raises(IntegrityError, match="draft_is_published_by_a_second_person"),
        transaction.atomic(),
    ):
        AgreementDraft.objects.filter(pk=draft.pk).update(
            state="published", published_as=version, published_by=people[PREPARER].user_id
        )


def test_answered_comment_has_all_or_nothing(people: People, draft: AgreementDraft) -> None:
    said = comment(people[SKR], draft.pk, "Hej.")
    with (
        transaction.atomic(),
        pytest.raises(IntegrityError, match="answered_comment_has_all_or_nothing"),
        transaction.atomic(),
    ):
        DraftComment.objects.filter(pk=said.pk).update(answer="Svar")


def test_one_approval_of_a_revision(people: People, draft: AgreementDraft) -> None:
    made = approve_draft(people[SKR], draft.pk, base=1)
    with transaction.atomic(), pytest.raises(IntegrityError), transaction.atomic():
        DraftApproval.objects.create(draft=draft, side=made.side, revision=1, by_id=made.by_id, at=made.at)


def test_code_that_is_taken_is_told_in_the_draft_and_stops_an_approval(
    people: People, draft: AgreementDraft
) -> None:
    text = draft.text.replace("code: prov-2015", "code: prov-2014")
    save_text(people[PREPARER], draft.pk, text, base=1)
    page = draft_page(people[SKR], draft.pk)
    assert page
    assert ("code",) in [one.path for one in page.checked.faults]
    with pytest.raises(Refused, match="fel"):
        approve_draft(people[SKR], draft.pk, base=2)


def test_published_draft_has_its_code_by_right(people: People, draft: AgreementDraft) -> None:
    publish_draft(people[APPROVER], draft.pk, base=1, despite=True)
    page = draft_page(people[SKR], draft.pk)
    assert page
    assert page.checked.faults == ()
