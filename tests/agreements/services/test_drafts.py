"""Working on a draft: nothing that anybody typed is lost, and nobody overwrites what they have not seen."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from agreements.models import Report, ReportState
from agreements.selectors.reports import report_place
from agreements.services.drafts import (
    Change,
    NoSuchReport,
    begin,
    confirm_prefilled,
    save_answers,
)
from agreements.services.writing import PERSON
from prio.accounts.roles import Role
from prio.audit.models import Event
from prio.refused import Refused
from tests import factories
from tests.reporting import (
    BEFORE_OPENING,
    IN_TIME,
    LATE,
    Place,
    actor_for,
    handed_in_last_year,
    key_of,
    make_place,
    save,
    the_report,
)


@pytest.fixture
def place(db: None) -> Place:
    return make_place()


class TestBeginning:
    """A report begins once, with what can be known from last year."""

    def test_saving_begins_the_report(self, place: Place) -> None:
        saved = save(place.reporter, "decided", True)
        assert (saved.saved, saved.clashes, saved.problems) == (("decided",), (), {})
        assert the_report().answers == {"decided": True}
        assert the_report().changed_by_id == place.reporter.user_id

    def test_beginning_again_is_the_same_report_and_one_event(self, place: Place) -> None:
        assert begin(place.reporter, key_of()).pk == begin(place.colleague, key_of()).pk
        assert list(Event.objects.filter(aggregate="report").values_list("verb", flat=True)) == ["begun"]

    def test_saving_writes_no_event(self, place: Place) -> None:
        begin(place.reporter, key_of())
        save(place.reporter, "decided", True, 1)
        assert Event.objects.filter(aggregate="report").count() == 1

    def test_nothing_begins_before_the_agreement_opens(self, place: Place) -> None:
        with pytest.raises(Refused, match="har inte öppnat"):
            save(place.reporter, "decided", True, at=BEFORE_OPENING)
        assert not Report.objects.exists()

    def test_what_is_read_from_a_register_has_no_report(self, place: Place) -> None:
        with pytest.raises(Refused, match="R1 Väntetider läses ur register"):
            begin(place.reporter, key_of("R1"))

    @pytest.mark.parametrize("role", [Role.READER, Role.HEAD, Role.RECIPIENT])
    def test_who_only_reads_the_organisation_changes_nothing(self, place: Place, role: Role) -> None:
        with pytest.raises(Refused, match="kan läsa rapporten men inte ändra"):
            save(actor_for(place.ostersund, role), "decided", True)
        assert not Report.objects.exists()

    def test_a_reporter_here_who_reads_there_writes_here_only(self, place: Place) -> None:
        reader_of_berg = actor_for(place.berg, Role.READER)
        both = replace(
            place.reporter,
            parties=place.reporter.parties | reader_of_berg.parties,
            holds=place.reporter.holds | reader_of_berg.holds,
        )
        begin(both, key_of())
        with pytest.raises(Refused, match="inte ändra"):
            begin(both, key_of(party="2326"))

    @pytest.mark.parametrize("party", ["2326", "23", "9999"])
    def test_somebody_elses_report_does_not_exist(self, place: Place, party: str) -> None:
        with pytest.raises(NoSuchReport):
            begin(place.reporter, key_of(party=party))
        assert report_place(place.reporter, key_of(party=party)) is None

    def test_a_requirement_of_others_does_not_exist(self, place: Place) -> None:
        region = actor_for(place.region, Role.REPORTER)
        with pytest.raises(NoSuchReport):
            begin(region, key_of("B1", "23"))


class TestLastYear:
    """Report once: how something is arranged is filled in, what belongs to its year is not."""

    def test_arrangements_are_filled_in_and_figures_are_not(self, place: Place) -> None:
        handed_in_last_year(place, {"decided": True, "how": "I team.", "meetings": 12, "later": 7})
        report = begin(place.reporter, key_of())
        assert report.answers == {"decided": True, "how": "I team."}
        origin = {"agreement": "prov-2013", "requirement": "G1"}
        assert report.prefilled == {"decided": origin, "how": origin}

    def test_confirming_keeps_the_answer_and_takes_the_mark_away(self, place: Place) -> None:
        handed_in_last_year(place, {"decided": True, "how": "I team."})
        begin(place.reporter, key_of())
        report = confirm_prefilled(place.reporter, key_of(), ["how", "nonsense"])
        assert report.answers["how"] == "I team."
        assert list(the_report().prefilled) == ["decided"]
        assert the_report().revision == 2

    @pytest.mark.parametrize("answer", [True, False])
    def test_saving_the_answer_confirms_it_whether_it_changed_or_not(
        self, place: Place, answer: bool
    ) -> None:
        handed_in_last_year(place, {"decided": True})
        report = begin(place.reporter, key_of())
        save(place.reporter, "decided", answer, report.revision)
        assert the_report().prefilled == {}
        assert the_report().answers == {"decided": answer}

    def test_confirming_what_nobody_began_is_refused(self, place: Place) -> None:
        with pytest.raises(Refused, match="inte påbörjad"):
            confirm_prefilled(place.reporter, key_of(), ["how"])

    def test_last_year_is_there_to_read(self, place: Place) -> None:
        submission = handed_in_last_year(place, {"meetings": 12})
        found = report_place(place.reporter, key_of())
        assert found is not None
        assert found.last_year == submission


class TestClashes:
    """Whoever has not seen the latest answer does not overwrite it."""

    def test_two_questions_at_once_are_both_kept(self, place: Place) -> None:
        base = begin(place.reporter, key_of()).revision
        save(place.reporter, "decided", True, base)
        saved = save(place.colleague, "how", "I team.", base)
        assert saved.clashes == ()
        assert the_report().answers == {"decided": True, "how": "I team."}

    def test_an_unseen_answer_is_shown_and_not_overwritten(self, place: Place) -> None:
        base = begin(place.reporter, key_of()).revision
        save(place.reporter, "how", "I team.", base)
        saved = save(place.colleague, "how", "Var för sig.", base)
        assert saved.saved == ()
        [clash] = saved.clashes
        assert (clash.mine, clash.theirs) == ("Var för sig.", "I team.")
        assert (clash.by_name, clash.at) == (place.reporter.name, IN_TIME)
        assert the_report().answers == {"how": "I team."}

    def test_who_has_seen_the_other_answer_may_replace_it(self, place: Place) -> None:
        seen = save(place.reporter, "how", "I team.").revision
        assert save(place.colleague, "how", "Var för sig.", seen).clashes == ()
        assert the_report().answers == {"how": "Var för sig."}

    def test_equal_answers_never_clash(self, place: Place) -> None:
        save(place.reporter, "how", "I team.")
        saved = save(place.colleague, "how", "I team.", 0)
        assert (saved.saved, saved.clashes) == (("how",), ())

    def test_the_same_save_again_changes_nothing(self, place: Place) -> None:
        first = save(place.reporter, "how", "I team.", 0)
        again = save(place.reporter, "how", "I team.", 0)
        assert again.revision == first.revision
        assert again.saved == ("how",)

    def test_ones_own_other_tab_clashes_too(self, place: Place) -> None:
        save(place.reporter, "how", "I team.", 0, tab="a")
        assert len(save(place.reporter, "how", "Var för sig.", 0, tab="b").clashes) == 1

    def test_a_page_whose_answer_was_lost_writes_on(self, place: Place) -> None:
        save(place.reporter, "how", "I te", 0, tab="a")
        assert save(place.reporter, "how", "I team.", 0, tab="a").clashes == ()
        assert the_report().answers == {"how": "I team."}

    def test_who_names_a_revision_that_the_report_has_not_had_has_seen_nothing(self, place: Place) -> None:
        save(place.reporter, "how", "Först.")
        saved = save(place.colleague, "how", "Från en annan rapport.", 99)
        assert [one.theirs for one in saved.clashes] == ["Först."]
        assert the_report().answers["how"] == "Först."

    def test_a_personal_identity_number_is_not_kept(self, place: Place) -> None:
        for saved in (
            save(place.reporter, "how", "Ring Anna, 811218-9876."),
            save(place.reporter, "meetings", None, typed={"": "811218-9876"}),
            save(place.reporter, "meetings", 900, comment="Fråga 811218-9876."),
        ):
            assert list(saved.problems.values()) == [PERSON]
        assert "9876" not in str([the_report().answers, the_report().typed, the_report().comments])
        assert not save(place.reporter, "how", "Ring växeln, 063-14 30 00.").problems

    def test_emptying_an_unseen_answer_clashes(self, place: Place) -> None:
        save(place.reporter, "how", "I team.")
        assert len(save(place.colleague, "how", None, 0).clashes) == 1
        assert the_report().answers == {"how": "I team."}

    def test_what_cannot_be_read_is_kept_and_clashes_like_an_answer(self, place: Place) -> None:
        save(place.reporter, "meetings", None, typed={"": "ungefär tolv"})
        assert the_report().typed == {"meetings": {"": "ungefär tolv"}}
        [clash] = save(place.colleague, "meetings", 12, 0).clashes
        assert (clash.theirs, clash.typed) == ({"": "ungefär tolv"}, True)

    def test_what_cannot_be_read_takes_the_old_answer_away_and_the_next_answer_takes_it_away(
        self, place: Place
    ) -> None:
        seen = save(place.reporter, "meetings", 12).revision
        seen = save(place.reporter, "meetings", None, seen, typed={"": "tolv"}).revision
        assert the_report().answers == {}
        save(place.reporter, "meetings", 13, seen)
        assert (the_report().answers, the_report().typed) == ({"meetings": 13}, {})

    def test_a_comment_is_kept_until_another_one_is_given(self, place: Place) -> None:
        seen = save(place.reporter, "meetings", 900, comment=" Ovanligt många. ").revision
        seen = save(place.reporter, "meetings", 901, seen).revision
        assert the_report().comments == {"meetings": "Ovanligt många."}
        save(place.reporter, "meetings", 901, seen, comment="")
        assert the_report().comments == {}

    def test_an_unseen_comment_is_not_overwritten(self, place: Place) -> None:
        save(place.reporter, "meetings", 900, comment="Ovanligt många.")
        assert len(save(place.colleague, "meetings", 900, 0, comment="Fel.").clashes) == 1
        assert the_report().comments == {"meetings": "Ovanligt många."}


class TestWhatIsRefused:
    """A wrong answer is refused by itself; a wrong question refuses the save. Nothing is half written."""

    @pytest.mark.parametrize(
        ("question", "value"),
        [
            ("decided", "ja"),
            ("meetings", -1),
            ("meetings", 1.5),
            ("how", "x" * 20_001),
            ("how", "noll\x00"),
            ("how", "halv \ud800"),
            ("how", ["text"]),
            ("plan", {"name": "plan.pdf", "sections": []}),
            ("plan", {"name": "plan.pdf", "file": str(uuid4())}),
            ("plan", {"name": "plan.pdf", "file": "../../etc/passwd"}),
        ],
    )
    def test_an_unusable_answer_leaves_the_old_one_and_the_other_questions(
        self, place: Place, question: str, value: Any
    ) -> None:
        changes = [Change(question, value, 0), Change("early", "1", 0)]
        saved = save_answers(place.reporter, key_of(), changes, arrived_at=IN_TIME)
        assert saved.saved == ("early",)
        assert list(saved.problems) == [question]
        assert the_report().answers == {"early": "1"}

    @pytest.mark.parametrize(
        ("question", "words"),
        [("nonsense", "ingen fråga som heter nonsense"), ("visits", "läses ur Väntetider i vården")],
    )
    def test_a_question_that_is_not_asked_refuses_the_save(
        self, place: Place, question: str, words: str
    ) -> None:
        changes = [Change("decided", True, 0), Change(question, 1, 0)]
        with pytest.raises(Refused, match=words):
            save_answers(place.reporter, key_of(), changes, arrived_at=IN_TIME)
        assert not Report.objects.exists()

    def test_a_question_that_closed_before_the_rest_stays_closed(self, place: Place) -> None:
        last = IN_TIME.replace(month=9, day=1, hour=23, minute=59, second=59)
        seen = save(place.reporter, "early", "1", at=last).revision
        with pytest.raises(Refused, match="sista dag var 2014-09-01"):
            save(place.reporter, "early", "2", seen, at=IN_TIME.replace(month=9, day=2, hour=0))
        assert the_report().answers == {"early": "1"}

    def test_a_late_draft_can_still_be_written_on(self, place: Place) -> None:
        save(place.reporter, "decided", True, at=LATE)
        assert the_report().answers == {"decided": True}

    @pytest.mark.parametrize(
        "state", [ReportState.HANDED_IN, ReportState.LATE, ReportState.REFUSED, ReportState.DECLINED]
    )
    def test_what_is_not_worked_on_cannot_be_changed(self, place: Place, state: ReportState) -> None:
        factories.report(place.agreement, "B1", place.ostersund, state)
        with pytest.raises(Refused, match="Svaren kan inte ändras"):
            save(place.reporter, "made", True, requirement="B1")
        assert the_report("B1").answers == {}

    def test_a_comment_that_is_too_long_is_refused_with_its_answer(self, place: Place) -> None:
        assert "meetings" in save(place.reporter, "meetings", 1, comment="x" * 2001).problems

    def test_part_of_a_split_count_is_no_answer(self, place: Place) -> None:
        saved = save(place.reporter, "people", {"women": 1}, requirement="B1")
        assert "saknar antal för män" in saved.problems["people"]


class TestAnyOrderOfSaves(TestCase):
    """Whatever order two writers save in, every answer that one of them saw saved is there or was shown."""

    place: Place

    @classmethod
    def setUpTestData(cls) -> None:
        """Make the world once for all the orders."""
        cls.place = make_place()

    @settings(max_examples=25)
    @given(st.lists(st.tuples(st.booleans(), st.sampled_from("abc"), st.booleans()), max_size=8))
    def test_nobody_overwrites_what_they_have_not_seen(self, moves: list[tuple[bool, str, bool]]) -> None:
        seen = {True: 0, False: 0}
        stands: str | None = None
        written_at = 0
        for who, text, looks in moves:
            actor = self.place.reporter if who else self.place.colleague
            if looks and Report.objects.exists():
                seen[who] = the_report().revision
            saved = save(actor, "how", text, seen[who])
            was_unseen = written_at > seen[who]
            assert bool(saved.clashes) == (was_unseen and text != stands)
            if saved.clashes:
                assert saved.clashes[0].theirs == stands
            else:
                written_at = written_at if text == stands else saved.revision
                seen[who] = saved.revision
                stands = text
            assert the_report().answers.get("how") == stands
