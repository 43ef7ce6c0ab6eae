"""The one next step of each role: what a person should do now, in one sentence, with one button."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from agreements.domain.timeline import Phase
from agreements.models import ReportState
from payouts.models import DecisionState, RunState
from prio.accounts.roles import Role
from prio.desk.situation import DecisionFact, Situation, Waiting
from prio.swedish import counted, day, deadline, kronor, relative


@dataclass(frozen=True, slots=True)
class Step:
    """A step: heading, sentence, the button and where it leads.

    amount: kronor, shown large. simulated: the amount is built on made-up verdicts.
    """

    heading: str
    text: str
    label: str
    url: str
    amount: int | None = None
    simulated: bool = False


def next_step(situation: Situation) -> Step:
    """Return the next step of the person's foremost role."""
    for role, step in STEPS:
        if role in situation.actor.roles:
            return step(situation)
    return Step(
        "Kontot har ingen roll än",
        "Den som administrerar Prio behöver ge kontot en roll. Till dess kan ni läsa överenskommelserna.",
        "Se överenskommelserna",
        reverse("agreements"),
    )


def _reporter(situation: Situation) -> Step:
    if situation.open:
        row = situation.open[0]
        return Step(
            _handed_in_words(situation),
            f"Rapporteringen till {row.title} stänger {deadline(row.closes)}, {relative(row.closes, situation.today)}."
            + (
                " Utan alla grundkrav blir det inga pengar, vilka mål ni än når."
                if _grundkrav_left(situation)
                else ""
            ),
            "Se vad som krävs",
            _agreement(row.code),
        )
    return _own_result(situation)


def _grundkrav_left(situation: Situation) -> int:
    own = (report for report in situation.own_reports if report.is_grundkrav)
    return sum(report.state != ReportState.HANDED_IN for report in own)


def _handed_in_words(situation: Situation) -> str:
    """Say how many of one's own grundkrav are handed in: the most important thing to know while there is time."""
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


def _signer(situation: Situation) -> Step:
    if situation.open:
        row = situation.open[0]
        return Step(
            f"Underteckna senast {day(row.closes)}",
            f"Det ni undertecknar är det som bedöms. Rapporteringen till {row.title} stänger {deadline(row.closes)}, "
            f"{relative(row.closes, situation.today)}.",
            "Se vad som krävs",
            _agreement(row.code),
        )
    return _own_result(situation)


def _reader(situation: Situation) -> Step:
    if situation.open:
        row = situation.open[0]
        return Step(
            "Rapporteringen pågår",
            f"Sista dag att lämna in till {row.title} är {deadline(row.closes)}, "
            f"{relative(row.closes, situation.today)}.",
            "Se vad som krävs",
            _agreement(row.code),
        )
    return _own_result(situation)


def _own_result(situation: Situation) -> Step:
    """For an organisation: what the newest decision gave, or what comes next."""
    if situation.in_force:
        decision = situation.in_force[0]
        who = " och ".join(situation.actor.acts_for)
        return Step(
            f"Så blev det för {who}",
            f"Beslut {decision.reference} om {decision.title}{_on(decision)}.",
            "Se beslutet",
            _decision(decision),
            amount=decision.own,
            simulated=decision.simulated,
        )
    return _nothing_now(situation)


def _coordinator(situation: Situation) -> Step:
    rows = situation.open or situation.in_phase(Phase.ASSESSMENT) or situation.agreements
    if not rows:
        return _nothing_now(situation)
    row = rows[0]
    url = reverse("county_board", args=[row.code, min(situation.actor.counties)])
    if row.phase is Phase.OPEN:
        text = (
            f"Se vilka kommuner i länet som har lämnat in till {row.title}. "
            f"Sista dag är {deadline(row.closes)}, {relative(row.closes, situation.today)}."
        )
    else:
        text = f"Se vilka som klarade kraven i {row.title}, och hur nära gränsen länet är."
    return Step("Följ ert län", text, "Öppna länets tavla", url)


