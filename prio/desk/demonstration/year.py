"""A made-up year with the rules of 2015 and its dates around today, with parties in every state."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from agreements.domain.definition import Definition, RequirementDefinition
from agreements.domain.party_words import REGIONS_FROM
from agreements.models import Agreement, Report, ReportState, RequirementVersion, Submission
from agreements.services import publish
from assessment.selectors import Concerned, concerned_parties
from assessment.services import assess_agreement
from prio import clock
from prio.desk.demonstration.answers import Answers, luck, made_up_answers
from prio.parties.models import PopulationVersion
from prio.parties.selectors import inhabitants_of_parties
from prio.refused import Refused

RULES_OF = 2015
YEAR_IN_TEXT = re.compile(r"\b20[01][0-9]\b")
ABOUT_THEN = frozenset({"source", "set_by"})  # they say where the rules come from, and are left as they are
# What a landsting is called since REGIONS_FROM, in the forms that the rules of 2015 have.
CALLED_NOW = {
    "Landstinget bestämmer självt": "Regionen bestämmer själv",
    "Landstinget": "Regionen",
    "landstinget": "regionen",
    "Landsting": "Regioner",
    "landsting": "regioner",
}
# Chances in percent, added up: what state a report is in.
STATES = (
    (22, None),
    (42, ReportState.DRAFT),
    (88, ReportState.HANDED_IN),
    (95, ReportState.RETURNED),
    (100, ReportState.DECLINED),
)
EARLY = "A4"  # the goal whose last day has passed, so that something is late and something is assessed
# The same for its reports, whose collection has closed; the rest never handed anything in.
EARLY_STATES = ((10, ReportState.LATE), (14, ReportState.REFUSED), (90, ReportState.HANDED_IN), (100, None))
# The parties of the demonstration's own accounts have something left to do, so that anybody can try the whole chain.
OWN_STATES: Mapping[tuple[str, str], ReportState | None] = {
    ("GK1", "2380"): ReportState.DRAFT,
    ("GK2", "2380"): ReportState.HANDED_IN,
    ("A4", "2380"): ReportState.HANDED_IN,
    ("B3", "2380"): None,
    ("GK1", "23"): ReportState.HANDED_IN,
    ("GK2", "23"): ReportState.DRAFT,
    ("A5", "23"): ReportState.HANDED_IN,
    ("B2", "23"): ReportState.HANDED_IN,
    ("GK1", "0980"): ReportState.DRAFT,
    ("GK2", "0980"): None,
    ("GK1", "09"): ReportState.HANDED_IN,
    ("GK2", "09"): ReportState.DRAFT,
}
CLOSED_FOR = timedelta(days=3)
REASON = "Vi deltar inte i målet i år."
AFTER_CLOSING = frozenset({ReportState.LATE, ReportState.REFUSED})
Plain = dict[str, Any]


def demo_code(today: date) -> str:
    """Return the code of the made-up agreement of this year."""
    return f"demo-{today.year}"


def make_year(rules: Definition) -> bool:
    """Publish the made-up year and fill it with reports, assessed as far as they go. False if it exists already.

    Args:
        rules: the agreement whose rules it has.
    """
    today = clock.today()
    if Agreement.objects.filter(code=demo_code(today)).exists():
        return False
    with transaction.atomic():  # who interrupts it finds either all of it or nothing the next time
        publish(moved_to(rules, today), source_file="", simulated=True)
        concerned = concerned_parties(demo_code(today))
        _make_reports(concerned)
        assess_agreement(demo_code(today))
    return True


def moved_to(rules: Definition, today: date) -> Definition:
    """Return the agreement with every year moved so that `rules.year` becomes this year, and its dates around today.

    Raises:
        Refused: no population figures are loaded.
    """
    plain = _moved(rules.to_plain(), today.year - rules.year)
    if today.year >= REGIONS_FROM:
        plain = _renamed(plain)
    plain |= {
        "code": demo_code(today),
        "title": f"Påhittad överenskommelse {today.year} (reglerna från {rules.year})",
        "reference": f"Demonstration {today.year}",
        "summary": "Ett påhittat år att prova i. Reglerna är de som gällde 2015, uppgifterna är simulerade.",
        "signed": (today - timedelta(days=100)).isoformat(),
        "population_date": newest_population_date().isoformat(),
        "dates": {
            "opens": (today - timedelta(days=60)).isoformat(),
            "closes": (today + timedelta(days=21)).isoformat(),
            "preliminary": (today + timedelta(days=40)).isoformat(),
            "final": (today + timedelta(days=75)).isoformat(),
            "payment": (today + timedelta(days=105)).isoformat(),
        },
        "preliminary": {
            "for": "on_request",
            "covers": "grundkrav",
            "completion_closes": str(today + timedelta(days=50)),
        },
    }
    for requirement in plain["requirements"]:
        requirement.pop("closes", None)
        if requirement["code"] == EARLY:
            requirement["closes"] = (today - CLOSED_FOR).isoformat()
        for question in requirement.get("questions", []):
            question.pop("closes", None)
        requirement["follows"] = {"agreement": rules.code, "requirement": requirement["code"]}
    for line in plain["budget"].get("lines", []):
        line["report_due"] = (today + timedelta(days=200)).isoformat()
    return Definition.from_plain(plain)


def newest_population_date() -> date:
    """Return the newest date with population figures.

    Raises:
        Refused: there are none.
    """
    newest = PopulationVersion.objects.order_by("-date").first()
    if newest is None:
        raise Refused("Referensuppgifter saknas. Kör manage.py load_reference först.")
    return newest.date


def _moved(value: Any, years: int) -> Any:
    """Move every year that stands in a text or as a year of its own; amounts and percents are no years."""
    if isinstance(value, str):
        return YEAR_IN_TEXT.sub(lambda found: str(int(found.group()) + years), value)
    if isinstance(value, list):
        return [_moved(one, years) for one in value]
    if isinstance(value, Mapping):
        return {key: _moved_year(key, one, years) for key, one in value.items()}
    return value


def _renamed(value: Any) -> Any:
    """Call a landsting what it is called now, but in words on where the rules of then come from."""
    if isinstance(value, str):
        for then, now in CALLED_NOW.items():
            value = value.replace(then, now)
        return value
    if isinstance(value, list):
        return [_renamed(one) for one in value]
    if isinstance(value, Mapping):
        return {key: one if key in ABOUT_THEN else _renamed(one) for key, one in value.items()}
    return value


def _moved_year(key: str, value: Any, years: int) -> Any:
    if key in ABOUT_THEN:
        return value
    if key == "year" and isinstance(value, int):
        return value + years
    if key == "years" and isinstance(value, list):
        return [year + years for year in value]
    return _moved(value, years)


def _make_reports(concerned: Concerned) -> None:
    definition = concerned.definition
    people = inhabitants_of_parties(newest_population_date())
    now = clock.now()
    reports: list[tuple[Report, int, bool]] = []
    for code, judged in concerned.requirements.items():
        requirement = definition.requirement(code)
        for party in sorted(concerned.codes(code)):
            state = _state(requirement, party)
            if state is None:
                continue
            late = state in AFTER_CLOSING
            report = Report(
                requirement_id=judged.requirement_id,
                party_id=concerned.party_ids[party],
                wording_id=judged.wording_id,
                state=state,
                answers=_answers(requirement, party, people[party], state),
                reason=REASON if state == ReportState.DECLINED else "",
                simulated=True,
                changed_at=now - _age(code, party, late=late),
            )
            reports.append((report, judged.wording_id, late))
    Report.objects.bulk_create(report for report, _, _ in reports)
    handed_in = {ReportState.HANDED_IN, ReportState.RETURNED, *AFTER_CLOSING}
    Submission.objects.bulk_create(
        Submission(
            report=report,
            requirement_version=RequirementVersion(pk=wording_id),
            number=1,
            answers=report.answers,
            sha256=hashlib.sha256(json.dumps(report.answers, sort_keys=True).encode()).hexdigest(),
            handed_in_at=report.changed_at,
            late=late,
            simulated=True,
        )
        for report, wording_id, late in reports
        if report.state in handed_in
    )


def _answers(requirement: RequirementDefinition, party: str, people: int, state: str) -> Answers:
    """Return what a report answers. A draft of the demonstration's own parties is half done, its files not attached."""
    if state == ReportState.DECLINED:
        return {}
    answers = made_up_answers(requirement, party, people)
    if state != ReportState.DRAFT or (requirement.code, party) not in OWN_STATES:
        return answers
    typed = [question.key for question in requirement.questions if question.type != "document"]
    return {key: answers[key] for key in typed[: (len(typed) + 1) // 2]}


def _state(requirement: RequirementDefinition, party: str) -> str | None:
    """Return the state of a report, None for one that is not begun. A party is mostly as far with all its reports.

    What is read from a register is there or not: nobody drafts it, and nobody is asked to complete it.
    """
    code = requirement.code
    if (code, party) in OWN_STATES:
        return OWN_STATES[code, party]
    state = _drawn_state(code, party)
    if state is not None and all(question.source for question in requirement.questions):
        return ReportState.HANDED_IN
    return state


def _drawn_state(code: str, party: str) -> str | None:
    chance = (luck(party, "pace") * 3 + luck(code, party, "state")) // 4
    return next(state for limit, state in (EARLY_STATES if code == EARLY else STATES) if chance < limit)


def _age(code: str, party: str, *, late: bool) -> timedelta:
    """Return how long ago a report was changed: a late one since the closing, the others of that goal before it."""
    number = luck(code, party, "hours")
    if late:
        return timedelta(hours=number % 40)
    before_closing = CLOSED_FOR + timedelta(days=1) if code == EARLY else timedelta()
    return before_closing + timedelta(hours=number * 7)
