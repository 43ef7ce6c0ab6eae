"""What the account of a year is made of: the parties, the final verdicts, and what was reported; in few queries."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Case, F, JSONField, OuterRef, Q, Subquery, When

from agreements.domain.definition import Definition
from agreements.models import AgreementVersion, ReportState, Submission, VersionState
from agreements.models.agreement import remembered_definitions
from agreements.selectors.standing import without_refused_completions
from assessment.domain.account import NOT_MET, AccountParty, Judged
from assessment.domain.account_figures import Reported, counts
from assessment.domain.account_reasons import reasons_of
from assessment.domain.registers.answers import Figure as RegisterAnswer
from assessment.domain.registers.answers import answers_of
from assessment.models import RegisterFigure, RegisterImportState, RoundKind, Verdict, VerdictState
from prio.parties.models import PartyCounty, Population, PopulationVersion
from prio.parties.selectors import holds_on

# The states of a report in which what was handed in last stands.
STANDING = (ReportState.HANDED_IN, ReportState.RETURNED)
# Outcomes and reports by agreement, then by requirement and party.
Verdicts = Mapping[str, Mapping[tuple[str, str], Judged]]
Reports = Mapping[str, Mapping[tuple[str, str], Reported]]


class CountyName(NamedTuple):
    """A county: its code, its letters, its name."""

    code: str
    letters: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """The country on the agreement's day."""

    parties: tuple[AccountParty, ...]
    counties: tuple[CountyName, ...]


@dataclass(frozen=True, slots=True)
class FinalVerdicts:
    """The final verdicts of some agreements.

    submissions: what was judged, by agreement, requirement and party. newest: when the last one of `code` became final.
    """

    outcomes: Verdicts
    submissions: Mapping[tuple[str, str, str], int]
    newest: datetime | None


def place_of(definition: Definition) -> Place:
    """Return the parties and counties of the agreement's day, with the names of its year: one query."""
    day = definition.population_date or date(definition.year - 1, 12, 31)
    newest = PopulationVersion.objects.filter(date=day).order_by("-version").values("pk")[:1]
    people = Population.objects.filter(version=Subquery(newest), municipality=OuterRef("party"))
    rows = (
        PartyCounty.objects.filter(holds_on(day), holds_on(definition.names_day, "party__names__"))
        .annotate(people=Subquery(people.values("inhabitants")[:1]))
        .order_by("county_id", "party__code")
    )
    columns = ("party__code", "party__names__name", "party__kind", "people")
    counties: dict[str, CountyName] = {}
    parties = []
    for code, name, kind, inhabitants, *county in rows.values_list(
        *columns, "county_id", "county__letters", "county__name"
    ):
        lies_in = CountyName(*county)
        counties.setdefault(lies_in.code, lies_in)
        parties.append(AccountParty(code, name, kind, lies_in.code, inhabitants or 0))
    return Place(tuple(parties), tuple(counties.values()))


def definitions_of(codes: Collection[str]) -> dict[str, Definition]:
    """Return the published definitions of those agreements, by code: one query, two the first time."""
    if not codes:
        return {}
    published = AgreementVersion.objects.filter(state=VersionState.PUBLISHED, agreement__code__in=codes)
    known = dict(published.order_by("pk").values_list("agreement__code", "sha256"))
    unread = [sha256 for sha256 in known.values() if sha256 not in remembered_definitions]
    read = (
        {version.sha256: version.definition for version in published.filter(sha256__in=unread)}
        if unread
        else {}
    )
    return {code: read.get(sha256) or remembered_definitions[sha256] for code, sha256 in known.items()}