def _skr(situation: Situation) -> Step:
    for row in situation.agreements:
        if row.unset:
            return Step(
                counted(row.unset, "inställning är inte bestämd,inställningar är inte bestämda"),
                f"I {row.title} är det inte bestämt allt som avgör fördelningen. Innan dess kan den inte godkännas.",
                "Se vad som saknas",
                f"{_agreement(row.code)}#installningar",
            )
    if situation.open:
        row = situation.open[0]
        return Step(
            "Följ rapporteringen i länen",
            f"Rapporteringen till {row.title} stänger {deadline(row.closes)}, {relative(row.closes, situation.today)}.",
            "Se länen",
            _counties(row.code),
        )
    return _latest(situation, "Inga rapporter väntar")


def _assessor(situation: Situation) -> Step:
    for row in situation.agreements:
        waiting = situation.waiting.get(row.code, Waiting())
        if waiting.proposed:
            return Step(
                f"{counted(waiting.proposed, 'förslag väntar,förslag väntar')} på beredning",
                f"Reglerna har prövats för {row.title}. Se läget län för län.",
                "Se länen",
                _counties(row.code),
            )
    for row in situation.in_phase(Phase.ASSESSMENT):
        if not situation.waiting.get(row.code):
            return Step(
                "Dags att bedöma rapporterna",
                f"Rapporteringen till {row.title} är stängd. Ni startar bedömningen på fördelningens sida.",
                "Till fördelningen",
                reverse("allocation", args=[row.code]),
            )
    return _latest(situation, "Inget väntar på bedömning")


def _lead_assessor(situation: Situation) -> Step:
    for row in situation.agreements:
        waiting = situation.waiting.get(row.code, Waiting())
        if waiting.prepared:
            return Step(
                f"{counted(waiting.prepared, 'bedömning väntar,bedömningar väntar')} på godkännande",
                f"De är beredda i {row.title}. Ett avslag godkänns alltid av en annan person än den som beredde det.",
                "Se länen",
                _counties(row.code),
            )
    return _assessor(situation)


def _preparer(situation: Situation) -> Step:
    for row in situation.agreements:
        run = situation.runs.get(row.code)
        if run is None and situation.waiting.get(row.code, Waiting()).final and row.phase is not Phase.OPEN:
            return Step(
                "Beräkna fördelningen",
                f"Bedömningarna i {row.title} är slutliga, men ingen fördelning är beräknad.",
                "Till fördelningen",
                reverse("allocation", args=[row.code]),
            )
        if run and run.state == RunState.COMPUTED:
            return Step(
                "Föreslå fördelningen",
                f"Fördelningen i {row.title} är beräknad. Granska den och lämna den till den som ska godkänna.",
                "Granska fördelningen",
                reverse("allocation", args=[row.code]),
            )
        if run and run.state == RunState.APPROVED and not _has_decision(situation, run.id):
            return Step(
                "Bered beslutet",
                f"Fördelningen i {row.title} är godkänd. Nu kan beslutet om utbetalning beredas.",
                "Till besluten",
                reverse("decisions", args=[row.code]),
            )
    return _latest(situation, "Inget väntar på beredning")


def _approver(situation: Situation) -> Step:
    me = situation.actor.user_id
    for decision in situation.decisions:
        if decision.state == DecisionState.DRAFT and decision.prepared_by != me:
            return Step(
                "Ett beslut väntar på er",
                f"Beslut {decision.reference} om {decision.title} är berett och kan godkännas.",
                "Granska beslutet",
                _decision(decision),
                amount=decision.distributed,
                simulated=decision.simulated,
            )
    for row in situation.agreements:
        run = situation.runs.get(row.code)
        if run and run.state == RunState.PROPOSED and run.prepared_by != me:
            return Step(
                "En fördelning väntar på er",
                f"Fördelningen i {row.title} är föreslagen. Granska den och godkänn den om den stämmer.",
                "Granska fördelningen",
                reverse("allocation", args=[row.code]),
            )
    return _latest(situation, "Inget väntar på ert godkännande")


def _payer(situation: Situation) -> Step:
    if not situation.in_force:
        return _nothing_now(situation)
    decision = situation.in_force[0]
    row = next((row for row in situation.agreements if row.code == decision.code), None)
    is_due = row is not None and row.payment is not None and row.payment >= situation.today
    due = f" Pengarna ska vara betalda senast {day(row.payment)}." if is_due else ""
    return Step(
        f"Senaste beslutet: {decision.reference}",
        f"{decision.title}{_on(decision)}.{due}",
        "Se beslutet",
        _decision(decision),
        amount=decision.distributed,
        simulated=decision.simulated,
    )


