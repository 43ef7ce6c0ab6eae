"""The pages of simulations: today beside what would be, what was typed kept, and never taken for the real thing."""

import csv
import io
import json
import re
from urllib.parse import urlencode

import pytest
from django.test import Client
from openpyxl import load_workbook

from payouts.models import AllocationRun, Simulation
from payouts.simulation_files import MARK
from prio.accounts.roles import Role
from tests import factories
from tests.payouts.decided import computed, large_world, user_of
from tests.tables import changed, content
from tests.world import EVERYBODY_MET, World

pytestmark = pytest.mark.django_db

PAGE = "/overenskommelser/prov-2014/simulering/"
TRY = f"{PAGE}prova/"
MARKED = "Inget av det är föreslaget, beslutat eller betalt."


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]  # a User
    return client


@pytest.fixture
def world() -> World:
    return computed(EVERYBODY_MET.replace("B1,2326,met", "B1,2326,not_met"))[0]


@pytest.fixture
def client(world: World) -> Client:
    return client_of(user_of(world, "preparer"))


def tried(client: Client, status: int = 200, **typed: str) -> str:
    answer = client.get(
        f"{TRY}?{urlencode({name.replace('_', '-'): value for name, value in typed.items()})}"
    )
    assert answer.status_code == status
    return answer.content.decode()


def save(client: Client, name: str, **typed: str) -> Simulation:
    query = urlencode({key.replace("_", "-"): value for key, value in typed.items()})
    answer = client.post(f"{TRY}?{query}", {"namn": name})
    made = Simulation.objects.latest("pk")
    assert answer.headers["Location"] == f"{PAGE}{made.pk}/"
    return made


def test_today_stands_in_the_fields_and_nothing_is_changed_by_looking(client: Client) -> None:
    before = content("accounts.User")
    html = client.get(PAGE).content.decode()
    assert 'name="grans" value="80"' in html
    assert 'name="pott-B1" value="600\u202f000"' in html
    assert MARKED in html
    assert changed(before, content("accounts.User")) == {}


def test_the_whole_form_as_it_stands_is_no_change(client: Client) -> None:
    fields = re.findall(
        r'<input id="[^"]+" name="([^"]+)" value="([^"]*)"', client.get(PAGE).content.decode()
    )
    assert len(fields) > 4
    assert "Inget är ändrat: fälten säger det som gäller i dag." in tried(client, **dict(fields))


def test_what_would_be_stands_beside_today(client: Client) -> None:
    html = tried(client, vilka_1="berg", krav_1="B1", klarat_1="ja")
    assert "Berg har klarat B1." in html
    assert "1\u00a0part får mer, 1\u00a0part får mindre." in html
    assert "+120\u202f000" in html
    assert "−120\u202f000" in html
    assert MARKED in html
    assert "<strong>Simulering.</strong>" in html


def test_a_county_that_falls_is_told(client: Client) -> None:
    html = tried(client, vilka_1="2380", krav_1="GK1", klarat_1="nej")
    assert "<strong>Deltar inte längre:</strong> Jämtlands län." in html
    assert "Faller bort" in html


def test_bad_input_is_named_at_its_field_and_what_was_typed_is_kept(client: Client) -> None:
    html = tried(client, 422, grans="101", pott_B1="mycket", vilka_1="Mora", krav_1="B1")
    assert 'value="mycket"' in html
    assert "”mycket” är inte ett belopp" in html
    assert "Det finns ingen kommun eller region som heter Mora." in html
    assert 'id="vilka-1-fel"' in html
    only = tried(client, 422, grans="101")
    assert 'id="grans-fel">Gränsen ska vara ett helt tal mellan 0 och 100.' in only
    assert 'id="summa-fel">Ändra antingen potterna' in tried(client, 422, summa="5", pott_B1="6")
    assert 'id="tackning-fel">Välj något i listan.' in tried(client, 422, tackning="halva")


def test_a_limit_that_cannot_be_tried_is_told_plainly(client: Client) -> None:
    html = client.get(f"{TRY}?g-A1-c1-at_least_percent=60").content.decode()
    assert "A1: den ändrade gränsen går inte att pröva." in html


def test_it_is_saved_with_a_name_and_shown_again(client: Client) -> None:
    made = save(client, "Lägre gräns", grans="70", pott_B1="700 000")
    html = client.get(f"{PAGE}{made.pk}/").content.decode()
    assert "Simulering: Lägre gräns" in html
    assert "Länets gräns: 70 procent (i dag 80)." in html
    assert "B1: 700\u202f000\u00a0kr (i dag 600\u202f000\u00a0kr)." in html
    assert MARKED in html
    assert "Lägre gräns" in client.get(PAGE).content.decode()
    assert AllocationRun.objects.count() == 1


