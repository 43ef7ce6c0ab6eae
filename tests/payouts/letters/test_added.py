"""What a decision gives beside the pots is in its file and annex, and the party finds it beside its 0 kronor."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest
from django.test import Client

from assessment.services import load_outcomes
from payouts.allocation_file import allocation_csv, decision_csv
from payouts.models import Decision
from payouts.pdf.content import Added, DecisionContent
from payouts.pdf.gather import decision_content
from payouts.pdf.letter import letter
from payouts.services.corrections import Addition, prepare_addition
from tests.payouts.decided import reader
from tests.payouts.letters.conftest import decide_again, put_in_force
from tests.payouts.letters.test_corrections import BERG_FAILED, BERG_MEETS, REASON, widen_the_line
from tests.payouts.pdf.real_year import real_year
from tests.world import World

pytestmark = pytest.mark.django_db
RUN = "/overenskommelser/prov-2014/fordelning/"


@pytest.fixture
def added(world: World) -> Decision:
    """Berg's 120 000 kronor come from a line of the budget, after a verdict that was corrected."""
    load_outcomes(world.code, "utfall2.csv", BERG_FAILED.encode())
    decision = decide_again(world)
    load_outcomes(world.code, "rättelse.csv", BERG_MEETS.encode())
    widen_the_line(decision, 150_000)
    draft = prepare_addition(decision.pk, world.preparer, Addition("2326", "Samordning", REASON))
    return put_in_force(world, draft)


@pytest.fixture
def page_for_berg(client: Client, world: World) -> Callable[[str], str]:
    """What somebody who reads for Berg sees."""

    def see(address: str) -> str:
        client.force_login(reader(world.berg))
        response = client.get(address)
        assert response.status_code == 200
        return response.content.decode().replace("\u202f", " ").replace("\xa0", " ")

    return see


def test_the_decisions_file_has_every_amount_and_the_allocations_own_stays(added: Decision) -> None:
    file = decision_csv(added)
    assert file.startswith(allocation_csv(added.division))
    rows = list(csv.DictReader(io.StringIO(file.decode())))
    last = rows[-1]
    assert (last["requirement"], last["organisation"], last["party"]) == (
        "Samordning",
        "2326",
        "municipality",
    )
    assert (last["weight"], last["quota"], last["amount_sek"], last["simulated"]) == (
        "",
        "",
        "120000",
        "false",
    )
    assert "Berg får" in last["result"]
    paid = [int(row["amount_sek"]) for row in rows if row["organisation"] != "undistributed"]
    assert sum(paid) == added.total
    # It is the file that the document carries.
    assert added.document
    with pikepdf.open(io.BytesIO(added.document.content)) as pdf:
        assert pdf.attachments["fordelning-prov-2014.csv"].get_file().read_bytes() == file


def test_who_is_added_stands_in_the_annex_and_not_among_those_who_get_nothing(added: Decision) -> None:
    file = decision_csv(added)
    content = decision_content(added, file)
    assert content.unpaid == ()
    words = letter(content, "")
    assert [(row.code, row.heading) for row in words.annex[-1].rows] == [("2326", "Berg"), ("", "Summa")]
    rows = len(file.splitlines()) - 1
    assert any(f"{rows} rader: varje belopp" in row.cells[0].text for row in words.sources.rows)


def test_the_total_is_said_once_however_many_are_added() -> None:
    content: DecisionContent = real_year("prio-2012")
    two = (Added("2326", "Berg", "Samordning", 100), Added("2380", "Östersund", "Samordning", 50))
    decided = letter(replace(content, added=two), "").decided
    assert len([one for one in decided if one.startswith("Dessutom")]) == 2
    assert len([one for one in decided if "Tillsammans betalas" in one]) == 1


def test_the_party_finds_it_beside_its_zero(added: Decision, page_for_berg: Callable[[str], str]) -> None:
    page = page_for_berg(f"{RUN}{added.run_id}/B1/2326/")
    assert 'Plus <strong class="nowrap">120 000 kr</strong> ur raden ”Samordning” enligt' in page
    assert f"beslut {added.reference}</a>" in page
    assert "Plus" not in page_for_berg(f"{RUN}{added.run_id}/B1/2380/")
    page = page_for_berg(RUN)
    assert 'Berg får <strong class="nowrap">120 000 kr</strong> ur raden ”Samordning”' in page


def test_the_county_gets_what_is_decided(added: Decision, page_for_berg: Callable[[str], str]) -> None:
    assert "1 120 000" in page_for_berg("/overenskommelser/prov-2014/lan/")
