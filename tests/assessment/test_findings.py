"""The preliminary round: grundkrav alone, for all or for those that ask, sent once, mended, and never a verdict."""

from datetime import date
from typing import Any

import pytest

from agreements.models import CompletionRequest, Report, ReportState
from agreements.services.drafts import Change, save_answers
from assessment.domain.lifecycle import Needs
from assessment.models import Finding, Outcome, PreliminaryRequest, RoundKind, Verdict
from assessment.services import assess_agreement
from assessment.services.findings import SentFindings, ask_for_preliminary, send_findings
from assessment.services.judging import Criterion, prepare
from assessment.services.rounds import close_round, open_round, reopen_round
from prio import clock
from prio.mail.models import Message
from prio.refused import NotPermitted, Refused
from tests import factories
from tests.assessment import judging
from tests.assessment.judging import (
    CODE,
    FAILED,
    MET,
    TEXT,
    Court,
    at,
    finding,
    hand_in,
    hand_in_all,
    key,
    make_court,
    open_and_assess,
    verdict,
)

pytestmark = pytest.mark.django_db
PRELIMINARY = RoundKind.PRELIMINARY


@pytest.fixture
def court() -> Court:
    """Everybody has handed in; the preliminary round is open and tested."""
    made = make_court()
    with at():
        hand_in_all(made)
        open_and_assess(made, PRELIMINARY, sample_percent=None)
    return made


def find(court: Court, outcome: str, criterion: Criterion, motivation: str = "") -> Finding:
    now = finding("GK1", court.world.berg)
    prepare(
        court.assessor, PRELIMINARY, key("GK1", court.world.berg), revision=now.revision,
        criteria={"c2": criterion}, outcome=outcome, motivation=motivation,
    )  # fmt: skip
    return finding("GK1", court.world.berg)


def test_it_covers_the_grundkrav_alone(court: Court) -> None:
    assert set(Finding.objects.values_list("requirement__code", flat=True)) == {"GK1", "GK2"}
    assert Finding.objects.count() == 6
    assert not Verdict.objects.exists()


def test_a_finding_is_sent_once_with_a_date_and_asks_for_completion(court: Court) -> None:
    with at():
        find(court, Outcome.NOT_MET, FAILED, "Inga samråd är redovisade.")
        assert send_findings(court.lead, CODE) == SentFindings(sent=1, completions=1, waiting=5)
        assert send_findings(court.lead, CODE) == SentFindings(sent=0, completions=0, waiting=5)
    request = CompletionRequest.objects.get()
    assert (request.text, request.due) == ("Inga samråd är redovisade.", date(2014, 11, 14))
    assert Report.objects.get(requirement__code="GK1", party=court.world.berg).state == ReportState.RETURNED
    assert (
        Message.objects.filter(to=court.signer.user_id, subject__contains="preliminärt bedömt").count() == 1
    )


def test_a_remark_can_not_be_mended_and_no_letter_says_so(court: Court) -> None:
    with at():
        find(court, Outcome.MET_WITH_REMARK, MET, "Uppföljningen saknar datum.")
        send_findings(court.lead, CODE)
    message = Message.objects.get(to=court.signer.user_id, subject__contains="preliminärt bedömt")
    assert "Ni kan rätta det" not in message.body
    assert not CompletionRequest.objects.exists()


def test_one_that_is_met_asks_for_nothing(court: Court) -> None:
    with at():
        find(court, Outcome.MET, MET)
        assert send_findings(court.lead, CODE).completions == 0
    assert not CompletionRequest.objects.exists()


def test_what_is_not_submitted_is_told_too() -> None:
    court = make_court()
    with at():
        open_and_assess(court, PRELIMINARY, sample_percent=None)
        assert send_findings(court.lead, CODE) == SentFindings(sent=6, completions=0, waiting=0)
        close_round(court.lead, CODE, PRELIMINARY)
    assert set(Finding.objects.values_list("outcome", flat=True)) == {Outcome.NOT_SUBMITTED}


def test_only_the_lead_sends_and_only_in_an_open_round(court: Court) -> None:
    with at(), pytest.raises(NotPermitted):
        send_findings(court.assessor, CODE)
    with at(), pytest.raises(Refused, match=r"inte skickade. Det gäller 6"):
        close_round(court.lead, CODE, PRELIMINARY)
    finding("GK1", court.world.berg).round.__class__.objects.update(state="planned")
    with at(), pytest.raises(Refused, match=Needs.ROUND_OPEN.value):
        send_findings(court.lead, CODE)


def test_the_final_round_starts_from_them(court: Court) -> None:
    with at():
        find(court, Outcome.MET, MET)
        send_findings(court.lead, CODE)
        open_and_assess(court)
    carried, fresh = verdict("GK1", court.world.berg), verdict("GK1", court.world.ostersund)
    assert (carried.proposed_outcome, carried.attention) == (Outcome.MET, [])
    assert carried.judged["c2"]["by"] == court.assessor.user_id
    assert (fresh.proposed_outcome, fresh.attention) == ("", ["manual"])


def test_what_was_completed_since_is_judged_anew_and_marked(court: Court) -> None:
    with at():
        find(court, Outcome.NOT_MET, FAILED, "Inga samråd är redovisade.")
        send_findings(court.lead, CODE)
        hand_in(court, "GK1", court.world.berg, {"decided": True, "how": "Tre möten."})
        open_and_assess(court)
    anew = verdict("GK1", court.world.berg)
    assert (anew.proposed_outcome, anew.judged) == ("", {})
    assert anew.attention == ["manual", "supplement"]


