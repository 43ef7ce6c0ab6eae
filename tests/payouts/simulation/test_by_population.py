"""Money that goes out by population alone: what a county or a goal would have to meet is neither shown nor tried."""

import pytest
from django.test import Client

from payouts.services import compute_run
from tests import factories
from tests.payouts.decided import user_of
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
TEXT = """
code: folkmangd-2014
title: Medel efter folkmängd
year: 2014
assessor: Socialstyrelsen
population_date: 2013-12-31
county_threshold_percent: 0
region_gate: false
region_coverage: none
dates: {payment: 2014-12-31}
budget: {total: 100}
requirements:
  - {code: P, kind: population_grant, name: Bidrag, parties: [municipality], pot: 100, text: Till alla.}
"""
PAGE = "/overenskommelser/folkmangd-2014/"


@pytest.fixture
def client() -> Client:
    world: World = make_world()
    factories.agreement(TEXT)
    compute_run("folkmangd-2014")
    signed_in = Client()
    signed_in.force_login(user_of(world, "preparer"))
    return signed_in


def test_the_allocation_shows_no_share_of_grundkrav(client: Client) -> None:
    html = client.get(f"{PAGE}fordelning/").content.decode()
    assert "Vad länet får." in html
    assert "grundkrav" not in html
    assert ">Deltar<" not in html


def test_only_the_pots_and_the_inhabitants_are_tried(client: Client) -> None:
    html = client.get(f"{PAGE}simulering/").content.decode()
    assert 'name="pott-P"' in html
    assert "Tomt är som i dag" in html
    for name in ("grans", "grind", "tackning", "modell-P", "krav-1"):
        assert f'name="{name}"' not in html
    tried = client.get(f"{PAGE}simulering/prova/?pott-P=200").content.decode()
    assert "200\u202f000" not in tried
    assert "Det här är ändrat" in tried
