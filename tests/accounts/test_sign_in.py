"""Signing in and out, the lock after many failures, and one's own password."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from prio.accounts.roles import Role

pytestmark = pytest.mark.django_db


def sign_in(client: Client, username: str, password: str, **more: str) -> HttpResponse:
    answer = client.post("/logga-in/", {"username": username, "password": password, **more})
    assert isinstance(answer, HttpResponse)
    return answer


def test_who_signs_in_comes_to_the_page_that_was_asked_for(client: Client) -> None:
    from tests import factories as make

    user = make.person(Role.AUDITOR)
    answer = sign_in(client, user.username, make.PASSWORD, next="/overenskommelser/")
    assert answer["Location"] == "/overenskommelser/"


def test_an_address_outside_the_site_is_not_followed(client: Client) -> None:
    from tests import factories as make

    user = make.person(Role.AUDITOR)
    answer = sign_in(client, user.username, make.PASSWORD, next="https://example.org/")
    assert answer["Location"] == "/"


def test_refusal_does_not_say_whether_the_name_or_the_password_was_wrong(client: Client) -> None:
    from tests import factories as make

    user = make.person(Role.AUDITOR)
    wrong_password = sign_in(client, user.username, "fel").content.decode()
    wrong_name = sign_in(client, "ingen", "fel").content.decode()
    sentence = "Det gick inte att logga in. Kontrollera användarnamnet och lösenordet"
    assert sentence in wrong_password
    assert sentence in wrong_name


def test_many_failures_lock_the_name_and_say_for_how_long(client: Client, settings: object) -> None:
    from tests import factories as make

    user = make.person(Role.AUDITOR)
    for _ in range(8):
        answer = sign_in(client, user.username, "fel")
    assert answer.status_code == 429
    assert "stängd i 15 minuter" in answer.content.decode()
    still = sign_in(client, user.username, make.PASSWORD)
    assert still.status_code == 429


def test_signing_out_is_a_post_and_leads_to_sign_in(client: Client) -> None:
    from tests import factories as make

    client.force_login(make.person(Role.AUDITOR))
    assert client.get("/logga-ut/").status_code == 405
    assert client.post("/logga-ut/")["Location"] == "/logga-in/"
    assert client.get("/").status_code == 302


def test_demonstration_accounts_are_shown_in_a_demonstration_only(client: Client) -> None:
    from prio.accounts.models import Installation
    from tests import factories as make

    assert "kammarkollegiet" not in client.get("/logga-in/").content.decode()
    Installation.objects.create(demonstration_since=make.AN_INSTANT)
    page = client.get("/logga-in/").content.decode()
    assert "kammarkollegiet" in page
    listed = re.findall(r"<li><span>([^<]*)(?: <span[^>]*>([^<]*)</span>)?</span><code>", page)
    assert [held for role, held in listed if role.strip() == Role.REPORTER.label] == [
        "Östersund",
        "Region Jämtland Härjedalen",
        "Gotland",
    ]
    assert ("Länssamordnare", "Jämtlands län") in [(role.strip(), held) for role, held in listed]
    assert len({(role.strip(), held) for role, held in listed}) == len(listed)


def test_password_is_changed_and_the_person_is_told(client: Client) -> None:
    from tests import factories as make

    user = make.person(Role.AUDITOR)
    client.force_login(user)
    new = "ett-helt-nytt-ord-27"
    form = {"old_password": make.PASSWORD, "new_password1": new, "new_password2": new}
    answer = client.post("/losenord/", form, follow=True)
    assert "Ert nya lösenord gäller" in answer.content.decode()
    user.refresh_from_db()
    assert user.check_password(new)


def test_faults_in_a_new_password_stand_at_their_field(client: Client) -> None:
    from tests import factories as make

    client.force_login(make.person(Role.AUDITOR))
    form = {
        "old_password": "fel",
        "new_password1": "ett-helt-nytt-ord-27",
        "new_password2": "ett-annat-ord-28",
    }
    html = client.post("/losenord/", form).content.decode()
    assert "Det nuvarande lösenordet stämmer inte." in html
    assert "De två nya lösenorden är olika." in html


def test_a_shared_demonstration_account_keeps_its_password(client: Client) -> None:
    from tests import factories as make

    user = make.person(Role.AUDITOR)
    user.demonstration = True
    user.save()
    client.force_login(user)
    assert "behåller därför sitt lösenord" in client.get("/losenord/").content.decode()
    new = "ett-helt-nytt-ord-27"
    form = {"old_password": make.PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/losenord/", form).status_code == 403
    user.refresh_from_db()
    assert user.check_password(make.PASSWORD)
