"""The lives of runs and decisions as data: which step leads where, and who may take it.

Buttons, services and error messages read these tables. Roles are the values of `prio.accounts.roles.Role`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

PREPARER = "ministry_preparer"
APPROVER = "ministry_approver"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a life.

    sources: the states that it leads from. target: the state that it leads to. roles: who may take it; empty for
    what follows by itself. label: the words on its button. requires: what must hold, in words.
    """

    sources: frozenset[str]
    target: str
    roles: frozenset[str]
    label: str
    requires: str = ""


Life = Mapping[str, Step]

RUN: Life = {
    "compute": Step(
        frozenset(),
        "computed",
        frozenset({PREPARER}),
        "Beräkna fördelningen",
        "Alla bedömningar är slutliga.",
    ),
    "propose": Step(
        frozenset({"computed", "superseded"}), "proposed", frozenset({PREPARER}), "Föreslå för godkännande"
    ),
    "approve": Step(
        frozenset({"proposed"}),
        "approved",
        frozenset({APPROVER}),
        "Godkänn fördelningen",
        "En annan person än den som föreslog; underlaget är oförändrat.",
    ),
    "supersede": Step(
        frozenset({"computed", "proposed", "approved"}), "superseded", frozenset(), "Ersatt av en senare"
    ),
}

DECISION: Life = {
    "prepare": Step(
        frozenset(), "draft", frozenset({PREPARER}), "Bered beslut", "Det finns en godkänd fördelning."
    ),
    "approve": Step(
        frozenset({"draft"}),
        "approved",
        frozenset({APPROVER}),
        "Godkänn beslutet",
        "En annan person än den som beredde; fördelningen är fortfarande den godkända.",
    ),
    "issue": Step(
        frozenset({"approved"}), "in_force", frozenset(), "Beslutet gäller när dokumentet är skapat"
    ),
    "correct": Step(frozenset({"in_force"}), "corrected", frozenset(), "Rättat av ett senare beslut"),
}


def may(life: Life, verb: str, state: str | None, roles: Collection[str]) -> bool:
    """Say whether somebody with `roles` may take the step `verb` from `state` (None: before it exists)."""
    step = life[verb]
    at_the_start = state is None and not step.sources
    return (at_the_start or state in step.sources) and not step.roles.isdisjoint(roles)
