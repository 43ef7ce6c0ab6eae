"""A correction after publication: who is told, who is asked to confirm, and what becomes of what was answered."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from agreements.domain.loading import load_definition
from agreements.domain.report_key import ReportKey
from agreements.models import AgreementVersion, HandIn, Report, ReportState, Submission
from agreements.selectors.places import report_place
from agreements.selectors.reports import check
from agreements.selectors.versions import version_label
from agreements.services import publish
from agreements.services.deciding import refuse_late, request_completion
from agreements.services.drafts import Change, confirm_wording, save_answers
from agreements.services.handing_in import decline, hand_in, resume
from agreements.signals import reports_changed
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from prio.audit.models import Event
from prio.mail.models import Message
from prio.refused import Refused
from tests import factories
from tests.factories import TINY_AGREEMENT
from tests.world import World, make_world

IN_TIME = datetime(2014, 6, 1, 12, 0, tzinfo=UTC)
LATE = datetime(2014, 10, 20, 12, 0, tzinfo=UTC)
GK1 = ReportKey("prov-2014", "GK1", "2380")
B1 = ReportKey("prov-2014", "B1", "2380")

WORDING = ("En överenskommelse om samverkan finns.", "En gällande överenskommelse om samverkan finns.")
MONEY = ("pot: 600000", "pot: 500000"), ("total: 1100000", "total: 1000000")
LAST_DAY = ("closes: 2014-10-14", "closes: 2014-10-21")
ASKED = """questions: [{key: decided, type: yes_no, label: Är den beslutad?}]
    rule: {all: [{key: c1, yes: decided, text: Överenskommelsen är beslutad.}]}"""
ANOTHER_TYPE = (
    ASKED,
    """questions: [{key: decided, type: date, label: När beslutades den?}]
    rule: {all: [{key: c2, answered: decided, text: Överenskommelsen är beslutad.}]}""",
)
NOT_ASKED = (
    ASKED,
    """questions: [{key: signed, type: yes_no, label: Är den undertecknad?}]
    rule: {all: [{key: c2, yes: signed, text: Överenskommelsen är undertecknad.}]}""",
)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def signer(world: World) -> Actor:
    return acting(Role.SIGNER, world)


def acting(role: Role, world: World) -> Actor:
    county = world.ostersund.counties.get().county
    person = factories.person(role, organisation=world.ostersund.organisation, county=county)
    return actor_of(person, clock.today())


def correct(*changes: tuple[str, str], reason: str = "Lydelsen var oklar.") -> AgreementVersion:
    text = TINY_AGREEMENT
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return publish(load_definition(text, "prov.yaml"), source_file="prov.yaml", reason=reason).version


def answer(actor: Actor, key: ReportKey, question: str, value: object = True) -> None:
    save_answers(actor, key, [Change(question, value, 0)], arrived_at=IN_TIME)


def handed_in(actor: Actor, *keys: ReportKey, at: datetime = IN_TIME) -> HandIn:
    codes = [key.requirement for key in keys]
    return hand_in(actor, "prov-2014", "2380", codes, key=uuid4(), signed_as="Ulla Berg", arrived_at=at)


def needs_confirmation(actor: Actor, key: ReportKey) -> bool:
    place = report_place(actor, key)
    assert place is not None
    return place.needs_confirmation


def message_to(actor: Actor) -> Message:
    return Message.objects.get(to=actor.user_id, key__startswith="version:")


class TestWhoIsTold:
    """The messages about a new version."""

    def test_those_whose_kind_of_party_it_concerns_the_county_and_skr_are_told_once(
        self, world: World
    ) -> None:
        kommun = {role: acting(role, world).user_id for role in (Role.READER, Role.REPORTER, Role.HEAD)}
        county, skr = acting(Role.COUNTY_COORDINATOR, world), acting(Role.SKR_ADMINISTRATOR, world)
        of_region = factories.person(Role.REPORTER, organisation=world.region.organisation)
        acting(Role.PAYER, world)
        correct(("Kommunen har inventerat.", "Kommunen har inventerat behoven."))
        told = set(Message.objects.values_list("to", flat=True))
        assert told == {*kommun.values(), county.user_id, skr.user_id}
        assert of_region.pk not in told

    def test_the_message_names_requirement_reason_and_where_the_difference_is(self, world: World) -> None:
        reporter = acting(Role.REPORTER, world)
        correct(WORDING)
        message = message_to(reporter)
        assert message.subject == "Ändring: GK1 i Prov på psykisk hälsa 2014"
        assert "Skäl: Lydelsen var oklar." in message.body
        assert "- GK1 Samverkan (ändrat)" in message.body
        assert "bekräfta" not in message.body.lower()
        assert message.path == "/overenskommelser/prov-2014/versioner/#version-2"

    def test_who_had_answered_is_told_which_reports_to_confirm(self, world: World, signer: Actor) -> None:
        answer(signer, GK1, "decided")
        answer(signer, B1, "made")
        correct(WORDING)
        body = message_to(signer).body
        assert "- GK1, Östersund\n" in body
        assert "- B1" not in body

    def test_a_change_of_days_or_money_outside_the_requirements_concerns_everybody(
        self, world: World
    ) -> None:
        of_region = factories.person(Role.REPORTER, organisation=world.region.organisation)
        correct(LAST_DAY, reason="Mer tid.")
        message = Message.objects.get(to=of_region)
        assert message.subject == "Ändring: Prov på psykisk hälsa 2014"
        assert "Kraven är desamma." in message.body

    def test_who_no_longer_holds_a_role_or_an_account_is_not_told(self, world: World) -> None:
        gone, closed = acting(Role.REPORTER, world), acting(Role.REPORTER, world)
        User.objects.get(pk=gone.user_id).memberships.update(valid_to=clock.today() - timedelta(days=1))
        User.objects.filter(pk=closed.user_id).update(is_active=False)
        correct(WORDING)
        assert not Message.objects.exists()

    def test_the_first_version_and_the_same_again_tell_nobody(self, world: World) -> None:
        acting(Role.REPORTER, world)
        correct()
        assert not Message.objects.exists()


class TestWhatBecomesOfReports:
    """In each state, a report whose requirement changed and one whose did not."""

    def test_what_did_not_change_answers_the_version_in_force_from_then_on(
        self, world: World, signer: Actor
    ) -> None:
        answer(signer, GK1, "decided")
        answer(signer, B1, "made")
        version = correct(WORDING)
        assert Report.objects.get(requirement__code="B1").wording.version == version
        assert not needs_confirmation(signer, B1)
        assert Report.objects.get(requirement__code="GK1").wording.version.number == 1
        assert needs_confirmation(signer, GK1)
        assert Event.objects.get(verb="published", facts__version=2).facts["asked"] == {"GK1": ["2380"]}

    @pytest.mark.parametrize("changes", [MONEY, (LAST_DAY,)], ids=["money", "last day"])
    def test_money_and_days_ask_nobody_to_confirm(
        self, world: World, signer: Actor, changes: tuple[tuple[str, str], ...]
    ) -> None:
        answer(signer, B1, "made")
        version = correct(*changes)
        assert Report.objects.get().wording.version == version
        assert not needs_confirmation(signer, B1)

    def test_a_draft_is_confirmed_and_answers_the_new_wording(self, world: World, signer: Actor) -> None:
        answer(signer, GK1, "decided")
        version = correct(WORDING)
        confirm_wording(signer, GK1)
        assert not needs_confirmation(signer, GK1)
        handed_in(signer, GK1)
        assert Submission.objects.get().requirement_version.version == version

    def test_nobody_confirms_a_version_that_came_after_the_one_they_read(
        self, world: World, signer: Actor
    ) -> None:
        answer(signer, GK1, "decided")
        version = correct(WORDING)
        with pytest.raises(Refused, match="ändrats en gång till"):
            confirm_wording(signer, GK1, seen=version.number - 1)
        assert needs_confirmation(signer, GK1)
        confirm_wording(signer, GK1, seen=version.number)
        assert not needs_confirmation(signer, GK1)

    def test_a_draft_without_answers_has_nothing_to_confirm(self, world: World, signer: Actor) -> None:
        answer(signer, GK1, "decided")
        Report.objects.update(answers={})
        version = correct(WORDING)
        assert Report.objects.get().wording.version == version
        assert "bekräfta" not in message_to(signer).body.lower()

    def test_what_was_handed_in_stays_as_it_was_and_shows_what_it_answered(
        self, world: World, signer: Actor
    ) -> None:
        answer(signer, GK1, "decided")
        handed_in(signer, GK1)
        before = Submission.objects.values().get()
        correct(WORDING)
        assert needs_confirmation(signer, GK1)
        confirm_wording(signer, GK1)
        assert not needs_confirmation(signer, GK1)
        assert Report.objects.get().state == ReportState.HANDED_IN
        assert Submission.objects.values().get() == before
        submission = Submission.objects.get()
        assert version_label(submission.requirement_version.version).startswith("version 1, publicerad ")

    def test_what_was_handed_in_late_waits_for_its_decision_and_can_be_confirmed(
        self, world: World, signer: Actor
    ) -> None:
        answer(signer, GK1, "decided")
        handed_in(signer, GK1, at=LATE)
        correct(WORDING)
        assert Report.objects.get().state == ReportState.LATE
        assert needs_confirmation(signer, GK1)
        confirm_wording(signer, GK1)
        assert (Report.objects.get().state, needs_confirmation(signer, GK1)) == (ReportState.LATE, False)

    def test_what_was_refused_as_late_is_asked_nothing(self, world: World, signer: Actor) -> None:
        answer(signer, GK1, "decided")
        handed_in(signer, GK1, at=LATE)
        refuse_late(acting(Role.LEAD_ASSESSOR, world), GK1, "En vecka för sent.")
        correct(WORDING)
        assert "bekräfta" not in message_to(signer).body.lower()
        assert Event.objects.get(verb="published", facts__version=2).facts["asked"] == {}
        assert not needs_confirmation(signer, GK1)

    def test_what_is_returned_is_completed_and_then_answers_what_was_confirmed(
        self, world: World, signer: Actor
    ) -> None:
        answer(signer, GK1, "decided")
        handed_in(signer, GK1)
        due = clock.today() + timedelta(days=10)
        request_completion(acting(Role.ASSESSOR, world), GK1, "decided", "Vem beslutade?", due)
        version = correct(WORDING)
        assert needs_confirmation(signer, GK1)
        confirm_wording(signer, GK1)
        hand_in(
            signer, "prov-2014", "2380", ["GK1"], key=uuid4(), signed_as="Ulla Berg", arrived_at=clock.now()
        )
        first, second = Submission.objects.order_by("number")
        assert (first.requirement_version.version.number, second.requirement_version.version) == (1, version)
        assert Report.objects.get().state == ReportState.HANDED_IN

    def test_who_declined_is_asked_first_when_taking_part_after_all(
        self, world: World, signer: Actor
    ) -> None:
        answer(signer, GK1, "decided")
        decline(signer, GK1, "Vi hinner inte.", arrived_at=IN_TIME)
        correct(WORDING)
        assert "bekräfta" not in message_to(signer).body.lower()
        with pytest.raises(Refused):
            confirm_wording(signer, GK1)
        resume(signer, GK1, arrived_at=IN_TIME)
        assert needs_confirmation(signer, GK1)

    def test_going_back_to_the_old_wording_asks_nothing_of_who_never_confirmed(
        self, world: World, signer: Actor
    ) -> None:
        answer(signer, GK1, "decided")
        correct(WORDING)
        third = correct(reason="Det gamla var rätt.")
        assert Report.objects.get().wording.version == third
        assert not needs_confirmation(signer, GK1)

    def test_who_has_not_confirmed_is_still_asked_after_a_change_of_something_else(
        self, world: World, signer: Actor
    ) -> None:
        answer(signer, GK1, "decided")
        correct(WORDING)
        correct(WORDING, ("Kommunen har inventerat.", "Kommunen har inventerat behoven."))
        assert needs_confirmation(signer, GK1)
        assert Event.objects.get(verb="published", facts__version=3).facts["asked"] == {"GK1": ["2380"]}


def test_who_reckons_what_goals_are_worth_hears_of_another_rule(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    heard: list[str] = []

    def listen(agreement: str, **more: object) -> None:
        heard.append(agreement)

    reports_changed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            correct(WORDING)
    finally:
        reports_changed.disconnect(listen)
    assert heard == ["prov-2014"]


class TestAnswersWhoseQuestionIsGone:
    """An answer is kept under its key when its question is left out or is of another type."""

    @pytest.mark.parametrize("change", [NOT_ASKED, ANOTHER_TYPE], ids=["left out", "another type"])
    def test_it_is_kept_the_check_goes_on_and_the_rest_can_be_handed_in(
        self, world: World, signer: Actor, change: tuple[str, str]
    ) -> None:
        answer(signer, GK1, "decided")
        handed_in(signer, GK1)
        correct(change)
        place = report_place(signer, GK1)
        assert place is not None
        assert place.needs_confirmation
        assert place.answers == {"decided": True}
        result = check(place)
        assert result is not None
        assert not result.is_met

    def test_a_new_question_is_answered_beside_the_old_answer(self, world: World, signer: Actor) -> None:
        answer(signer, GK1, "decided")
        correct(NOT_ASKED)
        answer(signer, GK1, "signed")
        assert Report.objects.get().answers == {"decided": True, "signed": True}
        confirm_wording(signer, GK1)
        handed_in(signer, GK1)
        submission = Submission.objects.get()
        assert submission.answers == {"decided": True, "signed": True}
        assert submission.evaluation["truth"] == "met"

    def test_an_answer_to_a_question_of_another_type_is_written_over_only_when_it_is_answered(
        self, world: World, signer: Actor
    ) -> None:
        answer(signer, GK1, "decided")
        correct(ANOTHER_TYPE)
        assert Report.objects.get().answers == {"decided": True}
        revision = Report.objects.get().revision
        save_answers(signer, GK1, [Change("decided", "2014-05-01", revision)], arrived_at=IN_TIME)
        assert Report.objects.get().answers == {"decided": "2014-05-01"}
