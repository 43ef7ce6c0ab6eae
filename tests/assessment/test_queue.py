"""The queue: what it shows to whom, what it is narrowed to, in which order, and what comes next."""

from datetime import date
from urllib.parse import parse_qsl

import pytest
from django.core.cache import cache

from agreements.domain.loading import load_definition
from agreements.domain.report_key import ReportKey
from agreements.models import CompletionRequest, Report, ReportState
from agreements.services import publish
from assessment.domain.queue import READY_VIEWS, Filters, read_filters
from assessment.models import Recusal, RoundKind, Verdict, VerdictState
from assessment.selectors import queue_counts
from assessment.selectors.queue import QueueRow, next_case, outcomes, queue_page, states_of
from assessment.services.assess import assess_agreement
from assessment.services.assigning import assign
from assessment.services.communicating import communicate
from prio import clock
from prio.accounts.roles import Actor, Role
from tests.assessment.judging import (
    CODE,
    TEXT,
    Court,
    at,
    hand_in_all,
    judge,
    key,
    make_court,
    open_and_assess,
    reject,
    verdict,
)
from tests.world import actor as somebody

pytestmark = pytest.mark.django_db
FINAL, PRELIMINARY = RoundKind.FINAL, RoundKind.PRELIMINARY
DUE = date(2014, 11, 14)


@pytest.fixture
def court() -> Court:
    """Everybody has handed in, and the reports are tested."""
    made = make_court()
    with at():
        hand_in_all(made)
        open_and_assess(made)
    return made


def rows(actor: Actor, kind: RoundKind = FINAL, **asked: str) -> list[QueueRow]:
    """What the queue shows."""
    with at():
        found = queue_page(actor, CODE, kind, Filters(**asked))
    assert found is not None
    assert found.count == len(found.rows)
    return list(found.rows)


def cases(actor: Actor, kind: RoundKind = FINAL, **asked: str) -> list[str]:
    """The same as requirement and party, in order of their names."""
    return sorted(f"{row.requirement} {row.party}" for row in rows(actor, kind, **asked))


def set_state(court: Court, requirement: str, party: str, **state: object) -> Report:
    """Let a report be in another state."""
    found = Report.objects.filter(requirement__code=requirement, party__code=party)
    found.update(**state)
    return found.get()


def test_an_assessor_sees_the_cases_of_the_own_authority(court: Court) -> None:
    assert cases(court.assessor) == [
        "B1 2326", "B1 2380", "GK1 23", "GK1 2326", "GK1 2380", "GK2 23", "GK2 2326", "GK2 2380",
    ]  # fmt: skip
    assert cases(court.skr) == ["A1 23"]
    assert "A1 23" in cases(court.assessor, authority="alla")
    assert cases(court.assessor, authority="SKR") == ["A1 23"]


def test_who_assesses_for_nobody_sees_all_and_an_organisation_nothing(court: Court) -> None:
    for role in (Role.MINISTRY_PREPARER, Role.AUDITOR, Role.REGISTRAR):
        assert len(rows(somebody(role))) == 9
    with at():
        assert queue_page(court.signer, CODE, FINAL, Filters()) is None
        assert queue_page(court.assessor, "okänd", FINAL, Filters()) is None
        assert next_case(court.signer, CODE, FINAL, Filters()) is None


def test_the_queue_is_narrowed_by_requirement_county_and_text(court: Court) -> None:
    assert cases(court.assessor, requirement="B1") == ["B1 2326", "B1 2380"]
    assert cases(court.assessor, requirement="A1") == []
    assert len(rows(court.assessor, county="23")) == 8
    assert rows(court.assessor, county="01") == []
    assert (
        cases(court.assessor, text="östers")
        == cases(court.assessor, text="ÖSTERSUND")
        == cases(court.assessor, text="2380")
        == ["B1 2380", "GK1 2380", "GK2 2380"]
    )
    assert rows(court.assessor, text="%") == []


