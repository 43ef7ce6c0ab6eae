"""The facts that ship, in the database."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from prio.parties.models import (
    County,
    Kind,
    Organisation,
    Party,
    PartyAlias,
    PartyCounty,
    PartyName,
    Population,
    PopulationVersion,
)
from prio.parties.selectors import (
    aliases,
    county_names,
    inhabitants,
    inhabitants_of_parties,
    latest_population,
    match_party,
    names_on,
    parties_in_counties,
    population_on,
)
from prio.parties.services import load_reference
from prio.refused import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
END_OF_2013 = date(2013, 12, 31)


def kommun(code: str) -> Party:
    return Party.objects.get(code=code)


@pytest.mark.sqlite_default
def test_everything_is_loaded() -> None:
    assert County.objects.count() == 21
    assert Party.objects.filter(kind=Kind.MUNICIPALITY).count() == 290
    assert Party.objects.filter(kind=Kind.REGION).count() == 21
    assert Organisation.objects.count() == 310
    assert set(PopulationVersion.objects.values_list("version", flat=True)) == {1}
    assert Population.objects.count() == 14 * 290


def test_a_second_time_changes_nothing() -> None:
    before = [
        list(model.objects.order_by("pk").values())
        for model in (Party, PartyName, PartyAlias, PopulationVersion)
    ]
    with CaptureQueriesContext(connection) as queries:
        assert load_reference().changed == 0
    assert [
        query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ] == []
    assert len(queries) <= 12
    after = [
        list(model.objects.order_by("pk").values())
        for model in (Party, PartyName, PartyAlias, PopulationVersion)
    ]
    assert after == before


def test_a_name_that_differs_from_the_file_is_corrected() -> None:
    PartyName.objects.filter(party__code="0114").update(name="Väsby")
    assert load_reference().changed == 1
    assert names_on(END_OF_2013)[kommun("0114").pk] == "Upplands Väsby"


def test_what_people_added_stays() -> None:
    PartyAlias.objects.create(party=kommun("0114"), kind=Kind.MUNICIPALITY, spelling="väsby")
    Organisation.objects.filter(code="0114").update(organisation_number="212000-0019")
    assert load_reference().changed == 0
    assert aliases(Kind.MUNICIPALITY)["väsby"] == "0114"
    assert Organisation.objects.get(code="0114").organisation_number == "212000-0019"


def test_gotland_is_one_payee_with_two_parties() -> None:
    gotland = Organisation.objects.get(code="0980")
    assert [party.code for party in gotland.parties.all()] == ["09", "0980"]
    others = Organisation.objects.annotate(count=models.Count("parties")).exclude(code="0980")
    assert set(others.values_list("count", flat=True)) == {1}


def test_a_page_of_2014_says_landsting() -> None:
    region = Party.objects.get(kind=Kind.REGION, code="01").pk
    assert names_on(date(2014, 6, 1))[region] == "Stockholms läns landsting"
    assert names_on(date(2018, 12, 31))[region] == "Stockholms läns landsting"
    assert names_on(date(2019, 1, 1))[region] == "Region Stockholm"


def test_every_party_has_a_name_and_a_county_on_a_day() -> None:
    day = date(2014, 6, 1)
    with CaptureQueriesContext(connection) as queries:
        parties, names = parties_in_counties(day), names_on(day)
    assert len(queries) == 2
    assert [party.code for party in parties] == sorted(party.code for party in parties)
    assert len(parties) == 311
    by_code = {party.code: party for party in parties}
    assert (names[by_code["0980"].id], by_code["0980"].county) == ("Gotland", "09")
    assert (names[by_code["05"].id], by_code["05"].county) == ("Landstinget i Östergötland", "05")
    assert by_code["09"].organisation_id == by_code["0980"].organisation_id
    assert parties_in_counties(date(2010, 1, 1)) == ()
    assert names_on(date(2010, 1, 1)) == {}


def test_a_spelling_in_any_case_finds_its_party() -> None:
    assert match_party(Kind.REGION, "  VÄSTRA  Götaland ") == Party.objects.get(code="14")
    assert match_party(Kind.MUNICIPALITY, "Upplands-Väsby") == kommun("0114")
    assert match_party(Kind.MUNICIPALITY, "Västra Götaland") is None
    assert match_party(Kind.MUNICIPALITY, "") is None


def test_the_newest_version_of_a_date_counts() -> None:
    first = latest_population(END_OF_2013)
    assert first is not None
    assert (first.version, first.total) == (1, 9_644_864)
    newer = PopulationVersion.objects.create(
        date=END_OF_2013, version=2, source="SCB", sha256="0" * 64, total=7, loaded_at="2014-02-20T12:00Z"
    )
    Population.objects.create(version=newer, municipality=kommun("0114"), inhabitants=7)
    assert latest_population(END_OF_2013) == newer
    assert population_on(END_OF_2013) == (newer, {"0114": 7})
    assert inhabitants(first)["0114"] == 41_449
    assert latest_population(date(2013, 12, 30)) is None


def test_a_date_without_figures_is_refused() -> None:
    with pytest.raises(Refused, match="ingen folkmängd för 2013-12-30"):
        population_on(date(2013, 12, 30))


def test_a_region_has_the_inhabitants_of_its_county() -> None:
    people = inhabitants_of_parties(END_OF_2013)
    assert people["09"] == people["0980"]
    assert sum(count for code, count in people.items() if len(code) == 2) == 9_644_864


def test_counties_have_names() -> None:
    assert county_names()["14"] == "Västra Götalands län"


NUMBER = "212000-0019"
CONSTRAINTS = {
    "party_code_fits_kind": (
        "En kommun har fyra siffror i sin kod, en region två, en sökande ett a och fem siffror."
    ),
    "one_organisation_per_number": "Organisationsnumret är redan registrerat.",
    "one_name_from_a_day": "Parten har redan ett namn som börjar gälla den dagen.",
    "name_ends_after_it_begins": "Ett namn kan inte sluta gälla före den dag det börjar gälla.",
    "one_county_from_a_day": "Parten har redan ett län som börjar gälla den dagen.",
    "county_ends_after_it_begins": "En länstillhörighet kan inte sluta gälla före den dag den börjar gälla.",
    "one_party_for_a_spelling": "Stavningen hör redan till en part av samma slag.",
    "one_population_version_per_date": "Den versionen av folkmängden finns redan för datumet.",
    "population_version_from_one": "Versionerna räknas från 1.",
    "one_figure_per_municipality": "Kommunen har redan en siffra i den versionen.",
}


def breach(name: str) -> models.Model:
    """Return a row that breaks the constraint `name` and nothing else."""
    vasby, start, end = kommun("0114"), date(2011, 1, 1), date(2010, 1, 1)
    version = PopulationVersion.objects.get(date=END_OF_2013)
    Organisation.objects.filter(pk=vasby.organisation_id).update(organisation_number=NUMBER)
    given = {"source": "x", "sha256": "0" * 64, "total": 1, "loaded_at": version.loaded_at}
    return {
        "party_code_fits_kind": Party(kind=Kind.MUNICIPALITY, code="26", organisation=vasby.organisation),
        "one_organisation_per_number": Organisation(code="9998", name="Väsby", organisation_number=NUMBER),
        "one_name_from_a_day": PartyName(party=vasby, name="Väsby", valid_from=start),
        "name_ends_after_it_begins": PartyName(party=vasby, name="Väsby", valid_from=end, valid_to=end),
        "one_county_from_a_day": PartyCounty(party=vasby, county_id="03", valid_from=start),
        "county_ends_after_it_begins": PartyCounty(party=vasby, county_id="03", valid_from=end, valid_to=end),
        "one_party_for_a_spelling": PartyAlias(party=vasby, kind=Kind.MUNICIPALITY, spelling="habo"),
        "one_population_version_per_date": PopulationVersion(date=END_OF_2013, version=1, **given),
        "population_version_from_one": PopulationVersion(date=date(2010, 12, 31), version=0, **given),
        "one_figure_per_municipality": Population(version=version, municipality=vasby, inhabitants=1),
    }[name]


@pytest.mark.parametrize(("name", "message"), CONSTRAINTS.items())
def test_the_database_refuses_what_cannot_be(name: str, message: str) -> None:
    row = breach(name)
    with pytest.raises(ValidationError) as caught:
        row.validate_constraints()
    assert caught.value.messages == [message]
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_every_constraint_is_tested_here() -> None:
    tables = (County, Organisation, Party, PartyName, PartyCounty, PartyAlias, PopulationVersion, Population)
    assert {constraint.name for table in tables for constraint in table._meta.constraints} == set(CONSTRAINTS)
