"""A hand-in with a contact person, a personal identity number and a file of three pages; who registers, who audits."""

from dataclasses import dataclass
from io import BytesIO

import pikepdf
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from agreements.models import AccessRequest, AccessRequestEntry, CaseEntry, EvidenceFile, HandIn
from agreements.services.access import pick_entries, register_request
from agreements.services.access_decisions import Decided
from prio import clock
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from tests import factories
from tests.agreements.evidence.files import pdf
from tests.reporting import IN_TIME, Place, make_place, press, save

NAME, EMAIL, TELEPHONE = "Anna Svensson", "anna.svensson@ostersund.example", "070-123 45 67"
SECRET, NUMBER = "barnet med diagnosen", "19640823-3234"
TEXT = f"Ring {NAME} ({TELEPHONE}). Vi frågade om {SECRET}."
SECRET_PAGE = "Patienten bor i Lit"

AGREEMENT = """
code: prov-2014
title: Prov på psykisk hälsa 2014
year: 2014
assessor: Socialstyrelsen
population_date: 2013-12-31
county_threshold_percent: 80
region_gate: true
region_coverage: none
dates: {opens: 2014-03-01, closes: 2014-10-14, final: 2014-11-30, payment: 2014-12-31}
budget: {total: 100000, lines: [{name: Samordning, recipient: SKL, amount: 100000}]}
requirements:
  - code: GK1
    kind: grundkrav
    name: Samverkan
    parties: [municipality, region]
    text: En överenskommelse om samverkan finns.
    questions:
      - {key: who, type: contact, label: Vem svarar på frågor?}
      - {key: how, type: text, label: Hur arbetar ni?}
      - {key: plan, type: document, label: Planen}
    rule: {all: [{key: c1, answered: how, text: Arbetet är beskrivet.}]}
"""


@dataclass(frozen=True)
class Scene:
    """The place, the hand-in as an entry, and people."""

    place: Place
    hand_in: HandIn
    entry: CaseEntry
    file: EvidenceFile
    registrar: Actor
    auditor: Actor

    def masked(self, **more: object) -> Decided:
        """A decision that masks what the hand-in has; more or other fields of it."""
        values: dict[str, object] = {
            "outcome": "masked",
            "support": "25 kap. 1 § OSL",
            "reason": "Uppgiften rör en enskild.",
            "words": [NAME, EMAIL, TELEPHONE, SECRET],
            "files": {str(self.file.pk): ("pages", "1, 3")},
        }
        return Decided(**values | more)  # type: ignore[arg-type]  # the fields of it

    def asked(self, *entries: CaseEntry) -> AccessRequest:
        """A request with documents picked, the hand-in unless others are named."""
        made = register_request(
            self.registrar,
            "Allt om Östersund.",
            channel="mail",
            received_at=clock.now(),
            requester="Kalle Press",
        )
        pick_entries(self.registrar, made.pk, [entry.pk for entry in entries or (self.entry,)])
        return made


def picked_of(asked: AccessRequest) -> AccessRequestEntry:
    """The only document of a request."""
    return asked.entries.get()


def three_pages() -> bytes:
    """A PDF whose second page, notes, metadata, attachments and bookmarks say what nobody may read."""
    made = pikepdf.new()
    for words in ("Sida ett.", f"{SECRET_PAGE}.", "Sida tre."):
        with pikepdf.open(BytesIO(pdf(words))) as one:
            made.pages.extend(one.pages)
    _share_resources(made)
    first = made.pages[0].obj
    first.Annots = made.make_indirect(
        pikepdf.Array(
            [
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name.Text,
                    Rect=pikepdf.Array([0, 0, 10, 10]),
                    Contents=pikepdf.String(SECRET_PAGE),
                ),
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name.Link,
                    Rect=pikepdf.Array([0, 0, 10, 10]),
                    Dest=pikepdf.Array([made.pages[1].obj, pikepdf.Name.Fit]),
                ),
            ]
        )
    )
    first.PieceInfo = pikepdf.Dictionary(Prio=pikepdf.Dictionary(Private=pikepdf.String(SECRET_PAGE)))
    made.docinfo["/Title"] = SECRET_PAGE
    with made.open_metadata() as metadata:
        metadata["dc:title"] = SECRET_PAGE
    made.attachments["anteckning.txt"] = SECRET_PAGE.encode()
    with made.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(SECRET_PAGE, 1))
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def _share_resources(made: pikepdf.Pdf) -> None:
    """Let all pages name one dictionary of resources, with a drawing that only the second page shows."""
    resources = made.make_indirect(made.pages[0].obj.Resources)
    drawing = f"BT /F1 12 Tf 72 600 Td ({SECRET_PAGE} igen) Tj ET".encode("latin-1")
    form = made.make_stream(
        drawing,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=pikepdf.Array([0, 0, 595, 842]),
        Resources=resources,
    )
    resources.XObject = pikepdf.Dictionary(X1=form)
    for page in made.pages:
        del page.obj["/Resources"]
    made.Root.Pages.Resources = resources
    made.pages[1].contents_add(b"/X1 Do")


def make_scene() -> Scene:
    """Make it in the test's database."""
    place = make_place(AGREEMENT)
    content = three_pages()
    file = EvidenceFile.objects.create(
        requirement=place.agreement.requirements.get(code="GK1"),
        question="plan",
        party=place.ostersund,
        name="plan.pdf",
        media_type="application/pdf",
        size=len(content),
        sha256="0" * 64,
        file=default_storage.save("evidence/plan", ContentFile(content)),
        state="usable",
        uploaded_at=IN_TIME,
        uploaded_by_id=place.reporter.user_id,
    )
    save(place.reporter, "who", {"name": NAME, "email": EMAIL, "phone": TELEPHONE})
    save(place.reporter, "how", TEXT, None)
    save(place.reporter, "plan", {"name": "plan.pdf", "file": str(file.pk)}, None)
    made = press(place.signer, "GK1")
    return Scene(
        place,
        made,
        CaseEntry.objects.get(thing="hand_in"),
        file,
        registrar=actor_of(factories.person(Role.REGISTRAR), clock.today()),
        auditor=actor_of(factories.person(Role.AUDITOR), clock.today()),
    )
