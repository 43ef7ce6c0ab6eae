"""The next step of those who report, sign, receive, read, and of who coordinates a county."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from agreements.domain.timeline import Phase
from agreements.models import ReportState
from prio.accounts.roles import Role
from prio.desk.own_work import NOT_BEGUN, OwnAgreement, OwnReport
from prio.desk.situation import Situation
from prio.desk.step import (
    Step,
    agreement_url,
    closing,
    decision_url,
    money_step,
    nothing_now,
    on_day,
)
from prio.swedish import counted, deadline, listed, relative


def _answer_before_verdict(situation: Situation) -> Step | None:
    """What is about to be decided against one's own organisation, the nearest last day first."""
    if not situation.to_answer:
        return None
    first = situation.to_answer[0]
    if first.due < situation.today:
        text = f"Sista dagen var {deadline(first.due)}, men det är inte avgjort. Det ni skriver läses."
    else:
        text = f"Svara till och med {deadline(first.due)}, {relative(first.due, situation.today)}."
    more = len(situation.to_answer) - 1
    also = f" Det gäller {counted(more, 'krav till,krav till')}." if more else ""
    return Step(
        f"Ni kan yttra er om {first.requirement}",
        f"Kravet är på väg att bedömas som ej uppfyllt i {first.title}. {text}{also}",
        "Läs och svara",
        reverse("own_judgement", args=[first.agreement, first.party, first.requirement]),
    )


def _found_beforehand(situation: Situation) -> Step | None:
    """What a preliminary finding says is not handed in, once nothing that fell short waits to be completed."""
    if not situation.to_mend or any(not one.ready for own in situation.own for one in own.returned):
        return None
    first = situation.to_mend[0]
    also = [one.requirement for one in situation.to_mend[1:] if one.agreement == first.agreement]
    more = f" Det gäller också {listed(tuple(dict.fromkeys(also)))}." if also else ""
    return Step(
        f"{first.requirement} saknas enligt den preliminära bedömningen",
        f"Lämna in det i {first.title} till och med {deadline(first.until)}, "
        f"{relative(first.until, situation.today)}. Det räknas som sent, och ansvarig bedömare avgör om det "
        f"godtas.{more}",
        f"Till {first.requirement}",
        reverse("report", args=[first.agreement, first.party, first.requirement]),
    )


def reporter(situation: Situation) -> Step:
    """What may be answered first; what was found missing or is asked for once more; the most pressing report; to sign.

    What is reworded comes once no grundkrav is missing.
    """
    if step := _answer_before_verdict(situation) or _found_beforehand(situation):
        return step
    if not situation.own:
        return _not_concerned(situation) or own_result(situation)
    own, today = situation.own[0], situation.today
    if any(not one.ready for one in own.returned):
        return _complete(own, today)
    grundkrav = [one for one in own.left if one.is_grundkrav and not one.ready]
    if own.reworded and not grundkrav:
        return _see_over(own)
    left = grundkrav if own.reworded else own.left
    unfinished = [one for one in left if not one.is_complete]
    if unfinished:
        return _go_on(own, unfinished[0], today)
    if left:
        return _to_sign(
            own, "Be om underskrift", "Allt är besvarat. Er undertecknare lämnar in.", today, left[0]
        )
    if own.returned:
        text = f"Er undertecknare har fått ett meddelande om {_codes(own.returned)}."
        return Step("Väntar på underskrift", text, "Se det som väntar", _reporting(own))
    return _all_in(own)


def signer(situation: Situation) -> Step:
    """What may be answered before it is decided; what is to be completed; what can be signed; what is left.

    A grundkrav comes before what is reworded.
    """
    if step := _answer_before_verdict(situation) or _found_beforehand(situation):
        return step
    if not situation.own:
        return _not_concerned(situation) or own_result(situation)
    own, today = situation.own[0], situation.today
    if any(not one.ready for one in own.returned):
        return _complete(own, today)
    if own.ready:
        heading = f"{counted(len(own.ready), own.row.definition.calling.counted)} väntar på er underskrift"
        text = f"Klart att skriva under: {_codes(own.ready)}."
        return _to_sign(own, heading, text, today, own.ready[0], signs=True)
    complete = [one for one in own.left if one.is_complete]
    if own.reworded and not any(one.is_grundkrav for one in complete):
        return _see_over(own)
    if complete:
        heading = f"{counted(len(complete), own.row.definition.calling.counted)} kan lämnas in"
        text = f"Allt är besvarat i {_codes(complete)}."
        return _to_sign(own, heading, text, today, complete[0], signs=True)
    if own.left and own.row.definition.is_applied_for and Role.REPORTER in situation.actor.roles:
        return _go_on(own, own.left[0], today)  # who registered an organisation both writes and signs
    if own.left:
        return Step(
            "Inget väntar på er underskrift",
            f"{_standing_words(own)}. {_closes(own, today)}",
            "Se hur långt det har kommit",
            _reporting(own),
        )
    return _all_in(own)


