"""The page of one amount: three layers, the county, the neighbours, and nothing that is not stored."""

import pytest
from django.test import Client

from payouts.models import AllocationLine
from payouts.selectors.explanation import StoredAmountDiffers
from prio.money import kronor
from tests.payouts.decided import decided, reader
from tests.world import EVERYBODY_MET

pytestmark = pytest.mark.django_db


def page_of(client: Client, place: str, outcomes: str = EVERYBODY_MET, *, simulated: bool = False) -> str:
    _, decision = decided(outcomes, simulated=simulated)
    client.force_login(reader())
    response = client.get(f"/overenskommelser/prov-2014/fordelning/{decision.run_id}/{place}")
    assert response.status_code == 200
    return response.content.decode()


def test_an_amount_is_explained_in_three_layers(client: Client) -> None:
    page = page_of(client, "B1/2380/")
    rule, figures, result = (page.index(layer) for layer in ("Regeln", "Med siffrorna", "Resultat"))
    assert rule < page.index("De delar kommunernas del av potten") < figures
    assert figures < page.index(f"{kronor(600_000)} × 80 ÷ 100 = {kronor(480_000)}.") < result
    assert f"Kommunen får {kronor(480_000)}." in page[result:]


def test_the_page_is_headed_by_its_question(client: Client) -> None:
    page = page_of(client, "B1/2380/")
    assert f'Varför <span class="nowrap">{kronor(480_000)}</span>?' in page
    assert "Östersund · Jämtlands län · mål B1 Inventering" in page


def test_nothing_is_explained_too(client: Client) -> None:
    page = page_of(client, "B1/2326/", EVERYBODY_MET.replace("B1,2326,met", "B1,2326,not_met"))
    assert f"Kommunen får {kronor(0)}, eftersom kommunen inte har uppfyllt målet B1." in page


def test_nothing_because_of_the_county_is_explained(client: Client) -> None:
    page = page_of(client, "B1/2326/", EVERYBODY_MET.replace("GK1,2380,met", "GK1,2380,not_met"))
    assert "länet inte når gränsen på 80 procent (20 procent, 20 av 100 invånare)" in page
    assert "Deltar inte" in page


def test_a_goal_that_is_not_for_the_party_is_explained(client: Client) -> None:
    page = page_of(client, "A1/2380/")
    assert "A1 inte gäller kommuner" in page


def test_a_year_before_2019_says_landsting(client: Client) -> None:
    page = page_of(client, "A1/23/")
    assert f"Landstinget får {kronor(400_000)}." in page
    assert "Jämtlands läns landsting" in page


def test_the_standing_of_the_county_is_shown(client: Client) -> None:
    page = page_of(client, "B1/2380/")
    assert "100 av 100 invånare" in page
    assert 'class="gauge"' in page
    assert "Jämtlands läns landsting, grundkraven" in page


def test_the_neighbours_are_linked(client: Client) -> None:
    page = page_of(client, "B1/2380/")
    assert 'rel="prev"' in page
    assert "/B1/2326/" in page
    assert 'rel="next"' not in page


def test_a_made_up_amount_is_marked(client: Client) -> None:
    assert "Beloppet bygger på utfall som är påhittade" in page_of(client, "B1/2380/", simulated=True)


def test_a_real_amount_is_not_marked(client: Client) -> None:
    assert "Simulerade uppgifter" not in page_of(client, "B1/2380/")


@pytest.mark.parametrize("place", ["B1/9999/", "B9/2380/", "GK1/2380/", "B1/%27/", "B1/0/"])
def test_what_does_not_exist_is_not_found(client: Client, place: str) -> None:
    _, decision = decided()
    client.force_login(reader())
    address = f"/overenskommelser/prov-2014/fordelning/{decision.run_id}/{place}"
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("changed", ["2380", "2326"])
def test_an_amount_that_is_not_the_computed_one_is_never_explained(client: Client, changed: str) -> None:
    _, decision = decided()
    AllocationLine.objects.filter(party__code=changed).update(amount=1)
    client.force_login(reader())
    with pytest.raises(StoredAmountDiffers, match=f"'B1', '{changed}'"):
        client.get(f"/overenskommelser/prov-2014/fordelning/{decision.run_id}/B1/2380/")


def test_a_line_that_is_missing_is_found_out(client: Client) -> None:
    _, decision = decided()
    AllocationLine.objects.filter(party__code="2380").delete()
    client.force_login(reader())
    with pytest.raises(StoredAmountDiffers):
        client.get(f"/overenskommelser/prov-2014/fordelning/{decision.run_id}/B1/2326/")
