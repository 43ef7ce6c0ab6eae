"""Reports, submissions and hand-ins as plain data, in the shapes of agreements.api.shapes."""

from datetime import date, datetime
from typing import Any

from agreements.api.answers_sent import at
from agreements.domain.lifecycle import REPORT
from agreements.domain.progress import in_the_way
from agreements.models import EvidenceFile, HandIn, Submission
from agreements.selectors.files import stopped_files
from agreements.selectors.own_reports import OwnParty, OwnReport, OwnReports
from agreements.selectors.places import ReportPlace
from agreements.views.report_page import ReportPage
from prio import clock
from prio.accounts.roles import Actor

Plain = dict[str, Any]
# Which of these it is, the state and the calendar say.
HANDS_IN = frozenset({"hand_in", "hand_in_late", "complete", "complete_late", "supplement"})


def own_reports_data(found: OwnReports) -> Plain:
    """Return every report of the own parties."""
    return {
        "agreement": found.definition.code,
        "version": found.version.number,
        "simulated": found.version.agreement.simulated,
        "now": _at(found.now),
        "opens": _day(found.definition.dates.opens),
        "parties": [_party(one) for one in found.parties],
    }


def _party(own: OwnParty) -> Plain:
    return {
        "party": own.party.code,
        "kind": own.party.kind,
        "name": own.party.name,
        "reports": [_row(one) for one in own.reports],
        "from_registers": [ground.key.requirement for ground in own.from_registers],
    }


def _row(own: OwnReport) -> Plain:
    place = own.place
    return {
        "requirement": place.key.requirement,
        "name": place.requirement.name,
        "kind": place.requirement.kind,
        **_standing(place),
        "missing": [question.key for question in own.missing],
        "obstacles": list(own.obstacles),
        "can_be_handed_in": own.can_be_handed_in,
        "self_check": own.result.truth.value if own.result else None,
        "submission": own.submission.number if own.submission else None,
        "changed": own.changed,
    }


def _standing(place: ReportPlace) -> Plain:
    return {
        "state": place.state,
        "state_label": REPORT.state(place.state).for_reporter,
        "revision": place.report.revision if place.report else 0,
        "last_day": _day(place.last_day),
        "closes_at": _at(place.closes),
    }


def report_data(place: ReportPlace, actor: Actor) -> Plain:
    """Return one report with everything that its form shows. The form's own queries, and one for its files."""
    report, page = place.report, ReportPage(place, actor)
    wrong = {one.key: page.wrong_in(one) for one in place.reads}
    unlikely = {one.key: page.unlikely_in(one) for one in place.reads}
    return {
        **place.key._asdict(),
        "name": place.requirement.name,
        "simulated": place.version.agreement.simulated,
        "version": place.version.number,
        **_standing(place),
        "reason": report.reason if report else "",
        "opens": _day(place.times.opens),
        "question_days": {key: day.isoformat() for key, day in place.question_days.items()},
        "may_save": place.may_edit,
        "may_hand_in": any(step.verb in HANDS_IN for step in place.steps),
        "editable": [one.key for one in place.reads if one.key in place.editable] if place.may_edit else [],
        "answers": dict(place.answers),
        "unreadable": dict(report.typed) if report else {},
        "comments": dict(report.comments) if report else {},
        "prefilled": dict(report.prefilled) if report else {},
        "missing": [question.key for question in place.missing],
        "obstacles": list(_obstacles(place)),
        "problems": {at(key, part): text for key, parts in wrong.items() for part, text in parts.items()},
        "unlikely": {key: why for key, why in unlikely.items() if why},
        "county_files": {
            key: [_common(one) for one in box.offers] for key, box in page.evidence.items() if box.offers
        },
        "needs_confirmation": place.needs_confirmation,
        "completion_requests": [
            {
                "question": one.question,
                "text": one.text,
                "due": one.due.isoformat(),
                "requested_at": _at(one.requested_at),
            }
            for one in place.requests
        ],
        "self_check": page.result.to_plain() if page.result else None,
        "changed_at": _at(report.changed_at) if report else None,
        "changed_by": str(report.changed_by) if report and report.changed_by else "",
    }


def _common(file: EvidenceFile) -> Plain:
    return {"id": str(file.pk), "name": file.name, "size": file.size, "uploaded_at": _at(file.uploaded_at)}


def _obstacles(place: ReportPlace) -> tuple[str, ...]:
    report = place.report
    if report is None:
        return ()
    stopped = stopped_files([report.answers])
    return in_the_way(
        place.requirement, report.answers, report.typed, report.prefilled, stopped, place.editable
    )


def submission_data(submission: Submission) -> Plain:
    """Return what was handed in of one report."""
    return {
        "number": submission.number,
        "reference": submission.hand_in.reference if submission.hand_in else None,
        "handed_in_at": _at(submission.handed_in_at),
        "handed_in_by": str(submission.handed_in_by) if submission.handed_in_by else "",
        "late": submission.late,
        "simulated": submission.simulated,
        "version": submission.requirement_version.version.number,
        "answers": submission.answers,
        "comments": submission.comments,
        "self_check": submission.evaluation or None,
        "sha256": submission.sha256,
    }


def hand_in_data(made: HandIn) -> Plain:
    """Return a hand-in as it stands in the list."""
    return {
        "number": made.number,
        "reference": made.reference,
        "received_at": _at(made.at),
        "signed_as": made.signed_as,
        "late": made.late,
        "sha256": made.sha256,
        "requirements": [one.report.requirement.code for one in made.submissions.all()],
    }


def file_data(file: EvidenceFile) -> Plain:
    """Return a file without its content. Its requirement and party are read."""
    return {
        "id": str(file.pk),
        "name": file.name,
        "state": file.state,
        "reason": file.reason,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.sha256,
        "requirement": file.requirement.code,
        "question": file.question,
        "party": file.party.code if file.party else None,
        "county": file.county_id,
        "uploaded_at": _at(file.uploaded_at),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _at(moment: datetime | None) -> str | None:
    return moment.astimezone(clock.STOCKHOLM).isoformat() if moment else None
