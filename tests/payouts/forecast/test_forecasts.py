"""Forecasts as rows: what they are made from, when a new one is made, which are kept."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from agreements.models import Agreement, Report, Submission
from agreements.signals import reports_changed
from assessment.models import Outcome
from payouts import tasks
from payouts.domain.forecast import Counted
from payouts.models import Forecast
from payouts.outlook import outlook_of
from payouts.services import make_forecast, refresh_forecast
from prio.parties.models import Party
from prio.refused import Refused
from tests import factories
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
NOON = datetime(2014, 10, 1, 10, tzinfo=UTC)
YEAR_BEFORE = factories.TINY_AGREEMENT.replace("prov-2014", "prov-2013").replace("year: 2014", "year: 2013")
THIS_YEAR = factories.TINY_AGREEMENT
for code in ("GK1", "A1", "B1"):
    THIS_YEAR = THIS_YEAR.replace(
        f"- code: {code}\n", f"- code: {code}\n    follows: {{agreement: prov-2013, requirement: {code}}}\n"
    )


def handed_in(
    world: World, requirement: str, party: Party, answers: object, state: str = "handed_in"
) -> Report:
    made = factories.report(world.agreement, requirement, party, state)
    Report.objects.filter(pk=made.pk).update(changed_at=NOON)
    Submission.objects.create(
        report=made,
        requirement_version=made.wording,
        number=1,
        answers=answers,
        sha256="0" * 64,
        handed_in_at=NOON - timedelta(hours=1),
        simulated=True,
    )
    return made


@pytest.fixture
def world() -> World:
    return make_world(THIS_YEAR, demonstration=True)


def levels(forecast: Forecast, requirement: str) -> dict[str, Counted]:
    found = outlook_of(forecast.plain).counted.get(requirement, {})
    return {code: found.get(code, Counted.NEVER) for code in ("2380", "2326", "23")}


@time_machine.travel(NOON, tick=False)
def test_what_is_handed_in_counts_as_its_pre_check_says(world: World) -> None:
    handed_in(world, "B1", world.ostersund, {"made": True})
    handed_in(world, "B1", world.berg, {"made": False})
    forecast = make_forecast(world.code)
    assert levels(forecast, "B1")["2380"] is Counted.ALWAYS
    assert levels(forecast, "B1")["2326"] is Counted.NEVER
    assert forecast.counts["B1"]["municipality"]["bases"] == {"checked": 1, "failed": 1}


@time_machine.travel(NOON, tick=False)
def test_who_has_handed_in_nothing_counts_as_last_year(world: World) -> None:
    earlier = factories.agreement(YEAR_BEFORE)
    factories.verdicts(earlier, "B1", [world.ostersund])
    factories.verdicts(earlier, "B1", [world.berg], Outcome.NOT_SUBMITTED)
    factories.report(world.agreement, "B1", world.berg, "draft")
    forecast = make_forecast(world.code)
    assert levels(forecast, "B1")["2380"] is Counted.ALWAYS
    assert levels(forecast, "B1")["2326"] is Counted.IF_ALL_DO
    assert levels(forecast, "GK1")["2380"] is Counted.ALWAYS  # nothing is known of it
    assert forecast.counts["B1"]["municipality"]["states"] == {"not_begun": 1, "draft": 1}


def test_who_has_handed_in_nothing_on_the_last_day_is_out_the_day_after(world: World) -> None:
    with time_machine.travel("2014-10-14 23:59:59+02:00", tick=False):
        before = make_forecast(world.code)
    with time_machine.travel("2014-10-15 00:00+02:00", tick=False):
        after = make_forecast(world.code)
    assert levels(before, "B1")["2380"] is Counted.ALWAYS
    assert levels(after, "B1")["2380"] is Counted.NEVER


def test_who_has_more_time_is_not_out_yet(world: World) -> None:
    from agreements.models import Extension

    Extension.objects.create(
        agreement=world.agreement,
        requirement=world.agreement.requirements.get(code="B1"),
        party=world.berg,
        until=date(2014, 10, 20),
        reason="Driftstopp.",
        decided_by_id=world.preparer.user_id,
        decided_at=NOON,
    )
    with time_machine.travel("2014-10-16 12:00+02:00", tick=False):
        found = levels(make_forecast(world.code), "B1")
    assert (found["2326"], found["2380"]) == (Counted.ALWAYS, Counted.NEVER)


@time_machine.travel(NOON, tick=False)
def test_a_final_verdict_replaces_what_was_expected(world: World) -> None:
    handed_in(world, "B1", world.berg, {"made": True})
    factories.verdicts(world.agreement, "B1", [world.berg], Outcome.NOT_MET)
    assert levels(make_forecast(world.code), "B1")["2326"] is Counted.NEVER


@time_machine.travel(NOON, tick=False)
def test_a_report_that_was_taken_back_is_a_draft_again(world: World) -> None:
    report = handed_in(world, "B1", world.berg, {"made": False})
    Report.objects.filter(pk=report.pk).update(state="draft")
    assert levels(make_forecast(world.code), "B1")["2326"] is Counted.ALWAYS


@time_machine.travel(NOON, tick=False)
def test_an_earlier_moment_knows_nothing_of_what_was_handed_in_later(world: World) -> None:
    handed_in(world, "B1", world.berg, {"made": False})
    earlier = make_forecast(world.code, at=NOON - timedelta(days=1))
    assert levels(earlier, "B1")["2326"] is Counted.ALWAYS
    assert earlier.counts["B1"]["municipality"]["states"] == {"not_begun": 1, "draft": 1}


def test_the_same_is_no_new_forecast_and_something_else_is(world: World) -> None:
    with time_machine.travel(NOON, tick=False):
        first = make_forecast(world.code)
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        assert make_forecast(world.code) == first
        factories.report(world.agreement, "B1", world.berg, "declined")
        second = make_forecast(world.code)
    assert second != first
    assert list(Forecast.objects.order_by("made_at")) == [first, second]


def test_of_each_day_that_is_over_the_last_one_is_kept_and_all_of_today(world: World) -> None:
    states = ["draft", "declined", "draft", "declined", "draft"]
    report = factories.report(world.agreement, "B1", world.berg, "draft")
    for hours, state in zip((0, 1, 25, 26, 27), states, strict=True):
        Report.objects.filter(pk=report.pk).update(state=state, reason="Nej.")
        with time_machine.travel(NOON + timedelta(hours=hours), tick=False):
            make_forecast(world.code)
    kept = Forecast.objects.order_by("made_at").values_list("made_at", flat=True)
    assert [round((made - NOON) / timedelta(hours=1)) for made in kept] == [1, 25, 26, 27]


def test_it_is_made_again_when_a_report_changes_or_a_quarter_has_gone(world: World) -> None:
    report = factories.report(world.agreement, "B1", world.berg, "draft")
    Report.objects.update(changed_at=NOON - timedelta(hours=1))
    with time_machine.travel(NOON, tick=False) as now:
        first = refresh_forecast(world.code)
        now.shift(timedelta(minutes=5))
        Report.objects.filter(pk=report.pk).update(state="declined", reason="Nej.")
        assert refresh_forecast(world.code) == first  # nobody said that it changed
        Report.objects.filter(pk=report.pk).update(changed_at=NOON + timedelta(minutes=4))
        second = refresh_forecast(world.code)
        assert second != first
        Report.objects.filter(pk=report.pk).update(state="draft")
        now.shift(timedelta(minutes=14))
        assert refresh_forecast(world.code) == second
        now.shift(timedelta(minutes=2))
        assert refresh_forecast(world.code) != second


def test_while_many_hand_in_one_forecast_serves_all_of_them(world: World) -> None:
    report = factories.report(world.agreement, "B1", world.berg, "draft")
    with time_machine.travel(NOON, tick=False) as now:
        first = refresh_forecast(world.code)
        Report.objects.filter(pk=report.pk).update(state="declined", reason="Nej.", changed_at=NOON)
        now.shift(timedelta(seconds=10))
        assert refresh_forecast(world.code) == first
        now.shift(timedelta(seconds=11))
        assert refresh_forecast(world.code) != first


def test_no_forecast_is_made_of_what_is_not_open_or_over_or_unknown(world: World) -> None:
    for moment in ("2014-02-01 12:00+01:00", "2015-03-01 12:00+01:00"):
        with time_machine.travel(moment, tick=False):
            assert refresh_forecast(world.code) is None
    assert refresh_forecast("finns-inte") is None
    with pytest.raises(Refused, match="finns-inte"):
        make_forecast("finns-inte")


def test_an_agreement_with_an_unset_setting_is_refused_and_left_out(world: World) -> None:
    text = factories.TINY_AGREEMENT.replace("region_gate: true\n", "").replace("prov-2014", "prov-2016")
    factories.agreement(text)
    with pytest.raises(Refused, match="inte bestämda"):
        make_forecast("prov-2016")
    with time_machine.travel(NOON, tick=False):
        tasks.forecasts()
    assert set(Forecast.objects.values_list("agreement__code", flat=True)) == {world.code}


def test_what_changes_in_reports_orders_a_forecast(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ordered: list[str] = []
    monkeypatch.setattr(tasks.forecast, "delay", ordered.append)
    reports_changed.send(sender=Agreement, agreement=world.code)
    assert ordered == [world.code]
    with time_machine.travel(NOON, tick=False):
        tasks.forecast(world.code)
    assert Forecast.objects.count() == 1


@time_machine.travel(NOON, tick=False)
def test_it_is_simulated_when_a_report_or_last_years_verdict_is_made_up(world: World) -> None:
    assert not make_forecast(world.code).simulated
    factories.verdicts(factories.agreement(YEAR_BEFORE), "B1", [world.berg], simulated=True)
    found = make_forecast(world.code, at=NOON + timedelta(seconds=1))
    assert found.simulated
    assert found.plain["simulated"] == {"B1": ["2326"]}


@time_machine.travel(NOON, tick=False)
def test_one_forecast_per_moment(world: World) -> None:
    made = make_forecast(world.code)
    made.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)  # one_forecast_per_moment


@time_machine.travel(NOON, tick=False)
def test_it_takes_as_many_queries_whatever_the_number_of_reports(
    world: World, django_assert_max_num_queries: object
) -> None:
    for party in (world.ostersund, world.berg):
        handed_in(world, "B1", party, {"made": True})
        handed_in(world, "GK1", party, {"decided": True})
    with django_assert_max_num_queries(20):  # type: ignore[operator]  # pytest-django's fixture
        make_forecast(world.code)
