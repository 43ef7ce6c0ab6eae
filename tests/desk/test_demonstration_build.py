"""Building the whole demonstration: everything is there, again changes nothing, and nobody's work is undone."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from agreements.models import Agreement, Report, ReportState
from agreements.selectors.own_reports import own_reports
from agreements.services import publish
from assessment.models import Verdict, VerdictState
from assessment.selectors import published_version
from assessment.services import load_outcomes
from payouts.allocation_file import allocation_csv
from payouts.models import (
    AllocationRun,
    Claim,
    DecidedApplication,
    Decision,
    DecisionKind,
    DecisionLetter,
    DecisionState,
    LetterState,
    LineReport,
    Payment,
    RunState,
)
from payouts.paying import payer_of
from payouts.selectors.payment_plan import plan_of
from payouts.services import compute_run
from payouts.services.payment_files import make_payment_file
from payouts.services.payment_orders import approve_order, attest_order, prepare_order
from prio import clock
from prio.accounts.demonstration import ACCOUNTS, PASSWORD
from prio.accounts.models import Membership, User
from prio.accounts.roles import Role
from prio.accounts.services import authority_of
from prio.audit.services import broken_seals, seal_events
from prio.commands import actor_named
from prio.desk.demonstration.applications import APPLICANTS
from prio.desk.demonstration.build import build_demonstration
from prio.desk.demonstration.year import demo_code
from prio.mail.models import Message
from tests.allocation_files import money_of
from tests.commands.trial import said
from tests.golden.years import AGREEMENTS, FOLDER
from tests.tables import changed, content
from tests.world import COLUMNS

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def plain_documents() -> Iterator[None]:
    """Documents that take no time: how a decision looks is tested where it is drawn."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "payouts.services.decisions.render_decision",
            lambda told: f"%PDF {told.heading.reference}".encode(),
        )
        patch.setattr("payouts.services.decisions.render_grant_decision", lambda told: b"%PDF grants")
        patch.setattr(
            "payouts.services.letters.render_letter", lambda told: f"%PDF {told.reference}".encode()
        )
        yield


@pytest.fixture(scope="module")
def built(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, plain_documents: None
) -> Iterator[list[str]]:
    """The demonstration, built once for this module, and what was said meanwhile."""
    assert re.search("test|memory", str(connection.settings_dict["NAME"]))
    steps: list[str] = []
    with django_db_blocker.unblock(), transaction.atomic():
        build_demonstration(steps.append)
        yield steps
        transaction.set_rollback(True)


@pytest.fixture
def demonstration(built: list[str], db: None) -> list[str]:
    """The same, where what a test changes is undone after it."""
    return built


def unheard(_: str) -> None:
    """Let it be said to nobody."""


def test_every_real_agreement_has_come_to_a_decision(demonstration: list[str]) -> None:
    in_force = Decision.objects.filter(state=DecisionState.IN_FORCE).values_list("agreement__code", flat=True)
    divided = [*AGREEMENTS, "psykisk-halsa-2016"]
    assert sorted(in_force) == sorted([*divided, "sysselsattning-2014"])
    assert AllocationRun.objects.filter(state=RunState.APPROVED).count() == len(divided)
    assert Agreement.objects.filter(simulated=True).count() == 1


def test_every_decision_is_marked_and_every_run_that_rests_on_something_made_up(
    demonstration: list[str],
) -> None:
    for decision in Decision.objects.select_related("run"):
        rests_on = Verdict.objects.filter(
            round__agreement=decision.agreement_id, state=VerdictState.FINAL, simulated=True
        )
        assert decision.simulated
        assert decision.run is None or decision.run.simulated == rests_on.exists()


def test_made_up_organisations_have_applied_and_all_but_one_are_granted(demonstration: list[str]) -> None:
    decision = Decision.objects.get(kind=DecisionKind.GRANT)
    answers = DecidedApplication.objects.filter(decision=decision)
    assert all(answers.values_list("simulated", flat=True))
    assert [one.name for one in answers if not one.granted] == ["Snickeriet i Berg AB"]
    assert decision.total == sum(one.granted for one in APPLICANTS) == 3_890_000
    assert actor_named("sokande").is_any(Role.SIGNER)


@pytest.mark.parametrize("code", AGREEMENTS)
def test_the_demonstration_divides_as_the_golden_files_say(demonstration: list[str], code: str) -> None:
    run = AllocationRun.objects.get(agreement__code=code, state=RunState.APPROVED)
    assert money_of(allocation_csv(run)) == (FOLDER / f"{code}.csv").read_bytes()


def test_every_decision_has_its_letters_to_come_and_those_of_one_are_sent(demonstration: list[str]) -> None:
    letters = DecisionLetter.objects.all()
    assert letters.filter(decision__agreement__code="prio-2014", state=LetterState.ORDERED).count() == 310
    assert letters.filter(state=LetterState.SENT).count() == 21
    assert set(
        letters.filter(state=LetterState.SENT).values_list("decision__agreement__code", flat=True)
    ) == {"heldygnsvard-2012"}
    assert Message.objects.filter(
        to__username="region.undertecknare", key__startswith="decision_letter:"
    ).exists()


def test_there_is_an_account_for_every_role(demonstration: list[str]) -> None:
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role)
    assert User.objects.filter(demonstration=True).count() == len(ACCOUNTS) == User.objects.count()
    assert User.objects.get(username="bedomare").check_password(PASSWORD)


