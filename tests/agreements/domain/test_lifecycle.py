"""The lives of a report and a definition, as the tables say them."""

import pytest

from agreements.domain.lifecycle import (
    DEFINITION,
    REPORT,
    Lifecycle,
    Needs,
    UnknownTransition,
)
from prio.accounts.roles import Role
from prio.refused import Refused

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


IN_TIME = (Needs.IS_OPEN, Needs.NOT_ASSESSED, Needs.BEFORE_CLOSING)


def test_a_step_is_taken_by_its_verb() -> None:
    assert REPORT.take("hand_in", "draft", ["signer"], IN_TIME).target == "handed_in"


@pytest.mark.parametrize(
    ("state", "role", "met", "words"),
    [
        ("draft", "reporter", IN_TIME, "inte behörighet till det här steget: Lämna in"),
        ("declined", "signer", IN_TIME, "Läget är ”Ni avstår”. Då går det inte att ta steget ”Lämna in”"),
        ("draft", "signer", (Needs.IS_OPEN, Needs.NOT_ASSESSED), "Tiden för att lämna in har gått ut"),
        ("draft", "signer", (Needs.IS_OPEN,), "Bedömningen är avslutad"),
        ("draft", "signer", (Needs.BEFORE_CLOSING,), "Inlämningen har inte öppnat"),
    ],
)
def test_what_is_in_the_way_of_a_step_is_said_in_the_tables_words(
    state: str, role: str, met: tuple[Needs, ...], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        REPORT.take("hand_in", state, [role], met)


def test_every_way_of_handing_in_is_a_signers() -> None:
    hands_in = ("hand_in", "hand_in_late", "complete", "complete_late", "supplement")
    assert {REPORT.transition(verb).who for verb in hands_in} == {("signer",)}


def test_a_late_completion_that_is_refused_leaves_what_was_handed_in_before() -> None:
    assert REPORT.transition("refuse_late").target == "refused"
    assert REPORT.transition("refuse_late_completion").target == "handed_in"


def test_unknown_names_are_refused() -> None:
    with pytest.raises(UnknownTransition, match="report has no transition 'delete'"):
        REPORT.transition("delete")
    with pytest.raises(KeyError):
        REPORT.state("lost")
