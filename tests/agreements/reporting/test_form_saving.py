"""The form of a report without JavaScript: whatever is typed is saved or said to be wrong, and nothing is lost."""

from datetime import datetime

import pytest
from django.test import Client
from time_machine import Traveller

from agreements.models import Report
from prio.accounts.roles import Role
from prio.clock import STOCKHOLM
from tests.agreements.reporting.conftest import Browser
from tests.agreements.reporting.form_world import address, fields_of, post_form
from tests.reporting import BEFORE_OPENING, LATE, Place, actor_for, handed_in_last_year, save, the_report

pytestmark = pytest.mark.sqlite_default

AREAS = {"oro": {"link": "https://a.se/oro"}, "sömn": {"label": "Natt"}}
GOOD = [
    ("sure", {"": "ja"}, True),
    ("plans", {"": "1 234"}, 1234),
    ("people", {"women": "3", "men": "4"}, {"women": 3, "men": 4}),
    ("rate", {"": "12,5 %"}, "12.5"),
    ("cost", {"": "12 000,50"}, "12000.50"),
    ("decided", {"": "1 mars 2014"}, "2014-03-01"),
    ("years", {"from": "2014", "to": "2015"}, {"from": "2014", "to": "2015"}),
    ("way", {"": "b"}, "b"),
    ("page", {"": "https://www.ostersund.se/stod"}, "https://www.ostersund.se/stod"),
    ("contact", {"name": "Karin", "phone": "063-14"}, {"name": "Karin", "phone": "063-14"}),
    ("asked", {"0.organisation": "NSPH", "0.date": "2014-03-01"}, [{"organisation": "NSPH", "date": "2014-03-01"}]),
    ("visits", {"2014-01": "12", "2014-03": "0"}, {"2014-01": 12, "2014-03": 0}),
    ("places", {"0.name": "Väst", "0.staff": "3", "0.open": "nej"}, [{"name": "Väst", "staff": 3, "open": False}]),
    ("areas", {"oro.link": "https://a.se/oro", "sömn.label": "Natt"}, AREAS),
]  # fmt: skip
BAD = [
    ("plans", {"": "många"}, "q.plans", "är inte ett antal"),
    ("people", {"women": "tre", "men": "4"}, "q.people.women", "är inte ett antal"),
    ("rate", {"": "104"}, "q.rate", "Andelen kan inte vara mer än 100 procent"),
    ("cost", {"": "dyrt"}, "q.cost", "är inte ett tal"),
    ("decided", {"": "31 februari 2014"}, "q.decided", "finns inte"),
    ("years", {"from": "2015", "to": "2014"}, "q.years.to", "Slutet ligger före början"),
    ("page", {"": "ftp://ostersund"}, "q.page", "är inte en webbadress"),
    ("contact", {"name": "Karin", "email": "karin"}, "q.contact.email", "är inte en e-postadress"),
    ("asked", {"0.how": "Möte"}, "q.asked.0.organisation", "Skriv vilken organisation"),
    ("visits", {"2014-02": "1,5"}, "q.visits.2014-02", "utan decimaler"),
    ("places", {"0.staff": "3"}, "q.places.0.name", "Skriv enhetens namn"),
    ("areas", {"oro.link": "sidan om oro"}, "q.areas.oro.link", "är inte en webbadress"),
]  # fmt: skip


def named(question: str, fields: dict[str, str]) -> dict[str, str]:
    return {f"q.{question}.{part}" if part else f"q.{question}": text for part, text in fields.items()}


@pytest.mark.parametrize(("question", "fields", "stored"), GOOD, ids=[row[0] for row in GOOD])
def test_what_can_be_read_is_stored(
    client: Client, question: str, fields: dict[str, str], stored: object
) -> None:
    answer = post_form(client, named(question, fields))
    assert (answer.status_code, answer.headers["Location"]) == (302, address())
    assert the_report("ALLT").answers == {question: stored}
    assert the_report("ALLT").typed == {}


@pytest.mark.parametrize(("question", "fields", "field", "says"), BAD, ids=[row[0] for row in BAD])
def test_what_cannot_be_read_is_said_at_its_field_and_kept(
    client: Client, question: str, fields: dict[str, str], field: str, says: str
) -> None:
    post_form(client, named(question, fields))
    page = client.get(address())
    html = page.content.decode()
    summary = html[
        html.index("Det här behöver rättas") : html.index("</ul>", html.index("Det här behöver rättas"))
    ]
    assert f'href="#{field}"' in summary
    assert says in summary
    message = html[html.index(f'id="error.{field}"') :].split("</span>")[0]
    assert says in message
    tag = html[html.index(f'id="{field}"') :].split(">")[0]
    assert 'aria-invalid="true"' in tag
    assert f"error.{field}" in tag
    shown = fields_of(page)
    assert {name: shown[name] for name in named(question, fields)} == {
        name: [text] for name, text in named(question, fields).items()
    }


