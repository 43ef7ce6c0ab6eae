"""Who speaks of a draft is told of a new comment and of an answer, and nobody of their own."""

from agreements.models import AgreementDraft
from agreements.services.draft_opinions import answer_comment, comment
from prio.accounts.models import Authority, Membership, User
from prio.accounts.roles import Actor, Role
from prio.mail.models import Message

People = dict[Role, Actor]
Users = dict[Role, User]
PREPARER, SKR = Role.MINISTRY_PREPARER, Role.SKR_ADMINISTRATOR


def told(verb: str) -> set[str]:
    return {str(one.to) for one in Message.objects.filter(key__startswith=verb)}


def names(users: Users, *roles: Role) -> set[str]:
    return {str(users[role]) for role in roles}


def test_new_comment_is_told_to_all_three_but_not_to_its_writer(
    users: Users, people: People, draft: AgreementDraft
) -> None:
    comment(people[SKR], draft.pk, "Hemliga ord.", requirement="A1")
    comment(people[SKR], draft.pk, "Hemliga ord.", requirement="A1")
    assert told("draft-comment") == names(
        users, PREPARER, Role.MINISTRY_APPROVER, Role.ASSESSOR, Role.LEAD_ASSESSOR
    )
    message = Message.objects.filter(key__startswith="draft-comment").first()
    assert message
    assert "A1 i utkastet" in message.body
    assert "Hemliga" not in message.body + message.subject
    assert message.path == f"/utkast/{draft.pk}/#kommentarer"


def test_who_assesses_for_another_or_whose_role_has_ended_is_not_told(
    users: Users, people: People, draft: AgreementDraft
) -> None:
    Membership.objects.filter(user=users[Role.ASSESSOR]).update(authority=Authority.SKR)
    Membership.objects.filter(user=users[Role.LEAD_ASSESSOR]).update(
        valid_to="2014-01-01", valid_from="2013-01-01"
    )
    User.objects.filter(pk=users[Role.MINISTRY_APPROVER].pk).update(is_active=False)
    comment(people[SKR], draft.pk, "Hej.")
    assert told("draft-comment") == names(users, PREPARER)


def test_answer_is_told_to_who_asked_and_never_to_oneself(
    users: Users, people: People, draft: AgreementDraft
) -> None:
    asked = comment(people[Role.ASSESSOR], draft.pk, "Varför?")
    own = comment(people[PREPARER], draft.pk, "Att minnas.")
    answer_comment(people[PREPARER], draft.pk, asked.pk, "Därför.")
    answer_comment(people[PREPARER], draft.pk, own.pk, "Gjort.")
    assert told("draft-answer") == names(users, Role.ASSESSOR)
