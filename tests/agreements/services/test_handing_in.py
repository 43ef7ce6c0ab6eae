"""Handing in: all or nothing, once, in time or late, with one receipt."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from agreements.domain.seal import hand_in_sha256, submission_sha256
from agreements.models import Case, CaseCounter, EvidenceFile, EvidenceState, HandIn, Report, Submission
from agreements.selectors.reports import hand_ins, own_reports, submissions
from agreements.services.drafts import NoSuchReport, confirm_prefilled
from agreements.services.handing_in import KeyIsUsed, ask_for_signature, take_back
from agreements.signals import reports_changed
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from prio.audit.models import Event
from prio.clock import STOCKHOLM, today
from prio.mail.models import Message
from prio.refused import Refused
from tests import factories
from tests.reporting import (
    BEFORE_OPENING,
    CODE,
    IN_TIME,
    LATE,
    Place,
    actor_for,
    attach_plan,
    handed_in_last_year,
    key_of,
    make_place,
    press,
    save,
    the_report,
)
from tests.tables import content


@pytest.fixture
def place(db: None) -> Place:
    made = make_place()
    save(made.reporter, "decided", True)
    save(made.reporter, "made", False, requirement="B1")
    return made


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _actor(user: User) -> Actor:
    return actor_of(user, today())


class TestTheReceipt:
    """One hand-in for as many requirements as are ready, with one receipt."""

    def test_several_requirements_are_one_hand_in(self, place: Place) -> None:
        made = press(place.signer, "GK1", "B1")
        assert (made.reference, made.late, made.at) == ("2014-00001-1", False, IN_TIME)
        assert [one.report.requirement.code for one in made.submissions.order_by("report")] == ["GK1", "B1"]
        assert set(Report.objects.values_list("state", flat=True)) == {"handed_in"}

    def test_everything_is_evaluated_again_and_kept(self, place: Place) -> None:
        press(place.signer, "GK1", "B1")
        truths = {
            one.report.requirement.code: one.evaluation["truth"]
            for one in Submission.objects.select_related("report__requirement")
        }
        assert truths == {"GK1": "undecided", "B1": "not_met"}, "a later question of GK1 is still open"

    def test_the_case_keeps_its_number_and_the_entries_are_counted(self, place: Place) -> None:
        assert press(place.signer, "GK1").reference == "2014-00001-1"
        assert press(place.signer, "B1").reference == "2014-00001-2"
        assert (Case.objects.count(), CaseCounter.objects.get().last) == (1, 1)

    def test_another_party_gets_the_next_number(self, place: Place) -> None:
        press(place.signer, "GK1")
        factories.report(place.agreement, "B1", place.berg, "draft")
        assert press(place.neighbour, "B1", party="2326").reference == "2014-00002-1"

    def test_the_hashes_can_be_computed_again_from_what_was_handed_in(self, place: Place) -> None:
        made = press(place.signer, "GK1", "B1")
        seals = []
        for one in made.submissions.select_related("report__requirement", "requirement_version__version"):
            code = one.report.requirement.code
            version = one.requirement_version.version.number
            assert one.sha256 == submission_sha256(key_of(code), version, one.answers, one.comments)
            seals.append((code, one.sha256))
        assert made.sha256 == hand_in_sha256(seals)

    def test_what_was_handed_in_does_not_change_with_the_draft(self, place: Place) -> None:
        press(place.signer, "GK1")
        take_back(place.signer, key_of(), arrived_at=IN_TIME)
        save(place.reporter, "decided", False, None)
        assert Submission.objects.get().answers == {"decided": True}

    def test_reporters_and_signers_of_the_organisation_get_it(self, place: Place) -> None:
        actor_for(place.ostersund, Role.READER)
        press(place.signer, "GK1", "B1")
        told = Message.objects.filter(key__startswith="receipt:")
        people = {place.reporter.user_id, place.colleague.user_id, place.signer.user_id}
        assert set(told.values_list("to", flat=True)) == people
        letter = told.first()
        assert letter is not None
        assert "Diarienummer: 2014-00001-1" in letter.body
        assert "kl. 12.00.00 (svensk tid)" in letter.body
        assert letter.path == f"/overenskommelser/{CODE}/rapportering/2380/kvitto/1/"

    def test_it_is_told_once_when_it_is_certain(
        self, place: Place, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        heard: list[str] = []

        def hear(agreement: str, **_: object) -> None:
            heard.append(agreement)

        reports_changed.connect(hear)
        try:
            with django_capture_on_commit_callbacks(execute=True):
                press(place.signer, "GK1", "B1")
                assert heard == []
        finally:
            reports_changed.disconnect(hear)
        assert heard == [CODE]

    def test_the_log_of_the_report_and_of_the_case_say_so(self, place: Place) -> None:
        made = press(place.signer, "GK1")
        assert Event.objects.get(aggregate="report", verb="hand_in").facts["sha256"]
        assert Event.objects.get(aggregate="case", verb="handed_in").facts["reference"] == made.reference


class TestOnce:
    """However often the button arrives, it is one hand-in."""

    def test_the_same_key_is_the_same_hand_in(self, place: Place) -> None:
        key = uuid4()
        first = press(place.signer, "GK1", "B1", key=key)
        before = content()
        assert press(place.signer, "GK1", "B1", key=key) == first
        assert content() == before

    def test_another_key_with_the_same_content_is_the_same_hand_in(self, place: Place) -> None:
        first = press(place.signer, "GK1", "B1")
        assert press(place.signer, "GK1", "B1") == first
        assert press(place.signer, "B1") == first
        assert Submission.objects.count() == 2

    def test_another_key_after_a_change_is_a_new_hand_in(self, place: Place) -> None:
        press(place.signer, "B1")
        take_back(place.signer, key_of("B1"), arrived_at=IN_TIME)
        save(place.reporter, "made", True, None, requirement="B1")
        press(place.signer, "B1")
        assert list(Submission.objects.values_list("number", flat=True)) == [1, 2]

    def test_what_was_taken_back_can_be_handed_in_unchanged(self, place: Place) -> None:
        press(place.signer, "B1")
        take_back(place.signer, key_of("B1"), arrived_at=IN_TIME)
        assert press(place.signer, "B1").number == 3, "taking it back is an entry of the case too"

    def test_a_used_key_never_answers_for_another_report(self, place: Place) -> None:
        """A page that one went back to: its old receipt would say that this report is handed in too."""
        made = press(place.signer, "B1")
        before = content()
        for requirements in (("GK1",), ("GK1", "B1")):
            with pytest.raises(KeyIsUsed, match="2014-00001-1"):
                press(place.signer, *requirements, key=made.key)
        assert content() == before

    def test_a_used_key_does_not_answer_for_what_was_taken_back(self, place: Place) -> None:
        made = press(place.signer, "B1")
        take_back(place.signer, key_of("B1"), arrived_at=IN_TIME)
        with pytest.raises(KeyIsUsed):
            press(place.signer, "B1", key=made.key)
        assert the_report("B1").state == "draft"
        assert press(place.signer, "B1").number == 3

    def test_a_used_key_does_not_answer_for_later_answers(self, place: Place) -> None:
        made = press(place.signer, "GK1")
        day = datetime(2014, 11, 1, tzinfo=STOCKHOLM)
        save(place.reporter, "later", "Två läste.", None, at=day)
        with pytest.raises(KeyIsUsed):
            press(place.signer, "GK1", key=made.key, at=day)
        assert press(place.signer, "GK1", at=day).number == 2

    def test_the_key_of_another_partys_hand_in_gives_nothing_away(self, place: Place) -> None:
        made = press(place.signer, "GK1")
        factories.report(place.agreement, "GK1", place.berg, "draft")
        with pytest.raises(Refused, match="kunde inte göras"):
            press(place.neighbour, "GK1", party="2326", key=made.key)


class TestAllOrNothing:
    """What stands in the way of one stops all, and everything is named at once."""

    def test_nothing_is_half_done_and_everything_in_the_way_is_named(self, place: Place) -> None:
        save(place.reporter, "meetings", None, typed={"": "tolv"})
        press(place.signer, "B1")
        before = content()
        with pytest.raises(Refused) as refused:
            press(place.signer, "GK1", "B1")
        assert content() == before
        assert refused.value.details == (
            "GK1 Samverkan: ”Hur många möten?” går inte att tolka. Skriv om svaret eller töm det.",
            "B1 Inventering: redan inlämnad, och inget svar har ändrats sedan dess.",
        )

    def test_what_is_not_begun_is_named(self, place: Place) -> None:
        Report.objects.filter(requirement__code="B1").delete()
        with pytest.raises(Refused, match="B1 Inventering: Läget är ”Inte påbörjad”"):
            press(place.signer, "GK1", "B1")
        assert not HandIn.objects.exists()

    def test_last_years_answers_have_to_be_confirmed(self, place: Place) -> None:
        Report.objects.all().delete()
        handed_in_last_year(place, {"how": "I team."})
        save(place.reporter, "decided", True)
        with pytest.raises(Refused, match="”Hur arbetar ni\\?” är ifyllt från förra året"):
            press(place.signer, "GK1")
        confirm_prefilled(place.reporter, key_of(), ["how"])
        assert press(place.signer, "GK1")

    def test_a_stopped_file_is_in_the_way(self, place: Place) -> None:
        attach_plan(place)
        EvidenceFile.objects.update(state=EvidenceState.REFUSED, reason="Virus.")
        with pytest.raises(Refused, match=r"plan\.pdf kan inte användas"):
            press(place.signer, "GK1")
        EvidenceFile.objects.update(state=EvidenceState.CHECKING, reason="")
        assert press(place.signer, "GK1"), "what is still being checked was handed in when it was sent"

    def test_missing_answers_and_an_unmet_rule_stop_nobody(self, place: Place) -> None:
        save(place.reporter, "made", None, None, requirement="B1")
        assert press(place.signer, "B1").submissions.get().answers == {}


class TestWho:
    """Only a signer of the party's organisation."""

    def test_a_reporter_does_not_sign(self, place: Place) -> None:
        with pytest.raises(Refused, match="behörig undertecknare"):
            press(place.reporter, "GK1")

    def test_somebody_elses_signer_finds_no_report(self, place: Place) -> None:
        with pytest.raises(NoSuchReport):
            press(place.neighbour, "GK1")

    @pytest.mark.parametrize("requirements", [("GK9",), ("GK1", "GK9")])
    def test_an_unknown_requirement_is_no_report(self, place: Place, requirements: tuple[str, ...]) -> None:
        with pytest.raises(NoSuchReport):
            press(place.signer, *requirements)

    def test_nothing_chosen_is_refused(self, place: Place) -> None:
        with pytest.raises(Refused, match="Välj minst ett"):
            press(place.signer)

    @pytest.mark.parametrize("signed_as", ["", "  ", "x" * 301, "Ulla\x00"])
    def test_it_is_signed_by_somebody(self, place: Place, signed_as: str) -> None:
        with pytest.raises(Refused, match="vem som skriver under"):
            press(place.signer, "GK1", signed_as=signed_as)