@pytest.mark.sqlite_default
def test_the_queue_is_narrowed_by_proposal_attention_and_what_is_clear(court: Court) -> None:
    with at():
        set_state(court, "GK2", "2326", answers={})
    assert cases(court.assessor, proposal="inget") == cases(court.assessor, attention="manual") == [
        "GK1 23", "GK1 2326", "GK1 2380",
    ]  # fmt: skip
    assert cases(court.assessor, clear="1") == ["B1 2326", "B1 2380", "GK2 23", "GK2 2326", "GK2 2380"]
    Verdict.objects.filter(pk=verdict("GK2", court.world.berg).pk).update(
        attention=["late_waiting", "comment"]
    )
    Verdict.objects.filter(pk=verdict("B1", court.world.berg).pk).update(attention=["late"])
    assert cases(court.assessor, attention="late") == ["B1 2326", "GK2 2326"]
    assert cases(court.assessor, attention="late_waiting") == ["GK2 2326"]
    assert cases(court.assessor, clear="1") == ["B1 2380", "GK2 23", "GK2 2380"]


def test_the_queue_shows_what_is_in_hand_until_one_asks_for_the_rest(court: Court) -> None:
    with at():
        judge(court, "GK2", court.world.berg)
        reject(court, court.world.berg)
    assert "GK2 2326" not in cases(court.assessor)
    assert cases(court.assessor, state="final") == ["GK2 2326"]
    assert cases(court.assessor, state="prepared") == ["GK1 2326"]
    assert len(rows(court.assessor, state="alla")) == 8


def test_a_rejection_waits_for_another_assessor_and_never_for_who_prepared_it(court: Court) -> None:
    with at():
        reject(court, court.world.berg)
    assert cases(court.second, waiting="mig") == ["GK1 2326"]
    assert cases(court.assessor, waiting="mig") == []
    assert cases(court.assessor, waiting="annan") == ["GK1 2326"]
    assert cases(court.skr, waiting="annan", authority="alla") == ["GK1 2326"]
    assert cases(somebody(Role.AUDITOR), waiting="annan") == ["GK1 2326"]


@pytest.mark.sqlite_default
def test_it_says_whom_each_case_waits_for(court: Court) -> None:
    world = court.world
    with at():
        returned = set_state(court, "GK2", "2326", state=ReportState.RETURNED)
        request = CompletionRequest.objects.create(
            report=returned,
            text="Mer.",
            due=DUE,
            requested_by=court.people["assessor"],
            requested_at=clock.now(),
        )
        set_state(court, "GK2", "2380", state=ReportState.LATE)
        Verdict.objects.filter(pk=verdict("B1", world.berg).pk).update(attention=["register"])
        Verdict.objects.filter(pk=verdict("B1", world.ostersund).pk).update(proposed_outcome="not_submitted")
        made = reject(court, world.berg)
        communicate(court.assessor, key("GK1", world.berg), revision=made.revision, due=DUE)
        found = {f"{row.requirement} {row.party}": row for row in rows(court.assessor)}
    assert {case: row.waiting for case, row in found.items()} == {
        "GK1 2326": "organisation", "GK2 2326": "organisation", "GK2 2380": "ansvarig", "B1 2380": "ansvarig",
        "B1 2326": "register", "GK1 2380": "bedomare", "GK1 23": "bedomare", "GK2 23": "bedomare",
    }  # fmt: skip
    assert (found["GK1 2326"].until, found["GK2 2326"].until, found["GK1 23"].until) == (DUE, DUE, None)
    request.due = date(2014, 10, 19)
    request.save()
    assert cases(court.assessor, waiting="organisation") == ["GK1 2326"]


