"""The page of an agreement's versions: every change with its reason, and who has confirmed since."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agreements.domain.loading import load_definition
from agreements.domain.report_key import ReportKey
from agreements.models import AgreementVersion, Report, RequirementVersion
from agreements.services import publish
from agreements.services.drafts import confirm_wording
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Role
from prio.accounts.selectors import actor_of
from prio.parties.models import Party
from tests import factories
from tests.browser import AccessibilityCheck, BrowserPages, sign_in
from tests.factories import TINY_AGREEMENT
from tests.world import World, make_world

PAGE = "/overenskommelser/prov-2014/versioner/"
WORDING = ("En överenskommelse om samverkan finns.", "En gällande överenskommelse om samverkan finns.")


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def correct(*changes: tuple[str, str], reason: str = "Lydelsen var oklar.") -> AgreementVersion:
    text = TINY_AGREEMENT
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return publish(load_definition(text, "prov.yaml"), source_file="prov.yaml", reason=reason).version


def answered(world: World, *parties: Party) -> None:
    for party in parties:
        report = factories.report(world.agreement, "GK1", party, "handed_in")
        Report.objects.filter(pk=report.pk).update(answers={"decided": True})


def person(role: Role, world: World, party: Party | None = None) -> User:
    of = party or world.ostersund
    return factories.person(role, organisation=of.organisation, county=of.counties.get().county)


def html(user: User) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(PAGE).content.decode()


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_an_agreement_that_is_not_changed_says_so(world: World) -> None:
    text = words(html(person(Role.READER, world)))
    assert "Överenskommelsen är inte ändrad sedan den publicerades." in text
    assert "Version 1" in text


def test_every_version_says_when_why_and_what(world: World) -> None:
    correct(WORDING)
    correct(
        WORDING, ("pot: 600000", "pot: 500000"), ("total: 1100000", "total: 1000000"), reason="Mindre pengar."
    )
    page = html(person(Role.READER, world))
    text = words(page)
    assert text.index("Version 3") < text.index("Version 2") < text.index("Version 1")
    assert "Skäl: Lydelsen var oklar." in text
    assert "Skäl: Mindre pengar." in text
    second = page[page.index('id="version-2"') : page.index('id="version-1"')]
    assert "GK1" in second
    assert "B1" not in second
    third = page[page.index('id="version-3"') : page.index('id="version-2"')]
    assert "Potten" in third
    assert "GK1" not in third


def test_a_difference_is_told_in_words_as_well_as_drawn(world: World) -> None:
    correct(WORDING, ("Ladda upp den.", "Ladda upp den här."))
    page = html(person(Role.READER, world))
    assert re.search(r"<ins><span class=\"sr\">\[tillagt: </span>\s*gällande", page)
    assert "Ladda upp den" in page
    correct(("Ladda upp den.", "Ladda."), reason="Kortare.")
    assert '<del><span class="sr">[borttaget: </span>' in html(person(Role.READER, world))


def test_a_new_and_a_removed_requirement_are_shown(world: World) -> None:
    more = """  - code: GK2
    kind: grundkrav
    name: Webbplats
    parties: [municipality]
    text: En webbplats finns.
    questions: [{key: made, type: yes_no, label: Finns den?}]
    rule: {all: [{key: c1, yes: made, text: Den finns.}]}
  - code: A1
"""
    correct(("  - code: A1\n", more))
    correct(reason="Det utgår.")
    text = words(html(person(Role.READER, world)))
    assert "GK2 Webbplats Nytt krav" in text
    assert "GK2 Webbplats Utgår" in text


class TestWhoHasConfirmed:
    """The list below a version."""

    def test_who_reads_all_sees_who_has_and_who_has_not(self, world: World) -> None:
        answered(world, world.ostersund, world.berg, world.region)
        correct(WORDING)
        signer = person(Role.SIGNER, world)
        confirm_wording(actor_of(signer, clock.today()), ReportKey("prov-2014", "GK1", "2380"))
        text = words(html(person(Role.ASSESSOR, world)))
        assert "GK1 1 av 3 har bekräftat" in text
        assert "Har inte bekräftat Berg Jämtlands läns landsting Har bekräftat Östersund" in text

    def test_an_organisation_sees_its_own_with_the_way_to_the_report(self, world: World) -> None:
        answered(world, world.ostersund, world.berg)
        correct(WORDING)
        page = html(person(Role.REPORTER, world))
        assert "GK1 0 av 1 har bekräftat" in words(page)
        assert "/overenskommelser/prov-2014/rapportering/2380/GK1/" in page
        assert "Berg" not in words(page)

    def test_a_county_coordinator_sees_the_county(self, world: World) -> None:
        other = factories.kommun("0114", "Upplands Väsby", factories.county("01", "AB", "Stockholms län"))
        answered(world, world.ostersund, other)
        correct(WORDING)
        text = words(html(person(Role.COUNTY_COORDINATOR, world)))
        assert "Östersund" in text
        assert "Upplands Väsby" not in text

    def test_others_see_no_list(self, world: World) -> None:
        answered(world, world.ostersund)
        correct(WORDING)
        assert "har bekräftat" not in html(factories.person(Role.ADMINISTRATOR))

    def test_who_declines_after_being_asked_is_asked_no_more(self, world: World) -> None:
        answered(world, world.ostersund, world.berg)
        correct(WORDING)
        Report.objects.filter(party=world.berg).update(state="declined", reason="Vi avstår.")
        assert "GK1 0 av 1 har bekräftat" in words(html(person(Role.ASSESSOR, world)))

    def test_as_many_queries_however_many_are_asked(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        answered(world, world.ostersund, world.berg, world.region)
        for number in range(6):
            correct(("Ladda upp den.", f"Ladda upp den nu. {number}"))
        client = Client()
        client.force_login(person(Role.ASSESSOR, world), backend="django.contrib.auth.backends.ModelBackend")
        client.get(PAGE)
        with django_assert_max_num_queries(11):
            client.get(PAGE)


def test_reports_move_with_few_queries_however_many(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    county = world.ostersund.counties.get().county
    parties = [factories.kommun(f"24{number:02}", f"Kommun {number}", county) for number in range(40)]
    answered(world, *parties)
    for party in parties:
        factories.person(Role.REPORTER, organisation=party.organisation)
    factories.verdicts(world.agreement, "GK1", parties)
    with django_assert_max_num_queries(40):
        correct(("Kommunen har inventerat.", "Kommunen har inventerat behoven."))
    assert set(Report.objects.values_list("wording__version__number", flat=True)) == {2}
    assert RequirementVersion.objects.filter(version__number=2).count() == 3


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_in_a_browser(
    browser_page: BrowserPages, axe: AccessibilityCheck, transactional_db: None, width: int
) -> None:
    world = make_world()
    answered(world, world.ostersund, world.berg)
    correct(WORDING)
    lead = person(Role.LEAD_ASSESSOR, world)
    page = browser_page(width=width, height=900)
    sign_in(page, lead)
    for address in ("/overenskommelser/prov-2014/", PAGE, "/overenskommelser/prov-2014/fragor/"):
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
