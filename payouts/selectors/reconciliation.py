"""The reconciliation: pot, decision, order, payment, repayment. Every difference is zero or explained."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Sum

from agreements.models import AgreementVersion
from payouts.domain.ledger import Waits
from payouts.models import AllocationPart, DecidedAmount, Decision
from payouts.selectors.frame import kind_words
from payouts.selectors.in_force import last_revocation
from payouts.selectors.line_room import LineRoom, rooms_of
from payouts.selectors.payment_plan import Member, Plan, plan_of
from payouts.selectors.payments import readable_version
from prio.accounts.roles import Actor


@dataclass(frozen=True, slots=True)
class PotRow:
    """The part of a pot of one kind of party. Amounts in kronor."""

    requirement: str
    name: str
    kind: str
    pot: int
    distributed: int
    undistributed: int
    decided: int

    @property
    def nobody(self) -> bool:
        """Whether nobody met the demand, so that nothing of the pot goes out."""
        return self.distributed == 0

    @property
    def difference(self) -> int:
        """What neither is decided nor said to be undistributed: zero, or something is wrong."""
        return self.pot - self.undistributed - self.decided


@dataclass(frozen=True, slots=True)
class FrameRow:
    """What can be granted of a grant that is applied for, and what is. Amounts in kronor."""

    requirement: str
    name: str
    frame: int
    granted: int

    @property
    def left(self) -> int:
        """What is not granted."""
        return self.frame - self.granted


@dataclass(frozen=True)
class Reconciliation:
    """Everything of an agreement's money, from pot to repayment. frames: where the money is applied for.

    revoked: the revocation that ended the last decision, where none is in force.
    """

    version: AgreementVersion
    plan: Plan
    pots: tuple[PotRow, ...]
    frames: tuple[FrameRow, ...]
    lines: tuple[LineRoom, ...]
    revoked: Decision | None

    @property
    def decision(self) -> Decision | None:
        """The decision in force."""
        return self.plan.decision

    @property
    def members(self) -> tuple[Member, ...]:
        """Everybody who has or had something."""
        return self.plan.members

    @cached_property
    def totals(self) -> dict[str, int]:
        """The sum of every column over everybody, in kronor."""
        rows = [one.row for one in self.members]
        return {
            "pot": sum(one.pot for one in self.pots),
            "undistributed": sum(one.undistributed for one in self.pots),
            "of_pots": sum(one.decided for one in self.pots),
            "pot_difference": sum(one.difference for one in self.pots),
            "frame": sum(one.frame for one in self.frames),
            "granted": sum(one.granted for one in self.frames),
            "frame_left": sum(one.left for one in self.frames),
            "line": sum(one.amount for one in self.lines),
            "line_added": sum(one.added for one in self.lines),
            "line_paid": sum(one.paid for one in self.lines),
            "line_left": sum(one.left for one in self.lines),
            "ordered": sum(row.standing.ordered for row in rows),
            "decided": sum(row.decided for row in rows),
            "to_stop": sum(row.standing.to_stop for row in rows),
            "on_the_way": sum(row.prepared + row.ordered for row in rows),
            "paid": sum(row.paid for row in rows),
            "bounced": sum(row.bounced for row in rows),
            "claimed": sum(row.claims.open + row.claims.part + row.claims.repaid for row in rows),
            "repaid": sum(row.claims.repaid for row in rows),
            "unused": sum(row.claims.unused for row in rows),
            "repaid_unused": sum(row.claims.repaid_unused for row in rows),
            "difference": sum(row.difference for row in rows),
            "unexplained": sum(abs(row.unexplained) for row in rows)
            + sum(abs(one.difference) for one in self.pots),
        }

    @cached_property
    def reasons(self) -> tuple[tuple[Waits, int, int], ...]:
        """Why there are differences: each reason with how many organisations and how many kronor."""
        found: dict[Waits, list[int]] = {}
        for one in self.members:
            for why, kronor in one.row.explained:
                found.setdefault(why, []).append(kronor)
        return tuple((why, len(found[why]), sum(found[why])) for why in Waits if why in found)

    @property
    def adds_up(self) -> bool:
        """Whether every krona is explained, and what is decided is what the decision says."""
        decision = self.decision
        said = decision.total if decision else 0
        return self.totals["unexplained"] == 0 and self.totals["decided"] == said


def reconciliation(actor: Actor, agreement_code: str) -> Reconciliation | None:
    """Return the reconciliation of an agreement, or None for who does not read payments: at most twelve queries."""
    version = readable_version(actor, agreement_code)
    if version is None:
        return None
    plan = plan_of(version)
    lines = rooms_of(version.agreement_id, version.definition.budget.lines, _added(version, plan))
    frames = _frames(version, plan) if version.definition.is_applied_for else ()
    revoked = last_revocation(version.agreement_id) if plan.decision is None else None
    return Reconciliation(version, plan, _pots(version, plan), frames, tuple(lines.values()), revoked)


def _pots(version: AgreementVersion, plan: Plan) -> tuple[PotRow, ...]:
    if plan.decision is None or plan.decision.run_id is None:
        return ()
    decided: dict[tuple[int | None, str], int] = {}
    for one in plan.amounts:
        decided[one.requirement, one.kind] = decided.get((one.requirement, one.kind), 0) + one.kronor
    definition = version.definition
    names = {one.code: one.name for one in definition.requirements}
    words = kind_words(definition.year)
    parts = AllocationPart.objects.filter(run=plan.decision.run_id).select_related("requirement")
    return tuple(
        PotRow(
            part.requirement.code,
            names.get(part.requirement.code, ""),
            words[part.kind].many,
            part.amount,
            part.distributed,
            part.undistributed,
            decided.get((part.requirement_id, part.kind), 0),
        )
        for part in parts.order_by("requirement__position", "kind")
    )


def _added(version: AgreementVersion, plan: Plan) -> dict[tuple[int, str], int]:
    """Return what the decision in force has added from each line of the budget."""
    found: dict[tuple[int, str], int] = {}
    for one in plan.amounts:
        if one.line:
            key = (version.agreement_id, one.line)
            found[key] = found.get(key, 0) + one.kronor
    return found


def _frames(version: AgreementVersion, plan: Plan) -> tuple[FrameRow, ...]:
    amounts = DecidedAmount.objects.filter(decision=plan.decision).order_by()
    granted = dict(amounts.values_list("requirement__code").annotate(kronor=Sum("amount")))
    return tuple(
        FrameRow(one.code, one.name, one.pot or 0, granted.get(one.code, 0))
        for one in version.definition.requirements
        if one.is_applied_for
    )
