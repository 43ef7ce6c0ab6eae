"""Keys: whom they act for, what they may do, and when they stop."""

import pytest
from django.test import Client

from agreements.models import HandIn, Report
from prio.accounts.authentication import ApiThrottle
from prio.accounts.models import ApiToken, Membership, User
from prio.accounts.roles import Actor, Role
from prio.accounts.tokens import (
    LONGEST_NAME,
    MOST_KEYS,
    NoSuchToken,
    actor_with,
    make_token,
    revoke_token,
    token_of,
)
from prio.audit.models import Event
from prio.refused import Refused
from tests import factories
from tests.api.conftest import AGREEMENT, HAND_INS, System, Systems, report
from tests.reporting import Place, actor_for

PAGE = "/api-nycklar/"
REPORT = report()


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def actor_of_key(key: str) -> Actor:
    token = token_of(key)
    assert token
    found = actor_with(token)
    assert found
    return found


class TestAKey:
    def test_only_the_hash_of_a_key_is_kept(self, place: Place) -> None:
        made = make_token(place.signer, place.ostersund.organisation_id, "Treserva", may_hand_in=False)
        kept = ApiToken.objects.values().get()
        assert made.key.startswith("prio_")
        assert made.key.startswith(kept["prefix"])
        assert made.key not in repr(kept)
        assert made.key not in repr(list(Event.objects.values()))

    def test_it_acts_for_one_organisation_although_its_maker_acts_for_two(self, place: Place) -> None:
        person = User.objects.get(pk=place.signer.user_id)
        for party in (place.berg, place.region):
            Membership.objects.create(
                user=person,
                role=Role.SIGNER,
                organisation=party.organisation,
                valid_from=factories.LONG_AGO,
            )
        Membership.objects.create(
            user=person, role=Role.COUNTY_COORDINATOR, county=place.county, valid_from=factories.LONG_AGO
        )
        Membership.objects.create(
            user=person, role=Role.ASSESSOR, authority="SKR", valid_from=factories.LONG_AGO
        )
        made = make_token(place.signer, place.ostersund.organisation_id, "Treserva", may_hand_in=True)
        acting = actor_of_key(made.key)
        assert acting.organisations == {place.ostersund.organisation_id}
        assert acting.parties == {place.ostersund.pk}
        assert acting.roles == {Role.REPORTER, Role.SIGNER}
        assert not acting.reads_all
        assert not acting.coordinates

    def test_one_that_may_not_hand_in_is_a_reporter(self, place: Place) -> None:
        made = make_token(place.signer, place.ostersund.organisation_id, "Treserva", may_hand_in=False)
        assert actor_of_key(made.key).roles == {Role.REPORTER}

    def test_only_a_signer_of_the_organisation_makes_and_ends_keys(self, place: Place) -> None:
        organisation = place.ostersund.organisation_id
        made = make_token(place.signer, organisation, "Treserva", may_hand_in=False)
        for other in (place.reporter, place.neighbour, place.lead):
            with pytest.raises(NoSuchToken):
                make_token(other, organisation, "Annat", may_hand_in=False)
            with pytest.raises(NoSuchToken):
                revoke_token(other, made.token.pk)
        assert ApiToken.objects.get().revoked_at is None

    def test_making_and_ending_are_in_the_log(self, place: Place) -> None:
        made = make_token(place.signer, place.ostersund.organisation_id, "Treserva", may_hand_in=True)
        revoke_token(place.signer, made.token.pk)
        revoke_token(place.signer, made.token.pk)
        events = Event.objects.filter(aggregate="api_token").order_by("sequence")
        assert [(event.verb, event.by_id) for event in events] == [
            ("made", place.signer.user_id),
            ("revoked", place.signer.user_id),
        ]

    @pytest.mark.parametrize("name", ["", "  ", "x" * (LONGEST_NAME + 1), "a\x00b", "a\u202eb", "\ud800"])
    def test_it_has_a_name_that_can_be_shown(self, place: Place, name: str) -> None:
        with pytest.raises(Refused, match="Skriv vad systemet heter"):
            make_token(place.signer, place.ostersund.organisation_id, name, may_hand_in=False)

    def test_no_two_in_use_have_the_same_name(self, place: Place) -> None:
        made = make_token(place.signer, place.ostersund.organisation_id, "Treserva", may_hand_in=False)
        with pytest.raises(Refused, match="Det finns redan en nyckel som heter ”Treserva”"):
            make_token(place.signer, place.ostersund.organisation_id, " Treserva ", may_hand_in=False)
        revoke_token(place.signer, made.token.pk)
        make_token(place.signer, place.ostersund.organisation_id, "Treserva", may_hand_in=False)

    def test_there_is_an_end_to_how_many(self, place: Place) -> None:
        for number in range(MOST_KEYS):
            make_token(place.signer, place.ostersund.organisation_id, f"System {number}", may_hand_in=False)
        with pytest.raises(Refused, match="Högst 20 nycklar"):
            make_token(place.signer, place.ostersund.organisation_id, "Ett till", may_hand_in=False)


