"""Who has not handed in is reminded, once at each step; who has handed in or declined never is."""

from datetime import date, datetime, time, timedelta

import pytest

from agreements.models import AgreementVersion, CompletionRequest, Report, VersionState
from agreements.reminders import STEPS, remind, step_on
from prio import clock
from prio.accounts.models import Membership, User
from prio.accounts.roles import Role
from prio.mail.models import Message, MessageState
from prio.mail.sending import send_waiting
from prio.parties.models import County, Organisation
from tests import factories
from tests.agreements.reminders.conftest import LAST_DAY, People, at, more_time
from tests.factories import TINY_AGREEMENT
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


def told() -> set[User]:
    """Everybody who has a message."""
    return set(User.objects.filter(messages_received__isnull=False))


def remind_before(days: int, last_day: date = LAST_DAY) -> int:
    """Let the clock do its round so many days before the last day."""
    with at(last_day - timedelta(days=days)):
        return remind()


@pytest.mark.parametrize(
    ("days_left", "step"),
    [
        (31, None), (30, 30), (29, 30), (15, 30), (14, 14), (8, 14), (7, 7), (4, 7), (3, 3), (2, 3), (1, 1), (0, 1),
        (-1, None),
    ],
)  # fmt: skip
def test_the_step_that_is_due_is_the_nearest_that_has_come(days_left: int, step: int | None) -> None:
    assert step_on(LAST_DAY - timedelta(days=days_left), LAST_DAY) == step


def test_those_who_can_do_something_are_told_first_and_the_head_last(people: People) -> None:
    told_first = dict.fromkeys((people.reporter, people.signer, people.coordinator, people.head), 0)
    for step in STEPS:
        remind_before(step)
        for person in told():
            told_first[person] = told_first[person] or step
    assert told_first == {people.reporter: 30, people.signer: 7, people.coordinator: 3, people.head: 1}


def test_each_person_gets_one_message_at_each_step_however_often_the_clock_asks(people: People) -> None:
    written = [[remind_before(step) for _ in range(3)] for step in STEPS]
    assert written == [[1, 0, 0], [1, 0, 0], [2, 0, 0], [3, 0, 0], [4, 0, 0]]


def test_a_clock_that_was_down_makes_up_for_the_nearest_step_once(people: People) -> None:
    assert [remind_before(days) for days in (31, 12, 11, 8, 7)] == [0, 1, 0, 0, 2]
    first = Message.objects.filter(to=people.reporter).order_by("pk").first()
    assert first
    assert "om 12 dagar" in first.subject


def test_a_step_is_a_day_in_stockholm(people: People) -> None:
    eve = LAST_DAY - timedelta(days=31)
    with at(eve, hour=23):
        assert remind() == 0
    with at(eve + timedelta(days=1), hour=0):  # 22.00 the day before in UTC
        assert remind() == 1


def test_nobody_is_reminded_after_the_last_day(people: People) -> None:
    assert remind_before(0) == 4
    Message.objects.all().delete()
    assert remind_before(-1) == 0


def test_nobody_is_reminded_before_reporting_opens(people: People) -> None:
    factories.agreement(
        TINY_AGREEMENT.replace("prov-2014", "sen-2014").replace("opens: 2014-03-01", "opens: 2014-10-10")
    )
    with at(date(2014, 10, 9)):
        remind()
    assert not Message.objects.filter(key__contains="sen-2014").exists()
    with at(date(2014, 10, 10)):
        remind()
    assert Message.objects.filter(key__contains="sen-2014").exists()


def test_a_superseded_version_reminds_nobody(people: People) -> None:
    AgreementVersion.objects.update(state=VersionState.SUPERSEDED)
    assert remind_before(7) == 0


def test_who_has_handed_in_or_declined_is_not_reminded(world: World, people: People) -> None:
    factories.report(world.agreement, "GK1", world.ostersund, "handed_in")
    factories.report(world.agreement, "B1", world.ostersund, "declined")
    assert remind_before(7) == 0


@pytest.mark.parametrize(
    ("state", "is_listed"),
    [
        ("draft", True),
        ("handed_in", False),
        ("late", False),
        ("refused", False),
        ("returned", False),
        ("declined", False),
    ],
)
def test_only_what_nobody_has_handed_in_is_listed(
    world: World, people: People, state: str, is_listed: bool
) -> None:
    factories.report(world.agreement, "GK1", world.ostersund, state)
    remind_before(7)
    message = Message.objects.get(to=people.reporter)
    assert ("GK1 Samverkan" in message.body) is is_listed
    assert "B1 Inventering: inte påbörjat" in message.body
    assert "A1" not in message.body  # it does not concern a kommun
    assert "Berg" not in message.body


