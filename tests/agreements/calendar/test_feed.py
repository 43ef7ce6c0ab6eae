"""A person's calendar: read by any calendar program without signing in, and about what concerns that person."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar, Event

from agreements.models import CompletionRequest
from agreements.selectors.calendar import calendar_events
from agreements.services.calendar_feed import make_feed, renew_feed, withdraw_feed
from prio import clock
from prio.accounts.models import CalendarFeed, User
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from prio.audit.models import Event as LogEvent
from tests import factories
from tests.agreements.reminders.conftest import LAST_DAY, more_time
from tests.factories import TINY_AGREEMENT
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
TODAY = date(2014, 9, 1)


@pytest.fixture(autouse=True)
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime.combine(TODAY, time(9), clock.STOCKHOLM), tick=False) as traveller:
        yield traveller


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def reporter(world: World) -> User:
    return factories.person(Role.REPORTER, organisation=world.ostersund.organisation)


def as_actor(user: User) -> Actor:
    return actor_of(user, clock.today())


def fetched(user: User) -> Calendar:
    """The calendar as a program without a session fetches it."""
    key = make_feed(as_actor(user)).key
    answer = Client().get(f"/kalender/{key}.ics")
    assert answer.status_code == 200
    calendar = Calendar.from_ical(answer.content)
    assert isinstance(calendar, Calendar)
    return calendar


def events(user: User) -> dict[str, Event]:
    """The events of the person's calendar by what comes before @ in their UID."""
    return {str(event["uid"]).split("@")[0]: event for event in fetched(user).walk("VEVENT")}


def test_it_has_the_days_of_the_agreement(reporter: User) -> None:
    found = events(reporter)
    assert {uid: event.decoded("dtstart") for uid, event in found.items() if "closes" not in uid} == {
        "prov-2014/opens": date(2014, 3, 1),
        "prov-2014/final": date(2014, 11, 30),
        "prov-2014/payment": date(2014, 12, 31),
    }
    assert found["prov-2014/payment"]["summary"] == "Pengarna betalas ut senast: Prov på psykisk hälsa 2014"


def test_a_last_day_is_the_last_hour_of_its_day_in_stockholm(reporter: User) -> None:
    event = events(reporter)["prov-2014/closes/2014-10-14"]
    assert event.decoded("dtstart") == datetime(2014, 10, 14, 23, 0, tzinfo=clock.STOCKHOLM)
    assert event.decoded("dtend") == clock.end_of(LAST_DAY)
    assert event["dtstart"].params["TZID"] == "Europe/Stockholm"
    assert "kl. 24.00 svensk tid" in event["summary"]
    assert (
        "Gäller GK1 Samverkan och B1 Inventering.\nÖstersund: kvar att lämna in GK1 och B1."
        in event["description"]
    )
    assert event["url"].endswith("/overenskommelser/prov-2014/rapportering/")


def test_it_sounds_at_nine_a_week_and_a_day_before_while_something_is_left(
    world: World, reporter: User
) -> None:
    def alarms() -> list[datetime]:
        event = events(reporter)["prov-2014/closes/2014-10-14"]
        start = event.decoded("dtstart")
        return [start + alarm.decoded("trigger") for alarm in event.walk("VALARM")]

    assert alarms() == [
        datetime(2014, 10, 8, 9, 0, tzinfo=clock.STOCKHOLM),
        datetime(2014, 10, 14, 9, 0, tzinfo=clock.STOCKHOLM),
    ]
    factories.report(world.agreement, "GK1", world.ostersund, "handed_in")
    factories.report(world.agreement, "B1", world.ostersund, "declined")
    assert alarms() == []
    assert "Östersund: allt är klart." in events(reporter)["prov-2014/closes/2014-10-14"]["description"]


def test_more_time_moves_the_same_event(world: World, reporter: User) -> None:
    before = events(reporter)["prov-2014/closes/2014-10-14"]
    later = LAST_DAY + timedelta(days=10)
    more_time(world, later)
    after = events(reporter)["prov-2014/closes/2014-10-14"]
    assert after.decoded("dtend") == clock.end_of(later)
    assert after["sequence"] > before["sequence"]


