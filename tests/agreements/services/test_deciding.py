"""What those who assess decide: late reports, completion, more time."""

from datetime import date, datetime, timedelta

import pytest

from agreements.models import CompletionRequest, Extension, Report, ReportState, Submission
from agreements.selectors.reports import report_place, submitted_place
from agreements.selectors.standing import without_refused_completions
from agreements.services.deciding import accept_late, extend, refuse_late, request_completion
from agreements.services.drafts import NoSuchReport
from prio import clock
from prio.accounts.roles import Role
from prio.accounts.selectors import actor_of
from prio.audit.models import Event
from prio.clock import STOCKHOLM
from prio.mail.models import Message
from prio.refused import Refused
from tests import factories
from tests.reporting import CODE, LATE, Place, actor_for, key_of, make_place, press, save, the_report

NOW = datetime(2014, 10, 1, 9, 0, tzinfo=STOCKHOLM)
DUE = date(2014, 10, 20)
B1 = key_of("B1")


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Place:
    made = make_place()
    save(made.reporter, "made", True, requirement="B1")
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return made


def at_midnight_after(day: date) -> datetime:
    return clock.end_of(day)


def standing() -> list[int]:
    found = without_refused_completions(Submission.objects.order_by("number"))
    return list(found.values_list("number", flat=True))


class TestLate:
    """What came late waits for who leads the assessment."""

    def test_accepted_it_counts_as_handed_in(self, place: Place) -> None:
        press(place.signer, "B1", at=LATE)
        assert accept_late(place.lead, B1, "Strömavbrott.").state == ReportState.HANDED_IN
        assert the_report("B1").reason == "Strömavbrott."
        assert standing() == [1]
        assert "godtas." in Message.objects.filter(key__startswith="accept_late")[0].body

    def test_refused_it_stays_refused(self, place: Place) -> None:
        press(place.signer, "B1", at=LATE)
        assert refuse_late(place.lead, B1, "Inget skäl angavs.").state == ReportState.REFUSED
        with pytest.raises(Refused, match="Läget är"):
            press(place.signer, "B1", at=LATE)
        with pytest.raises(Refused, match="Läget är"):
            accept_late(place.lead, B1, "Ändå.")

    def test_it_takes_a_reason_and_who_leads(self, place: Place) -> None:
        press(place.signer, "B1", at=LATE)
        with pytest.raises(Refused, match="Ange ett skäl"):
            accept_late(place.lead, B1, " ")
        with pytest.raises(Refused, match="inte behörighet"):
            refuse_late(place.assessor, B1, "Nej.")
        with pytest.raises(NoSuchReport):
            accept_late(place.signer, B1, "Ja.")
        assert the_report("B1").state == ReportState.LATE

    def test_what_came_in_time_is_not_decided_on(self, place: Place) -> None:
        press(place.signer, "B1")
        with pytest.raises(Refused, match="Läget är ”Inlämnad”"):
            accept_late(place.lead, B1, "Ja.")