def test_a_part_larger_than_its_whole_is_said_at_the_part(client: Client) -> None:
    post_form(client, {"q.plans": "20", "q.need": "10"})
    html = client.get(address()).content.decode()
    assert "fler än det som det är en del av" in html[html.index('id="error.q.plans"') :].split("</span>")[0]


def test_a_half_answer_is_kept_and_does_not_count(client: Client) -> None:
    post_form(client, {"q.people.women": "3"})
    page = client.get(address())
    assert fields_of(page)["q.people.women"] == ["3"]
    assert "saknar antal för män" in page.content.decode()
    assert "people" not in the_report("ALLT").answers


def test_ticked_sections_are_kept_until_the_file_comes(client: Client) -> None:
    post_form(client, {"q.plan.sections": ["mål"]})
    assert fields_of(client.get(address()))["q.plan.sections"] == ["mål"]


def test_what_nobody_changed_is_not_saved_again(client: Client, place: Place) -> None:
    save(place.reporter, "plans", 3, requirement="ALLT")
    before = the_report("ALLT").touches
    post_form(client, {"q.need": "4"})
    assert the_report("ALLT").touches["plans"] == before["plans"]


def test_one_who_saves_an_old_page_does_not_undo_what_others_wrote_elsewhere(
    client: Client, place: Place
) -> None:
    old = fields_of(client.get(address()))
    save(place.colleague, "plans", 3, requirement="ALLT")
    answer = client.post(address(), {**old, "q.need": "4"})
    assert answer.status_code == 302
    assert the_report("ALLT").answers == {"plans": 3, "need": 4}