def test_after_its_day_an_unanswered_communication_waits_for_the_second_assessor(court: Court) -> None:
    with at():
        made = reject(court, court.world.berg)
        communicate(court.assessor, key("GK1", court.world.berg), revision=made.revision, due=DUE)
    with at("2014-11-15 08:00+01:00"):
        found = queue_page(court.second, CODE, FINAL, Filters(waiting="mig"))
    assert found is not None
    assert [(row.requirement, row.party) for row in found.rows] == [("GK1", "2326")]


def test_in_the_preliminary_round_what_is_prepared_waits_for_the_lead(court: Court) -> None:
    with at():
        open_and_assess(court, PRELIMINARY, sample_percent=None)
    assert cases(court.assessor, PRELIMINARY, waiting="bedomare") == [
        "GK1 23", "GK1 2326", "GK1 2380", "GK2 23", "GK2 2326", "GK2 2380",
    ]  # fmt: skip


def test_the_queue_is_narrowed_to_mine_nobodys_and_a_persons(court: Court) -> None:
    mine = verdict("GK2", court.world.berg)
    with at():
        assign(court.assessor, CODE, FINAL, [mine.pk], [court.assessor.user_id])
    assert cases(court.assessor, assigned="mig") == ["GK2 2326"]
    assert cases(court.second, assigned=str(court.assessor.user_id)) == ["GK2 2326"]
    assert len(rows(court.second, assigned="ingen")) == 7


def test_cases_on_an_older_wording_are_listed(court: Court) -> None:
    assert cases(court.assessor, wording="aldre") == []
    corrected = TEXT.replace("Webbinformation finns.", "Webbinformation finns för alla.")
    publish(load_definition(corrected, "prov.yaml"), source_file="prov.yaml", reason="Förtydligat.")
    assert cases(court.assessor, wording="aldre") == ["GK2 23", "GK2 2326", "GK2 2380"]
    with at():
        assess_agreement(CODE)
    assert cases(court.assessor, wording="aldre") == ["GK2 23", "GK2 2326", "GK2 2380"]


def test_a_recused_assessor_sees_the_case_marked_and_is_not_led_to_it(court: Court) -> None:
    Recusal.objects.create(
        user=court.people["assessor"], party=court.world.berg, reason="Hemkommun", since=clock.now()
    )
    found = {f"{row.requirement} {row.party}": row for row in rows(court.assessor, requirement="GK2")}
    assert {case: row.may_be_chosen for case, row in found.items()} == {
        "GK2 23": True, "GK2 2326": False, "GK2 2380": True,
    }  # fmt: skip
    with at():
        reject_by_second = next_case(court.assessor, CODE, FINAL, Filters(text="Berg"))
    assert reject_by_second is None


def test_the_oldest_comes_first_and_what_never_came_last(court: Court) -> None:
    Verdict.objects.filter(pk=verdict("B1", court.world.berg).pk).update(arrived_at="2014-09-01T08:00Z")
    Verdict.objects.filter(pk=verdict("GK1", court.world.ostersund).pk).update(arrived_at=None)
    order = [(row.requirement, row.party) for row in rows(court.assessor)]
    assert (order[0], order[-1]) == (("B1", "2326"), ("GK1", "2380"))
    by_party = [row.party for row in rows(court.assessor, sort="part")]
    assert by_party == sorted(by_party)
    by_requirement = [row.requirement for row in rows(court.assessor, sort="krav")]
    assert by_requirement == ["GK1"] * 3 + ["GK2"] * 3 + ["B1"] * 2
    assert len(rows(court.assessor, sort="lan")) == 8


@pytest.mark.parametrize("sort", ["", "part", "krav", "lan"])
def test_next_case_goes_through_the_whole_list_and_begins_again(court: Court, sort: str) -> None:
    Verdict.objects.filter(pk=verdict("GK1", court.world.ostersund).pk).update(arrived_at=None, county=None)
    filters = Filters(sort=sort)
    expected = [(row.requirement, row.party) for row in rows(court.assessor, sort=sort)]
    found: list[ReportKey] = []
    with at():
        for _ in expected:
            one = next_case(court.assessor, CODE, FINAL, filters, found[-1] if found else None)
            assert one is not None
            found.append(one)
        assert [(one.requirement, one.party) for one in found] == expected
        assert next_case(court.assessor, CODE, FINAL, filters, found[-1]) == found[0]


