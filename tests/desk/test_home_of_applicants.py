"""The home of who applies for money: its words, what stands there, and what does not concern them."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from payouts.models import AccountKind, PaymentDetails
from prio import clock
from prio.accounts.models import Membership, User
from prio.accounts.roles import Role
from tests import factories
from tests.payouts.applying import CODE, IN_TIME, Fund, apply, at, decided_fund, make_fund
from tests.payouts.decided import decided

pytestmark = pytest.mark.django_db
REPORTING = ("rapport", "Rapport", "mål återstår", "parter")


def home_of(user: User | int, address: str = "/") -> str:
    client = Client()
    client.force_login(user if isinstance(user, User) else User.objects.get(pk=user))
    page = client.get(address)
    assert page.status_code == 200
    return " ".join(page.content.decode().replace("\xa0", " ").replace("\u202f", " ").split())


def own(fund: Fund) -> int:
    return fund.signer(fund.first).user_id


def test_who_applies_is_led_to_the_application_and_reads_nothing_of_reports() -> None:
    fund = make_fund()
    with at(IN_TIME):
        page = home_of(own(fund))
        applying = home_of(own(fund), f"/overenskommelser/{CODE}/rapportering/")
    assert "Ansökan är inte inlämnad" in page
    assert "Börja med MS Meningsfull sysselsättning: 2 frågor att svara på" in page
    for text in (page, applying):
        main = text[text.index("<main") :].replace("rapportering/", "").replace("rapporter/", "")
        assert not [word for word in REPORTING if word in main]


def test_who_applies_for_several_reads_how_many_are_left_and_for_how_many() -> None:
    fund = make_fund()
    user = User.objects.get(pk=own(fund))
    for role in (Role.REPORTER, Role.SIGNER):
        Membership.objects.create(
            user=user, role=role, organisation=fund.second.organisation, valid_from=date(2013, 8, 1)
        )
    apply(fund, fund.first, 600_000)
    with at(IN_TIME):
        assert "1 av 2 ansökningar är inte inlämnade" in home_of(user)
        assert "Ni söker för 2 organisationer" in home_of(user, f"/overenskommelser/{CODE}/rapportering/")
        receipt = home_of(user, f"/overenskommelser/{CODE}/rapportering/{fund.first.code}/kvitto/1/")
    assert "Vi har tagit emot 1 ansökan från Verkstaden" in receipt


def test_before_it_opens_an_application_opens_and_an_agreement_for_others_is_not_told_of() -> None:
    fund = make_fund()
    with at("2013-08-01 12:00+02:00"):
        assert "Ansökan öppnar" in home_of(own(fund))
        assert "Ansökan öppnar" in home_of(own(fund), f"/overenskommelser/{CODE}/")


def test_a_kommun_reads_nothing_of_what_it_cannot_apply_for() -> None:
    make_fund()
    kommun = factories.kommun("2326", "Berg", factories.county()).organisation
    with at(IN_TIME):
        page = home_of(factories.person(Role.REPORTER, organisation=kommun))
    assert "frågar inget av er" not in page


def test_home_says_that_payment_details_are_missing_where_money_is_decided(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    fund, _ = decided_fund()
    missing = "Lämna betalningsuppgifter"
    with at("2014-02-01 12:00+01:00"):
        page = home_of(own(fund))
        client = Client()
        client.force_login(User.objects.get(pk=own(fund)))
        with django_assert_max_num_queries(12):
            client.get("/")
        assert missing in page
        assert missing not in home_of(fund.signer(fund.third).user_id)
        PaymentDetails.objects.create(
            organisation=fund.first.organisation,
            kind=AccountKind.BANKGIRO,
            number="9912346",
            proposed_by_id=own(fund),
            proposed_at=clock.now(),
        )
        assert missing not in home_of(own(fund))


def test_others_decisions_do_not_stand_at_an_applicants_home() -> None:
    _, decision = decided()
    fund = make_fund()
    page = home_of(own(fund))
    assert decision.reference not in page
    assert "Gäller inte er" not in page
