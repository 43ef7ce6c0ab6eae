"""Home: one clear next step for each role, what is open, the last decisions, empty states that say what to do."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assessment.models import AssessmentRound, RecusalDeclaration, RoundState
from prio.accounts.models import User
from prio.accounts.roles import COUNTY_ROLES, ORGANISATION_ROLES, Role
from tests.desk.conftest import SignIn, World

pytestmark = pytest.mark.django_db
WHILE_OPEN = "2014-10-05 12:00+02:00"
WHILE_ASSESSED = "2014-11-01 12:00+01:00"
AFTERWARDS = "2015-02-01 12:00+01:00"


def person_with(role: Role, world: World) -> User:
    from tests import factories as make

    return make.person(role, organisation=world.ostersund.organisation, county=world.jamtland)


def step(client: Client) -> str:
    """The words of the next step."""
    answer = client.get("/")
    assert answer.status_code == 200
    found = re.search(r'<section class="card next">(.*?)</section>', answer.content.decode(), re.DOTALL)
    assert found
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", found[1]).replace("\u00a0", " "))


@pytest.mark.parametrize("moment", [WHILE_OPEN, WHILE_ASSESSED, AFTERWARDS])
@pytest.mark.parametrize("role", Role)
def test_every_role_has_one_primary_action_that_leads_somewhere(
    world: World, signed_in: SignIn, role: Role, moment: str
) -> None:
    client = signed_in(person_with(role, world))
    with time_machine.travel(moment, tick=False):
        html = client.get("/").content.decode()
        buttons = re.findall(r'<a class="button" href="([^"]+)"', html)
        assert len(buttons) == 1
        assert client.get(buttons[0]).status_code == 200


def test_who_has_no_role_is_told_whom_to_ask(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    assert "Kontot har ingen roll än" in step(signed_in(make.person()))


@time_machine.travel(WHILE_OPEN, tick=False)
def test_reporter_sees_what_is_missing_and_the_deadline_with_weekday_clock_and_zone(
    world: World, signed_in: SignIn
) -> None:
    words = step(signed_in(person_with(Role.REPORTER, world)))
    assert "Inget grundkrav är inlämnat än" in words
    assert "tisdag 14 oktober 2014 kl. 24.00 (svensk tid), om 9 dagar" in words
    assert "inga pengar" in words


@time_machine.travel(WHILE_OPEN, tick=False)
def test_recipient_reads_of_the_money_before_what_others_have_to_report(
    world: World, signed_in: SignIn
) -> None:
    from payouts.models import Balance
    from tests import factories as make

    make.decision(make.run(world.agreement, {"B1": {world.ostersund: 600_000}}))
    body = world.ostersund.organisation
    Balance.objects.create(agreement=world.agreement, organisation=body, decided=600_000)
    client = signed_in(person_with(Role.RECIPIENT, world))
    assert "Lämna betalningsuppgifter" in step(client)
    html = client.get("/").content.decode()
    assert html.index("600\u202f000") < html.index('class="alarm"')


@time_machine.travel(WHILE_OPEN, tick=False)
def test_reporter_who_has_handed_in_is_not_warned_any_more(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    make.report(world.agreement, "GK1", world.ostersund, "handed_in")
    words = step(signed_in(person_with(Role.REPORTER, world)))
    assert "Alla grundkrav är inlämnade" in words
    assert "inga pengar" not in words


@time_machine.travel(WHILE_OPEN, tick=False)
def test_what_an_assessor_wants_completed_is_said_first(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    make.report(world.agreement, "GK1", world.ostersund, "handed_in")
    make.report(world.agreement, "B1", world.ostersund, "returned")
    words = step(signed_in(person_with(Role.REPORTER, world)))
    assert "Bedömaren ber er komplettera B1" in words
    assert "Alla grundkrav är inlämnade" not in words


@time_machine.travel(AFTERWARDS, tick=False)
def test_a_correction_of_the_same_day_is_the_latest_decision(world: World, signed_in: SignIn) -> None:
    from payouts.models import DecisionState, RunState
    from tests import factories as make

    later = make.agreement(make.TINY_AGREEMENT.replace("prov-2014", "prov-2015").replace("2014", "2015"))
    first = make.decision(make.run(world.agreement, {"B1": {world.ostersund: 600_000}}))
    make.decision(make.run(later, {"B1": {world.ostersund: 600_000}}), reference="S2015/1")
    type(first).objects.filter(pk=first.pk).update(state=DecisionState.CORRECTED)
    _set_state(first.run, RunState.SUPERSEDED)
    second = make.decision(make.run(world.agreement, {"B1": {world.are: 600_000}}), reference="S2014/2")
    type(first).objects.filter(pk=second.pk).update(corrects=first)
    assert f"Senaste beslutet: {second.reference}" in step(signed_in(person_with(Role.PAYER, world)))


@time_machine.travel(WHILE_OPEN, tick=False)
def test_a_body_with_two_parties_sees_the_reports_of_both(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    make.report(world.agreement, "GK1", world.gotland_region, "handed_in")
    client = signed_in(make.person(Role.REPORTER, organisation=world.gotland_kommun.organisation))
    assert "Ett av 2 grundkrav är inte inlämnat" in step(client)
    html = client.get("/").content.decode()
    assert "Region Gotland" in html
    assert "Inlämnad" in html


@time_machine.travel(AFTERWARDS, tick=False)
def test_recipient_sees_what_the_decision_gave(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    make.decision(make.run(world.agreement, {"B1": {world.ostersund: 600_000}}))
    words = step(signed_in(person_with(Role.RECIPIENT, world)))
    assert "Så blev det för Östersund" in words
    assert "600\u202f000 kr" in words


@time_machine.travel(AFTERWARDS, tick=False)
@pytest.mark.parametrize(("strange", "concerned"), [("municipality", "region"), ("region", "municipality")])
def test_a_decision_that_asks_nothing_of_ones_kind_does_not_concern_one(
    world: World, signed_in: SignIn, strange: str, concerned: str
) -> None:
    from tests import factories as make

    parties = {"municipality": world.ostersund, "region": world.region}
    text = make.TINY_AGREEMENT.replace("prov-2014", "prov-2015").replace("2014", "2015")
    text = text.replace("[municipality, region]", f"[{concerned}]").replace(f"[{strange}]", f"[{concerned}]")
    later = make.agreement(text)
    amounts = {"B1": {parties[concerned]: 600_000}}
    make.decision(make.run(later, amounts, simulated=True), reference="S2015/1")
    signed = {
        kind: signed_in(make.person(Role.RECIPIENT, organisation=party.organisation))
        for kind, party in parties.items()
    }
    outside, inside = (signed[kind].get("/").content.decode() for kind in (strange, concerned))
    assert "Gäller inte er" in outside
    assert "Simulerat" not in outside
    assert "Så blev det för" not in outside
    assert "Gäller inte er" not in inside
    assert "Simulerat" in inside
    assert "600\u202f000" in inside


@time_machine.travel(AFTERWARDS, tick=False)
def test_ministry_is_led_from_verdicts_to_run_to_approval_to_decision(
    world: World, signed_in: SignIn
) -> None:
    from payouts.models import DecisionState, RunState
    from tests import factories as make

    preparer = signed_in(person_with(Role.MINISTRY_PREPARER, world))
    approver = signed_in(person_with(Role.MINISTRY_APPROVER, world))
    make.verdicts(world.agreement, "GK1", world.kommuner)
    assert "Beräkna fördelningen" in step(preparer)
    run = make.run(world.agreement, {"B1": {world.ostersund: 600_000}}, state=RunState.COMPUTED)
    assert "Föreslå fördelningen" in step(preparer)
    _set_state(run, RunState.PROPOSED)
    assert "En fördelning väntar på er" in step(approver)
    _set_state(run, RunState.APPROVED)
    assert "Bered beslutet" in step(preparer)
    make.decision(run, state=DecisionState.DRAFT)
    assert "Ett beslut väntar på er" in step(approver)
    assert "600\u202f000 kr" in step(approver)


def test_preparer_is_led_back_to_the_allocation_when_a_verdict_came_after_it(
    world: World, signed_in: SignIn
) -> None:
    from assessment.models import Verdict
    from tests import factories as make

    make.verdicts(world.agreement, "GK1", world.kommuner)
    make.decision(make.run(world.agreement, {"B1": {world.ostersund: 600_000}}))
    preparer = signed_in(person_with(Role.MINISTRY_PREPARER, world))
    assert "behöver fördelas på nytt" not in step(preparer)
    Verdict.objects.update(final_at=make.AN_INSTANT + timedelta(days=1))
    assert f"{world.agreement.title} behöver fördelas på nytt" in step(preparer)


def test_nobody_is_asked_for_a_decision_that_lies_too_far_back_to_be_listed(
    world: World, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests import factories as make

    make.verdicts(world.agreement, "GK1", world.kommuner)
    make.decision(make.run(world.agreement, {"B1": {world.ostersund: 600_000}}))
    monkeypatch.setattr("prio.desk.situation.MOST_DECISIONS", 0)
    assert "Bered beslutet" not in step(signed_in(person_with(Role.MINISTRY_PREPARER, world)))


def test_who_prepared_a_decision_is_not_asked_to_approve_it(world: World, signed_in: SignIn) -> None:
    from payouts.models import DecisionState
    from prio.accounts.models import Membership
    from tests import factories as make

    run = make.run(world.agreement, {"B1": {world.ostersund: 600_000}})
    make.decision(run, state=DecisionState.DRAFT)
    assert run.prepared_by
    Membership.objects.create(user=run.prepared_by, role=Role.MINISTRY_APPROVER, valid_from=date(2010, 1, 1))
    assert "Ett beslut väntar på er" not in step(signed_in(run.prepared_by))


@time_machine.travel(WHILE_ASSESSED, tick=False)
def test_assessor_declares_first_and_sees_how_many_proposals_wait(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    make.proposal(world.agreement, "A1", world.region, "not_met")
    AssessmentRound.objects.update(state=RoundState.OPEN, opened_at=make.AN_INSTANT)
    assessor = person_with(Role.ASSESSOR, world)
    client = signed_in(assessor)
    assert "Lämna jävsdeklarationen för 2014" in step(client)
    RecusalDeclaration.objects.create(user=assessor, year=2014, declared_at=make.AN_INSTANT)
    assert "1 förslag väntar på beredning" in step(client)


def test_skr_sees_a_setting_that_nobody_has_decided(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    text = make.TINY_AGREEMENT.replace("county_threshold_percent: 80\n", "").replace("prov-2014", "prov-2015")
    make.agreement(text)
    assert "1 inställning är inte bestämd" in step(signed_in(person_with(Role.SKR_ADMINISTRATOR, world)))


FAILED_AT = datetime(2015, 2, 1, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("refused", "moment", "heading"),
    [
        (False, AFTERWARDS, "1 arbete har misslyckats"),
        (False, "2015-02-07 12:00+01:00", "1 arbete har misslyckats"),
        (False, "2015-02-08 12:00+01:00", "Allt fungerar"),
        (True, AFTERWARDS, "Allt fungerar"),
    ],
    ids=["now", "six days ago", "a week ago", "the rules said no"],
)
def test_administrator_sees_a_job_that_a_fault_ended_lately(
    world: World, signed_in: SignIn, refused: bool, moment: str, heading: str
) -> None:
    from prio.jobs.models import Job, JobState

    user = person_with(Role.ADMINISTRATOR, world)
    Job.objects.create(
        kind="assess",
        subject="prov-2014",
        state=JobState.FAILED,
        by=user,
        created_at=FAILED_AT,
        finished_at=FAILED_AT,
        refused=refused,
    )
    with time_machine.travel(moment, tick=False):
        assert heading in step(signed_in(user))


def test_empty_installation_says_what_would_be_here(db: None, signed_in: SignIn) -> None:
    from tests import factories as make

    html = signed_in(make.person(Role.AUDITOR)).get("/").content.decode()
    assert "Ingen överenskommelse pågår." in html
    assert "Inget beslut om utbetalning gäller än." in html


@pytest.mark.parametrize("role", Role)
def test_home_takes_at_most_twelve_queries_and_two_more_where_it_shows_reports_and_money(
    world: World, signed_in: SignIn, role: Role, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    most = 14 if role == Role.RECIPIENT else 12
    from tests import factories as make

    make.decision(make.run(world.agreement, {"B1": {world.ostersund: 600_000}}))
    make.report(world.agreement, "GK1", world.ostersund, "returned")
    client = signed_in(person_with(role, world))
    with time_machine.travel(WHILE_OPEN, tick=False), django_assert_max_num_queries(most):
        client.get("/")


def test_menu_names_the_body_that_one_acts_for(world: World, signed_in: SignIn) -> None:
    for role in ORGANISATION_ROLES:
        assert "<small>Östersund</small>" in signed_in(person_with(role, world)).get("/").content.decode()
    for role in COUNTY_ROLES:
        assert "<small>Jämtlands län</small>" in signed_in(person_with(role, world)).get("/").content.decode()


def _set_state(run: object, state: str) -> None:
    from payouts.models import AllocationRun

    AllocationRun.objects.filter(pk=run.pk).update(state=state)  # type: ignore[attr-defined]  # imported inside