def asked_to_complete(world: World, code: str, due: date, asked: date) -> CompletionRequest:
    """Östersund's report is handed in, and an assessor asks for more."""
    report = factories.report(world.agreement, code, world.ostersund, "returned")
    return CompletionRequest.objects.create(
        report=report,
        text="Skriv när planen beslutades.",
        due=due,
        requested_by_id=world.preparer.user_id,
        requested_at=datetime.combine(asked, time(9), clock.STOCKHOLM),
    )


def test_who_is_asked_to_complete_is_reminded_before_that_day_too(world: World, people: People) -> None:
    due = date(2014, 11, 10)
    factories.report(world.agreement, "B1", world.ostersund, "handed_in")
    asked_to_complete(world, "GK1", due, date(2014, 10, 27))
    assert [remind_before(days, due) for days in (14, 8, 7, 7, 3, 1, 0, -1)] == [0, 0, 2, 0, 3, 4, 0, 0]
    message = Message.objects.filter(to=people.reporter).order_by("pk")[0]
    assert message.subject == "Komplettera om 7 dagar: Prov på psykisk hälsa 2014"
    assert "Sista dag att komplettera det ni har lämnat in till Prov på psykisk hälsa 2014" in message.body
    assert "GK1 Samverkan (grundkrav): komplettering som bedömaren har bett om" in message.body
    assert "saknas hos er" not in message.body
    county = Message.objects.filter(to=people.coordinator).order_by("pk")[0]
    assert "– Östersund: GK1 (komplettering)" in county.body


def test_a_completion_that_is_handed_in_meanwhile_is_not_reminded_of(world: World, people: People) -> None:
    due = date(2014, 11, 10)
    asked = asked_to_complete(world, "GK1", due, date(2014, 10, 20))
    remind_before(7, due)
    Report.objects.filter(pk=asked.report_id).update(state="handed_in")
    day = due - timedelta(days=7)
    assert {state for _, state in sent_on(day)} == {MessageState.WITHDRAWN}
    assert remind_before(3, due) == 0


def test_a_closed_account_and_a_role_that_ended_are_not_reminded(people: People) -> None:
    User.objects.filter(pk=people.reporter.pk).update(is_active=False)
    Membership.objects.filter(user=people.signer).update(valid_to=LAST_DAY - timedelta(days=7))
    assert remind_before(7) == 0


def test_more_time_moves_the_reminders_for_whom_it_is_given(world: World, people: People) -> None:
    berg = factories.person(Role.REPORTER, organisation=world.berg.organisation)
    later = LAST_DAY + timedelta(days=60)
    more_time(world, later, party=world.ostersund)
    remind_before(7)
    assert told() == {berg}
    remind_before(7, later)
    assert told() == {berg, people.reporter, people.signer}
    assert "13\u00a0december 2014 kl.\u00a024.00 (svensk tid)" in Message.objects.get(to=people.signer).body


def test_two_last_days_of_one_agreement_are_two_messages(world: World, people: People) -> None:
    more_time(world, LAST_DAY + timedelta(days=3), requirement="B1")
    with at(LAST_DAY - timedelta(days=4)):  # both are within a week
        assert remind() == 4
    messages = Message.objects.filter(to=people.reporter).order_by("key")
    assert ["GK1" in one.body for one in messages] == [True, False]
    assert ["B1" in one.body for one in messages] == [False, True]


def test_what_a_register_answers_is_not_reminded_of(people: People) -> None:
    AgreementVersion.objects.all().update(state=VersionState.SUPERSEDED)
    factories.agreement(
        TINY_AGREEMENT.replace("prov-2014", "register-2014").replace(
            "{key: made, type: yes_no", "{key: made, source: register, type: yes_no"
        )
    )
    remind_before(7)
    body = Message.objects.get(to=people.reporter).body
    assert "GK1" in body
    assert "B1" not in body


def test_a_question_with_a_day_of_its_own_is_reminded_of_until_it_is_answered(people: People) -> None:
    AgreementVersion.objects.all().update(state=VersionState.SUPERSEDED)
    early = "label: Är inventeringen gjord?, closes: 2014-06-01}"
    agreement = factories.agreement(
        TINY_AGREEMENT.replace("prov-2014", "dag-2014").replace("label: Är inventeringen gjord?}", early)
    )
    with at(date(2014, 5, 28)):
        assert remind() == 2
        assert "frågan ”Är inventeringen gjord?”: obesvarad" in Message.objects.get(to=people.signer).body
        Message.objects.all().delete()
        Report.objects.all().delete()
    ostersund = people.reporter.memberships.get().organisation
    assert ostersund
    report = factories.report(agreement, "B1", ostersund.parties.get(), "draft")
    Report.objects.filter(pk=report.pk).update(answers={"made": True})
    with at(date(2014, 5, 28)):
        assert remind() == 0


