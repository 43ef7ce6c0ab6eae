"""Jäv: declaring each year, recusing oneself later, and what who leads the assessment sees and ends."""

from collections.abc import Iterator

import pytest
from django.test import Client

from assessment.models import Recusal, RecusalDeclaration, Verdict
from assessment.services.assigning import assign
from prio.accounts.roles import Role
from prio.accounts.selectors import actor_of
from prio.clock import today
from tests import factories
from tests.assessment.judging import CODE, Court, RoundKind, at, hand_in_all, make_court, open_and_assess

pytestmark = pytest.mark.django_db

PAGE = "/jav/"


@pytest.fixture
def court() -> Iterator[Court]:
    with at():
        yield make_court()


@pytest.fixture
def new(court: Court, client: Client) -> Client:
    """An assessor who has declared nothing."""
    client.force_login(factories.person(Role.ASSESSOR))
    return client


def declare(client: Client, **typed: str) -> tuple[int, str]:
    answer = client.post(PAGE, {"verb": "declare", **typed})
    return answer.status_code, answer.content.decode()


def test_a_declaration_with_its_home_and_ties_becomes_recusals(court: Court, new: Client) -> None:
    typed = {"home": "Östersund (2380)", "tie-0": "Berg", "reason-0": "Min syster är kommunchef."}
    assert declare(new, **typed)[0] == 302
    made = RecusalDeclaration.objects.latest("pk")
    assert (made.year, made.home) == (2014, court.world.ostersund)
    assert set(Recusal.objects.filter(user=made.user).values_list("party__code", "reason")) == {
        ("2380", "Hemkommun"),
        ("2326", "Min syster är kommunchef."),
    }
    page = new.get(PAGE).content.decode()
    assert "Hemkommun: Östersund." in page
    assert declare(new, **typed)[0] == 302  # a double click
    assert Recusal.objects.filter(user=made.user).count() == 2


def test_who_has_no_other_ties_says_so(new: Client) -> None:
    status, page = declare(new, home="2380")
    assert status == 422
    assert "kryssa för att du inte har några" in page
    assert 'value="2380"' in page
    assert declare(new, home="2380", no_ties="ja")[0] == 302


def test_who_lives_abroad_has_no_home(new: Client) -> None:
    assert declare(new, abroad="ja", no_ties="ja")[0] == 302
    assert RecusalDeclaration.objects.latest("pk").home is None
    assert "Du bor utomlands." in new.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"no_ties": "ja"}, "Ange din hemkommun."),
        ({"home": "Atlantis", "no_ties": "ja"}, "Det finns ingen kommun som heter så."),
        ({"home": "23", "no_ties": "ja"}, "Det finns ingen kommun som heter så."),
        ({"home": "2380", "abroad": "ja", "no_ties": "ja"}, "Inte båda."),
        ({"home": "2380", "tie-1": "Berg"}, "Ange varför du är jävig."),
        ({"home": "2380", "tie-0": "Atlantis", "reason-0": "Ja"}, "Det finns ingen kommun eller region"),
        ({"home": "2380", "tie-0": "Berg", "reason-0": "Ja", "no_ties": "ja"}, "Ta bort krysset"),
        ({"home": "2380", "tie-0": "Berg", "reason-0": "x" * 301}, "Högst 300 får plats."),
        ({"home": "\x00", "no_ties": "ja"}, "Det finns ingen kommun som heter så."),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_kept(
    court: Court, new: Client, typed: dict[str, str], told: str
) -> None:
    before = RecusalDeclaration.objects.count()
    status, page = declare(new, **typed)
    assert status == 422
    assert told in page
    assert "Inget är ändrat." in page
    assert RecusalDeclaration.objects.count() == before
    assert not Recusal.objects.exists()


def test_who_recuses_themselves_hands_over_and_the_lead_sees_it(court: Court, client: Client) -> None:
    hand_in_all(court)
    open_and_assess(court)
    mine = Verdict.objects.get(requirement__code="B1", party=court.world.berg)
    assign(court.lead, CODE, RoundKind.FINAL, [mine.pk], [court.assessor.user_id])
    client.force_login(court.people["assessor"])
    answer = client.post(PAGE, {"verb": "recuse", "party": "Berg (2326)", "reason": "Ny anställning."})
    assert answer.status_code == 302
    mine.refresh_from_db()
    assert mine.assigned_to is None
    client.force_login(court.people["lead"])
    page = client.get(PAGE).content.decode()
    assert "1\N{NO-BREAK SPACE}ärende är överlämnade på grund av jäv" in page
    assert "Ny anställning." in page
    assign(court.lead, CODE, RoundKind.FINAL, [mine.pk], [court.second.user_id])
    assert "överlämnade på grund av jäv" not in client.get(PAGE).content.decode()


@pytest.mark.parametrize("party", ["", "Atlantis", "9" * 5000])
def test_a_party_that_is_not_there_is_refused_and_the_reason_kept(
    court: Court, client: Client, party: str
) -> None:
    client.force_login(court.people["assessor"])
    answer = client.post(PAGE, {"verb": "recuse", "party": party, "reason": "En granne."})
    assert answer.status_code == 422
    assert 'value="En granne."' in answer.content.decode()


def test_a_recusal_is_ended_by_the_lead_and_never_by_who_is_recused(court: Court, client: Client) -> None:
    row = Recusal.objects.create(
        user=court.people["assessor"], party=court.world.berg, reason="Prov", since=factories.AN_INSTANT
    )
    client.force_login(court.people["assessor"])
    assert client.post(PAGE, {"verb": "end", "recusal": row.pk}).status_code == 422
    client.force_login(court.people["lead"])
    assert client.post(PAGE, {"verb": "end", "recusal": row.pk}).status_code == 302
    again = client.post(PAGE, {"verb": "end", "recusal": row.pk})
    assert again.status_code == 422
    assert "Det finns inget sådant jäv." in again.content.decode()
    row.refresh_from_db()
    assert row.ended_by_id == court.lead.user_id


def test_who_assesses_nothing_finds_no_such_page(court: Court, client: Client) -> None:
    client.force_login(factories.person(Role.AUDITOR))
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {"verb": "declare"}).status_code == 404


@pytest.mark.parametrize("posted", [{"verb": "x"}, {"verb": "end", "recusal": "x"}, {}])
def test_what_is_no_step_is_not_found(court: Court, client: Client, posted: dict[str, str]) -> None:
    client.force_login(court.people["lead"])
    assert client.post(PAGE, posted).status_code == 404


def test_the_page_takes_few_queries(
    court: Court, client: Client, django_assert_max_num_queries: object
) -> None:
    client.force_login(court.people["lead"])
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        client.get(PAGE)
    assert actor_of(court.people["lead"], today()).is_any(Role.LEAD_ASSESSOR)
