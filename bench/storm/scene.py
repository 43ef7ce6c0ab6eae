"""Who takes part in the storm: three people for every party, on the same reports."""

from dataclasses import dataclass, field
from datetime import datetime

from agreements.domain.definition import Definition
from agreements.domain.questions import Question
from agreements.domain.requirement import RequirementDefinition
from bench.open_year import CODE, open_year, people_of
from bench.site import cookies_of
from prio.parties.models import Party

PEOPLE_EACH = 3
MOST_REQUIREMENTS = 3  # every grundkrav and the goal that asks most
SIMPLE = frozenset({"yes_no", "count", "text"})


@dataclass
class Written:
    """One save that was sent: what was typed, as which answer, and the revision it got; None when it was not taken."""

    question: str
    answer: object
    revision: int | None
    is_known: bool = True


@dataclass
class Team:
    """A party with its people's cookies, the reports they work on, and everything that they did.

    pressed: when the button that hands in was pressed, by the site's clock.
    """

    party: str
    requirements: tuple[RequirementDefinition, ...]
    cookies: list[dict[str, str]]
    written: dict[str, list[Written]] = field(default_factory=dict)
    receipts: list[str] = field(default_factory=list)
    uploaded: int = 0
    pressed: list[datetime] = field(default_factory=list)

    def report(self, requirement: str) -> str:
        """Return the address of one of the reports."""
        return f"/overenskommelser/{CODE}/rapportering/{self.party}/{requirement}/"

    @property
    def signing(self) -> str:
        """The address of the page to sign."""
        return f"/overenskommelser/{CODE}/rapportering/{self.party}/lamna-in/"


def teams(parties: int) -> list[Team]:
    """Make the people of the first `parties` parties."""
    definition = open_year(closes_in=0)
    found = list(Party.objects.order_by("code").select_related("organisation")[:parties])
    bodies = len({party.organisation_id for party in Party.objects.all()})
    jars: dict[str, list[dict[str, str]]] = {}
    people = people_of(bodies, PEOPLE_EACH)
    for (_, body), jar in zip(people, cookies_of(user for user, _ in people), strict=True):
        jars.setdefault(body.code, []).append(jar)
    return [
        Team(party.code, _worked_on(definition, party.kind), jars[party.organisation.code]) for party in found
    ]


def simple(requirement: RequirementDefinition) -> list[Question]:
    """Return the questions that are answered with one field, asked whatever the other answers are."""
    return [
        one
        for one in requirement.questions
        if one.type in SIMPLE and not one.source and not one.split_by and not one.when
    ]


def document(requirement: RequirementDefinition) -> Question | None:
    """Return the first question that is answered with a file."""
    return next((one for one in requirement.questions if one.type == "document" and not one.when), None)


def _worked_on(definition: Definition, kind: str) -> tuple[RequirementDefinition, ...]:
    asked = [one for one in definition.requirements if kind in one.parties]
    goals = sorted((one for one in asked if one.has_pot and simple(one)), key=lambda one: -len(simple(one)))
    grundkrav = [one for one in asked if not one.has_pot]
    return tuple((grundkrav + goals)[:MOST_REQUIREMENTS])
