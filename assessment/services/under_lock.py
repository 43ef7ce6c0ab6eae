"""A case under its locks: what every service that judges one looks at, in the right order.

First the report is locked, then the round where something becomes final, then the finding or verdict; after that
everything that may stop the step is read. See docs/locking.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from agreements.domain.report_key import ReportKey
from agreements.models import Report
from agreements.selectors.ground import Ground, ground_of
from assessment.domain.lifecycle import Needs
from assessment.in_hand import InHand, newest_of
from assessment.models import AssessmentRound, Finding, RoundKind, Verdict, VerdictState
from assessment.services.rounds import locked_round
from prio.accounts.roles import Actor
from prio.audit.services import record
from prio.lifecycle import Transition
from prio.refused import Refused

CHANGED = "Någon annan har ändrat bedömningen sedan du läste den. Läs den igen innan du går vidare."


class NoSuchCase(Refused):
    """There is no such case, or it is somebody else's: nobody is told which. A page answers 404."""

    def __init__(self) -> None:
        super().__init__("Det finns inget sådant ärende.")


@dataclass(frozen=True)
class Held(InHand):
    """A case under its locks."""

    @property
    def lifecycle_name(self) -> str:
        """What the log calls it."""
        return "finding" if isinstance(self.row, Finding) else "verdict"

    def take(self, verb: str, *, also: Sequence[Needs] = ()) -> Transition:
        """Return the transition if it may be taken now; `also`: the conditions that hold beside those read here.

        Raises:
            Refused: role, state or a condition is in the way.
        """
        return self.lifecycle.take(verb, self.row.state, self.actor.roles, {*self.met, *also})

    def save(self, verb: str, *fields: str, **facts: object) -> None:
        """Save the fields of the row with its state and the next revision, and write what happened in the log."""
        self.row.revision += 1
        self.row.save(update_fields=[*fields, "state", "revision"])
        record(
            self.lifecycle_name,
            self.row.pk,
            verb,
            by_id=self.actor.user_id,
            facts={"revision": self.row.revision, **facts},
        )


def hold(
    actor: Actor, kind: RoundKind, key: ReportKey, *, revision: int | None = None, finally_: bool = False
) -> Held:
    """Lock a case for an assessor. The caller holds a transaction.

    Args:
        actor: who reads what every party hands in.
        kind: in which round.
        key: which case.
        revision: the one that the actor has read; None asks for none.
        finally_: a verdict may become final: the round is locked too, so that no division is made meanwhile.

    Raises:
        NoSuchCase: there is none, or the actor reads no other's.
        Refused: somebody has changed it since.
    """
    ground = ground_of(key)
    if ground is None or not actor.reads_all:
        raise NoSuchCase
    return held(actor, kind, ground, revision=revision, finally_=finally_)


def held(
    actor: Actor, kind: RoundKind, ground: Ground, *, revision: int | None = None, finally_: bool = False
) -> Held:
    """Lock the case that stands on `ground`; see `hold`."""
    reports = Report.objects.select_for_update(of=("self",))
    report = reports.filter(requirement=ground.requirement_id, party=ground.party.id).first()
    agreement = ground.version.agreement
    if finally_:
        round_: AssessmentRound | None = locked_round(agreement, kind)
    else:
        round_ = AssessmentRound.objects.filter(agreement=agreement, kind=kind).first()
    row = _locked_row(kind, round_, ground)
    if round_ is None or row is None:
        raise NoSuchCase
    if revision is not None and row.revision != revision:
        raise Refused(CHANGED)
    return Held(actor, ground, round_, row, report, newest_of(report))


def _locked_row(kind: RoundKind, round_: AssessmentRound | None, ground: Ground) -> Finding | Verdict | None:
    """Lock what is worked on; where nothing is, the final verdict."""
    of = {"round": round_, "requirement": ground.requirement_id, "party": ground.party.id}
    if kind == RoundKind.PRELIMINARY:
        return Finding.objects.select_for_update(of=("self",)).filter(**of).first()
    verdicts = Verdict.objects.select_for_update(of=("self",)).filter(**of)
    return verdicts.exclude(state=VerdictState.CORRECTED).order_by("-pk").first()
