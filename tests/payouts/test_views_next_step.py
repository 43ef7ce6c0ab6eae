"""What the page of an allocation holds out as the next step: not before it can be done, and anew after a correction."""

import re
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from assessment.services import load_outcomes
from payouts.services import compute_run
from prio import clock
from prio.accounts.roles import Role
from prio.days import short_day
from prio.jobs import services as jobs
from prio.jobs.models import Job
from prio.refused import Refused
from tests import factories
from tests.payouts.decided import RUN_SECOND, approved, computed, decided, reader, user_of
from tests.world import COLUMNS, EVERYBODY_MET, make_world

pytestmark = pytest.mark.django_db

LINES_ALONE = Path(__file__).parents[2] / "agreements" / "definitions" / "svpl-2019.yaml"
PAGE = "/overenskommelser/prov-2014/fordelning/"


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


BUTTON = re.compile(r'<button class="button( quiet)?" name="verb" value="(\w+)">')


def primary_buttons(page: str) -> list[str]:
    return [verb for quiet, verb in BUTTON.findall(page) if not quiet]


def test_while_the_reporting_goes_on_computing_is_no_primary_step_and_the_page_says_why(
    client: Client,
) -> None:
    make_world()
    client.force_login(factories.person(Role.MINISTRY_PREPARER))
    with time_machine.travel("2014-10-05 12:00+02:00", tick=False):
        page = text_of(client, PAGE)
    assert "Rapporteringen pågår: fördelningen kan göras när alla bedömningar är slutliga." in page
    assert 'value="compute"' not in page


def test_an_agreement_of_lines_alone_has_nothing_to_divide(client: Client) -> None:
    text = LINES_ALONE.read_text(encoding="utf-8")
    code = factories.agreement(text).code
    client.force_login(factories.person(Role.MINISTRY_PREPARER))
    address = f"/overenskommelser/{code}/fordelning/"
    page = text_of(client, address)
    assert "Det finns inget att fördela" in page
    assert 'value="compute"' not in page
    refused = client.post(address, {"verb": "compute"})
    assert refused.status_code == 422
    assert "inga potter" in refused.content.decode()
    assert not Job.objects.exists()
    api = client.post(f"/api/agreements/{code}/runs/", {}, content_type="application/json")
    assert api.status_code == 409
    with pytest.raises(Refused, match="inga potter"):
        compute_run(code)


def test_computing_again_without_any_change_is_said(client: Client) -> None:
    world, run = computed()
    client.force_login(user_of(world, "preparer"))
    client.post(PAGE, {"verb": "compute", "run": run.pk})
    job = Job.objects.get()
    jobs.run(job.pk)
    told = text_of(client, f"/arbeten/{job.pk}/")
    assert "Inget har ändrats sedan förra beräkningen" in told
    assert world.agreement.title in told
    assert "Ni kan lämna sidan" not in told


def test_while_verdicts_are_missing_computing_is_no_primary_step(client: Client) -> None:
    world = make_world()
    client.force_login(factories.person(Role.MINISTRY_PREPARER))
    some, last = EVERYBODY_MET.rsplit("B1,2326", 1)
    load_outcomes(world.code, "utfall.csv", some.encode())
    page = text_of(client, PAGE)
    assert "Alla bedömningar är inte slutliga än." in page
    assert primary_buttons(page) == []
    load_outcomes(world.code, "resten.csv", f"{COLUMNS}B1,2326{last}".encode())
    page = text_of(client, PAGE)
    assert "Alla bedömningar är inte slutliga än." not in page
    assert primary_buttons(page) == ["compute"]


CHANGED = "Bedömningar har ändrats sedan fördelningen"


def test_a_correction_after_the_approval_is_told_and_computing_again_is_the_next_step(client: Client) -> None:
    world, _ = approved()
    client.force_login(user_of(world, "preparer"))
    assert CHANGED not in text_of(client, PAGE)
    load_outcomes(world.code, "ratt.csv", RUN_SECOND.encode())
    page = text_of(client, PAGE)
    assert f"{CHANGED} godkändes" in page
    assert "Beräkna den på nytt." in page
    assert primary_buttons(page) == ["compute"]
    compute_run(world.code)
    page = text_of(client, PAGE)
    assert CHANGED not in page
    assert primary_buttons(page) == ["propose"]


def test_a_correction_after_a_run_was_computed_stops_its_proposal(client: Client) -> None:
    world, _ = computed()
    client.force_login(user_of(world, "preparer"))
    assert primary_buttons(text_of(client, PAGE)) == ["propose"]
    load_outcomes(world.code, "ratt.csv", RUN_SECOND.encode())
    page = text_of(client, PAGE)
    assert f"{CHANGED} beräknades" in page
    assert primary_buttons(page) == ["compute"]


def test_readers_of_a_decided_run_are_told_of_the_correction_too(client: Client) -> None:
    world, decision = decided()
    load_outcomes(world.code, "ratt.csv", RUN_SECOND.encode())
    client.force_login(reader())
    page = text_of(client, PAGE)
    assert f"{CHANGED} godkändes" in page
    assert "Beräkna den på nytt" not in page
    lan = text_of(client, "/overenskommelser/prov-2014/lan/")
    assert decision.division.approved_at
    since = short_day(decision.division.approved_at.astimezone(clock.STOCKHOLM).date())
    line = f"Beloppen är från fördelningen den {since}; bedömningar har ändrats efter den."
    assert line in lan
    assert line in text_of(client, "/overenskommelser/prov-2014/lan/23/")
