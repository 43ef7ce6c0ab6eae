"""The pages of the queue: choosing, confirming, what happened, views that a person names, and who may do what."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessment.domain.queue import Filters
from assessment.models import QueueView, Recusal, RoundKind, Verdict, VerdictState
from assessment.services.queue_views import MOST_VIEWS, remove_view, save_view
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Role
from prio.refused import Refused
from tests import factories
from tests.assessment.judging import (
    CODE,
    Court,
    at,
    hand_in_all,
    judge,
    make_court,
    open_and_assess,
    reject,
    verdict,
)

pytestmark = pytest.mark.django_db
FINAL = RoundKind.FINAL
PAGE = f"/overenskommelser/{CODE}/bedomning/slutlig/"
PRELIMINARY_PAGE = f"/overenskommelser/{CODE}/bedomning/preliminar/"
MOST_QUERIES = 12
Visit = Callable[[str], Client]


@pytest.fixture
def court() -> Court:
    """Everybody has handed in, and the reports are tested."""
    made = make_court()
    with at():
        hand_in_all(made)
        open_and_assess(made)
    return made


@pytest.fixture
def as_(court: Court) -> Visit:
    """`as_("lead")` gives a client of that person's."""

    def client(who: str) -> Client:
        return signed_in(court.people[who])

    return client


