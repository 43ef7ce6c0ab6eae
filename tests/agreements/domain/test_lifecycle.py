"""The lives of a report and a definition, as the tables say them."""

import pytest

from agreements.domain.lifecycle import DEFINITION, REPORT, Lifecycle, Needs, UnknownTransition
from prio.accounts.roles import Role

LIVES = pytest.mark.parametrize("life", [DEFINITION, REPORT], ids=lambda life: life.name)


@LIVES
def test_a_table_names_only_states_and_roles_that_exist(life: Lifecycle) -> None:
    states = {state.code for state in life.states}
    for transition in life.transitions:
        assert set(transition.sources) | {transition.target} <= states
        assert set(transition.who) <= set(Role.values)
        assert transition.who
        assert transition.label


@LIVES
def test_verbs_are_used_once_and_every_state_can_be_reached(life: Lifecycle) -> None:
    verbs = [transition.verb for transition in life.transitions]
    assert len(set(verbs)) == len(verbs)
    reached = {life.begins_as}
    for _ in life.states:
        reached |= {step.target for step in life.transitions if reached & set(step.sources)}
    assert reached == {state.code for state in life.states}


def verbs(state: str, *roles: str) -> list[str]:
    return [transition.verb for transition in REPORT.open_to(state, roles)]


def test_a_reporter_begins_but_only_a_signer_hands_in() -> None:
    assert verbs("not_begun", "reporter") == ["begin"]
    assert verbs("draft", "reporter") == []
    assert verbs("draft", "signer") == ["hand_in", "decline", "hand_in_late"]


def test_only_who_leads_the_assessment_accepts_what_came_late() -> None:
    assert verbs("late", "assessor", "signer", "administrator") == []
    assert verbs("late", "lead_assessor") == ["accept_late", "refuse_late", "refuse_late_completion"]
    assert Needs.REASON in REPORT.transition("refuse_late").needs


def test_a_report_can_be_returned_and_completed_again_and_again() -> None:
    assert REPORT.transition("request_completion").target in REPORT.transition("complete").sources
    assert REPORT.transition("complete").target in REPORT.transition("request_completion").sources


def test_who_declined_may_take_part_after_all_until_closing() -> None:
    assert REPORT.transition("resume").needs == (Needs.BEFORE_CLOSING,)


def test_nobody_reads_a_report_anywhere() -> None:
    assert all(REPORT.open_to(state.code, ["reader", "auditor"]) == () for state in REPORT.states)


def test_answers_change_only_in_a_draft_and_while_returned() -> None:
    assert [state.code for state in REPORT.states if state.is_editable] == ["draft", "returned"]


def test_a_published_definition_is_only_superseded() -> None:
    assert [step.verb for step in DEFINITION.open_to("published", ["administrator"])] == ["supersede"]
    assert DEFINITION.open_to("superseded", ["administrator"]) == ()


def test_unknown_names_are_refused() -> None:
    with pytest.raises(UnknownTransition, match="report has no transition 'delete'"):
        REPORT.transition("delete")
    with pytest.raises(KeyError):
        REPORT.state("lost")
