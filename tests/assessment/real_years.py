"""A real year to be judged: its definition, all parties, reports that come to what history says, and its registers."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from agreements.domain.definition import Definition
from agreements.domain.evaluate import Facts, Truth, evaluate
from agreements.domain.loading import load_definition
from agreements.domain.requirement import RequirementDefinition
from agreements.domain.rules import Listed
from agreements.models import Report, ReportState, RequirementVersion, Submission
from agreements.services import publish
from assessment.domain.eyes import manual_leaves
from assessment.domain.registers.wanted import Field, Wanted, registers_of
from assessment.models import COUNTS_AS_MET, Outcome, RecusalDeclaration, Verdict, VerdictState
from assessment.services.registers import approve_register_import, upload_register_file
from prio import clock
from prio.accounts.models import Installation
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from prio.desk.demonstration.answers import made_up_answers
from prio.desk.demonstration.history import load_history
from prio.parties.models import Party, Population
from prio.parties.selectors import inhabitants_of_parties
from prio.parties.services import load_reference
from tests import factories

DEFINITIONS = Path(__file__).resolve().parents[2] / "agreements" / "definitions"
MOST_TRIES = 60
Answers = dict[str, Any]
Case = tuple[str, str]  # the codes of a requirement and a party


@dataclass(frozen=True)
class RealYear:
    """One year. outcomes: what history says of each case; people: inhabitants by the party's code."""

    definition: Definition
    outcomes: Mapping[Case, str]
    people: Mapping[str, int]
    parties: Mapping[str, Party]
    assessor: Actor
    second: Actor
    lead: Actor
    skr: Actor
    skr_second: Actor

    @property
    def code(self) -> str:
        """The agreement's code."""
        return self.definition.code

    def answers(self, case: Case, *, met: bool) -> Answers:
        """Return made-up answers on which the rule comes to what is wanted; what registers give is among them."""
        requirement = self.definition.requirement(case[0])
        facts = Facts(
            self.people[case[1]],
            self.definition.size_classes,
            {leaf.register: True for leaf in requirement.leaves if isinstance(leaf, Listed)},
            population_date=self.definition.population_date,
        )
        for number in range(MOST_TRIES):
            answers = made_up_answers(requirement, f"{case[1]}{number or ''}", self.people[case[1]])
            if met == (truth(requirement, answers, facts) is Truth.MET):
                return answers
        if met:
            raise AssertionError(f"no made-up answers meet {case}")
        return dict.fromkeys(answers)


def truth(requirement: RequirementDefinition, answers: Mapping[str, Any], facts: Facts) -> Truth:
    """Return what the rule comes to when every criterion of a person's is met."""
    if requirement.rule is None:
        raise AssertionError("what has no rule is not tested")
    judged = {leaf.key: True for leaf in manual_leaves(requirement.rule)}
    return evaluate(requirement.rule, answers, facts, handed_in=True, judgements=judged).truth


def make_real_year(code: str, county: str = "") -> RealYear:
    """Load the country, publish the year and look up what history says of it; nothing is judged or handed in yet.

    county: a county's code, where only its parties are to exist.
    """
    Installation.objects.create(demonstration_since=clock.now())
    load_reference()
    path = DEFINITIONS / f"{code}.yaml"
    definition = load_definition(path.read_text(encoding="utf-8"), path.name)
    publish(definition, source_file=path.name)
    users = {
        "assessor": factories.person(Role.ASSESSOR),
        "second": factories.person(Role.ASSESSOR),
        "lead": factories.person(Role.LEAD_ASSESSOR),
        "skr": factories.person(Role.ASSESSOR, authority="SKR"),
        "skr_second": factories.person(Role.ASSESSOR, authority="SKR"),
    }
    for user in users.values():
        RecusalDeclaration.objects.create(user=user, year=definition.year, declared_at=factories.AN_INSTANT)
    outcomes = _with_companions(definition, _history(code))
    if county:
        _leave_only(county)
    parties = {party.code: party for party in Party.objects.all()}
    day = date(definition.year, 11, 1)
    if definition.population_date is None:
        raise AssertionError("a real year has its population date")
    return RealYear(
        definition,
        {case: outcome for case, outcome in outcomes.items() if case[1] in parties},
        inhabitants_of_parties(definition.population_date),
        parties,
        **{name: actor_of(user, day) for name, user in users.items()},
    )


def _leave_only(county: str) -> None:
    others = Party.objects.exclude(counties__county=county)
    Population.objects.filter(municipality__in=others).delete()
    others.delete()


def _history(code: str) -> dict[Case, str]:
    """Return the outcomes of history, and leave nothing of them in the database."""
    with transaction.atomic():
        load_history(code)
        found = Verdict.objects.filter(round__agreement__code=code, state=VerdictState.FINAL)
        outcomes = {(one[0], one[1]): one[2] for one in found.values_list(*_COLUMNS)}
        transaction.set_rollback(True)
    return outcomes


_COLUMNS = ("requirement__code", "party__code", "outcome")


def _with_companions(definition: Definition, outcomes: dict[Case, str]) -> dict[Case, str]:
    """Who handed in only one of the demands that are assessed together is not assessed on it (rules.md G8).

    History says so itself where it names who it was. Where it only counts, names were drawn demand by demand.
    """
    together = definition.assess_together
    lacking = {
        party
        for (code, party), outcome in outcomes.items()
        if code in together and outcome == "not_submitted"
    }
    return {
        (code, party): Outcome.NOT_ASSESSED
        if code in together and party in lacking and outcome != Outcome.NOT_SUBMITTED
        else outcome
        for (code, party), outcome in outcomes.items()
    }


