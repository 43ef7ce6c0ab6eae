"""The pages of applications: the frame, an amount, the decision; and that an applicant shows nowhere else."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from assessment.selectors.register_parties import parties_of
from payouts.models import Decision, Grant
from payouts.services.forecasts import agreements_going_on
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Role
from prio.desk.navigation import agreement_frame
from tests import factories
from tests.payouts.applying import CODE, IN_TIME, Fund, apply, at, granted_fund, judge_all, key, make_fund
from tests.world import make_world

pytestmark = pytest.mark.django_db
CODES = (CODE, "psykisk-halsa-2016", "prov-2014")
PAGE = f"/overenskommelser/{CODE}/ansokningar/"


def signed_in(user: User | int) -> Client:
    client = Client()
    client.force_login(user if isinstance(user, User) else User.objects.get(pk=user))
    return client


def one_page(fund: Fund) -> str:
    return reverse("grant", args=[CODE, fund.first.code, "MS"])


def test_the_page_shows_frame_asked_granted_and_left(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    fund = granted_fund()
    client = signed_in(fund.people["lead"])
    with at(), django_assert_max_num_queries(12):
        text = client.get(PAGE).content.decode().replace("\u202f", " ").replace("\xa0", " ")
    for words in ("1 000 000 kr", "1 400 000 kr", "0 kr", "Caféet", "Ej uppfyllt", "Bered beslut"):
        assert words in text


def test_an_assessor_proposes_and_another_approves_on_the_page() -> None:
    fund = make_fund()
    apply(fund, fund.first, 600_000)
    judge_all(fund)
    first, second = signed_in(fund.people["assessor"]), signed_in(fund.people["other"])
    with at():
        wrong = first.post(one_page(fund), {"granted": "sexhundra", "reason": "", "revision": "0"})
        assert wrong.status_code == 422
        assert "sexhundra" in wrong.content.decode()
        assert first.post(one_page(fund), {"granted": "600 000 kr", "revision": "0"}).status_code == 302
        assert "Godkänn beloppet" not in first.get(one_page(fund)).content.decode()
        assert "Godkänn beloppet" in second.get(one_page(fund)).content.decode()
        assert second.post(one_page(fund), {"verb": "approve", "revision": "1"}).status_code == 302
    assert Grant.objects.get().approved_by == fund.people["other"]


def test_the_leads_prepare_and_approve_the_decision_on_the_pages() -> None:
    fund = granted_fund()
    lead, too = signed_in(fund.people["lead"]), signed_in(fund.people["lead_too"])
    with at():
        answer = lead.post(PAGE, follow=True)
        decision = Decision.objects.get()
        page = reverse("decision", args=[CODE, decision.pk])
        assert answer.redirect_chain == [(page, 302)]
        assert "Godkänn beslutet" not in lead.get(page).content.decode()
        assert "väntar på dig" in too.get("/").content.decode()
        assert "Godkänn beslutet" in too.get(page).content.decode()
        assert too.post(page, {"verb": "approve"}).status_code == 302
    decision.refresh_from_db()
    assert decision.approved_by == fund.people["lead_too"]


def test_the_ministry_approves_no_decision_on_applications() -> None:
    fund = granted_fund()
    with at():
        signed_in(fund.people["lead"]).post(PAGE)
        page = reverse("decision", args=[CODE, Decision.objects.get().pk])
        ministry = signed_in(factories.person(Role.MINISTRY_APPROVER))
        assert "Godkänn beslutet" not in ministry.get(page).content.decode()
        assert ministry.post(page, {"verb": "approve"}).status_code == 422
        assert "väntar på er" not in ministry.get("/").content.decode()


def test_what_lacks_is_named_and_nothing_is_prepared() -> None:
    fund = make_fund()
    apply(fund, fund.first, 600_000)
    judge_all(fund)
    with at():
        answer = signed_in(fund.people["lead"]).post(PAGE)
    assert answer.status_code == 422
    assert "Verkstaden: Ett belopp ska föreslås." in answer.content.decode()
    assert not Decision.objects.exists()


def test_an_applicant_sees_its_own_application_and_no_others() -> None:
    fund = granted_fund()
    applicant = signed_in(fund.signer(fund.first).user_id)
    with at():
        assert applicant.get(PAGE).status_code == 404
        assert applicant.get(one_page(fund)).status_code == 404
        own = applicant.get(f"/overenskommelser/{CODE}/rapportering/").content.decode()
        assert applicant.get(reverse("report", args=[CODE, fund.second.code, "MS"])).status_code == 404
    assert "Ansök" in own
    assert "Vad det är värt" not in own


def test_the_queue_of_applications_asks_for_applicants_and_no_county() -> None:
    fund = granted_fund()
    with at():
        text = signed_in(fund.people["lead"]).get(reverse("queue", args=[CODE, "slutlig"])).content.decode()
    assert ">Sökande</label>" in text
    assert "Kommun eller region" not in text
    assert ">Län<" not in text


def test_the_way_to_the_application_is_shown_to_whom_it_leads_somewhere() -> None:
    fund = make_fund()
    to_apply, to_register = "Till ansökan", reverse("register_applicant")
    page, apply_at = reverse("agreement", args=[CODE]), reverse("reporting", args=[CODE])
    kommun = make_world().ostersund.organisation
    others = [factories.person(Role.REPORTER, organisation=kommun), fund.people["assessor"]]
    with at(IN_TIME):
        own = signed_in(fund.signer(fund.first).user_id).get(page).content.decode()
        assert to_apply in own
        assert "Registrera en organisation till" in own
        for address in ("/", apply_at):
            assert to_register in signed_in(fund.signer(fund.first).user_id).get(address).content.decode()
        new = signed_in(factories.person()).get(page).content.decode()
        for user in [*others, *(factories.person(role) for role in (Role.AUDITOR, Role.ADMINISTRATOR))]:
            text = signed_in(user).get(page).content.decode()
            assert apply_at not in text
            assert to_register not in text
    assert apply_at not in new
    assert to_register in new


def test_an_applicant_has_no_reporting_in_other_agreements() -> None:
    fund, world = make_fund(), make_world()
    own = signed_in(fund.signer(fund.first).user_id)
    assert (
        reverse("reporting", args=[world.code])
        not in own.get(reverse("agreement", args=[world.code])).content.decode()
    )


def test_an_applicant_shows_in_no_county_no_register_and_no_other_agreement() -> None:
    world = make_world()
    fund = make_fund()
    assert fund.first.code not in parties_of(clock.today()).kinds
    client = signed_in(world.preparer.user_id)
    for name in ("counties", "account", "submitted_reports", "assessment"):
        assert "Verkstaden" not in client.get(reverse(name, args=[world.code])).content.decode()
    own = signed_in(fund.signer(fund.first).user_id)
    text = own.get(reverse("reporting", args=[world.code])).content.decode()
    assert "Inget i överenskommelsen gäller er" in text


def test_the_tabs_are_those_of_an_application() -> None:
    fund = make_fund()
    tabs = agreement_frame(fund.lead, CODE, "/")
    own = agreement_frame(fund.signer(fund.first), CODE, "/")
    assert tabs
    assert own
    assert [tab.label for tab in tabs.tabs] == [
        "Överenskommelsen", "Inlämnat", "Bedömning", "Ansökningar", "Beslut", "Medel", "Frågor och svar",
    ]  # fmt: skip
    assert [tab.label for tab in own.tabs] == ["Överenskommelsen", "Ansök", "Medel", "Frågor och svar"]


def test_no_forecast_is_made_of_money_that_is_applied_for() -> None:
    make_fund()
    with at("2013-09-01 12:00+02:00"):
        assert agreements_going_on() == []


def test_the_applications_of_another_agreement_do_not_exist() -> None:
    world = make_world()
    assert (
        signed_in(world.preparer.user_id).get(reverse("applications", args=[world.code])).status_code == 404
    )


def test_a_late_or_unknown_application_has_no_amount() -> None:
    fund = make_fund()
    client = signed_in(fund.people["assessor"])
    assert client.get(one_page(fund)).status_code == 404
    assert key(fund.first).party == fund.first.code


def test_the_list_says_how_the_money_is_got_by_application_by_population_and_by_performance() -> None:
    make_fund()
    make_world()
    by_population = Path(__file__).parents[2] / "agreements/definitions/psykisk-halsa-2016.yaml"
    factories.agreement(by_population.read_text())
    page = signed_in(factories.person(Role.AUDITOR)).get("/overenskommelser/").content.decode()
    cards = {code: card for card in page.split("<article")[1:] for code in CODES if f"/{code}/" in card}
    assert "att söka ur" in cards[CODE]
    assert "1 bidrag" in cards[CODE].replace("\xa0", " ")
    assert "att fördela efter folkmängd" in cards["psykisk-halsa-2016"]
    assert "ingen rapporterar" in cards["psykisk-halsa-2016"]
    assert "att fördela efter prestation" in cards["prov-2014"]
    for code in (CODE, "psykisk-halsa-2016"):
        assert "efter prestation" not in cards[code]
        assert "grundkrav" not in cards[code]
    assert "ska klara" not in page