def _registrar(situation: Situation) -> Step:
    if not situation.in_force:
        return _nothing_now(situation)
    decision = situation.in_force[0]
    return Step(
        f"Senaste beslutet: {decision.reference}",
        f"{decision.title}{_on(decision)}. Handlingen ligger lagrad med sin kontrollsumma och ändras aldrig.",
        "Se handlingen",
        _decision(decision),
    )


def _auditor(situation: Situation) -> Step:
    if not situation.in_force:
        return _nothing_now(situation)
    decision = situation.in_force[0]
    return Step(
        "Granska den senaste fördelningen",
        f"{decision.title}: {kronor(decision.distributed)} enligt beslut {decision.reference}. "
        "Varje belopp visar sin regel, sina siffror och sin avrundning.",
        "Se fördelningen",
        reverse("allocation", args=[decision.code]),
    )


def _administrator(situation: Situation) -> Step:
    if situation.failed_jobs:
        return Step(
            f"{counted(len(situation.failed_jobs), 'arbete har,arbeten har')} misslyckats",
            "Se vad som hände och om det behöver göras om.",
            "Se arbetet",
            reverse("job", args=[situation.failed_jobs[0]]),
        )
    return Step(
        "Allt fungerar",
        "Inget bakgrundsarbete har misslyckats.",
        "Se överenskommelserna",
        reverse("agreements"),
    )


def _latest(situation: Situation, heading: str) -> Step:
    """Nothing to do: the newest result to look at."""
    if not situation.in_force:
        return _nothing_now(situation)
    decision = situation.in_force[0]
    return Step(
        heading,
        f"Det senaste beslutet är {decision.reference} om {decision.title}{_on(decision)}.",
        "Se fördelningen",
        reverse("allocation", args=[decision.code]),
    )


def _nothing_now(situation: Situation) -> Step:
    coming = situation.in_phase(Phase.PLANNED)
    if coming:
        row = coming[0]
        return Step(
            "Just nu finns inget att göra",
            f"Nästa är {row.title}. Rapporteringen öppnar {day(row.opens)}, {relative(row.opens, situation.today)}.",
            "Läs överenskommelsen",
            _agreement(row.code),
        )
    return Step(
        "Just nu finns inget att göra",
        "När en överenskommelse öppnar för rapportering står det här. De tidigare kan ni läsa.",
        "Se överenskommelserna",
        reverse("agreements"),
    )


def _has_decision(situation: Situation, run: int) -> bool:
    return any(
        decision.run_id == run and decision.state not in {DecisionState.REVOKED, DecisionState.CORRECTED}
        for decision in situation.decisions
    )


def _on(decision: DecisionFact) -> str:
    return f", {day(decision.decided_on)}" if decision.decided_on else ""


def _agreement(code: str) -> str:
    return reverse("agreement", args=[code])


def _counties(code: str) -> str:
    return reverse("counties", args=[code])


def _decision(decision: DecisionFact) -> str:
    return reverse("decision", args=[decision.code, decision.id])


# The foremost role first: somebody who holds several gets the step that others wait for.
STEPS: Sequence[tuple[Role, Callable[[Situation], Step]]] = (
    (Role.MINISTRY_APPROVER, _approver),
    (Role.MINISTRY_PREPARER, _preparer),
    (Role.LEAD_ASSESSOR, _lead_assessor),
    (Role.ASSESSOR, _assessor),
    (Role.SKR_ADMINISTRATOR, _skr),
    (Role.PAYER, _payer),
    (Role.REGISTRAR, _registrar),
    (Role.AUDITOR, _auditor),
    (Role.ADMINISTRATOR, _administrator),
    (Role.COUNTY_COORDINATOR, _coordinator),
    (Role.SIGNER, _signer),
    (Role.REPORTER, _reporter),
    (Role.RECIPIENT, _own_result),
    (Role.READER, _reader),
)