class TestCompletion:
    """An assessor asks for more; what was handed in stands meanwhile."""

    def ask(self, place: Place, question: str = "people", due: date = DUE) -> CompletionRequest:
        return request_completion(place.assessor, B1, question, "Hur många kvinnor och män?", due)

    def test_the_reporter_answers_hands_in_again_and_the_request_is_answered(self, place: Place) -> None:
        press(place.signer, "B1")
        request = self.ask(place)
        assert the_report("B1").state == ReportState.RETURNED
        letter = Message.objects.filter(key__startswith="completion:")[0]
        assert "frågan ”Hur många”" in letter.body
        assert "måndag 20\u00a0oktober 2014 kl. 24.00" in letter.body
        save(
            place.reporter,
            "people",
            {"women": 1, "men": 2},
            None,
            requirement="B1",
            at=at_midnight_after(DUE),
        )
        made = press(place.signer, "B1", at=at_midnight_after(DUE) - timedelta(seconds=1))
        request.refresh_from_db()
        assert request.answered_by == made.submissions.get()
        assert (made.late, the_report("B1").state) == (False, ReportState.HANDED_IN)
        assert standing() == [1, 2]

    def test_both_versions_stay_readable(self, place: Place) -> None:
        press(place.signer, "B1")
        self.ask(place)
        save(place.reporter, "made", False, None, requirement="B1")
        press(place.signer, "B1")
        assert [one.answers["made"] for one in Submission.objects.order_by("number")] == [True, False]

    def test_after_its_day_it_is_late_and_the_first_stands_if_it_is_refused(self, place: Place) -> None:
        press(place.signer, "B1")
        request = self.ask(place)
        save(place.reporter, "made", False, None, requirement="B1", at=at_midnight_after(DUE))
        made = press(place.signer, "B1", at=at_midnight_after(DUE))
        assert (made.late, the_report("B1").state) == (True, ReportState.LATE)
        report = refuse_late(place.lead, B1, "För sent.")
        assert (report.state, report.answers) == (ReportState.HANDED_IN, {"made": True})
        assert standing() == [1]
        request.refresh_from_db()
        assert request.answered_by is None

    def test_a_second_refused_completion_brings_back_what_stands_and_not_the_first_refused_one(
        self, place: Place
    ) -> None:
        press(place.signer, "B1")
        for made in (False, None):
            self.ask(place)
            save(place.reporter, "made", made, None, requirement="B1", at=at_midnight_after(DUE))
            press(place.signer, "B1", at=at_midnight_after(DUE))
            report = refuse_late(place.lead, B1, "För sent.")
        assert report.answers == {"made": True}
        assert standing() == [1]

    def test_after_its_day_it_answers_the_request_if_it_is_accepted(self, place: Place) -> None:
        press(place.signer, "B1")
        request = self.ask(place)
        save(place.reporter, "made", False, None, requirement="B1", at=at_midnight_after(DUE))
        press(place.signer, "B1", at=at_midnight_after(DUE))
        assert accept_late(place.lead, B1, "Sjukdom.").state == ReportState.HANDED_IN
        assert standing() == [1, 2]
        request.refresh_from_db()
        assert request.answered_by == Submission.objects.get(number=2)

    def test_several_questions_can_be_asked_about_and_the_last_day_is_the_latest(self, place: Place) -> None:
        press(place.signer, "B1")
        self.ask(place)
        self.ask(place, "", DUE + timedelta(days=2))
        found = report_place(place.reporter, B1)
        assert found is not None
        assert len(found.requests) == 2
        assert found.completion_due == DUE + timedelta(days=2)

    def test_the_last_day_is_today_or_later(self, place: Place) -> None:
        press(place.signer, "B1")
        with pytest.raises(Refused, match="i dag eller senare"):
            self.ask(place, due=NOW.date() - timedelta(days=1))
        assert self.ask(place, due=NOW.date())

    @pytest.mark.parametrize(
        ("question", "text", "words"),
        [
            ("nonsense", "Mer.", "ingen fråga som heter"),
            ("people", " ", "Ange ett skäl"),
            ("people", "x" * 2001, "Högst 2000"),
            ("people", "Ta bort 19640823-3234 ur filen.", "innehåller ett personnummer"),
        ],
    )
    def test_it_says_what_is_needed(self, place: Place, question: str, text: str, words: str) -> None:
        press(place.signer, "B1")
        with pytest.raises(Refused, match=words):
            request_completion(place.assessor, B1, question, text, DUE)
        assert the_report("B1").state == ReportState.HANDED_IN

    def test_a_draft_is_not_returned_and_the_party_does_not_ask_itself(self, place: Place) -> None:
        with pytest.raises(Refused, match="Läget är ”Utkast”"):
            self.ask(place)
        press(place.signer, "B1")
        with pytest.raises(NoSuchReport):
            request_completion(place.signer, B1, "people", "Mer.", DUE)
        auditor = actor_of(factories.person(Role.AUDITOR), clock.today())
        with pytest.raises(Refused, match="inte behörighet"):
            request_completion(auditor, B1, "people", "Mer.", DUE)