def test_one_organisation_with_two_parties_gets_one_message_that_names_both() -> None:
    gotland = factories.county("09", "I", "Gotlands län")
    body = Organisation.objects.create(code="0980", name="Gotland")
    factories.kommun("0980", "Gotland", gotland, body)
    factories.region("09", "Gotlands landsting", gotland, body)
    factories.agreement()
    gerd = factories.person(Role.REPORTER, organisation=body)
    assert remind_before(30) == 1
    text = Message.objects.get(to=gerd).body
    assert "Gotlands landsting\n– GK1 Samverkan (grundkrav): inte påbörjat\n– A1 Tid: inte påbörjat" in text
    assert "Gotland\n– GK1 Samverkan (grundkrav): inte påbörjat\n– B1 Inventering: inte påbörjat" in text


def test_somebody_with_two_roles_gets_one_message(world: World, people: People) -> None:
    for role in (Role.SIGNER, Role.HEAD):
        Membership.objects.create(
            user=people.reporter,
            role=role,
            organisation=world.ostersund.organisation,
            valid_from=factories.LONG_AGO,
        )
    remind_before(1)
    assert Message.objects.filter(to=people.reporter).count() == 1


def test_the_coordinator_gets_the_countys_list_and_no_other_countys(world: World, people: People) -> None:
    other = factories.county("01", "AB", "Stockholms län")
    factories.kommun("0180", "Stockholm", other)
    factories.report(world.agreement, "GK1", world.berg, "handed_in")
    factories.report(world.agreement, "B1", world.berg, "declined")
    remind_before(3)
    message = Message.objects.get(to=people.coordinator)
    assert "I Jämtlands län har 2\u00a0organisationer inte lämnat in allt:" in message.body
    assert "– Östersund: GK1 och B1" in message.body
    assert "– Jämtlands läns landsting: GK1 och A1" in message.body
    assert "Berg" not in message.body
    assert "Stockholm" not in message.body.replace("Stockholms", "")
    assert message.path == "/overenskommelser/prov-2014/lan/23/"
    assert County.objects.count() == 2


def test_the_message_says_when_where_and_what_is_at_stake(people: People) -> None:
    remind_before(7)
    message = Message.objects.get(to=people.reporter)
    assert message.subject == "Lämna in om 7 dagar: Prov på psykisk hälsa 2014"
    assert "tisdag 14\u00a0oktober 2014 kl.\u00a024.00 (svensk tid), om 7\u00a0dagar" in message.body
    assert "Den som inte klarar alla grundkrav får inga pengar" in message.body
    assert "Minst ett grundkrav saknas hos er." in message.body
    assert message.path == "/overenskommelser/prov-2014/rapportering/"


def test_a_made_up_agreement_says_so(people: People) -> None:
    factories.agreement(TINY_AGREEMENT.replace("prov-2014", "demo-2014"), simulated=True)
    remind_before(7)
    message = Message.objects.get(to=people.reporter, key__contains="demo-2014")
    assert "påhittad" in message.body


def sent_on(day: date) -> set[tuple[str, str]]:
    """Let the worker send on a day: who is told, and in what state the message is afterwards."""
    with at(day):
        send_waiting()
    return set(Message.objects.values_list("to__username", "state"))


def test_what_is_handed_in_between_the_writing_and_the_sending_is_not_reminded_of(
    world: World, people: People
) -> None:
    day = LAST_DAY - timedelta(days=30)
    remind_before(30)
    factories.report(world.agreement, "GK1", world.ostersund, "handed_in")
    factories.report(world.agreement, "B1", world.ostersund, "handed_in")
    assert sent_on(day) == {(people.reporter.username, MessageState.WITHDRAWN)}


def test_while_something_of_it_is_left_it_is_sent(world: World, people: People) -> None:
    remind_before(30)
    factories.report(world.agreement, "GK1", world.ostersund, "handed_in")
    assert sent_on(LAST_DAY - timedelta(days=30)) == {(people.reporter.username, MessageState.HERE_ONLY)}


def test_a_reminder_of_a_day_that_has_been_moved_is_not_sent(world: World, people: People) -> None:
    remind_before(30)
    more_time(world, LAST_DAY + timedelta(days=5))
    assert sent_on(LAST_DAY - timedelta(days=30)) == {(people.reporter.username, MessageState.WITHDRAWN)}


def test_a_reminder_that_was_held_up_until_it_was_too_late_is_not_sent(people: People) -> None:
    remind_before(30)
    assert sent_on(LAST_DAY + timedelta(days=1)) == {(people.reporter.username, MessageState.WITHDRAWN)}


def test_without_anybody_to_tell_nothing_is_written() -> None:
    make_world()
    assert remind_before(7) == 0
