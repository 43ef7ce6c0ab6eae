"""Events as an iCalendar file (RFC 5545). The same events give the same bytes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Alarm, Calendar, Component, Event

from agreements.selectors.calendar import CalendarEvent
from prio import clock

NAME = "Prio"
PRODUCT = "-//Prio//Prestationsbaserade statsbidrag//SV"
BEFORE_MIDNIGHT = timedelta(hours=1)  # a deadline is drawn as the last hour of its day
# Nine in the morning a week before and the day before, counted from 23.00.
ALARMS = (timedelta(days=-6, hours=-14), timedelta(hours=-14))
ASKED_AGAIN = "PT6H"
# Sweden's summer time as the European Union has it since 1996 (directive 2000/84/EC).
STOCKHOLM = """BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


def calendar_file(events: Iterable[CalendarEvent], site: str) -> bytes:
    """Return the events as the bytes of a calendar; `site` is the address that their pages lie under."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", NAME)
    calendar.add("x-wr-timezone", clock.STOCKHOLM.key)
    calendar.add("x-published-ttl", ASKED_AGAIN)
    calendar.add_component(Component.from_ical(STOCKHOLM.replace("\n", "\r\n")))
    for event in events:
        calendar.add_component(_event(event, site))
    return calendar.to_ical()


def _event(event: CalendarEvent, site: str) -> Event:
    made = Event()
    address = f"{site}{event.path}"
    made.add("uid", f"{event.uid}@{urlsplit(site).hostname or 'localhost'}")
    made.add("dtstamp", event.stamp)
    made.add("last-modified", event.stamp)
    made.add("sequence", event.sequence)
    made.add("summary", event.title + (" (kl. 24.00 svensk tid)" if event.is_deadline else ""))
    made.add("description", f"{event.text}\n\n{address}".strip())
    made.add("url", address)
    made.add("transp", "TRANSPARENT")
    if event.is_deadline:
        end = clock.end_of(event.day)
        made.add("dtstart", _an_hour_before(end))
        made.add("dtend", end)
    else:
        made.add("dtstart", event.day)
    if event.is_left:
        for trigger in ALARMS:
            made.add_component(_alarm(event, trigger))
    return made


def _an_hour_before(end: datetime) -> datetime:
    """Summer time changes at night, never between 23 and 24."""
    return end - BEFORE_MIDNIGHT


def _alarm(event: CalendarEvent, trigger: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", event.title)
    alarm.add("trigger", trigger)
    return alarm