class TestMoreTime:
    """A decision on more time moves the last day of whom it concerns, and of nobody else."""

    NEW = date(2014, 10, 24)

    def in_time_until(self, place: Place) -> dict[str, date | None]:
        places = {code: report_place(place.reporter, key_of(code)) for code in ("GK1", "B1")}
        berg = report_place(place.neighbour, key_of("B1", "2326"))
        return {code: one.last_day for code, one in places.items() if one} | {
            "berg": berg.last_day if berg else None
        }

    @pytest.mark.parametrize(
        ("requirement", "party", "moved"),
        [
            (None, None, {"GK1", "B1", "berg"}),
            ("B1", None, {"B1", "berg"}),
            (None, "2380", {"GK1", "B1"}),
            ("B1", "2380", {"B1"}),
        ],
    )
    def test_it_holds_for_whom_it_says(
        self, place: Place, requirement: str | None, party: str | None, moved: set[str]
    ) -> None:
        extend(place.lead, CODE, requirement, party, self.NEW, "Driftstopp.")
        days = self.in_time_until(place)
        assert {name for name, day in days.items() if day == self.NEW} == moved
        told = set(
            Message.objects.filter(key__startswith="extension:").values_list("to__memberships__organisation")
        )
        assert ((place.berg.organisation_id,) in told) == ("berg" in moved)
        assert Event.objects.get(verb="extended").facts["reason"] == "Driftstopp."

    def test_what_arrives_on_the_new_day_is_in_time(self, place: Place) -> None:
        extend(place.lead, CODE, "B1", "2380", self.NEW, "Driftstopp.")
        assert not press(place.signer, "B1", at=at_midnight_after(self.NEW) - timedelta(seconds=1)).late

    def test_who_handed_in_late_by_a_second_is_late_after_the_new_day_too(self, place: Place) -> None:
        extend(place.lead, CODE, None, None, self.NEW, "Driftstopp.")
        assert press(place.signer, "B1", at=at_midnight_after(self.NEW)).late

    @pytest.mark.parametrize("until", [date(2014, 10, 14), date(2014, 9, 30)])
    def test_time_is_only_added(self, place: Place, until: date) -> None:
        with pytest.raises(Refused, match="senare än den som gäller nu"):
            extend(place.lead, CODE, "B1", None, until, "Driftstopp.")
        assert not Extension.objects.exists()

    def test_it_takes_a_reason_a_role_and_somebody_concerned(self, place: Place) -> None:
        with pytest.raises(Refused, match="Ange ett skäl"):
            extend(place.lead, CODE, None, None, self.NEW, "")
        for actor in (place.assessor, place.signer):
            with pytest.raises(Refused, match="Bara ansvarig bedömare"):
                extend(actor, CODE, None, None, self.NEW, "Driftstopp.")
        for requirement, party in (("B1", "23"), ("GK9", None), (None, "9999"), ("R1", None)):
            with pytest.raises(Refused, match="inget sådant krav"):
                extend(place.lead, CODE, requirement, party, self.NEW, "Driftstopp.")
        administrator = actor_of(factories.person(Role.ADMINISTRATOR), clock.today())
        assert extend(administrator, CODE, None, None, self.NEW, "Driftstopp.")


class TestWhoSeesWhat:
    """Drafts are nobody else's."""

    def test_an_assessor_sees_the_state_and_not_the_draft(self, place: Place) -> None:
        found = submitted_place(place.assessor, B1)
        assert found is not None
        assert (found.state, found.report, found.answers) == ("draft", None, {})
        assert report_place(place.assessor, B1) is None

    def test_a_neighbour_sees_nothing(self, place: Place) -> None:
        assert submitted_place(place.neighbour, B1) is None
        assert submitted_place(actor_for(place.region, Role.SIGNER), B1) is None
        assert Report.objects.count() == 1
