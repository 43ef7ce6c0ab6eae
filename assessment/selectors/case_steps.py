"""Which steps somebody may take with a case, and what is in the way of the others, read from the tables of lives."""

from dataclasses import dataclass

from agreements.domain.lifecycle import REPORT
from assessment.domain.eyes import AGAINST
from assessment.domain.lifecycle import MAY_JUDGE, Needs
from assessment.in_hand import InHand
from prio.accounts.roles import ASSESSING_ROLES, Actor
from prio.lifecycle import Transition

# Steps that are taken elsewhere: for a whole round, by the organisation, by approving a correction.
ELSEWHERE = frozenset({"send", "answer", "replace"})
# What is asked for in the form of the step itself.
ASKED_FOR = frozenset(
    {
        Needs.JUDGED_OUTCOME,
        Needs.ALL_JUDGED,
        Needs.MOTIVATION,
        Needs.REASON,
        Needs.ANSWER_DATE,
        Needs.NO_OTHER_IN_HAND,
        Needs.TEXT,
    }
)
REPORT_STEPS = frozenset({"request_completion", "accept_late", "refuse_late", "refuse_late_completion"})


@dataclass(frozen=True, slots=True)
class CaseStep:
    """A step: its verb and its button. why_not: what is in the way, in words; empty where it can be taken."""

    verb: str
    label: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class CaseSteps:
    """The steps of somebody in a case.

    assesses: whether they assess at all. hindrance: why they may judge nothing in this case, in words; code: the name
    of the condition. steps: by verb. is_heard: the party has been told all that a verdict against it stands on.
    """

    assesses: bool
    hindrance: str = ""
    hindrance_code: str = ""
    steps: tuple[CaseStep, ...] = ()
    report_verbs: frozenset[str] = frozenset()
    is_heard: bool = True

    @property
    def open(self) -> dict[str, CaseStep]:
        """The steps that can be taken now, by verb."""
        return {one.verb: one for one in self.steps if not one.why_not}

    @property
    def labels(self) -> dict[str, str]:
        """The buttons of the steps that the report can take, by verb."""
        return {verb: REPORT.transition(verb).label for verb in self.report_verbs}

    @property
    def may_except(self) -> bool:
        """Whether nothing but the party's not having been heard is in the way of approving."""
        return any(one.verb == "approve" and one.why_not == Needs.HEARD.value for one in self.steps)

    @property
    def closed(self) -> tuple[CaseStep, ...]:
        """The steps that something is in the way of."""
        return tuple(one for one in self.steps if one.why_not)


def steps_of(
    actor: Actor, case: InHand | None, may_judge: frozenset[Needs], report_state: str, *, is_heard: bool
) -> CaseSteps:
    """Return what the actor may do with a case. No query.

    Args:
        actor: who reads it.
        case: None where nothing is proposed yet; then only the report can be dealt with.
        may_judge: the conditions on the actor that hold.
        report_state: the state of the report.
        is_heard: the party has been told all that the verdict stands on, and has had its time.
    """
    if actor.roles.isdisjoint(ASSESSING_ROLES):
        return CaseSteps(assesses=False)
    lacking = next((need for need in MAY_JUDGE if need not in may_judge), None)
    if lacking is not None:
        return CaseSteps(assesses=True, hindrance=str(lacking.value), hindrance_code=lacking.name)
    open_to = REPORT.open_to(report_state, actor.roles)
    return CaseSteps(
        assesses=True,
        steps=_steps(actor, case, is_heard=is_heard) if case else (),
        report_verbs=(frozenset(step.verb for step in open_to) & REPORT_STEPS) - _in_vain(case),
        is_heard=is_heard,
    )


def _steps(actor: Actor, case: InHand, *, is_heard: bool) -> tuple[CaseStep, ...]:
    met = case.met | ASKED_FOR | {Needs.AGAINST}
    if is_heard or case.row.outcome not in AGAINST:
        met |= {Needs.HEARD}
    if not case.told:
        met |= {Needs.NOTHING_TOLD}
    if case.is_overdue:
        met |= {Needs.ANSWER_OVERDUE}
    found = []
    for step in case.lifecycle.open_to(case.row.state, actor.roles):
        if step.verb in ELSEWHERE or not _is_meant(step, case):
            continue
        lacking = step.lacks(met)
        found.append(CaseStep(step.verb, step.label, str(lacking.value) if lacking else ""))
    return tuple(found)


def _in_vain(case: InHand | None) -> frozenset[str]:
    """What cannot lead anywhere: what is completed after the final verdict changes nothing by itself."""
    return frozenset({"request_completion"}) if case is not None and case.is_final else frozenset()


def _is_meant(step: Transition, case: InHand) -> bool:
    """Say whether a step is about this case at all: what is no correction is not given up, and so on."""
    if step.verb == "abandon":
        return case.is_correction
    if step.verb == "communicate":
        return case.row.outcome in AGAINST
    return True