def final_verdicts(code: str, before: Iterable[str]) -> FinalVerdicts:
    """Return the final verdicts of the agreement, with its reasons, and of those `before`, without: one query."""
    found = Verdict.objects.filter(
        round__agreement__code__in=[code, *before], round__kind=RoundKind.FINAL, state=VerdictState.FINAL
    ).order_by()
    why = Case(
        When(Q(outcome=NOT_MET, round__agreement__code=code), then=F("reasons")),
        output_field=JSONField(),
    )
    outcomes: dict[str, dict[tuple[str, str], Judged]] = {}
    submissions: dict[tuple[str, str, str], int] = {}
    newest: datetime | None = None
    columns = ("round__agreement__code", "requirement__code", "party__code", "outcome", "simulated")
    for agreement, requirement, party, outcome, simulated, submission, final_at, reasons in found.annotate(
        why=why
    ).values_list(*columns, "submission_id", "final_at", "why"):
        judged = Judged(outcome, simulated, reasons_of(reasons))
        outcomes.setdefault(agreement, {})[requirement, party] = judged
        if submission:
            submissions[agreement, requirement, party] = submission
        if agreement == code and final_at:
            newest = max(newest or final_at, final_at)
    return FinalVerdicts(outcomes, submissions, newest)


def reported(definitions: Iterable[Definition], judged: Mapping[tuple[str, str, str], int]) -> Reports:
    """Return what stands of everything that counts something: what was judged, otherwise what was handed in last.

    What an approved register says of a question goes before what the party wrote, as in the pre-check. Two queries at
    most, none where nothing counts.

    Args:
        definitions: the agreements, each by its published version.
        judged: the submission that a final verdict stands on, by agreement, requirement and party.
    """
    definitions = tuple(definitions)
    reports = _handed_in(definitions, judged)
    for agreement, answers in _from_registers(definitions).items():
        found = reports.setdefault(agreement, {})
        for key, said in answers.items():
            before = found.get(key, Reported({}))
            found[key] = Reported({**before.answers, **said}, before.simulated)
    return reports


def _handed_in(
    definitions: Iterable[Definition], judged: Mapping[tuple[str, str, str], int]
) -> dict[str, dict[tuple[str, str], Reported]]:
    counting = Q()
    for definition in definitions:
        if codes := [one.code for one in definition.requirements if counts(one)]:
            counting |= Q(
                report__requirement__agreement__code=definition.code, report__requirement__code__in=codes
            )
    if not counting:
        return {}
    found = without_refused_completions(Submission.objects.filter(counting))
    found = found.filter(Q(report__state__in=STANDING) | Q(pk__in=set(judged.values())))
    columns = ("report__requirement__agreement__code", "report__requirement__code", "report__party__code")
    reports: dict[str, dict[tuple[str, str], Reported]] = {}
    rows: Iterable[tuple[Any, ...]] = found.order_by("number").values_list(
        *columns, "pk", "answers", "simulated"
    )
    for agreement, requirement, party, pk, answers, simulated in rows:
        if judged.get((agreement, requirement, party), pk) == pk:
            reports.setdefault(agreement, {})[requirement, party] = Reported(answers, simulated)
    return reports


def _from_registers(
    definitions: Iterable[Definition],
) -> dict[str, dict[tuple[str, str], dict[str, object]]]:
    """What the approved registers say of the questions that count, by agreement: one query."""
    counting = Q()
    read = {}
    for definition in definitions:
        for requirement in definition.requirements:
            if keys := [question.key for question in counts(requirement) if question.source]:
                read[definition.code] = definition
                of = Q(of__agreement__code=definition.code, requirement__code=requirement.code)
                counting |= of & _any_of(keys)
    if not counting:
        return {}
    figures: dict[str, list[RegisterAnswer]] = {}
    rows = RegisterFigure.objects.filter(counting, of__state=RegisterImportState.APPROVED).order_by()
    columns = ("requirement__code", "party__code", "question", "unit", "month", "value")
    for agreement, *figure in rows.values_list("of__agreement__code", *columns):
        figures.setdefault(agreement, []).append(RegisterAnswer(*figure))
    return {agreement: answers_of(read[agreement], found) for agreement, found in figures.items()}


def _any_of(keys: Iterable[str]) -> Q:
    """A question by its key, or a part of it: `persons.women`."""
    return Q(*(Q(question=key) | Q(question__startswith=f"{key}.") for key in keys), _connector=Q.OR)