def hand_everything_in(year: RealYear, mended_later: frozenset[Case] = frozenset()) -> None:
    """Let every party have handed in, before the last day, what comes to its outcome; some hand in what falls short."""
    wordings = {
        one.requirement.code: one
        for one in RequirementVersion.objects.filter(
            requirement__agreement__code=year.code, version__state="published"
        ).select_related("requirement")
    }
    closes = year.definition.dates.closes
    if closes is None:
        raise AssertionError("a real year has a last day")
    at = clock.end_of(closes) - timedelta(days=1)
    made: list[tuple[Report, Answers]] = []
    for case, outcome in sorted(year.outcomes.items()):
        requirement = year.definition.requirement(case[0])
        asked = [question.key for question in requirement.questions if not question.source]
        if not asked or outcome == Outcome.NOT_SUBMITTED:
            continue
        falls_short = outcome == Outcome.NOT_MET or case in mended_later
        answers = year.answers(case, met=not falls_short)
        report = Report(
            requirement=wordings[case[0]].requirement,
            wording=wordings[case[0]],
            party=year.parties[case[1]],
            state=ReportState.DECLINED if outcome == Outcome.DECLINED else ReportState.HANDED_IN,
            answers={key: answers[key] for key in asked},
            reason="Vi deltar inte." if outcome == Outcome.DECLINED else "",
            changed_at=at,
        )
        made.append((report, report.answers))
    Report.objects.bulk_create(report for report, _ in made)
    Submission.objects.bulk_create(
        _submission(report, answers, 1, at)
        for report, answers in made
        if report.state != ReportState.DECLINED
    )


def complete(year: RealYear, case: Case) -> None:
    """Hand in anew what now meets the rule."""
    report = Report.objects.get(
        requirement__agreement__code=year.code, requirement__code=case[0], party__code=case[1]
    )
    answers = {key: value for key, value in year.answers(case, met=True).items() if key in report.answers}
    made = _submission(report, answers, 2, clock.now())
    made.save()
    report.completion_requests.update(answered_by=made)
    Report.objects.filter(pk=report.pk).update(answers=answers, state=ReportState.HANDED_IN)


def _submission(report: Report, answers: Answers, number: int, at: datetime) -> Submission:
    return Submission(
        report=report,
        requirement_version=report.wording,
        number=number,
        answers=answers,
        sha256="0" * 64,
        handed_in_at=at,
        simulated=True,
    )


def take_in_registers(year: RealYear) -> int:
    """Take in every register of the year, a file for each requirement; return how many."""
    files = 0
    for register, requirement, file in register_files(year):
        made = upload_register_file(year.skr, year.code, register, file, requirement=requirement)
        approve_register_import(year.skr, made.found.pk)
        files += 1
    return files


def register_files(year: RealYear) -> Iterator[tuple[str, str, SimpleUploadedFile]]:
    """Yield the file of each register and requirement of the year, after their codes."""
    for register in registers_of(year.definition):
        for wanted in register.wanted:
            name = f"{register.code}-{wanted.requirement}.csv"
            file = SimpleUploadedFile(name, _table(year, wanted).encode())
            yield register.code, wanted.requirement, file


def _table(year: RealYear, wanted: Wanted) -> str:
    text = io.StringIO()
    write = csv.writer(text, delimiter=";").writerow
    fields = [
        one for one in wanted.fields if one.key.partition(".")[0] not in _divided(wanted) or "." in one.key
    ]
    has_units = any(one.inside for one in fields)
    has_months = any(one.kind == "series" for one in fields)
    listed = ["Deltar"] if wanted.has_list else []
    heading = ["Kod", *(["Månad"] if has_months else []), *(["Enhet"] if has_units else []), *listed]
    write([*heading, *(one.label for one in fields)])
    for (code, party), outcome in sorted(year.outcomes.items()):
        if code == wanted.requirement and outcome in {*COUNTS_AS_MET, Outcome.NOT_MET}:
            answers = year.answers((code, party), met=outcome in COUNTS_AS_MET)
            for row in _rows(fields, answers) if fields else [["ja"]]:
                write([party, *row])
    return text.getvalue()


def _divided(wanted: Wanted) -> set[str]:
    """The questions that are given by their parts alone."""
    return {one.key.partition(".")[0] for one in wanted.fields if "." in one.key and not one.inside}


def _rows(fields: list[Field], answers: Answers) -> Iterator[list[str]]:
    """Yield the cells of a party's rows, after its code: one row, or one for each unit and month.

    What is the party's own, and not a unit's, stands in the first of its rows.
    """
    units = next((one.inside for one in fields if one.inside), "")
    is_first = True
    for unit in answers[units] or [] if units else [None]:
        months: list[str | None] = [*sorted({month for one in fields for month in one.months})] or [None]
        for month in months:
            row = [*([month] if month else []), *([unit["name"]] if unit else [])]
            own = [answers if not one.inside else unit or {} for one in fields]
            cells = [_cell(one, of, month) for one, of in zip(fields, own, strict=True)]
            yield [
                *row,
                *(
                    cell if one.inside or one.months or is_first else ""
                    for one, cell in zip(fields, cells, strict=True)
                ),
            ]
            is_first = False


def _cell(field: Field, answers: Mapping[str, Any], month: str | None) -> str:
    key = field.key.partition(".")[2] if field.inside else field.key
    question, _, part = key.partition(".")
    value = answers.get(question)
    if part and value is not None:
        value = value[part]
    if field.kind == "series" and isinstance(value, Mapping):
        value = value.get(month)
    if isinstance(value, bool):
        return "ja" if value else "nej"
    return "" if value is None else str(value).replace(".", ",")
