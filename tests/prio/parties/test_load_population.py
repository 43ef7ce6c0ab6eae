"""Newer figures come in whole or not at all, and old versions stay."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from prio.audit.models import Event
from prio.parties import services
from prio.parties.models import Party, Population, PopulationVersion
from prio.parties.population_files import PopulationFileError
from prio.parties.selectors import inhabitants, latest_population
from prio.parties.services import load_population
from tests.prio.parties.population_tables import (
    COUNTRY_2023,
    DAY,
    FIGURES,
    all_rows,
    changed,
    csv_file,
    encoded,
    json_stat,
    kommun_rows,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
NEXT_YEAR = date(2025, 12, 31)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "folkmangd.csv"
    path.write_bytes(csv_file(all_rows(), ("region", "Folkmängd 2025")))
    return path


def one_more(code: str = "0114") -> bytes:
    """Return the file of 2023 with one more inhabitant in one kommun."""
    return csv_file(changed(kommun_rows(), code, lambda row: [(row[0], row[1] + 1)]))


def newest(day: date) -> PopulationVersion:
    version = latest_population(day)
    assert version is not None
    return version


def test_figures_for_a_new_date_are_its_first_version() -> None:
    (loaded,) = load_population(csv_file(kommun_rows(), ("region", "2025")), source="SCB")
    assert loaded.is_new
    assert (loaded.version.date, loaded.version.version, loaded.version.total) == (NEXT_YEAR, 1, COUNTRY_2023)
    assert inhabitants(loaded.version) == FIGURES


def test_new_figures_for_a_date_are_its_next_version_and_the_old_ones_stay() -> None:
    old = newest(DAY)
    (loaded,) = load_population(one_more(), source="SCB, rättad", total=COUNTRY_2023 + 1)
    assert (loaded.version.version, loaded.version.source) == (2, "SCB, rättad")
    assert inhabitants(loaded.version)["0114"] == FIGURES["0114"] + 1
    assert inhabitants(old) == FIGURES


def test_the_same_figures_change_nothing_whatever_the_file() -> None:
    for content in (
        csv_file(kommun_rows()),
        csv_file(all_rows(), separator=";"),
        encoded(json_stat(all_rows())),
    ):
        (loaded,) = load_population(content, source="SCB")
        assert not loaded.is_new
        assert loaded.version == newest(DAY)
    assert PopulationVersion.objects.filter(date=DAY).count() == 1


def test_older_figures_again_are_a_version_of_their_own() -> None:
    load_population(one_more(), source="SCB")
    (loaded,) = load_population(csv_file(kommun_rows()), source="SCB")
    assert loaded.version.version == 3


def test_loading_is_in_the_log() -> None:
    load_population(one_more(), source="SCB")
    event = Event.objects.get(aggregate="population", aggregate_id=str(DAY))
    assert (event.verb, event.facts["version"], event.facts["total"]) == ("loaded", 2, COUNTRY_2023 + 1)


def test_one_bad_year_keeps_out_the_good_one() -> None:
    rows = [(text, count, count + 1) for text, count in all_rows()]
    with pytest.raises(PopulationFileError, match="2026-12-31"):
        load_population(csv_file(rows, ("region", "2025", "2026")), source="SCB")
    assert latest_population(NEXT_YEAR) is None


def test_a_date_without_county_is_no_kommun_to_the_database() -> None:
    Party.objects.filter(code="0114").get().counties.all().update(valid_to=date(2020, 1, 1))
    with pytest.raises(PopulationFileError, match="0114 Upplands Väsby fanns inte 2025-12-31"):
        load_population(csv_file(kommun_rows(), ("region", "2025")), source="SCB")


def test_without_reference_facts_nothing_can_be_loaded() -> None:
    Population.objects.all().delete()
    Party.objects.all().delete()
    services.County.objects.all().delete()
    with pytest.raises(PopulationFileError, match=r"Kör först manage\.py load_reference"):
        load_population(csv_file(kommun_rows()), source="SCB")


def test_two_who_load_the_same_date_at_once_get_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "latest_population", lambda day: None)
    with pytest.raises(PopulationFileError, match="samtidigt"):
        load_population(one_more(), source="SCB")
    assert newest(DAY).version == 1


def test_a_long_source_is_cut() -> None:
    (loaded,) = load_population(one_more(), source="x" * 500)
    assert loaded.version.source == "x" * 200


def test_the_command_says_what_it_loaded_and_checked(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_population", str(file), total=str(COUNTRY_2023))
    call_command("load_population", str(file))
    first, second = capsys.readouterr().out.splitlines()
    figure = "10\u202f551\u202f707 invånare"
    assert first == (
        f"Folkmängd 2025-12-31: version 1, {figure} (stämmer med den angivna summan, riket, 21 län)."
    )
    assert second == f"Folkmängd 2025-12-31: oförändrad, version 1, {figure} (stämmer med riket, 21 län)."
    assert newest(NEXT_YEAR).source == "SCB, folkmangd.csv"


def test_the_command_says_when_there_was_nothing_to_check_against(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(csv_file(kommun_rows(), ("region", "Folkmängd")))
    call_command("load_population", str(file), date="2025-12-31", source="SCB 22 februari")
    assert "ingen officiell summa fanns att jämföra med" in capsys.readouterr().out
    assert newest(NEXT_YEAR).source == "SCB 22 februari"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"total": "1"}, "den angivna summan har 1."),
        ({"total": "tio"}, "--total tio: skriv ett heltal"),
        ({"total": "-5"}, "--total -5: skriv ett heltal"),
        ({"total": "9" * 50}, "skriv ett heltal"),
        ({"date": "2025"}, "--date 2025: skriv datumet som 2023-12-31."),
        ({"date": "2024-12-31"}, "Filen har inga siffror för 2024-12-31."),
    ],
)
def test_a_bad_option_is_one_clear_line(file: Path, options: dict[str, str], said: str) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("load_population", str(file), **options)
    assert said in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert latest_population(NEXT_YEAR) is None


@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 50, b"<html>", b"{}", b"region;2025\n"])
def test_a_file_that_is_no_table_is_one_clear_line(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(CommandError) as caught:
        call_command("load_population", str(file))
    assert len(str(caught.value).splitlines()) == 1


def test_a_missing_or_huge_file_is_one_clear_line(file: Path) -> None:
    with file.open("ab") as growing:
        growing.truncate(20 * 1024 * 1024 + 1)
    for path, said in (
        (file, "större än 20 MB"),
        (file.parent, "går inte att läsa"),
        (file / "x", "går inte att läsa"),
    ):
        with pytest.raises(CommandError, match=said):
            call_command("load_population", str(path))


def test_ten_faults_are_told_and_the_rest_counted(file: Path) -> None:
    file.write_bytes(csv_file(kommun_rows()[20:], ("region", "2025")))
    with pytest.raises(CommandError) as caught:
        call_command("load_population", str(file))
    lines = str(caught.value).splitlines()
    assert lines[0] == "Folkmängden är inte inläst, 20 fel:"
    assert lines[-1] == "… och 10 till"
