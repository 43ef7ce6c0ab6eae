"""An assessor takes in a register by keyboard: a file with a fault, then one that is right, with what it changes."""

import re
from pathlib import Path

import pytest

from tests.assessment.registers.tables import csv
from tests.assessment.registers.world import PUBLIC, Registers, make_registers
from tests.journeys.conftest import SitDown

pytestmark = pytest.mark.slow
WAITS = "/overenskommelser/prio-2014/register/vantetider/"


@pytest.fixture
def registers(transactional_db: None) -> Registers:
    return make_registers()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_register_is_taken_in(registers: Registers, sit_down: SitDown, tmp_path: Path, width: int) -> None:
    first, second = tmp_path / "uttag.csv", tmp_path / "uttag-rättat.csv"
    first.write_bytes(PUBLIC.replace(b";21;", b";210;"))
    second.write_bytes(csv(("Vem", "Antal"), ("Gotlands kommun", 21), ("Landstinget Blekinge", 32)))
    assessor = sit_down(registers.user, width)
    assessor.open("/overenskommelser/prio-2014/")
    assessor.follow("Register", "link", to="/register/$")
    assessor.reads("Inget inläst")
    assessor.follow("Väntetider i vården", "link", to="/vantetider/$")
    assessor.attach(re.compile("Fil"), first)
    assessor.pick("Vilket krav gäller uppgifterna?", "A1")
    assessor.follow("Läs filen", "button", to="/vantetider/1/")
    assessor.reads("Delen 210 är större än det hela, 32 − 0.")
    assessor.tick(re.compile("Läs in utan"))
    assessor.follow("Godkänn version 1", "button", to="/vantetider/$")
    assessor.reads("Version 1 gäller")
    assessor.attach(re.compile("Fil"), second)
    assessor.pick("Vilket krav gäller uppgifterna?", "A1")
    assessor.follow("Läs filen", "button", to="/vantetider/2/")
    assessor.reads("Ingen kolumn anger organisationen")
    assessor.pick("A Vem", "Organisationens kod")
    assessor.press("Läs filen med de här kolumnerna", "button")
    assessor.reads("Mot version 1: 1 ändrade, 4 borta, 1 nya")
    assessor.follow("Godkänn version 2", "button", to="/vantetider/$")
    assessor.reads("Version 2 gäller")
