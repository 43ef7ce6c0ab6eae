"""What a forecast is made from: gathered from the database, kept with the forecast in canonical form, read again."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q

from agreements.domain.deadlines import closing_day, question_days
from agreements.domain.evaluate import Facts, evaluate
from agreements.domain.progress import asked_of_reporter
from agreements.domain.requirement import RequirementDefinition
from agreements.domain.result import Truth
from agreements.models import AgreementVersion, Extension, Report, Submission
from agreements.selectors.standing import without_refused_completions
from assessment.models import COUNTS_AS_MET, RoundKind, Verdict, VerdictState
from payouts.domain.forecast import Basis, Counted, Known, Outlook, basis, counted
from payouts.inputs import Plain, given_of, plain_frame, sha256_of
from prio import clock
from prio.parties.models import Kind
from prio.parties.selectors import PartyInCounty, parties_in_counties, population_on
from prio.refused import Refused

Key = tuple[str, int]
NEVER_BEGUN = "not_begun"
NOT_IN_YET = frozenset({"", "draft", "declined"})


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is known of an agreement at a moment. See the model Forecast for the first three."""

    plain: Plain
    counts: Plain
    sha256: str
    simulated: bool


class _HandedIn(NamedTuple):
    answers: Mapping[str, Any]
    simulated: bool


@dataclass(frozen=True, slots=True)
class _Facts:
    """Everything that is looked at, read beforehand; by the requirement's code and the party's primary key."""

    version: AgreementVersion
    at: datetime
    people: Mapping[str, int]
    states: Mapping[Key, tuple[str, bool]]
    handed_in: Mapping[Key, _HandedIn]
    final: Mapping[Key, tuple[bool, bool]]
    last_year: Mapping[Key, tuple[bool, bool]]
    longer: Mapping[tuple[str | None, int | None], list[Any]]


def gather_outlook(version: AgreementVersion, at: datetime) -> Gathered:
    """Gather what is known of the agreement: nine queries, and one evaluation of each report that is handed in.

    Args:
        version: the published version.
        at: now; or, for a demonstration, an earlier moment: what was handed in after it counts as a draft.

    Raises:
        Refused: a setting that an allocation needs is unset, or there are no figures of the population.
    """
    definition = version.definition
    day, unset = definition.population_date, definition.unset_for_allocation()
    if day is None or unset:
        raise Refused(
            "Beloppen kan inte beräknas: dessa inställningar är inte bestämda:", (", ".join(unset) + ".",)
        )
    population, people = population_on(day)
    parties = parties_in_counties(day)
    facts = _facts_of(version, at, _with_regions(people, parties))
    by_level: dict[str, dict[str, list[str]]] = {}
    simulated: dict[str, list[str]] = {}
    counts: dict[str, dict[str, dict[str, Counter[str]]]] = {}
    for requirement, party, known, made_up in _everybody(facts, parties):
        code = requirement.code
        levels = by_level.setdefault(code, {})
        if level := counted(known):
            levels.setdefault(str(int(level)), []).append(party.code)
        if made_up:
            simulated.setdefault(code, []).append(party.code)
        tally = counts.setdefault(code, {}).setdefault(party.kind, {"states": Counter(), "bases": Counter()})
        tally["states"][known.state or NEVER_BEGUN] += 1
        tally["bases"][str(basis(known))] += 1
    plain = {
        **plain_frame(version, population, people, parties),
        "counted": by_level,
        "simulated": dict(sorted(simulated.items())),
    }
    whole = {"plain": plain, "counts": counts}
    made_up_at_all = bool(simulated) or version.agreement.simulated
    return Gathered(plain, counts, sha256_of(whole), simulated=made_up_at_all)


def outlook_of(plain: Plain) -> Outlook:
    """Return what a forecast keeps, in the form that the pure core reckons with."""
    when = {
        requirement: {code: Counted(int(level)) for level, codes in levels.items() for code in codes}
        for requirement, levels in plain["counted"].items()
    }
    return Outlook(given_of({**plain, "met": {}}), when)


def _everybody(
    facts: _Facts, parties: tuple[PartyInCounty, ...]
) -> Iterator[tuple[RequirementDefinition, PartyInCounty, Known, bool]]:
    for requirement in facts.version.definition.requirements:
        if requirement.rule:
            answerable = _is_answerable(facts, requirement)
            for party in parties:
                if party.kind in requirement.parties:
                    yield requirement, party, *_known(facts, requirement, party, answerable=answerable)


