"""What a correction in hand would do to the division that holds, for who reads every party's verdicts."""

from collections.abc import Sequence
from dataclasses import dataclass

from agreements.domain.report_key import ReportKey
from agreements.selectors.ground import Ground, ground_of
from assessment.models import COUNTS_AS_MET, IN_HAND, Outcome, RoundKind, Verdict, VerdictState
from payouts.domain.allocation_input import AllocationError
from payouts.domain.consequence import Consequence, Moved, consequence
from payouts.domain.wording import region_noun
from payouts.inputs import given_of
from payouts.models import AllocationRun, Decision, RunState
from payouts.selectors.frame import Named, names_by_code
from payouts.selectors.in_force import decisions_in_force
from prio.accounts.roles import Actor
from prio.parties.models import County


@dataclass(frozen=True, slots=True)
class MovedRow:
    """A party that gets another amount."""

    name: str
    moved: Moved

    @property
    def lost(self) -> int:
        """Kronor that it gets less."""
        return -self.moved.difference


@dataclass(frozen=True)
class ConsequencePage:
    """What the page shows.

    run: the division that it is reckoned on, None where there is none; decision: the one in force on it. correction:
    the verdict in hand, None where none is. outcome: what is tried; final: the verdict that stands.
    """

    ground: Ground
    run: AllocationRun | None
    decision: Decision | None
    final: Verdict | None
    correction: Verdict | None
    outcome: str
    county: str = ""
    found: Consequence | None = None
    own: MovedRow | None = None
    in_county: tuple[MovedRow, ...] = ()
    elsewhere: tuple[MovedRow, ...] = ()

    @property
    def outcome_label(self) -> str:
        """The outcome that is tried, in words."""
        return Outcome(self.outcome).label

    @property
    def the_region(self) -> str:
        """What the region is called in the agreement's year."""
        return region_noun(self.ground.definition.year).the

    @property
    def threshold(self) -> int:
        """The county's limit in percent."""
        return self.ground.definition.county_threshold_percent or 0

    @property
    def gained_elsewhere(self) -> int:
        """Kronor that the parties outside the county get more, together; negative for less."""
        return sum(row.moved.difference for row in self.elsewhere)

    @property
    def lost_elsewhere(self) -> int:
        """The same, where they get less."""
        return -self.gained_elsewhere

    @property
    def shown_in_county(self) -> tuple[MovedRow, ...]:
        """The party itself, and then the others of its county."""
        return (*((self.own,) if self.own else ()), *self.in_county)


def consequence_page(actor: Actor, key: ReportKey, outcome: str = "") -> ConsequencePage | None:
    """Return what another outcome would do to the division in force; None for who may not see it. Seven queries.

    Args:
        actor: who asks: anybody who reads all.
        key: the case.
        outcome: which outcome to try; left out: the one of the correction in hand, otherwise the opposite of the final.
    """
    ground = ground_of(key)
    if ground is None or not actor.reads_all or ground.requirement.rule is None:
        return None
    if ground.requirement.is_applied_for:
        return None  # it is not divided
    if outcome and outcome not in Outcome.values:
        return None
    final, correction = _verdicts(ground)
    tried = outcome or _tried(final, correction)
    run, decision = _run_in_force(ground)
    page = ConsequencePage(ground, run, decision, final, correction, tried)
    if run is None:
        return page
    try:
        found = consequence(
            given_of(run.inputs), key.requirement, key.party, met=Outcome(tried) in COUNTS_AS_MET
        )
    except (KeyError, AllocationError):  # a party or a requirement that came after the division
        return page
    return _with_rows(page, found)


def _verdicts(ground: Ground) -> tuple[Verdict | None, Verdict | None]:
    """Return the final verdict, and the correction of it that is in hand: one query."""
    rows = list(
        Verdict.objects.filter(
            round__agreement=ground.version.agreement_id,
            round__kind=RoundKind.FINAL,
            requirement=ground.requirement_id,
            party=ground.party.id,
            state__in=(VerdictState.FINAL, *IN_HAND),
        ).order_by("pk")
    )
    final = next((one for one in rows if one.state == VerdictState.FINAL), None)
    correction = next((one for one in rows if one.state != VerdictState.FINAL), None)
    return final, correction


def _tried(final: Verdict | None, correction: Verdict | None) -> str:
    if correction is not None and (correction.outcome or correction.proposed_outcome):
        return correction.outcome or correction.proposed_outcome
    return Outcome.NOT_MET if final is not None and final.outcome in COUNTS_AS_MET else Outcome.MET


def _run_in_force(ground: Ground) -> tuple[AllocationRun | None, Decision | None]:
    """Return the division that a decision in force stands on, otherwise the approved, otherwise the newest."""
    agreement = ground.version.agreement_id
    decision = decisions_in_force(agreement).select_related("run").first()
    if decision is not None:
        return decision.run, decision
    runs = AllocationRun.objects.filter(agreement=agreement).exclude(state=RunState.SUPERSEDED)
    approved = runs.filter(state=RunState.APPROVED).first()
    return approved or runs.order_by("-computed_at", "-pk").first(), None


def _with_rows(page: ConsequencePage, found: Consequence) -> ConsequencePage:
    names = names_by_code(page.ground.definition.names_day, [one.party for one in found.moved])
    rows = _rows(found.moved, names)
    code, county = page.ground.party.code, found.county_before.county
    return ConsequencePage(
        page.ground,
        page.run,
        page.decision,
        page.final,
        page.correction,
        page.outcome,
        county=County.objects.get(pk=county).name,
        found=found,
        own=next((row for row in rows if row.moved.party == code), None),
        in_county=tuple(row for row in rows if row.moved.county == county and row.moved.party != code),
        elsewhere=tuple(row for row in rows if row.moved.county != county),
    )


def _rows(moved: Sequence[Moved], names: dict[str, Named]) -> tuple[MovedRow, ...]:
    """Return the rows, the largest difference first."""
    ordered = sorted(moved, key=lambda one: (-abs(one.difference), one.party))
    return tuple(MovedRow(names[one.party].name if one.party in names else one.party, one) for one in ordered)
