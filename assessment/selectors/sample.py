"""The sample of a final round: who is in it, and that the same ones are drawn again."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Subquery

from agreements.models import AgreementVersion
from agreements.selectors.agreements import published_version
from assessment.domain.sample import is_sampled
from assessment.models import FOLLOWS_FROM_CLOSING, AssessmentRound, RoundKind, Verdict, VerdictState
from prio.accounts.roles import Actor
from prio.parties.models import PartyName
from prio.parties.selectors import holds_on

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Drawn:
    """What drawing again came to. same: as many are in both. missing, extra: how many are only in one of them."""

    cases: int
    same: int
    missing: int
    extra: int

    @property
    def agrees(self) -> bool:
        """Whether exactly the same ones were drawn."""
        return not self.missing and not self.extra


class Sampled(NamedTuple):
    """A case in the sample."""

    requirement: str
    party: str
    name: str
    state: str

    @property
    def state_name(self) -> str:
        """The state in Swedish."""
        return str(VerdictState(self.state).label)


@dataclass(frozen=True, slots=True)
class SamplePage:
    """The sample of an agreement's final round. drawn: what drawing it again came to, if that was asked for."""

    version: AgreementVersion
    round: AssessmentRound | None
    page: Page[Any]
    rows: tuple[Sampled, ...]
    drawn: Drawn | None


def sample_page(actor: Actor, code: str, page: str, *, again: bool) -> SamplePage | None:
    """Return the sample for who reads all; None for others. At most five queries, however many cases there are."""
    version = published_version(actor, code) if actor.reads_all else None
    if version is None:
        return None
    found = AssessmentRound.objects.filter(agreement=version.agreement_id, kind=RoundKind.FINAL).first()
    day = version.definition.names_day
    names = PartyName.objects.filter(holds_on(day), party=OuterRef("party")).values("name")[:1]
    sampled = (
        Verdict.objects.filter(round=found, sampled=True)
        .annotate(called=Subquery(names))
        .order_by("requirement__position", "party__code")
        .values_list("requirement__code", "party__code", "called", "state")
    )
    shown = Paginator(sampled, PER_PAGE).get_page(page)
    rows = tuple(Sampled(*row) for row in shown.object_list)
    return SamplePage(version, found, shown, rows, _draw_again(found) if again and found else None)


def _draw_again(found: AssessmentRound) -> Drawn:
    """Draw from the seed, from the same cases, and compare with what is kept: one query."""
    rows = Verdict.objects.filter(round=found, corrects=None, outcome_file=None).values_list(
        "requirement__code", "party__code", "outcome", "proposed_outcome", "sampled"
    )
    kept, again, cases = set(), set(), 0
    for requirement, party, outcome, proposed, sampled in rows:
        cases += 1
        if sampled:
            kept.add((requirement, party))
        follows = (outcome or proposed) in FOLLOWS_FROM_CLOSING
        if not follows and is_sampled(found.seed, requirement, party, found.sample_percent):
            again.add((requirement, party))
    return Drawn(cases, len(kept & again), len(again - kept), len(kept - again))
