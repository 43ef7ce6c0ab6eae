"""The next step of those who assess, and of who leads them."""

from django.urls import reverse

from agreements.domain.timeline import Phase
from agreements.selectors.agreements import AgreementRow
from assessment.models import RoundKind, RoundState
from payouts.models import DecisionState
from prio.desk.judging import Waiting
from prio.desk.situation import Situation
from prio.desk.step import (
    Step,
    assessment_url,
    draft_step,
    latest,
    letters_left,
    queue_url,
    unfinished_draft,
)
from prio.swedish import counted, day

IN_SWEDISH = {RoundKind.PRELIMINARY: "preliminära", RoundKind.FINAL: "slutliga"}


def assessor(situation: Situation) -> Step:
    """To declare jäv; what is one's own to judge; what another has prepared; what is nobody's; testing the reports."""
    if not situation.judging.declared:
        return _declare(situation)
    for found in (
        _mine(situation),
        _to_approve(situation),
        _nobodys(situation),
        _untested(situation),
        _to_grant(situation),
    ):
        if found:
            return found
    return latest(situation, "Inget väntar på bedömning")


def lead_assessor(situation: Situation) -> Step:
    """What only who leads can do: open, decide on late ones, share out, send, settle, close; then an assessor's own."""
    if not situation.judging.declared:
        return _declare(situation)
    for found in (
        _decision_to_approve(situation),
        letters_left(situation, on_applications=True),
        _to_open(situation),
        _late(situation),
        _untested(situation),
        _nobodys(situation),
        _to_send(situation),
        _to_settle(situation),
        _to_close(situation),
    ):
        if found:
            return found
    return assessor(situation)


def _declare(situation: Situation) -> Step:
    return Step(
        f"Lämna jävsdeklarationen för {situation.today.year}",
        "Innan den är lämnad kan du inte ta, bereda eller godkänna något ärende.",
        "Till jäv",
        reverse("recusals"),
    )


def _title(situation: Situation, one: Waiting) -> str:
    return f"den {IN_SWEDISH[RoundKind(one.kind)]} bedömningen av {situation.title(one.agreement)}"


def _first(situation: Situation, name: str) -> Waiting | None:
    """The first open round, by agreement, where something of that name waits."""
    judging = situation.judging
    return next(
        (
            one
            for one in judging.waiting
            if getattr(one, name) and judging.round(one.agreement, one.kind).state == RoundState.OPEN
        ),
        None,
    )


def _mine(situation: Situation) -> Step | None:
    one = _first(situation, "mine")
    if one is None:
        return None
    return Step(
        f"{counted(one.mine, 'ärende är ditt,ärenden är dina')} att bedöma",
        f"De är tilldelade dig i {_title(situation, one)}.",
        "Till dina ärenden",
        queue_url(one.agreement, one.kind, "tilldelad=mig&lage=proposed"),
    )


def _to_approve(situation: Situation) -> Step | None:
    one = _first(situation, "to_approve")
    if one is None:
        return None
    return Step(
        f"{counted(one.to_approve, 'bedömning väntar,bedömningar väntar')} på godkännande",
        f"En annan bedömare har berett dem i {_title(situation, one)}. Ett avslag godkänns alltid av två.",
        "Granska dem",
        queue_url(one.agreement, one.kind, "vantar=mig"),
    )


def _nobodys(situation: Situation) -> Step | None:
    one = _first(situation, "unassigned")
    if one is None:
        return None
    return Step(
        f"{counted(one.unassigned, 'förslag väntar,förslag väntar')} på beredning",
        f"De är inte tilldelade någon i {_title(situation, one)}.",
        "Se dem",
        queue_url(one.agreement, one.kind, "tilldelad=ingen&lage=proposed"),
    )


def _untested(situation: Situation) -> Step | None:
    """An open round without a single case."""
    for row in situation.agreements:
        for kind in RoundKind:
            found = situation.judging.round(row.code, kind)
            if found.state == RoundState.OPEN and not found.tested:
                return Step(
                    "Dags att pröva rapporterna",
                    f"Den {IN_SWEDISH[kind]} omgången i {row.title} är öppen, men ingen rapport är prövad.",
                    "Till bedömningen",
                    assessment_url(row.code),
                )
    return None


def _is_done(situation: Situation, row: AgreementRow) -> bool:
    """Whether verdicts of the agreement have been decided on already."""
    return any(decision.code == row.code for decision in situation.decisions)


