"""After the storm: what the database holds is held against everything that the site acknowledged."""

from collections.abc import Iterator
from datetime import datetime

from agreements.models import EvidenceFile, HandIn, Report, Submission
from bench.open_year import CODE
from bench.storm.scene import Team, Written


def broken_promises(teams: list[Team], deadline: datetime) -> Iterator[str]:
    """Yield every acknowledged answer that is lost, every double submission, every wrong mark of lateness."""
    reports = {
        (report.party.code, report.requirement.code): report
        for report in Report.objects.filter(requirement__agreement__code=CODE).select_related(
            "party", "requirement"
        )
    }
    for team in teams:
        for requirement, written in team.written.items():
            report = reports.get((team.party, requirement))
            yield from _lost(f"{team.party} {requirement}", written, report)
        yield from _handed_in_once(team)
        yield from _late(team, deadline)
    yield from _uploads(teams)


def _lost(name: str, written: list[Written], report: Report | None) -> Iterator[str]:
    acknowledged: dict[str, Written] = {}
    uncertain: dict[str, list[object]] = {}
    for one in written:
        if one.revision is None:
            if not one.is_known:
                uncertain.setdefault(one.question, []).append(one.answer)
            continue
        newest = acknowledged.get(one.question)
        if newest is None or newest.revision is None or one.revision > newest.revision:
            acknowledged[one.question] = one
    for question, last in acknowledged.items():
        held = report.answers.get(question) if report else None
        if held != last.answer and held not in uncertain.get(question, []):
            yield f"{name} {question}: {last.answer!r} was acknowledged, {held!r} is held"


def _handed_in_once(team: Team) -> Iterator[str]:
    if not team.pressed:
        return
    made = HandIn.objects.filter(case__agreement__code=CODE, case__party__code=team.party)
    if len(made) != 1 or len(set(team.receipts)) != 1:
        presses = len(team.pressed)
        yield f"{team.party}: {len(made)} hand-ins and {len(set(team.receipts))} receipts after {presses} presses"
    for requirement in team.requirements:
        found = Submission.objects.filter(
            report__party__code=team.party,
            report__requirement__code=requirement.code,
            report__requirement__agreement__code=CODE,
        ).select_related("report")
        if len(found) != 1:
            yield f"{team.party} {requirement.code}: {len(found)} submissions"
        elif found[0].answers != found[0].report.answers:
            yield f"{team.party} {requirement.code}: something else was handed in than what was saved"


def _late(team: Team, deadline: datetime) -> Iterator[str]:
    """Yield hand-ins that are marked otherwise than when the button was pressed; on both sides of midnight, either."""
    sides = {one >= deadline for one in team.pressed}
    for one in HandIn.objects.filter(case__agreement__code=CODE, case__party__code=team.party):
        if one.late not in sides or one.late != (one.at >= deadline):
            first = min(team.pressed, default=None)
            mark = "marked late" if one.late else "not marked late"
            yield f"{team.party}: pressed first at {first}, taken as of {one.at}, {mark}"


def _uploads(teams: list[Team]) -> Iterator[str]:
    stored = EvidenceFile.objects.filter(requirement__agreement__code=CODE).count()
    acknowledged = sum(team.uploaded for team in teams)
    if stored < acknowledged:
        yield f"{acknowledged} files were acknowledged, {stored} are kept"
