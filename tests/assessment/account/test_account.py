"""The account on its pages, in its files and through the API: who reads it, what it says, what none shows."""

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessment.domain.account_figures import COUNTRY, county_row
from assessment.models import RegisterFigure, RegisterImport, RoundState
from assessment.pdf.account import account_html
from assessment.selectors.account import Account
from assessment.selectors.account import account as read
from prio.accounts.roles import Actor, Role
from prio.parties.models import Organisation
from prio.suppression import Figure
from tests import factories
from tests.assessment.account.world import YEAR, Country, make_country
from tests.world import actor

pytestmark = pytest.mark.django_db

PAGE = "/overenskommelser/prov-2014/redovisning/"
COUNTY = f"{PAGE}lan/23/"
API = "/api/agreements/prov-2014/account/"
MOST_QUERIES = 12


def auditor() -> Actor:
    return actor(Role.AUDITOR)


def found(county: str | None = None) -> Account:
    account = read(auditor(), "prov-2014", county)
    assert account
    return account


@pytest.fixture
def country(db: None) -> Country:
    return make_country()


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(factories.person(Role.AUDITOR))
    return client


def outsider() -> Any:
    """Somebody of an organisation that has no part in anything."""
    return factories.person(
        Role.READER, organisation=Organisation.objects.create(code="9999", name="Utanför")
    )


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ")


def html_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).content.decode())))


def test_every_requirement_of_the_definition_is_accounted_for(country: Country, reader: Client) -> None:
    html = html_of(reader, PAGE)
    for code in re.findall(r"- code: (\w+)", YEAR):
        assert re.search(rf'<th scope="row">{code}\b', html), code
    assert [(one.code, one.kind) for one in found().demands] == [
        ("GK1", "municipality"), ("GK1", "region"), ("GK2", "municipality"), ("GK2", "region"),
        ("A1", "region"), ("B3", "municipality"),
    ]  # fmt: skip


def test_each_and_both_grundkrav_stand_beside_each_other(country: Country, reader: Client) -> None:
    text = text_of(html_of(reader, PAGE))
    assert "3 av 5 kommuner och 2 av 2 landsting uppfyllde båda grundkraven." in text
    assert "Av 5 kommuner uppfyllde 4 GK1 och 4 GK2, vart och ett för sig." in text
    assert "2 uppfyllde bara ett av dem" in text
    assert "Året före uppfyllde 5 kommuner alla grundkrav." in text


def test_a_county_has_its_own_account(country: Country, reader: Client) -> None:
    text = text_of(html_of(reader, COUNTY))
    assert "Redovisning 2014, Jämtlands län" in text
    assert "2 av 3 kommuner och 1 av 1 landsting uppfyllde båda grundkraven." in text
    assert "Sundsvall" not in text


def test_who_did_not_meet_it_is_named_with_the_reasons(country: Country, reader: Client) -> None:
    text = text_of(html_of(reader, PAGE))
    assert "En handlingsplan finns. Svaret är nej. Berg" in text
    assert "Minst 90 procent inom 30 dagar. Landstinget i län 22" in text
    assert "60 av 90" not in text  # the verdict's own reason, with its figures


def test_figures_are_added_up_beside_the_year_before(country: Country) -> None:
    account = found()
    [_, persons] = account.figures
    question = persons.question("persons", "personer")
    assert question
    assert question.figure(COUNTRY) is not None
    shown = question.figure(COUNTRY)
    before = account.figures_before["B3", "municipality"].question("persons", "personer")
    assert before
    then = before.figure(COUNTRY)
    assert (shown and shown.value, then and then.value) == (423, 515)
    assert question.answered[county_row("23")] == 3


def test_small_numbers_stand_in_none_of_the_four_faces(country: Country, reader: Client) -> None:
    """Ånge has 2 women and 5 men: they are called few, and Sundsvall beside them gives nothing away."""
    address = f"{PAGE}lan/22/"
    page = html_of(reader, address)
    figures = page[page.index("Årets siffror") :]
    cells = dict(re.findall(r'<th scope="row">(Ånge|Sundsvall)</th><td class="num">([^<]*)</td>', figures))
    assert cells["Ånge"] == "färre än 11"
    pdf = text_of(account_html(found("22")))
    rows = {
        (row["party"], row["part"]): (row["value"], row["hidden"])
        for row in rows_of(reader, f"{address}csv/")
        if row["measure"] == "question:persons"
    }
    assert {rows["2260", part] for part in ("", "women", "men")} == {("", "small")}
    data = {
        (one["party"], one["part"]): (one["value"], one["hidden"])
        for question in reader.get(f"{API}22/").json()["figures"]
        if question["question"] == "persons"
        for one in question["figures"]
    }
    assert data["2260", "women"] == (None, "small")
    for part in ("", "women", "men"):
        both = rows["", part], rows["2281", part]
        assert ("", "gives_away") in both, part  # the county's sum, or Sundsvall
        if both[0][1]:
            assert "visas inte" in text_of(figures)
            assert "visas inte" in pdf


def test_all_faces_say_the_same(country: Country, reader: Client) -> None:
    for page, api in ((PAGE, API), (COUNTY, f"{API}23/")):
        rows = rows_of(reader, f"{page}csv/")
        data = reader.get(api).json()
        figures = {
            (one["area"], one["party"], question["question"], one["part"]): (one["value"], one["hidden"])
            for question in data["figures"]
            for one in question["figures"]
        }
        in_file = {
            (row["area"], row["party"], row["measure"].removeprefix("question:"), row["part"]): (
                int(row["value"]) if row["value"] else None,
                row["hidden"] or None,
            )
            for row in rows
            if row["measure"].startswith("question:")
        }
        assert figures == in_file
        assert {hidden for _, hidden in figures.values()} >= {None, "gives_away"}