class TestWhenItStops:
    def test_it_stops_when_it_is_revoked(self, system: System, place: Place) -> None:
        assert system.get(REPORT).status_code == 200
        revoke_token(place.signer, ApiToken.objects.get().pk)
        assert system.get(REPORT).status_code == 401

    def test_it_stops_when_its_maker_is_shut_out(self, system: System, place: Place) -> None:
        User.objects.filter(pk=place.signer.user_id).update(is_active=False)
        assert system.get(REPORT).status_code == 401

    def test_it_stops_when_its_maker_works_there_no_longer(self, system: System, place: Place) -> None:
        Membership.objects.filter(user=place.signer.user_id).update(role=Role.READER)
        assert system.get(REPORT).status_code == 401

    def test_it_signs_no_longer_when_its_maker_does_not(self, system: System, place: Place) -> None:
        Membership.objects.filter(user=place.signer.user_id).update(role=Role.REPORTER)
        assert system.patch(REPORT, {"base": 0, "answers": {"decided": True}}).status_code == 200
        order = {"requirements": ["GK1"], "confirm": True}
        refused = system.post(HAND_INS, order)
        assert (refused.status_code, refused.json()["message"]) == (
            403,
            "Bara en behörig undertecknare kan lämna in.",
        )

    @pytest.mark.parametrize(
        "header",
        [
            "Bearer",
            "Bearer x",
            "Bearer prio_x",
            "Bearer prio_x y",
            "Bearer prio_åäö",
            f"Bearer prio_{'x' * 9000}",
        ],
    )
    def test_what_is_no_key_is_nobody_also_in_a_browser_that_is_signed_in(
        self, place: Place, header: str
    ) -> None:
        answer = browser(place.signer).get(
            REPORT, headers={"Authorization": header.encode().decode("latin-1")}
        )
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert set(answer.json()) == {"message", "details", "problems"}

    def test_a_key_opens_the_api_alone(self, system: System) -> None:
        answer = system.get("/overenskommelser/prov-2014/rapportering/")
        assert answer.status_code == 302