def test_a_name_that_is_taken_is_refused_and_kept(client: Client) -> None:
    save(client, "Prov", grans="70")
    answer = client.post(f"{TRY}?grans=60", {"namn": "Prov"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "redan en simulering som heter Prov" in html
    assert 'name="namn" value="Prov"' in html


def test_two_that_are_saved_stand_beside_each_other(client: Client) -> None:
    first, second = save(client, "Mer till B1", pott_B1="700000"), save(client, "Mindre", pott_B1="500000")
    html = client.get(f"{PAGE}?a={first.pk}&b={second.pk}").content.decode()
    assert "Med Mindre får 0\u00a0parter mer än med Mer till B1, och 1\u00a0part mindre." in html
    assert "−200\u202f000" in html
    assert MARKED in html
    assert client.get(f"{PAGE}?a={first.pk}&b=x").status_code == 404


def test_every_file_says_in_every_part_that_it_is_a_simulation(client: Client) -> None:
    made = save(client, "=1+1", pott_B1="700000")
    answer = client.get(f"{PAGE}{made.pk}/csv/")
    assert "SIMULERING-prov-2014" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(answer.content.decode().splitlines()))
    assert {(row["mark"], row["simulation"]) for row in rows} == {(MARK, "'=1+1")}
    ostersund = next(row for row in rows if row["code"] == "2380")
    assert (ostersund["before_sek"], ostersund["after_sek"], ostersund["change_sek"]) == (
        "600000",
        "700000",
        "100000",
    )
    assert sum(int(row["after_sek"]) for row in rows if row["row"] == "party") == 1_100_000
    book = load_workbook(io.BytesIO(client.get(f"{PAGE}{made.pk}/xlsx/").content))
    assert all("simulering" in str(sheet["A1"].value).casefold() for sheet in book)
    of_ostersund = next(row for row in book["Organisationer"].iter_rows(values_only=True) if row[0] == "2380")
    assert of_ostersund[2] == "Kommun"
    assert all(isinstance(rate, int | float) for rate in of_ostersund[-2:])
    assert json.loads(client.get(f"{PAGE}{made.pk}/json/").content)["is_simulation"] is True
    assert client.get(f"{PAGE}{made.pk}/pdf/").status_code == 404


def test_who_made_it_takes_it_away(client: Client, world: World) -> None:
    made = save(client, "Prov", grans="70")
    approver = client_of(user_of(world, "approver"))
    assert "Ta bort" not in approver.get(f"{PAGE}{made.pk}/").content.decode()
    assert approver.post(f"{PAGE}{made.pk}/").status_code == 422
    assert client.post(f"{PAGE}{made.pk}/").headers["Location"] == PAGE
    assert client.get(f"{PAGE}{made.pk}/").status_code == 404


def test_skr_does_not_see_what_the_ministry_has_tried(client: Client) -> None:
    made = save(client, "Prov", grans="70")
    skr = client_of(factories.person(Role.SKR_ADMINISTRATOR))
    assert skr.get(PAGE).status_code == 200
    for address in (f"{PAGE}{made.pk}/", f"{PAGE}{made.pk}/csv/", f"{PAGE}?a={made.pk}&b={made.pk}"):
        assert skr.get(address).status_code == 404


def test_before_anything_is_reckoned_the_page_says_what_to_wait_for(client: Client) -> None:
    factories.agreement(factories.TINY_AGREEMENT.replace("prov-2014", "ny-2014"))
    html = client.get(PAGE.replace("prov-2014", "ny-2014")).content.decode()
    assert "Det finns inget att räkna på än" in html
    assert client.get(TRY.replace("prov-2014", "ny-2014")).status_code == 404


def test_the_tab_leads_there_for_those_who_simulate(client: Client) -> None:
    tab = f'<a href="{PAGE}"'
    assert tab in client.get("/overenskommelser/prov-2014/").content.decode()
    assert (
        tab
        not in client_of(factories.person(Role.AUDITOR)).get("/overenskommelser/prov-2014/").content.decode()
    )


def test_a_year_of_311_takes_at_most_twelve_queries(django_assert_max_num_queries: object) -> None:
    run = large_world(21, 13, 17)
    client = client_of(factories.person(Role.MINISTRY_PREPARER))
    client.get("/")
    with django_assert_max_num_queries(12):  # type: ignore[operator]  # the fixture of pytest-django
        answer = client.get(f"{TRY.replace('prov-2014', run.agreement.code)}?grans=50&pott-B1=1&visa=alla")
    assert answer.content.decode().count("<tr>") > 311


def test_a_name_that_two_have_asks_for_the_code(client: Client, world: World) -> None:
    world.region.names.update(name="Berg")  # the landsting is asked about GK1 as well
    html = tried(client, 422, vilka_1="Berg", krav_1="GK1")
    assert "Flera heter Berg. Skriv koden: 23 eller 2326." in html
    assert "Berg har klarat B1." in tried(client, vilka_1="Berg", krav_1="B1")  # B1 is for kommuner alone


def test_taking_away_what_is_gone_already_is_told_on_the_list(client: Client) -> None:
    made = save(client, "Ingen gräns", grans="0")
    client.post(f"{PAGE}{made.pk}/")
    again = client.post(f"{PAGE}{made.pk}/", follow=True)
    assert "den är redan borttagen" in again.content.decode()
