"""The pre-check: every report evaluated, the result proposed as a verdict with its reasons."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import DjangoAssertNumQueries

from agreements.models import Agreement, Report, ReportState, RequirementVersion, Submission
from assessment.models import AssessmentRound, Outcome, RoundKind, Verdict, VerdictState
from assessment.services import Assessment, assess_agreement, load_outcomes
from assessment.services import assess as assess_module
from prio import clock
from prio.parties.models import County, Party
from prio.refused import Refused
from tests import factories
from tests.factories import TINY_AGREEMENT
from tests.world import COLUMNS, World, make_world

pytestmark = pytest.mark.django_db

WHILE_OPEN = datetime(2014, 10, 14, 21, 59, tzinfo=UTC)  # 23.59 in Stockholm on the last day
AFTER_CLOSING = datetime(2014, 10, 14, 22, 0, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    return make_world()


def hand_in(world: World, requirement: str, party: Party, answers: dict[str, Any]) -> Submission:
    wording = RequirementVersion.objects.get(
        requirement__agreement=world.agreement, requirement__code=requirement
    )
    report, _ = Report.objects.get_or_create(
        requirement=wording.requirement,
        party=party,
        defaults={"state": ReportState.HANDED_IN, "wording": wording, "changed_at": clock.now()},
    )
    return Submission.objects.create(
        report=report,
        requirement_version=wording,
        number=report.submissions.count() + 1,
        answers=answers,
        sha256="0" * 64,
        handed_in_at=clock.now(),
        simulated=True,
    )


def proposal(requirement: str, party: Party) -> Verdict:
    return Verdict.objects.get(requirement__code=requirement, party=party)


def assess(world: World, at: datetime = WHILE_OPEN) -> Assessment:
    with time_machine.travel(at, tick=False):
        return assess_agreement(world.code)


def test_a_report_that_meets_the_rule_is_proposed_as_met_with_its_figures(world: World) -> None:
    hand_in(world, "A1", world.region, {"within": 9, "done": 10})
    assert assess(world) == Assessment(new=1, changed=0, unchanged=0, decided_already=0)
    verdict = proposal("A1", world.region)
    assert (verdict.state, verdict.proposed_outcome) == (VerdictState.PROPOSED, Outcome.MET)
    assert "9 av 10" in str(verdict.reasons)
    assert verdict.outcome == ""


def test_a_report_below_the_limit_is_proposed_as_not_met(world: World) -> None:
    hand_in(world, "A1", world.region, {"within": 89, "done": 100})
    assess(world)
    assert proposal("A1", world.region).proposed_outcome == Outcome.NOT_MET


def test_the_latest_submission_is_the_one_that_counts(world: World) -> None:
    hand_in(world, "B1", world.berg, {"made": False})
    second = hand_in(world, "B1", world.berg, {"made": True})
    assess(world)
    verdict = proposal("B1", world.berg)
    assert verdict.submission == second
    assert verdict.proposed_outcome == Outcome.MET


def test_assessing_again_changes_nothing_until_something_new_is_handed_in(world: World) -> None:
    hand_in(world, "B1", world.berg, {"made": False})
    assess(world)
    assert assess(world) == Assessment(new=0, changed=0, unchanged=1, decided_already=0)
    hand_in(world, "B1", world.berg, {"made": True})
    assert assess(world) == Assessment(new=0, changed=1, unchanged=0, decided_already=0)
    assert proposal("B1", world.berg).proposed_outcome == Outcome.MET


def test_while_the_collection_is_open_nobody_is_proposed_as_not_submitted(world: World) -> None:
    assert assess(world, WHILE_OPEN).new == 0


def test_from_midnight_in_stockholm_whoever_handed_nothing_in_is_proposed_as_not_submitted(
    world: World,
) -> None:
    assert assess(world, AFTER_CLOSING).new == 6
    assert proposal("GK1", world.berg).proposed_outcome == Outcome.NOT_SUBMITTED


def test_whoever_declined_is_proposed_as_declined(world: World) -> None:
    wording = RequirementVersion.objects.get(requirement__code="B1")
    Report.objects.create(
        requirement=wording.requirement,
        wording=wording,
        party=world.berg,
        state=ReportState.DECLINED,
        reason="Vi deltar inte i år.",
        changed_at=clock.now(),
    )
    assess(world, AFTER_CLOSING)
    assert proposal("B1", world.berg).proposed_outcome == Outcome.DECLINED


def test_a_question_that_is_open_for_longer_fails_nobody_before_it_closes() -> None:
    world = make_world(
        TINY_AGREEMENT.replace(
            "{key: made, type: yes_no, label: Är inventeringen gjord?}",
            "{key: made, type: yes_no, label: Är inventeringen gjord?, closes: 2014-11-02}",
        )
    )
    hand_in(world, "B1", world.berg, {})
    assess(world, AFTER_CLOSING)
    assert proposal("B1", world.berg).proposed_outcome == ""
    assess(world, datetime(2014, 11, 2, 23, 0, tzinfo=UTC))
    assert proposal("B1", world.berg).proposed_outcome == Outcome.NOT_MET


def test_what_was_evaluated_before_a_later_hand_in_does_not_overwrite_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(world, "B1", world.berg, {"made": False})
    locked = assess_module.locked_round

    def somebody_is_faster(of: Agreement, kind: RoundKind) -> AssessmentRound:
        hand_in(world, "B1", world.berg, {"made": True})
        return locked(of, kind)

    monkeypatch.setattr(assess_module, "locked_round", somebody_is_faster)
    assess(world)
    assert not Verdict.objects.filter(requirement__code="B1").exists()


def test_a_late_report_waits_for_a_person(world: World) -> None:
    submission = hand_in(world, "B1", world.berg, {"made": True})
    Report.objects.filter(pk=submission.report_id).update(state=ReportState.LATE)
    assess(world, AFTER_CLOSING)
    waiting = proposal("B1", world.berg)
    assert (waiting.proposed_outcome, waiting.attention) == ("", ["late_waiting"])


def test_a_late_report_that_was_not_accepted_counts_as_not_submitted(world: World) -> None:
    submission = hand_in(world, "B1", world.berg, {"made": True})
    Report.objects.filter(pk=submission.report_id).update(state=ReportState.REFUSED)
    assess(world, AFTER_CLOSING)
    assert proposal("B1", world.berg).proposed_outcome == Outcome.NOT_SUBMITTED


def test_a_report_that_was_taken_back_does_not_stand(world: World) -> None:
    submission = hand_in(world, "B1", world.berg, {"made": True})
    Report.objects.filter(pk=submission.report_id).update(state=ReportState.DRAFT)
    assess(world, WHILE_OPEN)
    assert not Verdict.objects.exists()
    assess(world, AFTER_CLOSING)
    assert proposal("B1", world.berg).proposed_outcome == Outcome.NOT_SUBMITTED


def test_a_proposal_goes_when_its_report_is_taken_back(world: World) -> None:
    submission = hand_in(world, "B1", world.berg, {"made": True})
    hand_in(world, "B1", world.ostersund, {"made": True})
    assess(world)
    Report.objects.filter(pk=submission.report_id).update(state=ReportState.DRAFT)
    assert assess(world).withdrawn == 1
    assert [verdict.party for verdict in Verdict.objects.all()] == [world.ostersund]


def test_a_verdict_that_is_final_is_left_alone(world: World) -> None:
    hand_in(world, "B1", world.berg, {"made": True})
    load_outcomes(world.code, "f.csv", (COLUMNS + "B1,2326,not_met\n").encode())
    assert assess(world).decided_already == 1
    assert proposal("B1", world.berg).outcome == Outcome.NOT_MET


def test_an_unknown_agreement_is_refused() -> None:
    with pytest.raises(Refused, match="ingen publicerad"):
        assess_agreement("finns-inte")


def test_the_number_of_queries_does_not_grow_with_the_reports(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def queries() -> int:
        with django_assert_max_num_queries(45) as counted:
            assess(world)
        assert isinstance(counted, CaptureQueriesContext)
        return len(counted)

    assess(world)
    hand_in(world, "B1", world.berg, {"made": True})
    with_one = queries()
    for number in range(2330, 2340):
        one = factories.kommun(str(number), f"Kommun {number}", County.objects.get())
        factories.add_people(one, 10)
        hand_in(world, "B1", one, {"made": True})
    assert queries() == with_one


class TestAssessedTogether:
    """Who hands in only one of two grundkrav that are assessed together is not assessed on it."""

    TEXT = (
        """
