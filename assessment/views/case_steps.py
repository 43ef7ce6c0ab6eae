"""The steps of a case as its page posts them: each calls one service, and says what was done."""

from collections.abc import Callable, Mapping

from agreements.domain.report_key import ReportKey
from agreements.views.days import posted_day
from assessment.models import RoundKind, VerdictState
from assessment.services.asking import ask_for_completion, decide_late
from assessment.services.communicating import communicate, note_silence
from assessment.services.correcting import abandon_correction, begin_correction
from assessment.services.judging import approve, prepare, send_back
from assessment.views.case_form import criteria_sent, joined, motivation_sent, revision_sent
from prio.accounts.requests import ActorRequest
from prio.refused import Refused

# What the log calls the step that a button takes: for seeing that it was pressed twice.
LOGGED = {
    "return": "sent_back",
    "approve": "approved",
    "communicate": "communicated",
    "note_silence": "silence_noted",
    "begin_correction": "correction_begun",
}


def _prepare(request: ActorRequest, kind: RoundKind, key: ReportKey) -> str:
    posted = request.POST
    outcome = posted.get("outcome", "")
    if not outcome:
        raise Refused("Välj ett utfall.")
    made = prepare(
        request.actor,
        kind,
        key,
        revision=revision_sent(posted),
        criteria=criteria_sent(posted),
        outcome=outcome,
        motivation=motivation_sent(posted),
    )
    if kind == RoundKind.PRELIMINARY:
        return "Den preliminära bedömningen är klar. Den skickas med de andra i omgången."
    if made.state == VerdictState.FINAL:
        return "Bedömningen är slutlig. De som rapporterar har fått ett meddelande."
    return "Bedömningen är beredd. En annan bedömare ska godkänna den."


def _approve(request: ActorRequest, kind: RoundKind, key: ReportKey) -> str:
    posted = request.POST
    _only_final(kind)
    approve(
        request.actor,
        key,
        revision=revision_sent(posted),
        not_heard=posted.get("not_heard", ""),
        not_heard_reason=posted.get("not_heard_reason", ""),
    )
    return "Bedömningen är godkänd och slutlig. De som rapporterar har fått ett meddelande."


def _return(request: ActorRequest, kind: RoundKind, key: ReportKey) -> str:
    posted = request.POST
    send_back(request.actor, kind, key, revision=revision_sent(posted), reason=posted.get("reason", ""))
    return "Bedömningen är tillbaka hos den som beredde den."


def _communicate(request: ActorRequest, kind: RoundKind, key: ReportKey) -> str:
    posted = request.POST
    _only_final(kind)
    due = posted_day(posted.get("due", ""))
    communicate(request.actor, key, revision=revision_sent(posted), due=due)
    return "Organisationen har fått bedömningen och kan yttra sig."


def _note_silence(request: ActorRequest, kind: RoundKind, key: ReportKey) -> str:
    _only_final(kind)
    note_silence(request.actor, key, revision=revision_sent(request.POST))
    return "Det är noterat att inget yttrande kom."


def _begin_correction(request: ActorRequest, kind: RoundKind, key: ReportKey) -> str:
    posted = request.POST
    _only_final(kind)
    begin_correction(
        request.actor,
        key,
        revision=revision_sent(posted),
        correction=posted.get("correction", ""),
        reason=posted.get("reason", ""),
    )
    return "Ändringen är påbörjad. Den gamla bedömningen gäller tills den nya är godkänd."


def _abandon(request: ActorRequest, kind: RoundKind, key: ReportKey) -> str:
    posted = request.POST
    _only_final(kind)
    abandon_correction(request.actor, key, revision=revision_sent(posted), reason=posted.get("reason", ""))
    return "Ändringen är avbruten. Den slutliga bedömningen gäller som förut."


def _request_completion(request: ActorRequest, kind: RoundKind, key: ReportKey) -> str:
    posted = request.POST
    text = joined(posted.get("completion_phrase", ""), posted.get("text", ""))
    if not text:
        raise Refused("Skriv vad som behövs.")
    ask_for_completion(
        request.actor,
        kind,
        key,
        revision=revision_sent(posted),
        question=posted.get("question", ""),
        text=text,
        due=posted_day(posted.get("due", "")),
    )
    return "Kompletteringen är begärd. De som rapporterar har fått ett meddelande."


def _decide_late(request: ActorRequest, kind: RoundKind, key: ReportKey) -> str:
    posted = request.POST
    accepted = posted.get("verb") == "accept_late"
    decide_late(
        request.actor,
        kind,
        key,
        revision=revision_sent(posted),
        accepted=accepted,
        reason=posted.get("reason", "").strip(),
    )
    if accepted:
        return "Det som kom för sent är godtaget. Det bedöms som det andra."
    return "Det som kom för sent är inte godtaget."


def _only_final(kind: RoundKind) -> None:
    if kind != RoundKind.FINAL:
        raise Refused("Det steget finns bara i den slutliga bedömningen.")


STEPS: Mapping[str, Callable[[ActorRequest, RoundKind, ReportKey], str]] = {
    "prepare": _prepare,
    "approve": _approve,
    "return": _return,
    "communicate": _communicate,
    "note_silence": _note_silence,
    "begin_correction": _begin_correction,
    "abandon": _abandon,
    "request_completion": _request_completion,
    "accept_late": _decide_late,
    "refuse_late": _decide_late,
}