def test_a_county_shows_no_number_that_the_country_hides(country: Country, reader: Client) -> None:
    """Two pages never give away together what neither does alone: what is shown is made once, of everything."""

    def county_rows(address: str) -> Mapping[tuple[str, str], tuple[str, str]]:
        return {
            (row["measure"], row["part"]): (row["value"], row["hidden"])
            for row in rows_of(reader, address)
            if (row["area"], row["party"]) == ("23", "") and row["measure"].startswith("question:")
        }

    assert county_rows(f"{PAGE}csv/") == county_rows(f"{COUNTY}csv/") != {}


def test_everybody_reads_it_once_the_final_round_is_closed(country: Country, client: Client) -> None:
    client.force_login(outsider())
    addresses = [
        PAGE,
        f"{PAGE}csv/",
        f"{PAGE}pdf/",
        COUNTY,
        f"{COUNTY}csv/",
        f"{COUNTY}pdf/",
        API,
        f"{API}23/",
    ]
    assert [client.get(address).status_code for address in addresses] == [200] * len(addresses)
    assert "Slutlig" in html_of(client, PAGE)
    country.close(state=RoundState.OPEN)
    assert [client.get(address).status_code for address in addresses] == [404] * len(addresses)
    client.force_login(factories.person(Role.ASSESSOR))
    assert "Preliminär" in html_of(client, PAGE)


def test_it_is_preliminary_while_verdicts_are_missing(reader: Client) -> None:
    make_country(verdicts=False)
    assert found().preliminary
    text = text_of(html_of(reader, PAGE))
    assert "Inget är slutligt bedömt än. 21 bedömningar återstår." in text
    assert "Ingen ännu" in text
    assert reader.get(API).json()["open_verdicts"] == 21


def test_the_tab_stands_where_it_may_be_opened(country: Country, client: Client) -> None:
    client.force_login(outsider())
    tab = f'<a href="{PAGE}"'
    assert tab in html_of(client, "/overenskommelser/prov-2014/")
    country.close(state=RoundState.OPEN)
    assert tab not in html_of(client, "/overenskommelser/prov-2014/")


@pytest.mark.parametrize(
    "address", [f"{PAGE}lan/99/", f"{API}99/", "/overenskommelser/finns-inte/redovisning/"]
)
def test_what_does_not_exist_is_not_found(country: Country, reader: Client, address: str) -> None:
    assert reader.get(address).status_code == 404


def test_made_up_reports_are_said_to_be_made_up(country: Country, reader: Client) -> None:
    assert "Simulerade uppgifter" in html_of(reader, PAGE)
    rows = rows_of(reader, f"{PAGE}csv/")
    assert {row["simulated"] for row in rows if row["measure"].startswith("question:")} == {"true"}
    assert {row["simulated"] for row in rows if row["measure"] == "met"} == {"false"}


def test_what_was_judged_counts_and_not_what_came_after(country: Country) -> None:
    """Berg's verdict stands on its first submission; a later one changes no figure."""
    from agreements.models import Submission

    first = Submission.objects.get(report__requirement__code="B3", report__party__code="2326")
    Submission.objects.create(
        report=first.report,
        requirement_version=first.requirement_version,
        number=2,
        answers={"persons": {"women": 500, "men": 500}},
        sha256="1" * 64,
        handed_in_at=factories.AN_INSTANT,
        simulated=True,
    )
    question = found().figures[1].question("persons", "personer")
    assert question
    country_figure = question.figure(COUNTRY)
    assert country_figure
    assert country_figure.value == 423


def test_what_an_approved_register_says_goes_before_what_the_party_wrote(country: Country) -> None:
    """The landsting of Jämtland is not asked: a register gives its figures."""
    source = RegisterImport.objects.create(
        agreement=country.agreement,
        register="vantetider",
        number=1,
        state="approved",
        file_name="uttag.csv",
        size=1,
        sha256="0" * 64,
        read_on=factories.AN_INSTANT.date(),
        uploaded_by=factories.person(),
        uploaded_at=factories.AN_INSTANT,
        approved_by=factories.person(),
        approved_at=factories.AN_INSTANT,
    )
    requirement = country.agreement.requirements.get(code="A1")
    for key, value in (("done", "70"), ("within", "50")):
        RegisterFigure.objects.create(
            of=source, requirement=requirement, party=country.parties["23"], question=key, value=value
        )
    [waits, _] = found().figures
    assert [one.figure("23") for one in waits.questions] == [Figure(50), Figure(70)]
    assert [one.figure("22") for one in waits.questions] == [Figure(60), Figure(90)]


@pytest.mark.parametrize("address", [PAGE, COUNTY, f"{PAGE}csv/", f"{COUNTY}csv/", API, f"{API}23/"])
@pytest.mark.parametrize("reads_all", [True, False])
def test_queries_are_few(country: Country, client: Client, address: str, reads_all: bool) -> None:
    client.force_login(factories.person(Role.AUDITOR) if reads_all else outsider())
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    assert len(captured) <= MOST_QUERIES