def test_next_case_goes_on_from_one_that_has_left_the_list(court: Court) -> None:
    filters = Filters(clear="1", sort="part")
    with at():
        before = [(row.requirement, row.party) for row in rows(court.assessor, clear="1", sort="part")]
        judge(court, before[0][0], court.world.region)
        assert before[0] == ("GK2", "23")
        after = next_case(court.assessor, CODE, FINAL, filters, ReportKey(CODE, *before[0]))
        assert after == ReportKey(CODE, *before[1])
        alone = Filters(requirement="GK2", text="2326")
        assert next_case(court.assessor, CODE, FINAL, alone, key("GK2", court.world.berg)) is None


def test_numbers_are_those_of_what_is_shown(court: Court) -> None:
    with at():
        judge(court, "GK2", court.world.berg)
        reject(court, court.world.berg)
        found = queue_page(court.second, CODE, FINAL, Filters())
    assert found is not None
    numbers = found.numbers
    assert (numbers.total, numbers.ended, numbers.in_hand, numbers.waiting_for_others) == (8, 1, 7, 0)
    assert (numbers.by_waiting["bedomare"], numbers.by_waiting["mig"]) == (6, 1)
    for one in READY_VIEWS:
        known = numbers.found_by(one.filters)
        if known is not None:
            asked = queue_page(court.second, CODE, FINAL, one.filters)
            assert asked is not None
            assert known == len(asked.rows), one.name


def test_above_some_thousands_the_numbers_are_those_of_the_minute(
    court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_counts, "COUNTED_EACH_TIME", 3)
    assert len(rows(court.assessor)) == 8
    with at():
        judge(court, "GK2", court.world.berg)
        found = queue_page(court.assessor, CODE, FINAL, Filters())
    assert found is not None
    assert found.numbers.remembered
    assert len(found.rows) == 7
    cache.clear()
    assert len(rows(court.assessor)) == 7


def test_a_list_is_paged(court: Court) -> None:
    with at():
        pages = [
            queue_page(court.assessor, CODE, FINAL, Filters(sort="part"), page, 3) for page in (1, 2, 3, 9)
        ]
    assert [len(one.rows) for one in pages if one] == [3, 3, 2, 2]
    assert [(one.page, one.pages) for one in pages if one] == [(1, 3), (2, 3), (3, 3), (3, 3)]


def test_what_nobody_understands_in_an_address_is_named_and_not_counted() -> None:
    said = {
        "krav": "GK1", "lage": "okänt", "forslag": "x", "se": "y", "tilldelad": "9" * 30, "vantar": "z", "q": "a\x00b",
        "ordning": "slump", "klara": "ja", "lydelse": "ny", "sida": "2",
    }  # fmt: skip
    filters, faults = read_filters(said, states=states_of(FINAL), outcomes=outcomes())
    assert filters == Filters(requirement="GK1")
    assert set(faults) == {"lage", "forslag", "se", "tilldelad", "vantar", "q", "ordning", "klara", "lydelse"}
    assert "krav=GK1" in filters.query()


def test_what_an_address_says_is_read_as_it_was_written() -> None:
    filters = Filters(
        requirement="GK1", county="23", state="alla", proposal="inget", attention="late", clear="1", assigned="7",
        waiting="mig", authority="SKR", wording="aldre", text="Åre & Berg", sort="lan",
    )  # fmt: skip
    said = dict(parse_qsl(filters.query()))
    assert read_filters(said, states=states_of(FINAL), outcomes=outcomes()) == (filters, {})
    assert VerdictState.FINAL in states_of(FINAL)