def _decision_to_approve(situation: Situation) -> Step | None:
    """A decision on applications that another lead assessor has prepared; one that was sent back or lacks reasons."""
    for decision in situation.decisions:
        is_ours = decision.on_applications and decision.state == DecisionState.DRAFT
        is_ready = not (decision.lacks_reason or decision.sent_back)
        if is_ours and is_ready and decision.prepared_by != situation.actor.user_id:
            return draft_step(situation, decision, "Ett beslut väntar på dig")
    return unfinished_draft(situation, on_applications=True)


def _to_grant(situation: Situation) -> Step | None:
    """Applications that are judged and not decided on: amounts are proposed, approved and decided."""
    for row in situation.in_phase(Phase.ASSESSMENT, Phase.PAYMENT):
        if not row.definition.is_applied_for or _is_done(situation, row):
            continue
        found = situation.judging.round(row.code, RoundKind.FINAL)
        if found.tested and not found.left:
            return Step(
                "Ansökningarna är bedömda",
                f"Föreslå och godkänn beloppen i {row.title}. Sedan bereds beslutet.",
                "Till ansökningarna",
                reverse("applications", args=[row.code]),
            )
    return None


def _to_open(situation: Situation) -> Step | None:
    """A round whose day has come: the preliminary one first, the final one when nothing more can be mended."""
    for row in situation.in_phase(Phase.ASSESSMENT):
        if _is_done(situation, row):
            continue
        preliminary = row.definition.preliminary
        has_preliminary = preliminary.applies_to != "none"
        if has_preliminary and _is_planned(situation, row, RoundKind.PRELIMINARY):
            return _open_step(row, RoundKind.PRELIMINARY)
        mended = preliminary.completion_closes is None or preliminary.completion_closes < situation.today
        may = mended or not has_preliminary
        if may and _is_planned(situation, row, RoundKind.FINAL):
            return _open_step(row, RoundKind.FINAL)
    return None


def _is_planned(situation: Situation, row: AgreementRow, kind: RoundKind) -> bool:
    return situation.judging.round(row.code, kind).state == RoundState.PLANNED


def _open_step(row: AgreementRow, kind: RoundKind) -> Step:
    dates = row.definition.dates
    done_by = dates.preliminary if kind == RoundKind.PRELIMINARY else dates.final
    until = f" Den ska vara klar {day(done_by)}." if done_by else ""
    return Step(
        f"Öppna den {IN_SWEDISH[kind]} omgången",
        f"Rapporteringen till {row.title} är stängd.{until}",
        "Till bedömningen",
        assessment_url(row.code),
    )


def _late(situation: Situation) -> Step | None:
    for row in situation.agreements:
        if number := situation.judging.late.get(row.code, 0):
            return Step(
                f"{counted(number, 'sen rapport väntar,sena rapporter väntar')} på beslut",
                f"De kom efter kravets sista dag i {row.title}. Avgör om de räknas.",
                "Till de inlämnade",
                reverse("submitted_reports", args=[row.code]),
            )
    return None


def _to_send(situation: Situation) -> Step | None:
    one = _first(situation, "to_send")
    if one is None:
        return None
    return Step(
        f"{counted(one.to_send, 'preliminär bedömning är beredd,preliminära bedömningar är beredda')}",
        f"Skicka dem till organisationerna, så att de hinner rätta i {situation.title(one.agreement)}.",
        "Till bedömningen",
        assessment_url(one.agreement),
    )


def _to_settle(situation: Situation) -> Step | None:
    one = _first(situation, "settleable")
    if one is None or one.kind != RoundKind.FINAL:
        return None
    return Step(
        f"{counted(one.settleable, 'bedömning följer,bedömningar följer')} av att insamlingen är stängd",
        f"Gör dem slutliga på en gång i {_title(situation, one)}.",
        "Till bedömningen",
        assessment_url(one.agreement),
    )


def _to_close(situation: Situation) -> Step | None:
    """An open round whose cases are all ended, of an agreement that is no longer reported on."""
    for row in situation.in_phase(Phase.ASSESSMENT, Phase.PAYMENT):
        for kind in RoundKind:
            found = situation.judging.round(row.code, kind)
            if found.state == RoundState.OPEN and found.tested and not found.left:
                return Step(
                    f"Avsluta den {IN_SWEDISH[kind]} omgången",
                    f"Inget väntar längre i {row.title}.",
                    "Till bedömningen",
                    assessment_url(row.code),
                )
    return None
