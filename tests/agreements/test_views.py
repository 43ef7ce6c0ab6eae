"""The list and the page of an agreement: everybody who is signed in reads the whole definition."""

import re

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from prio.accounts.roles import Role

pytestmark = pytest.mark.django_db
PAGE = "/overenskommelser/prov-2014/"


@pytest.fixture
def reader(client: Client) -> Client:
    """Somebody without any county or organisation."""
    from tests import factories as make

    client.force_login(make.person(Role.ADMINISTRATOR))
    return client


def words(answer_text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer_text))


def test_empty_list_says_what_would_be_here(reader: Client) -> None:
    assert "Ingen överenskommelse är publicerad än" in reader.get("/overenskommelser/").content.decode()


@time_machine.travel("2014-10-05 12:00+02:00", tick=False)
def test_list_shows_phase_deadline_and_money(reader: Client) -> None:
    from tests import factories as make

    make.agreement()
    html = reader.get("/overenskommelser/").content.decode()
    assert "Rapportering pågår" in html
    assert "tisdag 14\u00a0oktober 2014 kl.\u00a024.00 (svensk tid), om 9\u00a0dagar" in html
    assert "1\u00a0miljon\u00a0kr" in html
    assert "1,1\u00a0miljoner\u00a0kr i hela överenskommelsen" in html
    assert "1\u00a0grundkrav, 2\u00a0mål" in html


def test_a_draft_is_neither_listed_nor_found(reader: Client) -> None:
    from agreements.models import AgreementVersion, VersionState
    from tests import factories as make

    make.agreement()
    AgreementVersion.objects.update(state=VersionState.DRAFT, published_at=None)
    assert "Prov på psykisk hälsa" not in reader.get("/overenskommelser/").content.decode()
    assert reader.get(PAGE).status_code == 404


def test_page_shows_wording_rule_money_and_dates(reader: Client) -> None:
    from tests import factories as make

    make.agreement()
    text = words(reader.get(PAGE).content.decode())
    assert "Nio av tio får en bedömning inom 30 dagar." in text
    assert "”Bedömda inom 30 dagar” är minst 90 procent av ”Bedömda”." in text
    assert "Svaret är ja på frågan ”Är den beslutad?”." in text
    assert "Kommuner och landsting" in text
    assert "Samordning SKL 100 000" in text
    assert "Summa 1 100 000" in text
    assert "Pengarna betalas ut senast onsdag 31 december 2014" in text


def test_page_says_who_decided_what_the_sources_leave_open(reader: Client) -> None:
    from tests import factories as make

    make.agreement(make.TINY_AGREEMENT.replace("region_coverage: none\n", ""))
    text = words(reader.get(PAGE).content.decode())
    assert (
        "Dagen för antalet invånare 31 december 2013 Provgruppen , 15 jan 2014 : Källan säger inget." in text
    )
    assert "Inte bestämt En fördelning kan inte godkännas förrän någon har bestämt det här." in text
    assert "minst 80 procent av länets invånare. Precis på gränsen räcker. Står i överenskommelsen." in text


def test_an_invented_agreement_says_so_on_list_and_page(reader: Client) -> None:
    from tests import factories as make

    make.agreement(simulated=True)
    assert "Simulerat" in reader.get("/overenskommelser/").content.decode()
    assert "Simulerade uppgifter." in reader.get(PAGE).content.decode()


def test_a_real_agreement_has_no_such_mark(reader: Client) -> None:
    from tests import factories as make

    make.agreement()
    assert (
        "imulera" not in reader.get("/overenskommelser/").content.decode() + reader.get(PAGE).content.decode()
    )


def test_list_and_page_take_few_queries_however_many_agreements(
    reader: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    from tests import factories as make

    make.agreement()
    reader.get("/overenskommelser/")
    with django_assert_num_queries(5):
        reader.get("/overenskommelser/")
    with django_assert_num_queries(7):
        reader.get(PAGE)
    for year in range(2020, 2026):
        make.agreement(make.TINY_AGREEMENT.replace("prov-2014", f"prov-{year}"))
    with django_assert_num_queries(6):  # the new definitions are read, all at once
        reader.get("/overenskommelser/")
    with django_assert_num_queries(5):
        reader.get("/overenskommelser/")