class TestTheDeadline:
    """The last day ends at midnight in Stockholm; the moment when the request arrived is compared."""

    def test_the_last_second_is_in_time(self, place: Place) -> None:
        made = press(place.signer, "B1", at=LATE - timedelta(microseconds=1))
        assert (made.late, the_report("B1").state) == (False, "handed_in")

    def test_midnight_is_late_and_received(self, place: Place) -> None:
        made = press(place.signer, "B1", at=LATE)
        assert (made.late, the_report("B1").state) == (True, "late")
        assert made.submissions.get().late
        assert "efter sista dagen" in Message.objects.filter(key__startswith="receipt:")[0].body

    @pytest.mark.parametrize(
        ("closes", "last", "first_late"),
        [
            ("2014-03-29", "2014-03-29T22:59:59", "2014-03-29T23:00:00"),
            ("2014-03-30", "2014-03-30T21:59:59", "2014-03-30T22:00:00"),
            ("2014-10-25", "2014-10-25T21:59:59", "2014-10-25T22:00:00"),
            ("2014-10-26", "2014-10-26T22:59:59", "2014-10-26T23:00:00"),
        ],
    )
    def test_summer_time_begins_and_ends_where_it_does(
        self, db: None, closes: str, last: str, first_late: str
    ) -> None:
        text = factories.TINY_AGREEMENT.replace("closes: 2014-10-14", f"closes: {closes}")
        made = make_place(text)
        for requirement, question in (("GK1", "decided"), ("B1", "made")):
            save(made.reporter, question, True, requirement=requirement, at=_utc("2014-03-05T12:00:00"))
        assert not press(made.signer, "GK1", at=_utc(last)).late
        assert press(made.signer, "B1", at=_utc(first_late)).late

    def test_nothing_is_handed_in_before_it_opens(self, place: Place) -> None:
        with pytest.raises(Refused, match="har inte öppnat"):
            press(place.signer, "B1", at=BEFORE_OPENING)

    def test_a_later_question_is_supplemented_after_the_rest_has_closed(self, place: Place) -> None:
        press(place.signer, "GK1")
        day = datetime(2014, 11, 2, 23, 59, 59, tzinfo=STOCKHOLM)
        seen = save(place.reporter, "later", "Två läste.", None, at=day).revision
        with pytest.raises(Refused, match="”Är den beslutad\\?” kan inte ändras"):
            save(place.reporter, "decided", False, seen, at=day)
        made = press(place.signer, "GK1", at=day)
        assert (made.number, made.late) == (2, False)
        assert made.submissions.get().answers == {"decided": True, "later": "Två läste."}
        assert press(place.signer, "GK1", at=day) == made
        with pytest.raises(Refused, match="Svaren kan inte ändras"):
            save(place.reporter, "later", "En till.", None, at=day + timedelta(seconds=1))

    def test_a_supplement_that_was_not_handed_in_in_time_is_refused(self, place: Place) -> None:
        press(place.signer, "GK1")
        save(place.reporter, "later", "Två läste.", None, at=LATE)
        with pytest.raises(Refused, match="Ingen av frågorna är öppen"):
            press(place.signer, "GK1", at=datetime(2014, 11, 3, tzinfo=STOCKHOLM))
        assert Submission.objects.count() == 1


