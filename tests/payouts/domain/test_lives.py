"""The lives of a run and a decision, as the tables say them."""

import pytest

from payouts.domain.lifecycle import DECISION, RUN, Lifecycle
from payouts.models import DecisionState, RunState
from prio.accounts.roles import Role

LIVES = pytest.mark.parametrize("life", [RUN, DECISION], ids=lambda life: life.name)


@LIVES
def test_a_table_names_only_states_and_roles_that_exist(life: Lifecycle) -> None:
    states = {state.code for state in life.states}
    for step in life.transitions:
        assert set(step.sources) | {step.target} <= states
        assert set(step.who) <= set(Role.values)
        assert step.label


def test_the_states_are_those_of_the_rows() -> None:
    assert {state.code for state in RUN.states} == {RUN.begins_as, *RunState.values}
    assert {state.code for state in DECISION.states} == {DECISION.begins_as, *DecisionState.values}


def test_who_prepares_does_not_approve() -> None:
    for life in (RUN, DECISION):
        answers = ("approve", "send_back")
        others = [step.who for step in life.transitions if step.verb not in answers]
        assert not set(life.transition("approve").who) & {role for who in others for role in who}


@pytest.mark.parametrize(
    ("verb", "state", "role", "may"),
    [
        ("compute", "none", Role.MINISTRY_PREPARER, True),
        ("compute", "none", Role.MINISTRY_APPROVER, False),
        ("propose", "superseded", Role.MINISTRY_PREPARER, True),
        ("propose", "approved", Role.MINISTRY_PREPARER, False),
        ("approve", "proposed", Role.MINISTRY_APPROVER, True),
        ("supersede", "approved", Role.MINISTRY_APPROVER, False),
    ],
)
def test_who_may_take_a_step_from_where(verb: str, state: str, role: Role, may: bool) -> None:
    assert RUN.may(verb, state, frozenset({role})) == may
