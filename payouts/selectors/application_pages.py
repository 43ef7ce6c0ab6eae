"""The pages of applications: all of them beside the year's frame, and one with its amount."""

from dataclasses import dataclass

from agreements.domain.report_key import ReportKey
from agreements.models import AgreementVersion
from agreements.selectors.agreements import published_version
from agreements.selectors.ground import ground_of
from assessment.domain.lifecycle import MAY_JUDGE
from assessment.in_hand import may_judge
from payouts.domain.applied import Frame
from payouts.domain.lifecycle import GRANT, GRANT_DECISION
from payouts.models import Decision
from payouts.models.decision import LIVE
from payouts.selectors.applications import Application, Material, material_of, what_lacks
from prio import clock
from prio.accounts.roles import Actor, authority_named


@dataclass(frozen=True, slots=True)
class FrameRow:
    """A grant that is applied for, with its money."""

    code: str
    name: str
    money: Frame


@dataclass(frozen=True, slots=True)
class ApplicationsPage:
    """All applications. lacking: what is in the way of a decision. decisions: in the making or in force."""

    version: AgreementVersion
    material: Material
    frames: tuple[FrameRow, ...]
    lacking: tuple[str, ...]
    decisions: tuple[Decision, ...]
    may_prepare: bool

    @property
    def applications(self) -> tuple[Application, ...]:
        """The applications, by grant and name."""
        return self.material.applications

    @property
    def simulated(self) -> bool:
        """Whether something of it is made up."""
        return self.version.agreement.simulated or any(one.simulated for one in self.applications)

    @property
    def met(self) -> int:
        """How many meet the demands."""
        return sum(one.is_met for one in self.applications)


@dataclass(frozen=True, slots=True)
class GrantPage:
    """One application with its amount. largest: what may be granted at most. may_…: what the actor may do.

    why_not: why an assessor may do nothing with it.
    """

    version: AgreementVersion
    key: ReportKey
    name: str
    application: Application
    money: Frame
    may_propose: bool
    may_approve: bool
    why_not: str

    @property
    def revision(self) -> int:
        """The proposal that is shown, 0 where there is none."""
        return self.application.grant.revision if self.application.grant else 0

    @property
    def room(self) -> int:
        """What is left of the frame for this application, its own proposal not counted."""
        own = self.application.grant.granted if self.application.grant else 0
        return self.money.left + own

    @property
    def largest(self) -> int:
        """What may be granted at most: what is asked, or what is left of the frame."""
        return max(min(self.application.asked or 0, self.room), 0)


def applications_page(actor: Actor, code: str) -> ApplicationsPage | None:
    """Return the applications, None for who does not read all or where nothing is applied for: five queries."""
    version = published_version(actor, code)
    if version is None or not version.definition.is_applied_for or not actor.reads_all:
        return None
    material, definition = material_of(version), version.definition
    return ApplicationsPage(
        version=version,
        material=material,
        frames=tuple(
            FrameRow(one.code, one.name, material.frame(one.code)) for one in definition.requirements
        ),
        lacking=what_lacks(material, clock.now()),
        decisions=tuple(
            Decision.objects.filter(agreement=version.agreement, state__in=LIVE).order_by("-number")
        ),
        may_prepare=GRANT_DECISION.may("prepare", GRANT_DECISION.begins_as, actor.roles)
        and authority_named(definition.assessor) in actor.assesses_for,
    )


def grant_page(actor: Actor, key: ReportKey) -> GrantPage | None:
    """Return one application with its amount, None for who does not read all: six queries."""
    version = published_version(actor, key.agreement)
    if version is None or not version.definition.is_applied_for or not actor.reads_all:
        return None
    material = material_of(version)
    found = next(
        (one for one in material.applications if (one.requirement, one.party) == key[1:]),
        None,
    )
    ground = ground_of(key)
    if found is None or ground is None:
        return None
    assesses = not actor.roles.isdisjoint(GRANT.transition("propose").who)
    lacks = (
        next((need for need in MAY_JUDGE if need not in may_judge(actor, ground)), None) if assesses else None
    )
    may = assesses and lacks is None and found.is_met
    grant = found.grant
    waits = may and grant is not None and grant.approved_by_id is None
    return GrantPage(
        version=version,
        key=key,
        name=ground.requirement.name,
        application=found,
        money=material.frame(key.requirement),
        may_propose=may,
        may_approve=waits and grant is not None and grant.proposed_by_id != actor.user_id,
        why_not=str(lacks.value) if lacks else "",
    )