def signed_in(user: User) -> Client:
    """A client of a person's."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def keys(*requirements: str) -> list[int]:
    """The primary keys of the cases on the requirements."""
    found = Verdict.objects.filter(requirement__code__in=requirements).order_by("pk")
    return list(found.values_list("pk", flat=True))


def text_of(answer: Any) -> str:
    """What a page says, on one line."""
    content = re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\u202f", " ").replace("\xa0", " ")
    return re.sub(r"\s+", " ", content)


def choose(client: Client, verb: str, cases: list[int], **more: object) -> Any:
    """Choose cases on the page and press a button."""
    return client.post(f"{PAGE}valda/", {"verb": verb, "arende": cases, **more})


def confirm(client: Client, verb: str, cases: list[int], **more: object) -> Any:
    """Say yes on the page that asks, and go to where it leads."""
    sent = {"verb": verb, "arenden": ",".join(map(str, cases)), "bekraftat": "1", **more}
    return client.post(f"{PAGE}valda/", sent, follow=True)


def test_an_organisation_is_told_that_there_is_no_queue(court: Court, as_: Visit) -> None:
    client = as_("signer")
    assert client.get(PAGE).status_code == 404
    assert choose(client, "ta", keys("GK2")).status_code == 404
    assert client.post(f"{PAGE}vyer/", {"namn": "Min"}).status_code == 404
    assert as_("lead").get("/overenskommelser/okand/bedomning/slutlig/").status_code == 404
    assert as_("lead").get(f"/overenskommelser/{CODE}/bedomning/annan/").status_code == 404


@pytest.mark.parametrize("role", [Role.MINISTRY_PREPARER, Role.AUDITOR])
def test_who_reads_all_reads_the_queue_and_acts_on_nothing(court: Court, role: Role) -> None:
    client = signed_in(factories.person(role))
    with at():
        page = client.get(PAGE)
        assert "Östersund" in text_of(page)
        assert 'name="arende"' not in page.content.decode()
        for verb in ("ta", "lagg", "godkann", "fordela"):
            assert choose(client, verb, keys("GK2")).status_code == 403
            assert confirm(client, verb, keys("GK2")).status_code == 403
    assert not Verdict.objects.exclude(state=VerdictState.PROPOSED).exists()
    assert not Verdict.objects.exclude(assigned_to=None).exists()


def test_clear_cases_are_approved_after_a_page_that_says_how_many(court: Court, as_: Visit) -> None:
    client = as_("assessor")
    chosen = keys("GK1", "GK2", "B1")
    sampled = verdict("B1", court.world.berg)
    Verdict.objects.filter(pk=sampled.pk).update(sampled=True)
    with at():
        asked = text_of(choose(client, "godkann", chosen, urval="krav=GK2"))
        assert "Godkänna 5 ärenden?" in asked
        assert "4 ärenden blir slutliga nu" in asked
        assert "1 ärende går till en annan bedömare genom stickprovet" in asked
        assert "3 ärenden lämnas utan ändring" in asked
        assert not Verdict.objects.exclude(state=VerdictState.PROPOSED).exists()
        done = confirm(client, "godkann", chosen, urval="krav=GK2")
    assert done.redirect_chain == [(f"{PAGE}?krav=GK2", 302)]
    assert "4 ärenden är slutliga. 1 ärende väntar på en annan bedömare" in text_of(done)
    assert Verdict.objects.filter(state=VerdictState.FINAL).count() == 4
    assert verdict("B1", court.world.berg).state == VerdictState.PREPARED


def test_pressing_approve_twice_approves_once_and_says_so(court: Court, as_: Visit) -> None:
    client = as_("assessor")
    chosen = keys("GK2")
    with at():
        confirm(client, "godkann", chosen)
        before = list(Verdict.objects.order_by("pk").values_list("pk", "revision", "final_at"))
        again = confirm(client, "godkann", chosen)
    assert again.status_code == 422
    assert "3 ärenden är redan avgjorda eller borta" in text_of(again)
    assert list(Verdict.objects.order_by("pk").values_list("pk", "revision", "final_at")) == before


def test_what_is_not_clear_any_more_is_left_when_one_confirms(court: Court, as_: Visit) -> None:
    chosen = keys("GK2")
    with at():
        choose(as_("assessor"), "godkann", chosen)
        Verdict.objects.filter(pk__in=chosen).update(attention=["comment"])
        told = text_of(confirm(as_("assessor"), "godkann", chosen))
        assert "Inget nytt godkändes" in told
        nothing = text_of(choose(as_("assessor"), "godkann", chosen))
    assert "Inget av de valda går att godkänna samlat" in nothing


def test_preliminary_findings_are_not_approved(court: Court, as_: Visit) -> None:
    with at():
        made = open_and_assess(court, RoundKind.PRELIMINARY, sample_percent=None)
        page = as_("assessor").get(PRELIMINARY_PAGE)
        assert "Godkänn de klara" not in text_of(page)
        chosen = list(made.findings.values_list("pk", flat=True))
        refused = as_("assessor").post(
            f"{PRELIMINARY_PAGE}valda/", {"verb": "godkann", "arende": chosen, "bekraftat": "1"}
        )
        assert refused.status_code == 422
        taken = as_("assessor").post(
            f"{PRELIMINARY_PAGE}valda/", {"verb": "ta", "arende": chosen, "bekraftat": "1"}, follow=True
        )
    assert f"{len(chosen)} ärenden är dina." in text_of(taken)


def test_two_assessors_take_the_same_case_and_the_second_is_told(court: Court, as_: Visit) -> None:
    chosen = keys("GK2")
    with at():
        assert "3 ärenden blir dina." in text_of(choose(as_("second"), "ta", chosen))
        assert "2 ärenden är dina." in text_of(confirm(as_("assessor"), "ta", chosen[:2]))
        told = text_of(confirm(as_("second"), "ta", chosen))
        assert "1 ärende är ditt. 2 ärenden lämnades utan ändring: någon annans" in told
        assert "2 ärenden har redan en annan bedömare" in text_of(choose(as_("second"), "lagg", chosen))
        assert "1 ärende är ingens." in text_of(confirm(as_("second"), "lagg", chosen))
    assert set(Verdict.objects.filter(pk__in=chosen).values_list("assigned_to", flat=True)) == {
        court.assessor.user_id, None,
    }  # fmt: skip


def test_the_lead_shares_cases_out_evenly_and_others_may_not(court: Court, as_: Visit) -> None:
    chosen = keys("GK1", "GK2")
    people = [court.assessor.user_id, court.second.user_id]
    with at():
        asked = text_of(choose(as_("lead"), "fordela", chosen, bedomare=people))
        assert "Fördela 6 ärenden på 2 bedömare?" in asked
        done = text_of(confirm(as_("lead"), "fordela", chosen, bedomare=people))
        assert len(re.findall(r"fick 3 ärenden", done)) == 2
        one = text_of(choose(as_("lead"), "fordela", chosen, bedomare=people[:1]))
        assert "6 ärenden tilldelas person" in one
        assert choose(as_("lead"), "fordela", chosen).status_code == 422
        assert confirm(as_("assessor"), "fordela", chosen, bedomare=[people[1]]).status_code == 403
    assert "Fördela till andra" not in text_of(as_("assessor").get(PAGE))


def test_the_whole_list_is_chosen_as_it_is_narrowed(court: Court, as_: Visit) -> None:
    with at():
        asked = choose(as_("assessor"), "ta", [], alla="1", urval="krav=B1")
        assert "2 ärenden blir dina." in text_of(asked)
        assert ",".join(map(str, keys("B1"))) in asked.content.decode()


def test_cases_of_a_party_that_one_is_recused_from_cannot_be_chosen(court: Court, as_: Visit) -> None:
    Recusal.objects.create(
        user=court.people["assessor"], party=court.world.berg, reason="Hemkommun", since=clock.now()
    )
    mine = verdict("GK2", court.world.berg)
    with at():
        page = as_("assessor").get(PAGE)
        assert "Du är jävig" in text_of(page)
        assert f'name="arende" value="{mine.pk}"' not in page.content.decode()
        asked = text_of(choose(as_("assessor"), "godkann", keys("GK2")))
        assert "2 ärenden blir slutliga nu" in asked
        assert "1 ärende lämnas utanför, eftersom du är jävig." in asked
        for verb in ("ta", "lagg", "godkann"):
            assert confirm(as_("assessor"), verb, [mine.pk]).status_code == 422
    assert verdict("GK2", court.world.berg).state == VerdictState.PROPOSED


def test_nothing_chosen_is_said_and_the_list_kept(court: Court, as_: Visit) -> None:
    with at():
        for sent in ([], ["abc"], ["9" * 30], [0], ["-1"]):
            refused = as_("assessor").post(
                f"{PAGE}valda/", {"verb": "ta", "arende": sent, "urval": "krav=GK2&lage=%00"}
            )
            assert refused.status_code == 422
            assert "Välj minst ett ärende som pågår." in text_of(refused)
            assert '<option value="GK2" selected>' in refused.content.decode()
        assert choose(as_("assessor"), "radera", keys("GK2")).status_code == 404


def test_the_summary_says_how_many_wait_for_whom(court: Court, as_: Visit) -> None:
    with at():
        judge(court, "GK2", court.world.berg)
        reject(court, court.world.berg)
        page = text_of(as_("second").get(PAGE))
    assert "Att bedöma 6 Väntar på ditt godkännande 1 Väntar på andra 0 Slutliga 1 av 8" in page


def test_empty_states_say_what_to_do(court: Court, as_: Visit) -> None:
    with at():
        assert "Inga ärenden svarar mot urvalet." in text_of(as_("assessor").get(f"{PAGE}?q=Kiruna"))
        assert "Omgången pågår inte." in text_of(as_("assessor").get(PRELIMINARY_PAGE))
        assert "Här finns inga ärenden än." in text_of(as_("assessor").get(PRELIMINARY_PAGE))
        for one in Verdict.objects.exclude(requirement__code="A1"):
            Verdict.objects.filter(pk=one.pk).update(
                state="final", outcome="met", proposed_outcome="met", final_at=clock.now(),
                prepared_by=court.people["assessor"],
            )  # fmt: skip
        assert "Inget pågår. Allt är slutligt." in text_of(as_("assessor").get(PAGE))
        odd = as_("assessor").get(f"{PAGE}?lage=okant&sida=xyz&tilldelad=mig")
    assert "En del av urvalet går inte att förstå och räknas inte: lage." in text_of(odd)


def test_a_view_is_named_found_again_renewed_and_removed(court: Court, as_: Visit) -> None:
    client = as_("assessor")
    with at():
        saved = client.post(
            f"{PAGE}vyer/", {"namn": " Mina i B1 ", "urval": "krav=B1&tilldelad=mig"}, follow=True
        )
        assert "Vyn ”Mina i B1” är sparad." in text_of(saved)
        assert 'href="' + f"{PAGE}?krav=B1&amp;tilldelad=mig" in saved.content.decode()
        client.post(f"{PAGE}vyer/", {"namn": "Mina i B1", "urval": "krav=GK1"})
        view = QueueView.objects.get()
        assert view.filters == {"requirement": "GK1"}
        assert "Mina i B1" not in text_of(as_("second").get(PAGE))
        refused = as_("second").post(f"{PAGE}vyer/", {"bort": str(view.pk)})
        assert refused.status_code == 422
        removed = client.post(f"{PAGE}vyer/", {"bort": str(view.pk)}, follow=True)
    assert "Vyn ”Mina i B1” är borttagen." in text_of(removed)
    assert not QueueView.objects.exists()


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        ("", "krav=GK1", "Ge vyn ett namn."),
        ("x" * 61, "krav=GK1", "61 tecken"),
        ("Min", "", "Gör ett urval först."),
        ("a\x00b", "krav=GK1", "tecken som inte går att spara"),
    ],
)
def test_a_view_without_name_or_filters_is_refused(
    court: Court, as_: Visit, name: str, query: str, said: str
) -> None:
    with at():
        refused = as_("assessor").post(f"{PAGE}vyer/", {"namn": name, "urval": query})
    assert refused.status_code == 422
    assert said in text_of(refused)
    assert not QueueView.objects.exists()


def test_a_person_has_no_more_views_than_fit(court: Court) -> None:
    for number in range(MOST_VIEWS):
        save_view(court.assessor, f"Vy {number}", Filters(requirement="GK1"))
    with pytest.raises(Refused, match="Ta bort en först"):
        save_view(court.assessor, "En till", Filters(requirement="GK1"))
    save_view(court.assessor, "Vy 1", Filters(requirement="GK2"))
    with pytest.raises(Refused):
        save_view(court.signer, "Min", Filters(requirement="GK1"))
    with pytest.raises(Refused):
        remove_view(court.second, QueueView.objects.latest("pk").pk)


@pytest.mark.parametrize(
    ("constraint", "name"), [("one_queue_view_of_a_name", "Min"), ("queue_view_has_a_name", "")]
)
def test_the_database_refuses_a_second_view_of_a_name_and_one_without(
    court: Court, constraint: str, name: str
) -> None:
    QueueView.objects.create(user=court.people["lead"], name="Min", made_at=clock.now())
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        QueueView.objects.create(user=court.people["lead"], name=name, made_at=clock.now())
    assert constraint in str(refusal.value)


def test_the_page_takes_few_queries_however_many_cases_there_are(court: Court, as_: Visit) -> None:
    save_view(court.lead, "Min", Filters(requirement="GK1"))
    client = as_("lead")
    with at():
        for query in ("", "q=öster", "lydelse=aldre", "vantar=mig", "se=late&ordning=lan"):
            client.get(f"{PAGE}?{query}")  # the definitions and the counties are read once
            with CaptureQueriesContext(connection) as captured:
                assert client.get(f"{PAGE}?{query}").status_code == 200
            assert len(captured) <= MOST_QUERIES, (query, [one["sql"][:90] for one in captured])