def test_two_different_persons_stand_behind_every_run_and_decision(demonstration: list[str]) -> None:
    runs = AllocationRun.objects.values_list("prepared_by", "approved_by")
    decisions = Decision.objects.values_list("prepared_by", "approved_by")
    for prepared_by, approved_by in (*runs, *decisions):
        assert prepared_by
        assert approved_by
        assert prepared_by != approved_by


def test_the_demonstrations_own_parties_have_something_left_to_do(demonstration: list[str]) -> None:
    for account in ACCOUNTS:
        if account.role == Role.REPORTER:
            left = own_reports(actor_named(account.username), demo_code(clock.today()))
            assert left
            assert any(one.missing for party in left.parties for one in party.reports), account.username


def test_every_report_that_waits_for_completion_says_what_is_asked_for(demonstration: list[str]) -> None:
    returned = Report.objects.filter(state=ReportState.RETURNED)
    assert returned.exists()
    assert not returned.filter(completion_requests=None).exists()
    told = Message.objects.filter(to__username="region.rapportor", subject__startswith="Komplettering begärd")
    assert told.count() == 1


def test_the_log_of_it_can_be_sealed(demonstration: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prio.audit.services.SETTLED_AFTER", timedelta(0))
    assert seal_events()
    assert list(broken_seals()) == []


def test_skr_has_accounted_for_2023_and_a_region_has_money_to_repay(demonstration: list[str]) -> None:
    report = LineReport.objects.get(line__agreement__code="skr-2023")
    assert (report.used, report.vat, report.unused) == (25_500_000, 5_100_000, 0)
    assert sum(one.amount for one in report.areas.all()) == 20_400_000
    claim = Claim.objects.get()
    assert (claim.agreement.code, claim.amount, claim.repaid) == ("heldygnsvard-2012", 125_000, 50_000)
    (payment,) = Payment.objects.filter(order__agreement=claim.agreement, organisation=claim.organisation)
    assert (payment.state, payment.simulated) == ("paid", True)
    assert report.simulated
    assert claim.simulated


@pytest.mark.parametrize(
    ("code", "payer", "left_out"),
    [
        ("prio-2014", "kammarkollegiet", ["Östersunds kommun"]),
        ("sysselsattning-2014", "socialstyrelsen.utbetalare", ["Föreningen Verkstaden"]),
        ("tillganglighet-2012", "socialstyrelsen.utbetalare", []),
    ],
)
def test_decided_money_is_ordered_to_its_file_by_two_accounts_of_its_payer(
    demonstration: list[str], code: str, payer: str, left_out: list[str]
) -> None:
    first, second = actor_named(payer), actor_named(f"{payer}.andra")
    plan = plan_of(published_version(code))
    assert [one.organisation.name for one in plan.left_out] == left_out
    order = prepare_order(code, clock.today(), plan.sums, first)
    attest_order(order.pk, plan.sums, first)
    approve_order(order.pk, plan.sums, second, order_file=False)
    assert make_payment_file(order.pk).file_id


def test_every_payer_of_a_shipped_agreement_has_two_accounts(demonstration: list[str]) -> None:
    payers = [
        account.authority or authority_of(Role.PAYER) for account in ACCOUNTS if account.role == Role.PAYER
    ]
    for agreement in Agreement.objects.all():
        definition = published_version(agreement.code).definition
        assert payers.count(payer_of(definition)) >= 2, agreement.code


def test_again_nothing_changes_and_nothing_is_said(demonstration: list[str]) -> None:
    before = content()
    steps: list[str] = []
    build_demonstration(steps.append)
    assert steps == []
    assert changed(before, content()) == {}


def test_the_command_again_changes_nothing_and_names_the_accounts(demonstration: list[str]) -> None:
    before = content()
    told = said("demo")
    assert all(account.username in told for account in ACCOUNTS)
    assert PASSWORD in told
    assert changed(before, content()) == {}


def test_corrected_outcomes_are_not_undone(demonstration: list[str]) -> None:
    load_outcomes("prio-2014", "rättelse.csv", (COLUMNS + "GK1,0114,not_met\n").encode())
    compute_run("prio-2014")
    before = content()
    build_demonstration(unheard)
    assert changed(before, content()) == {}
    verdict = Verdict.objects.get(
        round__agreement__code="prio-2014",
        requirement__code="GK1",
        party__code="0114",
        state=VerdictState.FINAL,
    )
    assert verdict.outcome == "not_met"


def test_what_people_changed_of_their_accounts_is_not_undone(demonstration: list[str]) -> None:
    person = User.objects.get(username="revisor")
    person.set_password("ett-eget-ord-1")
    person.is_active = False
    person.save()
    before = content()
    build_demonstration(unheard)
    assert changed(before, content()) == {}


def test_an_agreement_in_a_new_version_is_left_in_it(demonstration: list[str]) -> None:
    definition = published_version("tillganglighet-2012").definition
    publish(replace(definition, title="Ett annat namn"), source_file="", reason="Namnet var fel.")
    before = content()
    build_demonstration(unheard)
    assert changed(before, content()) == {}


def test_a_decision_that_is_missing_is_made_again(demonstration: list[str]) -> None:
    DecisionLetter.objects.filter(decision__agreement__code="tillganglighet-2012").delete()
    Decision.objects.filter(agreement__code="tillganglighet-2012").delete()
    steps: list[str] = []
    build_demonstration(steps.append)
    assert [step.split(":")[0] for step in steps] == ["tillganglighet-2012"]
    assert Decision.objects.get(agreement__code="tillganglighet-2012").state == DecisionState.IN_FORCE
