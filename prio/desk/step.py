"""A next step, and the words and addresses that several roles' steps share."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.text import Truncator

from agreements.domain.timeline import Phase
from agreements.selectors.agreements import AgreementRow
from assessment.models import RoundKind
from assessment.selectors.round_view import SLUGS
from payouts.models import DecisionKind, DecisionState
from prio.desk.situation import DecisionFact, Situation
from prio.swedish import day, deadline, relative

LONGEST_QUOTE = 200  # characters of what somebody wrote, at home


@dataclass(frozen=True, slots=True)
class Row:
    """One of several things that the step is about, as a link. kronor: None where it is about none."""

    label: str
    url: str
    kronor: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step: heading, sentence, the button and where it leads.

    amount: kronor, shown large. simulated: the amount is built on made-up verdicts. rows: what it is about, where that
    is more than one thing.
    """

    heading: str
    text: str
    label: str
    url: str
    amount: int | None = None
    simulated: bool = False
    rows: tuple[Row, ...] = ()


def closing(row: AgreementRow, today: date) -> str:
    """Say when the reporting closes, with weekday, clock, zone and how long there is left."""
    return (
        f"{deadline(row.closes)}, {relative(row.closes, today)}"
        if row.closes
        else "en dag som inte är bestämd"
    )


def nothing_now(situation: Situation) -> Step:
    """Nothing to do: what comes next, or where to read what has been."""
    for row in situation.concerning(situation.in_phase(Phase.PLANNED)):
        opens = f"{day(row.opens)}, {relative(row.opens, situation.today)}" if row.opens else "senare"
        return Step(
            "Just nu finns inget att göra",
            f"Nästa är {row.title}. {row.definition.calling.time} öppnar {opens}.",
            "Läs överenskommelsen",
            agreement_url(row.code),
        )
    return Step(
        "Just nu finns inget att göra",
        "När ett bidrag går att söka står det här. De tidigare kan ni läsa."
        if situation.actor.only_applies
        else "När en överenskommelse öppnar för rapportering står det här. De tidigare kan ni läsa.",
        "Se överenskommelserna",
        reverse("agreements"),
    )


def money_step(situation: Situation) -> Step | None:
    """What keeps one's money away, or the first account or repayment that is due, if there is any."""
    if situation.waiting:
        waits = situation.waiting[0]
        return Step(
            waits.label, waits.text, waits.label, waits.url, amount=waits.kronor, simulated=waits.simulated
        )
    if not situation.money:
        return None
    first = situation.money[0]
    passed = "Sista dagen var" if first.due < situation.today else "Sista dag är"
    when = f"{passed} {day(first.due)}, {relative(first.due, situation.today)}."
    return Step(first.label, f"{first.title}. {when}", "Till medlen", first.url)


def latest(situation: Situation, heading: str) -> Step:
    """Nothing waits: the newest result to look at."""
    if not situation.in_force:
        return nothing_now(situation)
    decision = situation.in_force[0]
    return Step(
        heading,
        f"Det senaste beslutet är {decision.reference} om {decision.title}{on_day(decision)}.",
        "Se beslutet" if decision.kind == DecisionKind.GRANT else "Se fördelningen",
        decision_url(decision) if decision.kind == DecisionKind.GRANT else allocation_url(decision.code),
    )


def letters_left(situation: Situation, *, on_applications: bool) -> Step | None:
    """A decision in force whose letters are not all sent: one on applications, or another."""
    left = [
        one
        for one in situation.in_force
        if one.id in situation.letters_left and one.on_applications == on_applications
    ]
    if not left:
        return None
    rows = tuple(
        Row(f"Beslut {one.reference}, {one.title}", reverse("letters", args=[one.code, one.id]))
        for one in left
    )
    first, gives = left[0], "men alla mottagare har inte fått sitt brev."
    return Step(
        "Brev väntar på att skapas eller skickas",
        f"Beslut {first.reference} om {first.title} gäller, {gives}"
        if len(left) == 1
        else f"{len(left)} beslut gäller, {gives} Det senaste är {first.reference}.",
        "Till breven" if len(left) == 1 else f"Till breven om {first.reference}",
        rows[0].url,
        rows=rows[1:] and rows,
    )


def draft_step(situation: Situation, decision: DecisionFact, heading: str) -> Step:
    """A draft that somebody is to approve: of one that ends another, what that means and the sum that it ends."""
    meaning = situation.meanings.get(decision.id)
    ready = f"Beslut {decision.reference} om {decision.title} är berett och kan godkännas."
    ends = meaning is not None and meaning.revokes
    return Step(
        heading,
        f"{ready} {meaning.does} {meaning.follows}" if meaning else ready,
        "Granska beslutet",
        decision_url(decision),
        amount=None if ends else decision.distributed,
        simulated=decision.simulated,
    )


def unfinished_draft(situation: Situation, *, on_applications: bool) -> Step | None:
    """A draft that was sent back, or that corrects another and does not say why."""
    for decision in situation.decisions:
        if decision.state != DecisionState.DRAFT or decision.on_applications != on_applications:
            continue
        if decision.sent_back:
            return Step(
                f"Beslut {decision.reference} är skickat tillbaka",
                f"{decision.title}. Den som skulle godkänna det skriver: ”{shortened(decision.sent_back)}”",
                "Till beslutet",
                decision_url(decision),
            )
        if decision.lacks_reason:
            return Step(
                f"Skälen saknas i beslut {decision.reference}",
                f"Beslutet om {decision.title} rättar ett annat. Skriv varför, så kan det godkännas.",
                "Skriv skälen",
                decision_url(decision),
            )
    return None


def shortened(text: str) -> str:
    """Return a text on one line, cut off where it is long."""
    return Truncator(" ".join(text.split())).chars(LONGEST_QUOTE)


def on_day(decision: DecisionFact) -> str:
    """Say when a decision was made, to stand after its title."""
    return f", {day(decision.decided_on)}" if decision.decided_on else ""


def agreement_url(code: str) -> str:
    """Return the address of an agreement."""
    return reverse("agreement", args=[code])


def counties_url(code: str) -> str:
    """Return the address of an agreement's counties."""
    return reverse("counties", args=[code])


def allocation_url(code: str) -> str:
    """Return the address of an agreement's allocation."""
    return reverse("allocation", args=[code])


def assessment_url(code: str) -> str:
    """Return the address of an agreement's assessment."""
    return reverse("assessment", args=[code])


def queue_url(code: str, kind: str, asked: str = "") -> str:
    """Return the address of a round's cases, narrowed to what is asked."""
    address = reverse("queue", args=[code, SLUGS[RoundKind(kind)]])
    return f"{address}?{asked}" if asked else address


def decision_url(decision: DecisionFact) -> str:
    """Return the address of a decision."""
    return reverse("decision", args=[decision.code, decision.id])
