"""The next step of those who report, sign, receive, read, and of who coordinates a county."""

from django.urls import reverse

from agreements.domain.timeline import Phase
from agreements.models import ReportState
from prio.desk.situation import Situation
from prio.desk.step import Step, agreement_url, closing, decision_url, nothing_now, on_day
from prio.swedish import listed


def reporter(situation: Situation) -> Step:
    """What is asked for once more, what is left to hand in, and until when."""
    if situation.open:
        row = situation.open[0]
        return Step(
            _handed_in_words(situation),
            f"Rapporteringen till {row.title} stänger {closing(row, situation.today)}."
            + (
                " Utan alla grundkrav blir det inga pengar, vilka mål ni än når."
                if _grundkrav_left(situation)
                else ""
            ),
            "Se vad som krävs",
            agreement_url(row.code),
        )
    return own_result(situation)


def _grundkrav_left(situation: Situation) -> int:
    own = (report for report in situation.own_reports if report.is_grundkrav)
    return sum(report.state != ReportState.HANDED_IN for report in own)


def _handed_in_words(situation: Situation) -> str:
    """Say what an assessor wants completed, otherwise how many of one's own grundkrav are handed in."""
    returned = dict.fromkeys(
        report.code for report in situation.own_reports if report.state == ReportState.RETURNED
    )
    if returned:
        return f"Bedömaren ber er komplettera {listed(tuple(returned))}"
    asked = sum(report.is_grundkrav for report in situation.own_reports)
    left = _grundkrav_left(situation)
    if not asked:
        return "Rapporteringen pågår"
    if not left:
        return "Alla grundkrav är inlämnade"
    if left == asked:
        return "Inget grundkrav är inlämnat än"
    return (
        f"{left} av {asked} grundkrav är inte inlämnade"
        if left > 1
        else f"Ett av {asked} grundkrav är inte inlämnat"
    )


def signer(situation: Situation) -> Step:
    """Until when one can sign, or that everything is handed in."""
    if situation.open:
        row = situation.open[0]
        states = {report.state for report in situation.own_reports}
        done = states == {ReportState.HANDED_IN}
        return Step(
            "Inget väntar på er underskrift" if done else "Underteckna innan rapporteringen stänger",
            ("Alla rapporter är inlämnade. " if done else "Det ni undertecknar är det som bedöms. ")
            + f"Rapporteringen till {row.title} stänger {closing(row, situation.today)}.",
            "Se vad som krävs",
            agreement_url(row.code),
        )
    return own_result(situation)


def reader(situation: Situation) -> Step:
    """That the reporting goes on, and until when."""
    if situation.open:
        row = situation.open[0]
        return Step(
            "Rapporteringen pågår",
            f"Sista dag att lämna in till {row.title} är {closing(row, situation.today)}.",
            "Se vad som krävs",
            agreement_url(row.code),
        )
    return own_result(situation)


def own_result(situation: Situation) -> Step:
    """For an organisation: what the newest decision gave, or what comes next."""
    decision = next((one for one in situation.in_force if one.is_for_own), None)
    if decision:
        who = " och ".join(situation.actor.acts_for)
        return Step(
            f"Så blev det för {who}",
            f"Beslut {decision.reference} om {decision.title}{on_day(decision)}.",
            "Se beslutet",
            decision_url(decision),
            amount=decision.own,
            simulated=decision.simulated,
        )
    return nothing_now(situation)


def coordinator(situation: Situation) -> Step:
    """How the own county stands."""
    rows = situation.open or situation.in_phase(Phase.ASSESSMENT) or situation.agreements
    if not rows:
        return nothing_now(situation)
    row = rows[0]
    url = reverse("county_board", args=[row.code, min(situation.actor.counties)])
    if row.phase is Phase.OPEN:
        text = (
            f"Se vilka kommuner i länet som har lämnat in till {row.title}. "
            f"Sista dag är {closing(row, situation.today)}."
        )
    else:
        text = f"Se vilka som klarade kraven i {row.title}, och hur nära gränsen länet är."
    return Step("Följ ert län", text, "Öppna länets tavla", url)