class TestWhatItLeavesBehind:
    def test_answers_and_hand_ins_say_which_system(self, system: System, place: Place) -> None:
        system.patch(REPORT, {"base": 0, "answers": {"decided": True}})
        by = f"{place.signer.name} genom systemet Treserva"
        assert Report.objects.get().touches["decided"]["name"] == by
        answer = system.post(HAND_INS, {"requirements": ["GK1"], "confirm": True})
        assert answer.status_code == 201
        signed = f"{by}, behörig undertecknare, {place.ostersund.organisation.name}"
        assert HandIn.objects.get().signed_as == signed == answer.json()["signed_as"]
        assert HandIn.objects.get().by_id == place.signer.user_id

    def test_so_many_requests_a_minute_and_no_more(
        self, system: System, place: Place, system_of: Systems, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("rest_framework.views.APIView.throttle_classes", [ApiThrottle])
        monkeypatch.setattr(ApiThrottle, "rate", "2/min", raising=False)
        other = system_of(place.signer, place.ostersund, name="Ett annat")
        assert [system.get(AGREEMENT).status_code for _ in range(3)] == [200, 200, 429]
        answer = system.get(AGREEMENT)
        assert 0 < int(answer.headers["Retry-After"]) <= 61
        assert answer.json()["message"].startswith("Det är för många anrop.")
        assert other.get(AGREEMENT).status_code == 200


class TestThePage:
    def test_a_key_is_shown_once(self, place: Place) -> None:
        client = browser(place.signer)
        made = client.post(PAGE, {"verb": "make", "name": "Treserva", "may_hand_in": "ja"})
        key = next(
            word
            for word in made.content.decode().replace("<", " ").replace(">", " ").split()
            if word.startswith("prio_") and len(word) > 20
        )
        assert made.headers["Cache-Control"].find("no-store") >= 0
        assert actor_of_key(key).parties == {place.ostersund.pk}
        again = client.get(PAGE).content.decode()
        assert key not in again
        assert ApiToken.objects.get().prefix in again

    def test_a_reload_makes_no_second_key(self, place: Place) -> None:
        client = browser(place.signer)
        client.post(PAGE, {"verb": "make", "name": "Treserva"})
        again = client.post(PAGE, {"verb": "make", "name": "Treserva"})
        assert again.status_code == 422
        assert "Det finns redan en nyckel som heter ”Treserva”" in again.content.decode()
        assert ApiToken.objects.count() == 1

    def test_a_key_is_revoked_and_stays_in_the_list(self, place: Place) -> None:
        client = browser(place.signer)
        client.post(PAGE, {"verb": "make", "name": "Treserva"})
        answer = client.post(PAGE, {"verb": "revoke", "key": ApiToken.objects.get().pk}, follow=True)
        assert "Nyckeln ”Treserva” är återkallad" in answer.content.decode()
        assert "Återkallade nycklar" in answer.content.decode()

    def test_who_signs_for_two_chooses_which(self, place: Place) -> None:
        person = User.objects.get(pk=place.signer.user_id)
        Membership.objects.create(
            user=person,
            role=Role.SIGNER,
            organisation=place.berg.organisation,
            valid_from=factories.LONG_AGO,
        )
        client = browser(place.signer)
        assert "Organisation</label>" in client.get(PAGE).content.decode()
        client.post(PAGE, {"verb": "make", "name": "T", "organisation": place.berg.organisation_id})
        assert ApiToken.objects.get().organisation_id == place.berg.organisation_id
        assert client.post(PAGE, {"verb": "make", "name": "U", "organisation": "x"}).status_code == 404

    @pytest.mark.parametrize("key", ["", "0", "-1", "9" * 30, "9" * 5000, "x", "²"])
    def test_a_key_that_is_not_theirs_does_not_exist(self, place: Place, key: str) -> None:
        assert browser(place.signer).post(PAGE, {"verb": "revoke", "key": key}).status_code == 404

    def test_others_find_no_page(self, place: Place) -> None:
        for actor in (place.reporter, place.lead, actor_for(place.ostersund, Role.HEAD)):
            assert browser(actor).get(PAGE).status_code == 404

    def test_the_list_costs_few_queries(self, place: Place, django_assert_max_num_queries: object) -> None:
        for number in range(5):
            make_token(place.signer, place.ostersund.organisation_id, f"System {number}", may_hand_in=False)
        client = browser(place.signer)
        with django_assert_max_num_queries(8):  # type: ignore[operator]  # pytest-django's fixture
            client.get(PAGE)
