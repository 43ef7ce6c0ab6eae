"""Loading who there is and how many live there."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, models, transaction

from prio import clock
from prio.audit.services import record
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
from prio.parties.population_files import PopulationFileError, PopulationTable, read_population_file
from prio.parties.reference_files import (
    POPULATION_SOURCE,
    MunicipalityFact,
    ReferenceFacts,
    RegionName,
    shipped_facts,
)
from prio.parties.selectors import inhabitants, latest_population, places

LONGEST_SOURCE = 200  # characters


@dataclass(frozen=True, slots=True)
class LoadedReference:
    """What the reference files hold, and how many rows were new or corrected."""

    counties: int
    organisations: int
    parties: int
    populations: int
    changed: int


@dataclass(frozen=True, slots=True)
class LoadedPopulation:
    """The version that has the figures of one date in a file, and whether the file made it."""

    version: PopulationVersion
    is_new: bool
    checked_against: tuple[str, ...]


@transaction.atomic
def load_reference() -> LoadedReference:
    """Load the facts that ship with Prio. What is loaded already stays; what a newer release corrects is corrected.

    Aliases and population versions are only added: a spelling that somebody gave to another party, and figures that
    somebody loaded for a date, stay as they are.
    """
    facts = shipped_facts()
    changed = _brought_up_to_date(
        County,
        ("code",),
        [County(code=one.code, letters=one.letters, name=one.name) for one in facts.counties],
    )
    changed += _load_parties(facts)
    changed += _load_names_and_counties(facts)
    changed += _load_shipped_populations(facts)
    return LoadedReference(
        counties=len(facts.counties),
        organisations=len(facts.organisations()),
        parties=len(facts.municipalities) + len(facts.counties),
        populations=len(facts.populations),
        changed=changed,
    )


def _load_parties(facts: ReferenceFacts) -> int:
    changed = _brought_up_to_date(
        Organisation,
        ("code",),
        [Organisation(code=code, name=name) for code, name in facts.organisations().items()],
        corrected=("name",),
    )
    ids = dict(Organisation.objects.values_list("code", "pk"))
    payees = {one.code: one.organisation for one in facts.regions} | {
        one.code: one.code for one in facts.municipalities
    }
    regions = {one.code for one in facts.regions}
    parties = [
        Party(
            code=code,
            kind=Kind.REGION if code in regions else Kind.MUNICIPALITY,
            organisation_id=ids[payee],
        )
        for code, payee in payees.items()
    ]
    return changed + _brought_up_to_date(Party, ("code",), parties)


def _load_names_and_counties(facts: ReferenceFacts) -> int:
    """Bring names, counties and aliases up to date. A region lies in its own county since the first day of its name."""
    ids = dict(Party.objects.values_list("code", "pk"))
    named: tuple[MunicipalityFact | RegionName, ...] = (*facts.municipalities, *facts.regions)
    names = [
        PartyName(party_id=ids[one.code], name=one.name, valid_from=one.valid_from, valid_to=one.valid_to)
        for one in named
    ]
    counties = [
        PartyCounty(
            party_id=ids[one.code], county_id=one.county, valid_from=one.valid_from, valid_to=one.valid_to
        )
        for one in facts.municipalities
    ]
    first_days = {
        one.code: one.valid_from
        for one in sorted(facts.regions, key=lambda one: one.valid_from, reverse=True)
    }
    counties += [
        PartyCounty(party_id=ids[code], county_id=code, valid_from=first_day)
        for code, first_day in first_days.items()
    ]
    aliases = [
        PartyAlias(party_id=ids[code], kind=kind, spelling=spelling)
        for (kind, spelling), code in facts.aliases.items()
    ]
    return (
        _brought_up_to_date(PartyName, ("party_id", "valid_from"), names)
        + _brought_up_to_date(PartyCounty, ("party_id", "valid_from"), counties)
        + _brought_up_to_date(PartyAlias, ("kind", "spelling"), aliases, corrected=())
    )


def _load_shipped_populations(facts: ReferenceFacts) -> int:
    """Make version 1 of every date that has no figures yet."""
    known = set(PopulationVersion.objects.values_list("date", flat=True))
    missing = {day: figures for day, figures in facts.populations.items() if day not in known}
    versions = PopulationVersion.objects.bulk_create(
        PopulationVersion(
            date=day,
            version=1,
            source=POPULATION_SOURCE,
            sha256=facts.population_sha256,
            total=sum(figures.values()),
            loaded_at=clock.now(),
        )
        for day, figures in missing.items()
    )
    _store_figures((version, missing[version.date]) for version in versions)
    return len(versions)


def _brought_up_to_date(
    model: type[models.Model],
    key: tuple[str, ...],
    rows: list[Any],
    corrected: tuple[str, ...] | None = None,
) -> int:
    """Insert the rows whose key is new, correct those that differ, and return how many that were: 1 to 3 queries.

    Args:
        key: the attributes that say which row is which.
        corrected: the attributes that follow the file; None for all beside the key.
    """
    own = [
        field.attname
        for field in model._meta.concrete_fields
        if field.attname != "id" and field.attname not in key
    ]
    follow = own if corrected is None else list(corrected)
    stored = {
        values[: len(key)]: values[len(key) :]
        for values in model._default_manager.values_list(*key, "pk", *follow)
    }
    new, differing = [], []
    for row in rows:
        found = stored.get(tuple(getattr(row, name) for name in key))
        if found is None:
            new.append(row)
        elif list(found[1:]) != [getattr(row, name) for name in follow]:
            row.pk = found[0]
            differing.append(row)
    if new:
        model._default_manager.bulk_create(new)
    if differing:
        model._default_manager.bulk_update(differing, [name.removesuffix("_id") for name in follow])
    return len(new) + len(differing)


def load_population(
    content: bytes,
    *,
    source: str,
    day: date | None = None,
    total: int | None = None,
    by_id: int | None = None,
) -> list[LoadedPopulation]:
    """Load the figures of every date in a file from Statistics Sweden; all of them or nothing.

    Figures that are the newest of their date already change nothing; other figures are the date's next version, and
    runs keep the version that they used.

    Args:
        content: the file.
        source: where it comes from, for people; at most 200 characters are kept.
        day: take this date only; needed when the file names no year.
        total: the official number of inhabitants of the whole country on that date.
        by_id: the user who loads it; None for the command line.

    Raises:
        PopulationFileError: the file cannot be used; the text has one Swedish line per fault.
    """
    known = places()
    if not known.counties():
        raise PopulationFileError(
            "Det finns inga kommuner att läsa in för. Kör först manage.py load_reference."
        )
    tables = read_population_file(content, known, day=day, total=total)
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        with transaction.atomic():
            return [_load_table(table, source[:LONGEST_SOURCE], sha256, by_id) for table in tables]
    except IntegrityError as error:
        raise PopulationFileError("Någon annan läste in samma datum samtidigt. Försök igen.") from error


def _load_table(table: PopulationTable, source: str, sha256: str, by_id: int | None) -> LoadedPopulation:
    newest = latest_population(table.day)
    if newest is not None and inhabitants(newest) == table.inhabitants:
        return LoadedPopulation(newest, is_new=False, checked_against=table.checked_against)
    version = PopulationVersion.objects.create(
        date=table.day,
        version=newest.version + 1 if newest else 1,
        source=source,
        sha256=sha256,
        total=table.country,
        loaded_at=clock.now(),
    )
    _store_figures([(version, table.inhabitants)])
    facts = {"version": version.version, "total": version.total, "sha256": sha256}
    record("population", table.day, "loaded", by_id=by_id, facts=facts)
    return LoadedPopulation(version, is_new=True, checked_against=table.checked_against)


def _store_figures(figures: Iterable[tuple[PopulationVersion, dict[str, int]]]) -> None:
    ids = dict(Party.objects.values_list("code", "pk"))
    Population.objects.bulk_create(
        Population(version=version, municipality_id=ids[code], inhabitants=count)
        for version, by_code in figures
        for code, count in by_code.items()
    )
