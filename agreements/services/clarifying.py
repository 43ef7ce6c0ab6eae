"""The answer to a question becomes a part of the criterion: a new version of the agreement."""

from django.db import transaction

from agreements.domain.clarification import Clarification, clarified
from agreements.domain.definition import Definition
from agreements.domain.faults import DefinitionFaults
from agreements.models import AgreementVersion, PublicQuestion, VersionState
from agreements.services.publishing import locked_agreement, publish
from agreements.services.questions import cleaned, locked_question
from prio.accounts.roles import Actor, Role
from prio.audit.services import record
from prio.refused import Refused

CLARIFIES = Role.LEAD_ASSESSOR
LONGEST_CLARIFICATION = 4000  # characters


def clarified_definition(
    actor: Actor, definition: Definition, clarification: Clarification
) -> tuple[Definition, Clarification]:
    """Return what `definition` becomes, and the clarification with its text tidied. Nothing is written.

    Raises:
        Refused: the actor does not clarify; the text is empty, too long or breaks the definition, with every fault.
    """
    if not actor.is_any(CLARIFIES):
        raise Refused("Ett förtydligande görs av en ansvarig bedömare.")
    text = cleaned(clarification.text, "Förtydligandet", 1, LONGEST_CLARIFICATION)
    tidy = Clarification(clarification.requirement, clarification.part, text)
    try:
        return clarified(definition, tidy), tidy
    except KeyError as error:
        raise Refused("Kravet finns inte i överenskommelsen. Välj ett av kraven i listan.") from error
    except DefinitionFaults as found:
        raise Refused(
            "Överenskommelsen går inte att läsa med den texten.",
            tuple(
                f"{fault.requirement}: {fault.message}" if fault.requirement else fault.message
                for fault in found.faults
            ),
        ) from found


def clarify(actor: Actor, question_id: int, clarification: Clarification, *, base: int) -> AgreementVersion:
    """Publish the next version of the agreement with the clarification in it; the question points at it.

    The locks: the agreement, then the question.

    Args:
        base: the number of the version that the preview was made from.

    Raises:
        Refused: as `clarified_definition`; the question is unanswered or clarified already; or another version was
            published since the preview.
        PublicQuestion.DoesNotExist: there is no such question.
    """
    agreement_id = PublicQuestion.objects.values_list("agreement_id", flat=True).get(pk=question_id)
    with transaction.atomic():
        agreement = locked_agreement(agreement_id)
        question = locked_question(question_id)
        if question.clarified_id is not None:
            raise Refused("Frågan har redan lett till ett förtydligande. Det som står här är det som gäller.")
        if not question.answer:
            raise Refused("Frågan är inte besvarad. Svara på den först.")
        current = agreement.versions.filter(state=VersionState.PUBLISHED).first()
        if current is None or current.number != base:
            raise Refused(
                "En ny version av överenskommelsen har publicerats sedan ni förhandsgranskade. Granska skillnaden mot "
                "den innan ni publicerar."
            )
        definition, _ = clarified_definition(actor, current.definition, clarification)
        reason = f"Förtydligande efter fråga {question.pk}"
        version = publish(definition, source_file="", reason=reason, by_id=actor.user_id).version
        question.clarified = version
        question.save(update_fields=["clarified"])
        record("question", question.pk, "clarified", by_id=actor.user_id, facts={"version": version.number})
    return version