def reader(situation: Situation) -> Step:
    """How it stands, and until when."""
    if not situation.own:
        return _not_concerned(situation) or own_result(situation)
    own = situation.own[0]
    if not own.left and not own.returned and not own.reworded:
        return _all_in(own)
    asked_again = f"Bedömaren har bett om komplettering av {_codes(own.returned)}"
    heading = asked_again if own.returned else _standing_words(own)
    return Step(heading, _closes(own, situation.today), "Se hur det står till", _reporting(own))


def _see_over(own: OwnAgreement) -> Step:
    """Confirm what is asked otherwise now."""
    first = own.reworded[0]
    text = f"Lydelsen har ändrats i {own.row.title} sedan ni svarade. Bekräfta eller ändra svaren."
    return Step(f"Se över {_codes(own.reworded)}", text, f"Se över {first.code}", _report(first))


def _complete(own: OwnAgreement, today: date) -> Step:
    """Complete what an assessor has asked for, the nearest day first."""
    to_complete = [one for one in own.returned if not one.ready]
    first = to_complete[0]
    until = f" Sista dag är {deadline(first.due)}, {relative(first.due, today)}." if first.due else ""
    return Step(
        f"Bedömaren ber er komplettera {_codes(to_complete)}",
        f"{own.row.title}. Det ni har lämnat in gäller under tiden.{until}",
        f"Komplettera {first.code}",
        _report(first),
    )


def _go_on(own: OwnAgreement, report: OwnReport, today: date) -> Step:
    """Go on with the most pressing report."""
    if report.state == NOT_BEGUN:
        verb, left = "Börja med", f"{counted(report.asked, 'fråga,frågor')} att svara på"
    else:
        verb, left = "Fortsätt med", f"{counted(report.asked - report.answered, 'fråga,frågor')} utan svar"
    who = f" för {report.party_name}" if len(own.parties) > 1 else ""
    warning = " Utan alla grundkrav blir det inga pengar, vilka mål ni än når." if own.grundkrav_left else ""
    return Step(
        _standing_words(own),
        f"{verb} {report.code} {report.name}{who}: {left}. {_until(report, today)}{warning}",
        f"{verb} {report.code}",
        _report(report),
    )


def _to_sign(
    own: OwnAgreement, heading: str, text: str, today: date, first: OwnReport, *, signs: bool = False
) -> Step:
    """Read through and hand in, or ask for the signature; first: the most pressing of the reports."""
    return Step(
        heading,
        f"{text} {_until(first, today)}",
        "Läs igenom och lämna in" if signs else "Läs igenom och be om underskrift",
        reverse("hand_in", args=[own.row.code, first.party]),
    )


def _all_in(own: OwnAgreement) -> Step:
    out = [one for one in own.reports if not one.is_in]
    declined = [one for one in out if one.state == ReportState.DECLINED]
    refused = [one for one in out if one.state != ReportState.DECLINED]
    also = f" Ni avstår från {_codes(declined)}." if declined else ""
    also += f" {_codes(refused)} kom för sent och godtogs inte." if refused else ""
    left = f"Ni behöver inte göra något mer i {own.row.title} nu. Bedömningen tar vid."
    if own.with_gaps:
        left = (
            f"Men svar saknas i {_codes(own.with_gaps)}. Det går att ta tillbaka, svara och lämna in på nytt."
        )
    return Step(
        "Allt är inlämnat" if not out else "Inget mer att lämna in",
        f"{left}{also}",
        "Se det ni har lämnat in",
        _reporting(own),
    )


