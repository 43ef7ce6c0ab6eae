"""Questions about an agreement: asking, answering, and changing an answer so that everybody sees it was changed."""

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from agreements.domain.faults import is_unprintable
from agreements.domain.personal_numbers import personal_numbers
from agreements.models import PublicQuestion, Requirement
from agreements.selectors.agreements import published_version
from agreements.services.publishing import locked_agreement
from agreements.services.registering import register_answer, register_question
from prio import clock
from prio.accounts.models import Membership
from prio.accounts.roles import COUNTY_ROLES, ORGANISATION_ROLES, Actor, Role
from prio.audit.services import record
from prio.mail.services import write
from prio.refused import Refused

ASKS = ORGANISATION_ROLES | COUNTY_ROLES
ANSWERS = frozenset({Role.ASSESSOR, Role.LEAD_ASSESSOR, Role.SKR_ADMINISTRATOR})
SHORTEST_QUESTION, LONGEST_QUESTION = 10, 2000  # characters
LONGEST_ANSWER = 4000  # characters
MOST_OPEN = 20  # unanswered questions of an organisation or a county in one agreement
_LAYOUT = frozenset("\n\t")


def ask(actor: Actor, code: str, requirement: str, text: str) -> PublicQuestion:
    """Ask about a requirement, or with an empty `requirement` about the whole agreement `code`.

    The same person asking the same again, while it is unanswered, gets the question that is there.

    Raises:
        Refused: the actor acts for no organisation and no county; there is no such agreement or requirement; the text
            is too short, too long or holds what cannot be shown; or too many questions of theirs wait for an answer.
    """
    if ASKS.isdisjoint(actor.roles):
        raise Refused("Frågor ställs av den som har en roll för en kommun, en region eller ett län.")
    said = cleaned(text, "Frågan", SHORTEST_QUESTION, LONGEST_QUESTION)
    version = published_version(actor, code)
    if version is None:
        raise Refused(f"Det finns ingen publicerad överenskommelse som heter {code}.")
    about = _requirement(version.pk, requirement) if requirement else None
    with transaction.atomic():
        locked_agreement(version.agreement_id)
        waiting = PublicQuestion.objects.filter(agreement=version.agreement, answer="")
        same = waiting.filter(asked_by=actor.user_id, requirement=about, text=said).first()
        if same:
            return same
        if waiting.filter(asked_by__in=_colleagues(actor)).count() >= MOST_OPEN:
            raise Refused(
                f"Ni har {MOST_OPEN} frågor som väntar på svar. Ställ fler när några av dem är besvarade."
            )
        question = PublicQuestion.objects.create(
            agreement=version.agreement,
            requirement=about,
            text=said,
            asked_by_id=actor.user_id,
            asked_at=clock.now(),
        )
        facts = {"agreement": code, "requirement": requirement, "text": said}
        record("question", question.pk, "asked", by_id=actor.user_id, facts=facts, is_first=True)
        register_question(actor, question)
    return question


def answer(actor: Actor, question_id: int, text: str, *, seen: str) -> PublicQuestion:
    """Answer a question, or change its answer: what it said before stays in the log and the change is shown.

    The same answer again changes nothing. Whoever asked gets a message.

    Args:
        seen: `stamp` of the question that the writer saw, so that nobody overwrites another's answer unseen.

    Raises:
        Refused: the actor does not answer questions; the text is empty, too long or holds what cannot be shown; or
            somebody answered in between.
        PublicQuestion.DoesNotExist: there is no such question.
    """
    if ANSWERS.isdisjoint(actor.roles):
        raise Refused(f"{actor.name} har inte rollen som behövs för att svara på frågor.")
    said = cleaned(text, "Svaret", 1, LONGEST_ANSWER)
    with transaction.atomic():
        question = locked_question(question_id)
        if question.answer == said:
            return question
        if stamp(question) != seen:
            raise Refused(
                "Någon annan har svarat medan ni skrev. Svaret som gäller nu visas här. Er text finns kvar i fältet: "
                "jämför dem och spara om ni vill ändra svaret."
            )
        before, question.answer = question.answer, said
        question.answered_at, question.answered_by_id = clock.now(), actor.user_id
        question.save(update_fields=["answer", "answered_at", "answered_by"])
        facts = {"before": before, "after": said} if before else {"answer": said}
        verb = "answer_changed" if before else "answered"
        event = record("question", question.pk, verb, by_id=actor.user_id, facts=facts)
        _tell_the_asker(question, event.sequence, is_change=bool(before))
        register_answer(actor, question, is_change=bool(before))
    return question


def stamp(question: PublicQuestion) -> str:
    """Return what tells one answer of a question from the next; empty while it is unanswered."""
    return question.answered_at.isoformat() if question.answered_at else ""


def locked_question(question_id: int) -> PublicQuestion:
    """Return the question with its agreement and requirement, locked until the transaction ends."""
    questions = PublicQuestion.objects.select_related("agreement", "requirement")
    return questions.select_for_update(of=("self",)).get(pk=question_id)


def cleaned(text: str, what: str, shortest: int, longest: int) -> str:
    """Return a text without blanks around it and with one kind of line break.

    Raises:
        Refused: it is shorter or longer (characters), or holds what cannot be shown or a personal identity number.
            `what` names it.
    """
    said = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not said:
        raise Refused(f"{what} är {'tom' if what.endswith('n') else 'tomt'}: skriv något i fältet.")
    if len(said) < shortest:
        raise Refused(f"{what} är för kort. Skriv minst {shortest} tecken, så att andra förstår den.")
    if len(said) > longest:
        raise Refused(f"{what} har {len(said)} tecken. Högst {longest} får plats: korta texten.")
    if any(is_unprintable(character) and character not in _LAYOUT for character in said):
        raise Refused(f"{what} innehåller tecken som inte kan visas. Skriv om texten och försök igen.")
    if personal_numbers(said):
        raise Refused(f"{what} innehåller ett personnummer. Alla som är inloggade läser texten: ta bort det.")
    return said


def _requirement(version_id: int, code: str) -> Requirement:
    found = Requirement.objects.filter(code=code, versions__version=version_id).first()
    if found is None:
        raise Refused("Kravet finns inte i överenskommelsen. Välj ett av kraven i listan.")
    return found


def _colleagues(actor: Actor) -> list[int]:
    """The primary keys of those who hold a role for the actor's organisations, or for the counties they coordinate."""
    today = clock.today()
    same_body = Q(organisation__in=actor.organisations) | Q(county__in=actor.coordinates)
    held = Membership.objects.filter(
        same_body, Q(valid_to=None) | Q(valid_to__gt=today), valid_from__lte=today
    )
    return list(held.values_list("user_id", flat=True))


def _tell_the_asker(question: PublicQuestion, sequence: int, *, is_change: bool) -> None:
    agreement = question.agreement
    about = question.requirement.code if question.requirement else agreement.title
    what = "Svaret på er fråga är ändrat" if is_change else "Er fråga är besvarad"
    write(
        f"question:{question.pk}:{sequence}",
        question.asked_by_id,
        f"{what}: {about}",
        f"{what}.\n\nFråga {question.pk} om {about}:\n{question.text}\n\nSvar:\n{question.answer}",
        path=reverse("question", args=[agreement.code, question.pk]),
    )
