"""An agreement that asks for evidence, people around it, and short verbs for attaching and checking."""

from dataclasses import dataclass
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from agreements.models import EvidenceFile
from agreements.services import evidence as services
from agreements.services.evidence_checks import check_file
from prio import clock
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from tests import factories
from tests.agreements.evidence import files
from tests.reporting import CODE, IN_TIME, Place, key_of, make_place, the_report

EVIDENCE_YEAR = """
code: prov-2014
title: Prov på psykisk hälsa 2014
year: 2014
assessor: Socialstyrelsen
population_date: 2013-12-31
county_threshold_percent: 80
region_gate: true
region_coverage: none
dates: {opens: 2014-03-01, closes: 2014-10-14, final: 2014-11-30, payment: 2014-12-31}
budget: {total: 600000}
requirements:
  - code: GK1
    kind: grundkrav
    name: Samverkan
    parties: [municipality, region]
    text: En överenskommelse om samverkan finns.
    questions:
      - {key: agreement, type: document, label: Överenskommelsen, sections: [mål, ansvar]}
      - {key: early, type: document, label: Ett utkast, closes: 2014-05-01}
      - {key: invited, type: consultations, label: Samråd}
      - {key: page, type: link, label: Webbsidan}
      - {key: areas, type: matrix, label: Områden, rows: [unga, vuxna]}
      - {key: decided, type: yes_no, label: Är den beslutad?}
    rule: {all: [{key: c1, document: agreement, text: Överenskommelsen är bifogad.}]}
  - code: B1
    kind: prestationsmal
    name: Inventering
    parties: [municipality]
    pot: 600000
    allocation: shared
    text: Kommunen har inventerat.
    questions: [{key: plan, type: document, label: Planen}]
    rule: {all: [{key: c1, document: plan, text: Planen är bifogad.}]}
"""


@dataclass(frozen=True)
class Scene:
    """The small world, with the county's coordinator."""

    world: Place
    coordinator: Actor

    @property
    def reporter(self) -> Actor:
        """Who fills in for Östersund."""
        return self.world.reporter


def make_scene() -> Scene:
    """Make the scene in the test's database."""
    world = make_place(EVIDENCE_YEAR)
    coordinator = actor_of(factories.person(Role.COUNTY_COORDINATOR, county=world.county), clock.today())
    return Scene(world, coordinator)


def upload(content: bytes | None = None, name: str = "avtal.pdf") -> SimpleUploadedFile:
    """A file as it comes from a form."""
    return SimpleUploadedFile(name, files.pdf() if content is None else content)


def attach(
    actor: Actor,
    content: bytes | None = None,
    name: str = "avtal.pdf",
    *,
    question: str = "agreement",
    where: services.Place | None = None,
) -> EvidenceFile:
    """Attach a file to Östersund's GK1."""
    return services.receive_file(
        actor, key_of(), question, upload(content, name), arrived_at=IN_TIME, where=where
    )


def attach_common(scene: Scene, *, check: bool = True) -> EvidenceFile:
    """The county's coordinator attaches what all have in common."""
    file = services.receive_county_file(
        scene.coordinator, CODE, "GK1", "agreement", "23", upload(name="lansavtal.pdf")
    )
    return checked(file.pk) if check else file


def checked(key: UUID) -> EvidenceFile:
    """Check a file, as the job does, and return it as it is then."""
    check_file(key)
    return EvidenceFile.objects.get(pk=key)


def answer(question: str = "agreement") -> object:
    """What Östersund's GK1 answers."""
    return the_report().answers.get(question)