def test_two_answers_to_one_question_are_both_shown_and_one_is_chosen(client: Client, place: Place) -> None:
    old = fields_of(client.get(address()))
    save(place.colleague, "plans", 172, requirement="ALLT")
    answer = client.post(address(), {**old, "q.plans": "170"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "skrev 172" in html
    assert "ni skrev 170" in html
    assert the_report("ALLT").answers == {"plans": 172}
    again = fields_of(answer)
    assert again["q.plans"] == ["170"]
    client.post(address(), again)
    assert the_report("ALLT").answers == {"plans": 172}, "pressing Spara again is no choice"
    client.post(address(), {**again, "mine": "plans"})
    assert the_report("ALLT").answers == {"plans": 170}


def test_their_answer_is_kept_when_it_is_chosen(client: Client, place: Place) -> None:
    old = fields_of(client.get(address()))
    save(place.colleague, "plans", 172, requirement="ALLT")
    client.post(address(), {**old, "q.plans": "170", "theirs": "plans"})
    assert the_report("ALLT").answers == {"plans": 172}
    assert fields_of(client.get(address()))["q.plans"] == ["172"]


def test_rows_are_added_and_removed_by_buttons(client: Client) -> None:
    rows = {"q.asked.0.organisation": "NSPH", "q.asked.1.organisation": "Attention"}
    answer = post_form(client, {**rows, "add": "q.asked"})
    assert answer.headers["Location"] == f"{address()}?rad=asked#question-asked"
    assert "q.asked.2.organisation" in fields_of(client.get(answer.headers["Location"].split("#")[0]))
    post_form(client, {"remove": "q.asked.0"})
    assert the_report("ALLT").answers == {"asked": [{"organisation": "Attention"}]}


def test_opening_and_reloading_the_form_writes_nothing(client: Client) -> None:
    client.get(address())
    client.get(address())
    assert Report.objects.filter(requirement__code="ALLT").count() == 0
    post_form(client, {"q.plans": "3"})
    post_form(client, {"q.plans": "4"})
    assert Report.objects.filter(requirement__code="ALLT").count() == 1


def test_somebody_elses_party_does_not_exist(client: Client) -> None:
    for party in ("2326", "23", "9999"):
        assert client.get(address(party=party)).status_code == 404
        assert client.post(address(party=party), {"q.plans": "1", "base.plans": "0"}).status_code == 404
        assert client.post(address(party=party, part="svar/"), {"question": "plans"}).status_code == 404
        assert client.get(address(party=party, part="andringar/")).status_code == 404
    assert client.get(address("FINNSINTE")).status_code == 404


def test_a_question_that_closed_is_shown_with_the_reason_and_cannot_be_changed(
    client: Client, browser_of: Browser, place: Place, in_time: Traveller
) -> None:
    save(place.reporter, "early", 3)
    old = fields_of(client.get(address("GK1")))
    in_time.move_to(datetime(2014, 9, 2, 12, tzinfo=STOCKHOLM))
    client = browser_of(place.reporter)
    page = client.get(address("GK1"))
    assert "q.early" not in fields_of(page)
    assert "Sista dag för den här frågan var 1\xa0september 2014" in page.content.decode()
    answer = client.post(address("GK1"), {**old, "q.early": "4", "q.how": "Som vanligt."})
    assert answer.status_code == 200
    assert "sista dag var 2014-09-01" in answer.content.decode()
    assert fields_of(answer)["q.how"] == ["Som vanligt."], "nothing typed is lost"
    assert the_report().answers == {"early": 3}


def test_before_it_opens_the_form_says_so(client: Client, in_time: Traveller) -> None:
    in_time.move_to(BEFORE_OPENING)
    assert "Rapporteringen har inte öppnat än." in client.get(address()).content.decode()


def test_who_only_reads_gets_the_answers_in_words_and_cannot_change_them(
    place: Place, browser_of: Browser
) -> None:
    save(place.reporter, "decided", "2014-03-01", requirement="ALLT")
    for role in (Role.READER, Role.HEAD, Role.RECIPIENT):
        reader = browser_of(actor_for(place.ostersund, role))
        html = reader.get(address()).content.decode()
        assert "1\xa0mars 2014" in html
        assert "report-form" not in html
        posted = reader.post(address(), {"q.plans": "3", "base.plans": "0"})
        assert "Ni kan läsa rapporten men inte ändra den" in posted.content.decode()
    assert the_report("ALLT").answers == {"decided": "2014-03-01"}


def test_last_years_answers_are_marked_until_they_are_confirmed(client: Client, place: Place) -> None:
    handed_in_last_year(place, {"decided": True, "how": "Vi möts.", "meetings": 4})
    assert "Hämta svaren från 2013" in client.get(address("GK1")).content.decode()
    client.post(address("GK1"), {"begin": "1"})
    html = client.get(address("GK1")).content.decode()
    assert html.count("Från 2013, bekräfta eller ändra") == 2
    assert "4" in html[html.index("Förra gången") :]
    post_form(client, {"confirm": "how"}, "GK1")
    assert set(the_report().prefilled) == {"decided"}
    post_form(client, {"confirm": "*"}, "GK1")
    assert the_report().prefilled == {}
    assert the_report().answers == {"decided": True, "how": "Vi möts."}


def test_what_is_read_from_a_register_is_shown_and_not_asked(client: Client) -> None:
    page = client.get(address())
    assert "Läses ur Väntetider i vården" in page.content.decode()
    assert not [name for name in fields_of(page) if "waits" in name]


def test_an_unlikely_figure_asks_for_a_comment_and_stops_nobody(client: Client, place: Place) -> None:
    post_form(client, {"q.need": "5000"})
    html = client.get(address()).content.decode()
    assert "fler än invånarna" in html
    assert the_report("ALLT").answers == {"need": 5000}
    post_form(client, {"comment.need": "Vi räknar hela länet."})
    assert the_report("ALLT").comments == {"need": "Vi räknar hela länet."}


def test_after_the_last_day_the_form_says_that_it_will_be_late(
    client: Client, browser_of: Browser, place: Place, in_time: Traveller
) -> None:
    assert "Det märks som sent" not in client.get(address()).content.decode()
    in_time.move_to(LATE)
    html = browser_of(place.reporter).get(address()).content.decode()
    assert "Sista dag att lämna in var" in html
    assert "Det märks som sent, och en person avgör om det räknas." in html


def test_what_the_requirement_says_lies_open_until_the_report_is_begun(client: Client, place: Place) -> None:
    html = client.get(address()).content.decode()
    assert '<details class="fold" open><summary><h2>Vad kravet säger' in html
    post_form(client, {"q.plans": "9"})
    assert '<details class="fold"><summary><h2>Vad kravet säger' in client.get(address()).content.decode()


def test_every_section_leads_to_the_questions_that_others_have_asked(client: Client) -> None:
    html = client.get(address()).content.decode()
    for section in ("Korta svar", "Tabeller"):
        assert f'?krav=ALLT">Frågor och svar<span class="sr"> om ALLT, till {section}</span></a>' in html