def test_more_time_for_one_requirement_is_an_event_of_its_own(world: World, reporter: User) -> None:
    more_time(world, LAST_DAY + timedelta(days=10), requirement="B1")
    found = events(reporter)
    assert "Gäller GK1" in found["prov-2014/closes/2014-10-14"]["description"]
    assert "Gäller B1" in found["prov-2014/closes/2014-10-14/2014-10-24"]["description"]


def test_somebody_elses_more_time_does_not_show(world: World, reporter: User) -> None:
    more_time(world, LAST_DAY + timedelta(days=10), party=world.berg)
    assert [uid for uid in events(reporter) if "closes" in uid] == ["prov-2014/closes/2014-10-14"]


def test_an_own_completion_is_in_it_until_it_is_answered(world: World, reporter: User) -> None:
    for party, text in ((world.ostersund, "Vi saknar sidan 2."), (world.berg, "Någon annans.")):
        report = factories.report(world.agreement, "GK1", party, "returned")
        CompletionRequest.objects.create(
            report=report,
            text=text,
            due=date(2014, 11, 7),
            requested_by_id=world.preparer.user_id,
            requested_at=clock.now(),
        )
    (uid,) = [uid for uid in events(reporter) if "completion" in uid]
    event = events(reporter)[uid]
    assert event.decoded("dtend") == clock.end_of(date(2014, 11, 7))
    assert "Vi saknar sidan 2." in event["description"]


def test_a_coordinator_has_the_countys_days(world: World) -> None:
    factories.report(world.agreement, "GK1", world.berg, "handed_in")
    factories.report(world.agreement, "B1", world.berg, "handed_in")
    coordinator = factories.person(Role.COUNTY_COORDINATOR, county=world.ostersund.counties.get().county)
    event = events(coordinator)["prov-2014/closes/2014-10-14"]
    assert "I länet har 2\u00a0organisationer något kvar att lämna in." in event["description"]
    assert not event.walk("VALARM")


def test_who_reports_nothing_has_the_general_days(world: World) -> None:
    event = events(factories.person(Role.ASSESSOR))["prov-2014/closes/2014-10-14"]
    assert "Gäller GK1 Samverkan, A1 Tid och B1 Inventering." in event["description"]


def test_an_agreement_that_does_not_concern_the_organisation_is_left_out(
    world: World, reporter: User
) -> None:
    only_regions = TINY_AGREEMENT.replace("prov-2014", "region-2014").replace(
        "parties: [municipality, region]", "parties: [region]"
    )
    factories.agreement(
        only_regions[: only_regions.index("  - code: B1")].replace("total: 1100000", "total: 500000")
    )
    assert not [uid for uid in events(reporter) if uid.startswith("region-2014")]
    region = factories.person(Role.REPORTER, organisation=world.region.organisation)
    assert [uid for uid in events(region) if uid.startswith("region-2014/closes")]


def test_an_agreement_of_long_ago_is_left_out(reporter: User, travel: time_machine.Traveller) -> None:
    travel.move_to(datetime(2016, 2, 1, 12, 0, tzinfo=clock.STOCKHOLM))
    assert events(reporter) == {}


def test_what_is_made_up_says_so(reporter: User) -> None:
    factories.agreement(TINY_AGREEMENT.replace("prov-2014", "demo-2014"), simulated=True)
    assert str(events(reporter)["demo-2014/opens"]["summary"]).endswith(" (simulerad)")


