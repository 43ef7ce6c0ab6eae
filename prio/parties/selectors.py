"""Reading who there is, what they are called on a day, and how many live there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Subquery, Sum

from prio.parties.models import (
    County,
    Kind,
    Party,
    PartyAlias,
    PartyCounty,
    PartyName,
    Population,
    PopulationVersion,
)
from prio.parties.population_files import Membership, Places
from prio.parties.spelling import normalised
from prio.refused import Refused


@dataclass(frozen=True, slots=True)
class PartyInCounty:
    """A party and the county that it lies in on a day."""

    id: int
    code: str
    kind: str
    county: str
    organisation_id: int


def parties_in_counties(day: date) -> tuple[PartyInCounty, ...]:
    """Return every party with its county on `day`, by code: one query."""
    rows = (
        PartyCounty.objects.filter(holds_on(day))
        .order_by("party__code")
        .values_list("party_id", "party__code", "party__kind", "county_id", "party__organisation_id")
    )
    return tuple(PartyInCounty(*row) for row in rows)


def names_on(day: date) -> dict[int, str]:
    """Return each party's name on `day`, by primary key: one query. A page about 2014 says landsting."""
    return dict(PartyName.objects.filter(holds_on(day)).values_list("party_id", "name"))


def parties_named(text: str) -> list[int]:
    """Return the primary keys of the parties with that code, or with those letters in any name that they have had."""
    wanted = Q(party__code=text) if text.isdigit() else Q(name__icontains=text)
    return list(PartyName.objects.filter(wanted).order_by().values_list("party_id", flat=True).distinct())


def county_names() -> dict[str, str]:
    """Return the name of each county by its code: one query."""
    return dict(County.objects.values_list("code", "name"))


def latest_population(day: date) -> PopulationVersion | None:
    """Return the newest version of the figures for `day`, or None if no figures for it are loaded: one query."""
    return PopulationVersion.objects.filter(date=day).order_by("-version").first()


def inhabitants(version: PopulationVersion) -> dict[str, int]:
    """Return the inhabitants of each kommun in `version`, by code: one query."""
    return dict(Population.objects.filter(version=version).values_list("municipality__code", "inhabitants"))


def population_on(day: date) -> tuple[PopulationVersion, dict[str, int]]:
    """Return the newest version of the figures for `day`, and the inhabitants of each kommun by code: one query.

    Raises:
        Refused: no figures for that day are loaded.
    """
    newest = PopulationVersion.objects.filter(date=day).order_by("-version").values("pk")[:1]
    figures = list(
        Population.objects.filter(version=Subquery(newest))
        .select_related("version", "municipality")
        .order_by("pk")
    )
    if not figures:
        raise Refused(f"Det finns ingen folkmängd för {day}. Läs in den med manage.py load_population.")
    return figures[0].version, {figure.municipality.code: figure.inhabitants for figure in figures}


def inhabitants_of_parties(day: date) -> dict[str, int]:
    """Return the inhabitants of every party by code: a region has those of its county's kommuner. Two queries.

    Raises:
        Refused: no figures for that day are loaded.
    """
    _, people = population_on(day)
    parties = parties_in_counties(day)
    counties: dict[str, int] = {}
    for party in parties:
        counties[party.county] = counties.get(party.county, 0) + people.get(party.code, 0)
    return {
        party.code: people[party.code] if party.kind == Kind.MUNICIPALITY else counties[party.county]
        for party in parties
    }


def match_party(kind: Kind, spelling: str) -> Party | None:
    """Return the party of that kind whose name or alias is spelt so, or None: one query."""
    alias = (
        PartyAlias.objects.select_related("party").filter(kind=kind, spelling=normalised(spelling)).first()
    )
    return alias.party if alias else None


def aliases(kind: Kind) -> Mapping[str, str]:
    """Return the party's code for every known spelling (as `spelling.normalised` gives it): one query."""
    return dict(PartyAlias.objects.filter(kind=kind).values_list("spelling", "party__code"))


def places() -> Places:
    """Return the country, the counties and the kommuner, for reading population files: four queries."""
    kommun = Q(party__kind=Kind.MUNICIPALITY)
    names = PartyName.objects.filter(kommun).order_by("valid_from").values_list("party__code", "name")
    memberships = PartyCounty.objects.filter(kommun).values_list(
        "party__code", "county_id", "valid_from", "valid_to"
    )
    return Places(
        names=county_names() | dict(names),
        memberships=[Membership(*row) for row in memberships],
        spellings=[(code, spelling) for spelling, code in aliases(Kind.MUNICIPALITY).items()],
    )


def holds_on(day: date, prefix: str = "") -> Q:
    """Return the condition that a row with a period holds on `day`; `prefix` leads to the row (`party__names__`)."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gt": day})
    )


def inhabitants_of_party(party_id: int, kind: str, day: date) -> int | None:
    """Return the inhabitants of one party by the newest figures for `day`, None where there are none: one query.

    A region has those of the kommuner that lay in its county then.
    """
    newest = PopulationVersion.objects.filter(date=day).order_by("-version").values("pk")[:1]
    figures = Population.objects.filter(version=Subquery(newest))
    if kind == Kind.MUNICIPALITY:
        return figures.filter(municipality_id=party_id).values_list("inhabitants", flat=True).first()
    county = PartyCounty.objects.filter(holds_on(day), party_id=party_id).values("county_id")[:1]
    kommuner = PartyCounty.objects.filter(
        holds_on(day), party__kind=Kind.MUNICIPALITY, county_id=Subquery(county)
    ).values("party_id")
    total: int | None = figures.filter(municipality__in=kommuner).aggregate(total=Sum("inhabitants"))["total"]
    return total