code: tva-2014
title: Två grundkrav
year: 2014
assessor: Socialstyrelsen
population_date: 2013-12-31
county_threshold_percent: 80
region_gate: true
region_coverage: none
assess_together: [GK1, GK2]
dates: {opens: 2014-03-01, closes: 2014-10-14, final: 2014-11-30, payment: 2014-12-31}
budget: {total: 100}
requirements:
"""
        + "".join(
            f"""  - code: {code}
    kind: grundkrav
    name: Krav
    parties: [municipality]
    text: Ett krav.
    questions: [{{key: decided, type: yes_no, label: Beslutad?}}]
    rule: {{all: [{{key: c1, yes: decided, text: Beslutad.}}]}}
"""
            for code in ("GK1", "GK2")
        )
        + """  - code: M
    kind: prestationsmal
    name: Mål
    parties: [municipality]
    pot: 100
    allocation: shared
    text: Ett mål.
    questions: [{key: made, type: yes_no, label: Gjord?}]
    rule: {all: [{key: c1, yes: made, text: Gjord.}]}
"""
    )

    def test_after_the_closing(self) -> None:
        world = make_world(self.TEXT)
        hand_in(world, "GK1", world.berg, {"decided": True})
        assess(world, AFTER_CLOSING)
        assert proposal("GK1", world.berg).proposed_outcome == Outcome.NOT_ASSESSED
        assert proposal("GK2", world.berg).proposed_outcome == Outcome.NOT_SUBMITTED

    def test_not_before_it(self) -> None:
        world = make_world(self.TEXT)
        hand_in(world, "GK1", world.berg, {"decided": True})
        assess(world, WHILE_OPEN)
        assert proposal("GK1", world.berg).proposed_outcome == Outcome.MET

    def test_not_while_the_other_one_is_still_collected(self) -> None:
        world = make_world(self.TEXT.replace("  - code: GK2\n", "  - code: GK2\n    closes: 2014-11-02\n"))
        hand_in(world, "GK1", world.berg, {"decided": True})
        assess(world, AFTER_CLOSING)
        assert proposal("GK1", world.berg).proposed_outcome == Outcome.MET
        assess(world, datetime(2014, 11, 2, 23, 0, tzinfo=UTC))  # midnight in Stockholm
        assert proposal("GK1", world.berg).proposed_outcome == Outcome.NOT_ASSESSED

    def test_both_handed_in_are_assessed(self) -> None:
        world = make_world(self.TEXT)
        hand_in(world, "GK1", world.berg, {"decided": True})
        hand_in(world, "GK2", world.berg, {"decided": False})
        assess(world, AFTER_CLOSING)
        assert proposal("GK1", world.berg).proposed_outcome == Outcome.MET
        assert proposal("GK2", world.berg).proposed_outcome == Outcome.NOT_MET