def test_the_file_follows_the_standard(reporter: User) -> None:
    key = make_feed(as_actor(reporter)).key
    answer = Client().get(f"/kalender/{key}.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    content = answer.content
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    calendar = Calendar.from_ical(content)
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["tzid"] == "Europe/Stockholm"
    assert calendar["version"] == "2.0"
    uids = [event["uid"] for event in calendar.walk("VEVENT")]
    assert len(uids) == len(set(uids)) > 3
    assert all(event.errors == [] for event in calendar.walk("VEVENT"))


def test_commas_semicolons_and_long_words_survive(reporter: User) -> None:
    title = "Å, ä; ö: " + "lång" * 40
    factories.agreement(
        TINY_AGREEMENT.replace("prov-2014", "tecken-2014").replace(
            "title: Prov på psykisk hälsa 2014", f"title: '{title}'"
        )
    )
    assert events(reporter)["tecken-2014/opens"]["summary"] == f"Rapporteringen öppnar: {title}"


def test_the_same_calendar_is_not_sent_twice(
    world: World, reporter: User, travel: time_machine.Traveller
) -> None:
    address = f"/kalender/{make_feed(as_actor(reporter)).key}.ics"
    first = Client().get(address)
    assert first.headers["Cache-Control"] == "private, no-cache"
    travel.shift(timedelta(hours=5))
    again = Client().get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    factories.report(world.agreement, "GK1", world.ostersund, "handed_in")
    changed = Client().get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_an_unknown_key_is_no_calendar(reporter: User) -> None:
    make_feed(as_actor(reporter))
    for key in ("x", "0", "a" * 200):
        assert Client().get(f"/kalender/{key}.ics").status_code == 404


def test_a_closed_account_has_no_calendar(reporter: User) -> None:
    key = make_feed(as_actor(reporter)).key
    User.objects.filter(pk=reporter.pk).update(is_active=False)
    assert Client().get(f"/kalender/{key}.ics").status_code == 404


def test_a_key_cannot_be_guessed_and_is_made_once(reporter: User) -> None:
    first, second = make_feed(as_actor(reporter)), make_feed(as_actor(reporter))
    assert first == second
    assert len(first.key) >= 43  # 256 bits
    assert make_feed(as_actor(factories.person())).key != first.key


def test_a_new_key_ends_the_old_one_and_the_log_knows_each_step(reporter: User) -> None:
    actor = as_actor(reporter)
    old = make_feed(actor).key
    new = renew_feed(actor).key
    assert new != old
    assert Client().get(f"/kalender/{old}.ics").status_code == 404
    assert Client().get(f"/kalender/{new}.ics").status_code == 200
    withdraw_feed(actor)
    withdraw_feed(actor)
    assert Client().get(f"/kalender/{new}.ics").status_code == 404
    logged = LogEvent.objects.filter(aggregate="calendar_feed")
    assert list(logged.values_list("verb", flat=True)) == ["make", "renew", "withdraw"]
    assert not [event for event in logged if old in str(event.facts) or new in str(event.facts)]


def test_the_page_makes_exchanges_and_takes_away_the_link(client: Client, reporter: User) -> None:
    client.force_login(reporter)
    assert "Skapa kalenderlänk" in client.get("/kalender/").content.decode()
    assert not CalendarFeed.objects.exists()
    client.post("/kalender/", {"verb": "make"})
    key = CalendarFeed.objects.get().key
    shown = client.get("/kalender/").content.decode()
    assert f"http://127.0.0.1:8000/kalender/{key}.ics" in shown
    assert f'href="webcal://127.0.0.1:8000/kalender/{key}.ics"' in shown
    client.post("/kalender/", {"verb": "renew"})
    assert CalendarFeed.objects.get().key != key
    client.post("/kalender/", {"verb": "withdraw"})
    assert not CalendarFeed.objects.exists()
    assert client.post("/kalender/", {"verb": "other"}).status_code == 404


def test_the_page_shows_what_comes(client: Client, reporter: User) -> None:
    client.force_login(reporter)
    shown = client.get("/kalender/").content.decode()
    assert "Sista dag att lämna in: Prov på psykisk hälsa 2014" in shown
    assert "Rapporteringen öppnar" not in shown  # that has been
    assert "om 43\u00a0dagar" in shown


def test_events_come_in_the_order_of_days(reporter: User) -> None:
    days = [event.day for event in calendar_events(as_actor(reporter), TODAY)]
    assert days == sorted(days)
