"""Made-up questions and answers of the made-up year, one of them a clarification that most have confirmed."""

from dataclasses import dataclass

from django.db import transaction

from agreements.domain.clarification import Clarification
from agreements.models import PublicQuestion, Report, RequirementVersion
from agreements.services.clarifying import clarify
from agreements.services.questions import answer, ask
from prio.commands import actor_named
from prio.desk.demonstration.answers import luck

REPORTER, REGION, COUNTY = "kommun.rapportor", "region.rapportor", "lan.samordnare"
ASSESSOR, LEAD, SKR = "bedomare", "bedomare.ansvarig", "skr.administrator"
CLARIFIED = "GK2"
LEFT_OPEN = "2380"  # the demonstration's own kommun has it still to do
CONFIRMED_PERCENT = 85


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: who asks, about what (empty: the whole agreement), who answers (empty: nobody yet), and what."""

    asker: str
    about: str
    text: str
    answerer: str = ""
    answer: str = ""


CLARIFYING = Asked(
    REPORTER,
    CLARIFIED,
    "Räcker det att webbsidorna kontrolleras gemensamt i länet, eller ska varje kommun göra en egen kontroll?",
    ASSESSOR,
    "Kontrollen får göras gemensamt. Skriv vilka som deltog och vilka sidor som kontrollerades.",
)
QUESTIONS = (
    Asked(
        REPORTER,
        "GK1",
        "Vår överenskommelse om samverkan gäller i fyra år och är undertecknad i fjol. Måste den göras om?",
        ASSESSOR,
        "Nej, inte om den fortfarande gäller. Uppföljningen och handlingsplanen ska däremot vara från i år.",
    ),
    Asked(
        COUNTY,
        "",
        "Kan länets kommuner och regionen lämna samma dokument, eller ska var och en ha ett eget?",
        SKR,
        "Ni kan lämna samma. Länssamordnaren lägger upp det en gång, och var och en bekräftar det i sin rapport.",
    ),
    Asked(
        REGION,
        "B2",
        "Vi har bytt journalsystem under året. Kan vi räkna på de nio månader som finns i det nya systemet?",
    ),
)
CLARIFICATION = Clarification(
    CLARIFIED,
    "guidance",
    "Kvalitetskontrollen får göras gemensamt i länet. Skriv då vilka som deltog och vilka sidor som kontrollerades.",
)


def make_questions(code: str) -> bool:
    """Ask and answer in the simulated agreement `code`, and publish one clarification. False if there are questions."""
    if PublicQuestion.objects.filter(agreement__code=code).exists():
        return False
    with transaction.atomic():  # who interrupts it finds either all of it or nothing the next time
        for one in QUESTIONS:
            _ask(code, one)
        last = _ask(code, CLARIFYING)
        base = last.agreement.versions.count()
        version = clarify(actor_named(LEAD), last.pk, CLARIFICATION, base=base)
        _confirm_most(RequirementVersion.objects.get(version=version, requirement__code=CLARIFIED))
    return True


def _ask(code: str, one: Asked) -> PublicQuestion:
    asked = ask(actor_named(one.asker), code, one.about, one.text)
    return answer(actor_named(one.answerer), asked.pk, one.answer, seen="") if one.answerer else asked


def _confirm_most(wording: RequirementVersion) -> None:
    """Let most of those who had answered have confirmed their answers."""
    reports = Report.objects.filter(requirement=wording.requirement, simulated=True).exclude(wording=wording)
    confirmed = [
        pk
        for pk, party in reports.values_list("pk", "party__code")
        if party != LEFT_OPEN and luck(party, "confirmed") < CONFIRMED_PERCENT
    ]
    reports.filter(pk__in=confirmed).update(wording=wording)