def _known(
    facts: _Facts, requirement: RequirementDefinition, party: PartyInCounty, *, answerable: bool
) -> tuple[Known, bool]:
    """Return what is known of a party, and whether it is known from something made up."""
    key = (requirement.code, party.id)
    state, state_made_up = facts.states.get(key, ("", False))
    handed_in = facts.handed_in.get(key)
    if state not in NOT_IN_YET and handed_in is None:
        state = "draft"  # handed in after the moment that is asked about
    final, final_made_up = facts.final.get(key, (None, False))
    last_year, last_year_made_up = facts.last_year.get(key, (None, False))
    known = Known(
        state=state,
        truth=_truth(facts, requirement, party, handed_in, answerable=answerable)
        if handed_in and final is None and state not in NOT_IN_YET
        else None,
        final=final,
        last_year=last_year,
        closed=_is_closed(facts, requirement, party),
    )
    why = basis(known)
    if final is not None:
        return known, final_made_up
    rests_on_last_year = why in {Basis.MET_LAST_YEAR, Basis.NOT_LAST_YEAR, Basis.JUDGED}
    return known, state_made_up or (rests_on_last_year and last_year_made_up)


def _truth(
    facts: _Facts,
    requirement: RequirementDefinition,
    party: PartyInCounty,
    handed_in: _HandedIn,
    *,
    answerable: bool,
) -> Truth:
    definition = facts.version.definition
    about = Facts(
        facts.people.get(party.code), definition.size_classes, population_date=definition.population_date
    )
    if requirement.rule is None:
        return Truth.UNDECIDED
    return evaluate(requirement.rule, handed_in.answers, about, handed_in=not answerable).truth


def _is_answerable(facts: _Facts, requirement: RequirementDefinition) -> bool:
    """Say whether some question closes later and is still open: a missing answer is then no failure yet."""
    days = question_days(facts.version.definition, requirement.code).values()
    return any(clock.end_of(day) > facts.at for day in days)


def _is_closed(facts: _Facts, requirement: RequirementDefinition, party: PartyInCounty) -> bool:
    """Say whether nothing can be handed in any more. What is only read from a register never closes to a party."""
    if not asked_of_reporter(requirement):
        return False
    places = ((None, None), (None, party.id), (requirement.code, None), (requirement.code, party.id))
    longer = [day for place in places for day in facts.longer.get(place, ())]
    last = closing_day(facts.version.definition, requirement.code, extensions=longer)
    return last is not None and clock.end_of(last) <= facts.at


def _facts_of(version: AgreementVersion, at: datetime, people: Mapping[str, int]) -> _Facts:
    agreement = version.agreement
    reports = Report.objects.filter(requirement__agreement=agreement).order_by()
    handed_in = Submission.objects.filter(report__requirement__agreement=agreement, handed_in_at__lte=at)
    found = without_refused_completions(handed_in.exclude(report__state__in=NOT_IN_YET))
    submissions = found.order_by("number").values_list(
        "report__requirement__code", "report__party_id", "answers", "simulated"
    )
    longer: dict[tuple[str | None, int | None], list[Any]] = {}
    extensions = Extension.objects.filter(agreement=agreement).order_by()
    for code, party, until in extensions.values_list("requirement__code", "party_id", "until"):
        longer.setdefault((code, party), []).append(until)
    columns = ("requirement__code", "party_id", "state", "simulated")
    return _Facts(
        version=version,
        at=at,
        people=people,
        states={
            (code, party): (state, made_up) for code, party, state, made_up in reports.values_list(*columns)
        },
        handed_in={(code, party): _HandedIn(*rest) for code, party, *rest in submissions},
        final=_verdicts(Q(round__agreement=agreement)),
        last_year=_last_year(version),
        longer=longer,
    )


def _verdicts(of: Q) -> dict[Key, tuple[bool, bool]]:
    """Return whether the final verdict counts as met, and whether it is made up: one query."""
    rows = Verdict.objects.filter(of, round__kind=RoundKind.FINAL, state=VerdictState.FINAL).order_by()
    columns = ("requirement__code", "party_id", "outcome", "simulated")
    return {
        (code, party): (outcome in COUNTS_AS_MET, made_up)
        for code, party, outcome, made_up in rows.values_list(*columns)
    }


def _last_year(version: AgreementVersion) -> dict[Key, tuple[bool, bool]]:
    """Return the same of the demands that this year's follow; of several that became one, all must have been met."""
    earlier = {
        agreement: _verdicts(Q(round__agreement__code=agreement))
        for agreement in {one.agreement for r in version.definition.requirements for one in r.follows}
    }
    found: dict[Key, tuple[bool, bool]] = {}
    for requirement in version.definition.requirements:
        for follows in requirement.follows:
            for (code, party), (met, made_up) in earlier[follows.agreement].items():
                if code == follows.requirement:
                    before = found.get((requirement.code, party), (True, False))
                    found[requirement.code, party] = (before[0] and met, before[1] or made_up)
    return found


def _with_regions(people: Mapping[str, int], parties: tuple[PartyInCounty, ...]) -> dict[str, int]:
    """Return the inhabitants of every party: a region has those of its county's kommuner."""
    counties: Counter[str] = Counter()
    for party in parties:
        counties[party.county] += people.get(party.code, 0)
    return {
        party.code: people[party.code] if party.kind == Kind.MUNICIPALITY else counties[party.county]
        for party in parties
    }
