"""What the page of an agreement's money shows: every line, account of use and claim that the actor reads."""

from dataclasses import dataclass
from datetime import date

from agreements.domain.terms import Aftermath
from agreements.models import AgreementVersion
from agreements.selectors.agreements import published_version
from payouts.models import Claim, ClaimState
from payouts.selectors.claims import claims_of
from payouts.selectors.in_force import decisions_in_force
from payouts.selectors.lines import LineView, lines_of
from payouts.selectors.uses_of_money import Received, UseView, decided_by, uses_of
from prio.accounts.roles import Actor


@dataclass(frozen=True, slots=True)
class MoneyPage:
    """The money of an agreement beside and after the pots. Amounts in kronor.

    awaiting: what is decided to those whose money is not paid yet. is_decided: a decision on money is in force, which
    is looked at only where accounts of use are asked for. speaks_for: how many organisations the actor speaks for.
    """

    version: AgreementVersion
    aftermath: Aftermath
    lines: tuple[LineView, ...]
    uses: tuple[UseView, ...]
    awaiting: tuple[Received, ...]
    claims: tuple[Claim, ...]
    is_decided: bool
    speaks_for: int
    today: date
    reads_all: bool

    @property
    def code(self) -> str:
        """The agreement's code."""
        return self.version.definition.code

    @property
    def title(self) -> str:
        """The agreement's title."""
        return self.version.definition.title

    @property
    def is_lines_only(self) -> bool:
        """Whether all its money is in the lines."""
        return self.version.definition.is_lines_only

    @property
    def lines_say(self) -> bool:
        """Whether some line says itself that its money is repaid."""
        return any("återbetal" in view.line.note.casefold() for view in self.lines)

    @property
    def lines_are_reported(self) -> bool:
        """Whether some line is to be reported on by a day."""
        return any(view.line.report_due for view in self.lines)

    @property
    def lines_total(self) -> int:
        """What the lines give together."""
        return sum(view.line.amount for view in self.lines)

    @property
    def lines_paid(self) -> int:
        """What is noted as paid of them."""
        return sum(view.paid for view in self.lines)

    @property
    def reported(self) -> int:
        """How many accounts of use are handed in."""
        return sum(view.is_handed_in for view in self.uses)

    @property
    def received(self) -> int:
        """What those who account for their use received together."""
        return sum(view.received for view in self.uses)

    @property
    def used(self) -> int:
        """What of it is accounted for as used."""
        return sum(view.use.used for view in self.uses if view.use and view.is_handed_in)

    @property
    def unused(self) -> int:
        """What of it is accounted for as not used."""
        return sum(view.use.unused for view in self.uses if view.use and view.is_handed_in)

    @property
    def awaited(self) -> int:
        """What is decided and not paid yet to those who will account for it."""
        return sum(one.amount for one in self.awaiting)

    @property
    def to_come(self) -> int:
        """What is still to be repaid."""
        return sum(claim.remaining for claim in self.claims if claim.state == ClaimState.OPEN)

    @property
    def has_come(self) -> int:
        """What has been repaid."""
        return sum(claim.repaid for claim in self.claims)

    @property
    def given_up(self) -> int:
        """What was claimed and is asked for no more."""
        return sum(claim.given_up for claim in self.claims)

    @property
    def simulated(self) -> bool:
        """Whether something of it is made up."""
        return (
            any(claim.simulated for claim in self.claims)
            or any(view.use and view.use.simulated for view in self.uses)
            or any(one.simulated for one in self.awaiting)
            or any(report.simulated for view in self.lines if view.may_read for report in view.reports)
        )


def money_page(actor: Actor, code: str, today: date) -> MoneyPage | None:
    """Return the page of a published agreement's money; None if there is none. At most ten queries."""
    version = published_version(actor, code)
    if version is None:
        return None
    decided = decided_by(actor, version)
    asks = version.definition.aftermath.use_of_money is not None
    return MoneyPage(
        version=version,
        aftermath=version.definition.aftermath,
        lines=lines_of(actor, version, today),
        uses=uses_of(actor, version, today, decided=decided),
        awaiting=tuple(one for one in decided.values() if not one.has_come),
        claims=claims_of(actor, code) if actor.reads_all or actor.organisations else (),
        is_decided=bool(decided) or (asks and decisions_in_force(version.agreement_id).exists()),
        speaks_for=len(actor.organisations),
        today=today,
        reads_all=actor.reads_all,
    )
