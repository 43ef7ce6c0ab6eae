"""The one next step of each role: what a person should do now, in one sentence, with one button."""

from collections.abc import Callable, Sequence

from django.urls import reverse

from prio.accounts.roles import Role
from prio.desk import steps_for_assessors as assessors
from prio.desk import steps_for_authorities as authorities
from prio.desk import steps_for_bodies as bodies
from prio.desk.situation import Situation
from prio.desk.step import Step

# The foremost role first: somebody who holds several gets the step that others wait for.
STEPS: Sequence[tuple[Role, Callable[[Situation], Step]]] = (
    (Role.MINISTRY_APPROVER, authorities.approver),
    (Role.MINISTRY_PREPARER, authorities.preparer),
    (Role.LEAD_ASSESSOR, assessors.lead_assessor),
    (Role.ASSESSOR, assessors.assessor),
    (Role.SKR_ADMINISTRATOR, authorities.skr),
    (Role.PAYER, authorities.payer),
    (Role.REGISTRAR, authorities.registrar),
    (Role.AUDITOR, authorities.auditor),
    (Role.ADMINISTRATOR, authorities.administrator),
    (Role.COUNTY_COORDINATOR, bodies.coordinator),
    (Role.SIGNER, bodies.signer),
    (Role.REPORTER, bodies.reporter),
    (Role.RECIPIENT, bodies.own_result),
    (Role.HEAD, bodies.reader),
    (Role.READER, bodies.reader),
)


def next_step(situation: Situation) -> Step:
    """Return the next step of the person's foremost role."""
    for role, step in STEPS:
        if role in situation.actor.roles:
            return step(situation)
    return Step(
        "Kontot har ingen roll än",
        "Den som administrerar Prio behöver ge kontot en roll. Till dess kan ni läsa överenskommelserna. Söker ni "
        "statsbidrag för en förening, en stiftelse eller ett företag registrerar ni organisationen själva.",
        "Registrera organisationen",
        reverse("register_applicant"),
    )
