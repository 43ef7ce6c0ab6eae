"""Whether an agreement can be allocated yet, told before somebody tries."""

from datetime import date
from enum import Enum

from agreements.domain.timeline import Phase, phase_on
from agreements.models import AgreementVersion
from assessment.models import RoundKind, Verdict, VerdictState
from prio.parties.selectors import parties_in_counties


class Readiness(Enum):
    """Why an allocation cannot be made yet, in the words that a person sees; empty when it can."""

    READY = ""
    OPEN = "Rapporteringen pågår: fördelningen kan göras när alla bedömningar är slutliga."
    NOTHING = (
        "Överenskommelsen har inga potter. Pengarna går till dem som budgetens rader namnger, så det finns inget att "
        "fördela."
    )
    UNJUDGED = "Alla bedömningar är inte slutliga än. När de är det kan fördelningen göras."


def readiness_of(version: AgreementVersion, today: date) -> Readiness:
    """Say whether the agreement can be allocated on `today`: at most two queries."""
    definition = version.definition
    if definition.is_lines_only:
        return Readiness.NOTHING
    if phase_on(definition.dates, today) in {Phase.PLANNED, Phase.OPEN}:
        return Readiness.OPEN
    judged = Verdict.objects.filter(
        round__agreement=version.agreement_id, round__kind=RoundKind.FINAL, state=VerdictState.FINAL
    ).count()
    kinds = [party.kind for party in parties_in_counties(definition.population_date or definition.names_day)]
    asked = sum(
        kind in requirement.parties
        for requirement in definition.requirements
        if requirement.kind != "population_grant"
        for kind in kinds
    )
    return Readiness.READY if judged >= asked else Readiness.UNJUDGED
