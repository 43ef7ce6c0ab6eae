"""Reading agreements: the list, and one agreement with its requirements, money, dates and rules in plain words.

A published definition is public among those who are signed in; drafts are not shown here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from agreements.domain.definition import Definition
from agreements.domain.party_words import parties_in_words
from agreements.domain.plain_words import Sentence, in_plain_words
from agreements.domain.requirement import RequirementDefinition
from agreements.domain.settings_words import Setting, allocation_words, settings_in_words, split_words
from agreements.domain.timeline import Milestone, Phase, milestones, phase_on
from agreements.models import Agreement, AgreementVersion, PublicQuestion, VersionState
from agreements.models.agreement import remembered_definitions
from prio.accounts.roles import Actor
from prio.jobs.models import Job

MOST_ROWS = 64


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement in a list. Amounts in kronor; `unset` counts the settings that nobody has decided yet.

    coming: its days from today on.
    """

    definition: Definition
    code: str
    title: str
    year: int
    reference: str
    summary: str
    phase: Phase
    opens: date | None
    closes: date | None
    total: int
    pots: int
    grundkrav: int
    goals: int
    payment: date | None
    coming: tuple[Milestone, ...]
    unset: int
    simulated: bool


@dataclass(frozen=True, slots=True)
class RequirementView:
    """A requirement in words. `pot` in kronor, None where there is none or it is unset.

    answered: how many questions about it are asked and answered.
    """

    definition: RequirementDefinition
    concerns: str
    assessor: str
    closes: date | None
    sharing: str
    split: str
    rule: Sentence | None
    answered: int


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One row of the budget: `name` of the pot or the line, who it goes to, kronor."""

    name: str
    recipient: str
    amount: int
    is_pot: bool


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """A day with where it stands: `past`, `now` (the next one) or nothing."""

    milestone: Milestone
    stands: str


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """Everything that the page of an agreement shows. Amounts in kronor. answered: questions that are, altogether."""

    row: AgreementRow
    definition: Definition
    version: AgreementVersion
    today: date
    grundkrav: tuple[RequirementView, ...]
    goals: tuple[RequirementView, ...]
    budget: tuple[BudgetRow, ...]
    largest: int
    timeline: tuple[TimelineRow, ...]
    settings: tuple[Setting, ...]
    answered: int


def agreement_rows(actor: Actor, today: date) -> tuple[AgreementRow, ...]:
    """Return the published agreements, the newest year first, as they stand on `today`: one query, at first two."""
    versions = list(_published().order_by("-agreement__year", "agreement__code"))
    _read_definitions(versions)
    return tuple(_row_of(version, today) for version in versions)


def agreement_page(actor: Actor, code: str, today: date) -> AgreementPage | None:
    """Return the published agreement `code` as it stands on `today`; None if there is none. At most three queries."""
    version = _published().filter(agreement__code=code).first()
    if version is None:
        return None
    definition = version.definition
    answered = answered_by_requirement(code)
    views = tuple(_requirement(definition, one, answered.get(one.code, 0)) for one in definition.requirements)
    budget = _budget(definition)
    return AgreementPage(
        row=_row_of(version, today),
        definition=definition,
        version=version,
        today=today,
        grundkrav=tuple(view for view in views if not view.definition.has_pot),
        goals=tuple(view for view in views if view.definition.has_pot),
        budget=budget,
        largest=max((row.amount for row in budget), default=0),
        timeline=_timeline(definition, today),
        settings=settings_in_words(definition),
        answered=sum(answered.values()),
    )


def answered_by_requirement(code: str) -> dict[str, int]:
    """Return how many answered questions each requirement of the agreement has, "" for the whole of it: one query."""
    counts = (
        PublicQuestion.objects.filter(agreement__code=code)
        .exclude(answer="")
        .values_list("requirement__code")
        .annotate(number=Count("pk"))
        .order_by("requirement__code")
    )
    return {requirement or "": number for requirement, number in counts}


def title_of_agreement(job: Job) -> str:
    """Return the name of the agreement that a job is about: one query."""
    found = Agreement.objects.filter(code=job.parameters.get("agreement", "")).values_list("title", flat=True)
    return found.first() or job.subject


def published_version(actor: Actor, code: str) -> AgreementVersion | None:
    """Return the published version of the agreement `code` with its agreement, or None: one query."""
    return version_in_force(code)


def version_in_force(code: str) -> AgreementVersion | None:
    """Return the same for a service, which acts on an agreement whoever asked for it."""
    return _published().filter(agreement__code=code).first()


def _read_definitions(versions: Iterable[AgreementVersion]) -> None:
    """Read the definitions that this process does not remember yet, in one query."""
    unread = [version.pk for version in versions if version.sha256 not in remembered_definitions]
    if unread:
        for version in AgreementVersion.objects.filter(pk__in=unread):
            _ = version.definition


def _published() -> QuerySet[AgreementVersion]:
    """The published versions without their definitions, which are large and seldom new."""
    return (
        AgreementVersion.objects.filter(state=VersionState.PUBLISHED)
        .select_related("agreement")
        .defer("plain")
    )


def _row_of(version: AgreementVersion, today: date) -> AgreementRow:
    """The row of a version: made once a day."""
    key = (version.sha256, version.agreement.simulated, today)
    if key not in _rows:
        if len(_rows) >= MOST_ROWS:
            _rows.clear()
        _rows[key] = _row(version.definition, version.agreement.simulated, today)
    return _rows[key]


_rows: dict[tuple[str, bool, date], AgreementRow] = {}


def _row(definition: Definition, simulated: bool, today: date) -> AgreementRow:
    return AgreementRow(
        definition=definition,
        code=definition.code,
        title=definition.title,
        year=definition.year,
        reference=definition.reference,
        summary=definition.summary,
        phase=phase_on(definition.dates, today),
        opens=definition.dates.opens,
        closes=definition.dates.closes,
        total=definition.budget.total,
        pots=sum(requirement.pot or 0 for requirement in definition.pots),
        grundkrav=len(definition.grundkrav()),
        goals=len(definition.pots),
        payment=definition.dates.payment,
        coming=tuple(milestone for milestone in milestones(definition) if milestone.day >= today),
        unset=len(definition.unset_for_allocation()),
        simulated=simulated,
    )


def _requirement(
    definition: Definition, requirement: RequirementDefinition, answered: int
) -> RequirementView:
    return RequirementView(
        definition=requirement,
        concerns=parties_in_words(requirement.parties, definition.year),
        assessor=definition.assessor_of(requirement.code),
        closes=requirement.closes,
        sharing=allocation_words(requirement.allocation) if requirement.has_pot else "",
        split=split_words(requirement.split, definition.year) if len(requirement.parties) > 1 else "",
        rule=in_plain_words(requirement.rule, definition.size_classes) if requirement.rule else None,
        answered=answered,
    )


def _budget(definition: Definition) -> tuple[BudgetRow, ...]:
    pots = (
        BudgetRow(
            f"{pot.code} {pot.name}",
            parties_in_words(pot.parties, definition.year),
            pot.pot or 0,
            is_pot=True,
        )
        for pot in definition.pots
    )
    lines = (
        BudgetRow(line.name, line.recipient, line.amount, is_pot=False) for line in definition.budget.lines
    )
    return (*pots, *lines)


def _timeline(definition: Definition, today: date) -> tuple[TimelineRow, ...]:
    days = milestones(definition)
    coming = next((milestone for milestone in days if milestone.day >= today), None)
    return tuple(
        TimelineRow(milestone, "past" if milestone.day < today else "now" if milestone is coming else "")
        for milestone in days
    )
