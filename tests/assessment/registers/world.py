"""The real agreement of 2014 with three landsting, and an assessor who takes in registers."""

from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from agreements.models import Agreement
from assessment.models import RegisterImport
from assessment.services.registers import Ordered, approve_register_import, upload_register_file
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from prio.clock import today
from tests import factories
from tests.assessment.registers.tables import DEFINITIONS, NAMES, csv

CODE = "prio-2014"
READ_ON = date(2014, 11, 3)
# What Väntetider i vården published, of which rules.md 9.3 gives the formula: Gotland 93 percent, Blekinge 66.
PUBLIC = csv(
    (
        "Landsting",
        "Antal genomförda",
        "Inom 30 dagar",
        "Patientvald väntan",
        "Svarsfrekvens",
        "Följer regelverket",
    ),
    ("Gotlands kommun", 20, 13, 6, "100 %", "ja"),
    ("Landstinget Blekinge", 32, 21, 0, "100 %", "ja"),
)


@dataclass
class Registers:
    """An agreement that reads from registers."""

    agreement: Agreement
    user: User
    assessor: Actor

    def upload(
        self,
        content: bytes = PUBLIC,
        *,
        register: str = "vantetider",
        name: str = "uttag.csv",
        requirement: str = "A1",
    ) -> Ordered:
        """Upload a file."""
        file = SimpleUploadedFile(name, content)
        return upload_register_file(
            self.assessor, CODE, register, file, read_on=READ_ON, requirement=requirement
        )

    def approved(self, content: bytes = PUBLIC, **more: str) -> RegisterImport:
        """Upload a file and take it in."""
        return approve_register_import(self.assessor, self.upload(content, **more).found.pk)


def make_registers() -> Registers:
    """The agreement, published, with its three counties."""
    counties = {"09": ("I", "Gotlands län"), "10": ("K", "Blekinge län"), "23": ("Z", "Jämtlands län")}
    for code, (letters, county) in counties.items():
        place = factories.county(code, letters, county)
        factories.region(code, NAMES[code], place)
        factories.kommun(f"{code}80", f"Kommun {code}", place)
    agreement = factories.agreement((DEFINITIONS / f"{CODE}.yaml").read_text())
    user = factories.person(Role.ASSESSOR)
    return Registers(agreement, user, actor_of(user, today()))