class TestReadingIt:
    """Who reads what was handed in."""

    def test_the_organisation_the_county_and_the_state_read_and_nobody_else(self, place: Place) -> None:
        made = press(place.signer, "GK1")
        coordinator = factories.person(Role.COUNTY_COORDINATOR, county=place.county)
        from_elsewhere = factories.person(
            Role.COUNTY_COORDINATOR, county=factories.county("09", "I", "Gotlands län")
        )
        readers = [place.reporter, place.assessor, _actor(coordinator)]
        for actor in readers:
            assert hand_ins(actor, CODE, "2380") == (made,)
            assert [one.number for one in submissions(actor, key_of())] == [1]
        for actor in (place.neighbour, _actor(from_elsewhere)):
            assert hand_ins(actor, CODE, "2380") == ()
            assert submissions(actor, key_of()) == ()

    def test_the_list_says_how_far_everything_is(self, place: Place) -> None:
        press(place.signer, "B1")
        found = own_reports(place.signer, CODE, now=IN_TIME)
        assert found is not None
        [party] = found.parties
        grundkrav, goal = party.reports
        assert [question.key for question in grundkrav.missing] == [
            "how", "meetings", "plan", "early", "later",
        ]  # fmt: skip
        assert grundkrav.can_be_handed_in
        assert (goal.place.state, goal.can_be_handed_in, goal.changed) == ("handed_in", False, False)
        assert goal.submission is not None
        assert [ground.key.requirement for ground in party.from_registers] == ["R1"]

    def test_who_reports_for_nobody_has_an_empty_list(self, place: Place) -> None:
        found = own_reports(place.assessor, CODE)
        assert found is not None
        assert found.parties == ()
        assert own_reports(place.assessor, "finns-inte") is None


class TestAskingForASignature:
    """The one who fills in may be another than the one who signs."""

    def test_the_signers_are_told_once_until_something_changes(self, place: Place) -> None:
        ask_for_signature(place.reporter, CODE, "2380")
        ask_for_signature(place.colleague, CODE, "2380")
        told = Message.objects.filter(key__startswith="signature:")
        assert list(told.values_list("to", flat=True)) == [place.signer.user_id]
        save(place.reporter, "decided", False, None)
        assert the_report().ready_at is None
        assert the_report("B1").ready_by_id == place.reporter.user_id
        ask_for_signature(place.reporter, CODE, "2380")
        assert told.count() == 2

    def test_there_must_be_something_to_sign(self, place: Place) -> None:
        press(place.signer, "GK1", "B1")
        with pytest.raises(Refused, match="inget utkast"):
            ask_for_signature(place.reporter, CODE, "2380")

    def test_a_reader_asks_nobody(self, place: Place) -> None:
        with pytest.raises(Refused, match="inte ändra"):
            ask_for_signature(actor_for(place.ostersund, Role.READER), CODE, "2380")
        with pytest.raises(NoSuchReport):
            ask_for_signature(place.neighbour, CODE, "2380")