def test_a_preliminary_round_never_says_not_assessed() -> None:
    court = make_court()
    with at():
        hand_in(court, "GK1", court.world.berg, {"decided": True, "how": "Möten."})
        open_and_assess(court, PRELIMINARY, sample_percent=None)
    assert finding("GK1", court.world.berg).proposed_outcome == ""
    assert finding("GK2", court.world.berg).proposed_outcome == Outcome.NOT_SUBMITTED


class TestOnRequest:
    """The agreement assesses beforehand those that ask for it."""

    @pytest.fixture
    def court(self) -> Court:
        made = make_court(TEXT.replace("{for: all,", "{for: on_request,"))
        with at():
            hand_in_all(made)
        return made

    def test_who_asks_is_in_it_and_nobody_else(self, court: Court) -> None:
        with at():
            made = ask_for_preliminary(court.signer, CODE, "2326")
            assert ask_for_preliminary(court.signer, CODE, "2326") == made
            open_and_assess(court, PRELIMINARY, sample_percent=None)
        assert set(Finding.objects.values_list("party__code", flat=True)) == {"2326"}

    def test_one_asks_for_oneself_and_in_time(self, court: Court) -> None:
        with at(), pytest.raises(NotPermitted):
            ask_for_preliminary(court.signer, CODE, "2380")
        with at("2014-11-01 00:00+01:00"), pytest.raises(Refused, match="gått ut"):
            ask_for_preliminary(court.signer, CODE, "2326")
        with at():
            open_round(court.lead, CODE, PRELIMINARY)
            close_round(court.lead, CODE, PRELIMINARY)
            with pytest.raises(Refused, match="avslutad"):
                ask_for_preliminary(court.signer, CODE, "2326")
        assert not PreliminaryRequest.objects.exists()


def test_where_it_is_for_all_nobody_asks(court: Court) -> None:
    with at(), pytest.raises(Refused, match="ingen förhandsgranskning på begäran"):
        ask_for_preliminary(court.signer, CODE, "2326")


class TestRounds:
    """Planned, open, closed."""

    def test_a_final_round_closes_when_everything_is_final(self, court: Court) -> None:
        with at():
            open_and_assess(court)
            with pytest.raises(Refused, match=r"inte slutliga. Det gäller 9"):
                close_round(court.lead, CODE, RoundKind.FINAL)
            Verdict.objects.all().delete()
            made = close_round(court.lead, CODE, RoundKind.FINAL)
        assert (made.state, made.closed_by_id) == ("closed", court.lead.user_id)

    def test_after_it_nothing_is_received_until_it_is_opened_again(self, court: Court) -> None:
        reporter = judging.actor_of(
            factories.person(judging.Role.REPORTER, organisation=court.world.berg.organisation),
            date(2014, 10, 20),
        )
        case = key("B1", court.world.berg)
        with at():
            Report.objects.filter(requirement__code="B1", party=court.world.berg).update(
                state=ReportState.DRAFT
            )
            open_round(court.lead, CODE, RoundKind.FINAL)
            close_round(court.lead, CODE, RoundKind.FINAL)
            with pytest.raises(Refused, match="kan inte ändras"):
                save_answers(reporter, case, [Change("made", True, 1)], arrived_at=clock.now())
            reopen_round(court.lead, CODE, RoundKind.FINAL, "Ett överklagande.")
            save_answers(reporter, case, [Change("made", False, 1)], arrived_at=clock.now())
        assert Report.objects.get(requirement__code="B1", party=court.world.berg).answers == {"made": False}

    def test_its_seed_is_drawn_once_and_kept(self, court: Court) -> None:
        with at():
            seed = open_round(court.lead, CODE, RoundKind.FINAL).seed
            with pytest.raises(Refused, match="Läget är"):
                open_round(court.lead, CODE, RoundKind.FINAL)
        assert len(seed) == 32
        assert finding("GK1", court.world.berg).round.seed == ""

    @pytest.mark.parametrize(
        ("terms", "words"),
        [
            ({"days_to_answer": 0}, "mellan 1 och 60"),
            ({"sample_percent": 101}, "mellan 0 och 100"),
            ({"completion_closes": date(2014, 10, 19)}, "i dag eller senare"),
        ],
    )
    def test_terms_out_of_range_are_refused(self, court: Court, terms: dict[str, Any], words: str) -> None:
        with at(), pytest.raises(Refused, match=words):
            open_round(court.lead, CODE, RoundKind.FINAL, **terms)

    def test_only_the_lead_opens(self, court: Court) -> None:
        with at(), pytest.raises(NotPermitted):
            open_round(court.assessor, CODE, RoundKind.FINAL)

    def test_an_agreement_without_a_preliminary_assessment_has_no_such_round(self) -> None:
        from tests.world import make_world

        world = make_world()
        lead = judging.actor_of(factories.person(judging.Role.LEAD_ASSESSOR), date(2014, 10, 20))
        with at(), pytest.raises(Refused, match=Needs.SOMETHING_TO_JUDGE.value):
            open_round(lead, world.code, PRELIMINARY)
        with at(), pytest.raises(Refused, match="ingen preliminär"):
            assess_agreement(world.code, kind=PRELIMINARY)