def _standing_words(own: OwnAgreement) -> str:
    """Say how many of one's own grundkrav are handed in or, once they are, how many goals."""
    asked, left = len(own.grundkrav), len(own.grundkrav_left)
    if asked and left:
        if left == asked:
            return "Inget grundkrav är inlämnat än"
        if left == 1:
            return f"Ett av {asked} grundkrav är inte inlämnat"
        return f"{left} av {asked} grundkrav är inte inlämnade"
    goals = [one for one in own.reports if not one.is_grundkrav]
    left_goals = sum(one.is_left for one in goals)
    if own.row.definition.is_applied_for and left_goals:
        if len(goals) == 1:
            return "Ansökan är inte inlämnad"
        return f"{left_goals} av {len(goals)} ansökningar är inte inlämnade"
    begins = "Alla grundkrav är inlämnade" if asked else f"{own.row.definition.calling.time} pågår"
    if not left_goals:
        return begins
    return (
        f"{begins}, {left_goals} av {len(goals)} mål återstår"
        if len(goals) > 1
        else f"{begins}, ett mål återstår"
    )


def _until(report: OwnReport, today: date) -> str:
    if report.due is None:
        return ""
    if report.closed:
        return "Sista dagen har passerat: det ni lämnar in nu räknas som sent."
    return f"Sista dag är {deadline(report.due)}, {relative(report.due, today)}."


def _closes(own: OwnAgreement, today: date) -> str:
    if own.row.phase is Phase.OPEN:
        return f"{own.row.definition.calling.time} till {own.row.title} stänger {closing(own.row, today)}."
    return f"{own.row.definition.calling.time} till {own.row.title} är stängd."


def _codes(reports: Sequence[OwnReport]) -> str:
    return listed(tuple(dict.fromkeys(one.code for one in reports)))


def _report(report: OwnReport) -> str:
    return reverse("report", args=[report.agreement, report.party, report.code])


def _reporting(own: OwnAgreement) -> str:
    return reverse("reporting", args=[own.row.code])


def _not_concerned(situation: Situation) -> Step | None:
    """Something is open, but it asks nothing of one's own organisation."""
    concerning = situation.concerning(situation.open)
    if not concerning or situation.actor.only_applies:
        return None
    row = concerning[0]
    return Step(
        "Inget att rapportera just nu",
        f"{row.title} är öppen för rapportering, men frågar inget av er.",
        "Läs överenskommelsen",
        agreement_url(row.code),
    )


def _letter(situation: Situation) -> Step | None:
    """A letter about a decision that nobody of the organisation has opened."""
    if not situation.letters:
        return None
    decision, more = situation.letters[0], len(situation.letters) - 1
    also = f" Ni har {counted(more, 'brev,brev')} till." if more else ""
    return Step(
        "Ni har ett brev om ett beslut",
        f"Beslut {decision.reference} om {decision.title}{on_day(decision)}. Ingen hos er har öppnat brevet.{also}",
        "Öppna brevet",
        reverse("letter", args=[decision.code, decision.id, decision.letter]),
        simulated=decision.simulated,
    )


def own_result(situation: Situation) -> Step:
    """For an organisation: a letter to open, what it accounts for or repays, its newest result, or what comes next."""
    if step := _letter(situation):
        return step
    if step := money_step(situation):
        return step
    decision = next((one for one in situation.in_force if one.is_for_own), None)
    if decision:
        return Step(
            f"Så blev det för {situation.actor.acts_for_in_short}",
            f"Beslut {decision.reference} om {decision.title}{on_day(decision)}.",
            "Se beslutet",
            decision_url(decision),
            amount=decision.own,
            simulated=decision.simulated,
        )
    return nothing_now(situation)


def coordinator(situation: Situation) -> Step:
    """How the own county stands."""
    row = situation.first_of_counties
    if row is None:
        return nothing_now(situation)
    counties = sorted(situation.actor.coordinates or situation.actor.counties)
    url = reverse("county_board", args=[row.code, counties[0]])
    if row.phase is Phase.OPEN:
        text = (
            f"Se vilka i länet som har lämnat in till {row.title}, hur nära gränsen ni är och vad som står på spel. "
            f"Sista dag är {closing(row, situation.today)}."
        )
    else:
        text = f"Se vilka som klarade kraven i {row.title}, och hur nära gränsen länet är."
    return Step("Följ ert län", text, "Öppna länets tavla", url)
