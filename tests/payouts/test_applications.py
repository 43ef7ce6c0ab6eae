"""Money that is applied for: amounts within the frame, two pairs of eyes, a decision with reasons."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from assessment.models import Outcome, Recusal, RecusalDeclaration, Verdict
from assessment.selectors import concerned_parties
from assessment.services.under_lock import NoSuchCase
from payouts.domain.applied import Frame, asked_in, why_refused
from payouts.models import DecidedAmount, DecidedApplication, Decision, DecisionKind, DecisionState, Grant
from payouts.pdf.grants import grant_content, grant_decision_html
from payouts.selectors.applications import material_of
from payouts.services import (
    approve_grant,
    approve_grant_decision,
    compute_run,
    issue_decision,
    prepare_grant_decision,
    propose_grant,
)
from payouts.services.corrections import Participants, edit_draft
from prio import clock
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from prio.refused import NotPermitted, Refused
from tests import factories
from tests.payouts.applying import (
    CODE,
    FRAME,
    Fund,
    apply,
    at,
    grant,
    granted_fund,
    judge_all,
    key,
    make_fund,
)
from tests.world import actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund() -> Fund:
    """Two have applied and meet the demands; together they ask for more than there is."""
    made = make_fund()
    apply(made, made.first, 600_000)
    apply(made, made.second, 700_000)
    judge_all(made)
    return made


class TestTheAmountAsked:
    """What an application asks for, in whole kronor."""

    @pytest.mark.parametrize(
        ("answer", "kronor"),
        [
            (500, 500), ("500.75", 500), (0, None), (-3, None), ("en massa", None), (None, None), (True, None),
            ("1e400", None), ([], None),
        ],
    )  # fmt: skip
    def test_is_whole_kronor_or_nothing(self, answer: object, kronor: int | None) -> None:
        assert asked_in({"asked": answer}, "asked") == kronor

    def test_a_frame_says_what_is_left_and_whether_it_is_short(self) -> None:
        money = Frame(frame=100, asked=150, proposed=80, approved=50)
        assert (money.left, money.is_short) == (20, True)

    def test_who_is_refused_without_words_is_told_that_the_demands_are_not_met(self) -> None:
        assert why_refused("not_met", " ") == "Ansökan uppfyller inte alla villkor för bidraget."
        assert why_refused("not_met", "En skuld.") == "En skuld."


def test_only_who_has_applied_is_concerned_and_judged(fund: Fund) -> None:
    assert concerned_parties(CODE).every_code == {fund.first.code, fund.second.code}
    assert set(Verdict.objects.values_list("party__code", "outcome")) == {
        (fund.first.code, Outcome.MET),
        (fund.second.code, Outcome.MET),
    }


def test_one_proposes_and_another_approves(fund: Fund) -> None:
    with at():
        made = propose_grant(fund.assessor, key(fund.first), granted=600_000)
        with pytest.raises(Refused, match="inte vara den som föreslog"):
            approve_grant(fund.assessor, key(fund.first), revision=made.revision)
        approved = approve_grant(fund.other, key(fund.first), revision=made.revision)
        again = approve_grant(fund.other, key(fund.first), revision=made.revision)
    assert (approved.granted, approved.approved_by_id) == (600_000, fund.other.user_id)
    assert again.pk == approved.pk


def test_the_same_proposal_twice_is_one(fund: Fund) -> None:
    with at():
        first = propose_grant(fund.assessor, key(fund.first), granted=600_000)
        second = propose_grant(fund.assessor, key(fund.first), granted=600_000)
    assert (first.pk, first.revision) == (second.pk, second.revision)


@pytest.mark.parametrize(
    ("granted", "reason", "words"),
    [
        (600_001, "", "mer än det som söks"),
        (599_999, " ", "mindre än det som söks"),
        (-1, "Nej.", "negativt"),
        (1, "x" * 1001, "Högst 1000"),
    ],
)
def test_an_amount_that_does_not_fit_is_refused(fund: Fund, granted: int, reason: str, words: str) -> None:
    with at(), pytest.raises(Refused, match=words):
        propose_grant(fund.assessor, key(fund.first), granted=granted, reason=reason)
    assert not Grant.objects.exists()


def test_the_sum_never_goes_beyond_the_frame(fund: Fund) -> None:
    with at():
        propose_grant(fund.assessor, key(fund.first), granted=600_000)
        with pytest.raises(Refused, match=r"återstår 400.000"):
            propose_grant(fund.assessor, key(fund.second), granted=400_001, reason="Mindre.")
        propose_grant(fund.assessor, key(fund.second), granted=400_000, reason="Pengarna räcker inte.")
    assert material_of(fund.agreement.versions.get()).frame("MS") == Frame(FRAME, 1_300_000, FRAME, 0)


def test_who_has_not_read_the_newest_proposal_changes_and_approves_nothing(fund: Fund) -> None:
    with at():
        made = propose_grant(fund.assessor, key(fund.first), granted=600_000)
        with pytest.raises(Refused, match="Någon annan har ändrat"):
            propose_grant(fund.other, key(fund.first), granted=1, reason="Mindre.")
        propose_grant(fund.other, key(fund.first), granted=5, reason="Mindre.", revision=made.revision)
        with pytest.raises(Refused, match="Någon annan har ändrat"):
            approve_grant(fund.assessor, key(fund.first), revision=made.revision)


def test_a_new_proposal_takes_the_approval_away(fund: Fund) -> None:
    made = grant(fund, fund.first, 600_000)
    with at():
        changed = propose_grant(fund.other, key(fund.first), granted=5, reason="Fel.", revision=made.revision)
    assert (changed.approved_by, changed.granted) == (None, 5)


def test_who_is_recused_or_assesses_for_another_authority_grants_nothing(fund: Fund) -> None:
    Recusal.objects.create(
        user_id=fund.assessor.user_id, party=fund.first, reason="Styrelsen.", since=clock.now()
    )
    skr = actor_of(factories.person(Role.ASSESSOR, authority="SKR"), clock.today())
    with at():
        with pytest.raises(NotPermitted, match="jävig"):
            propose_grant(fund.assessor, key(fund.first), granted=600_000)
        with pytest.raises(NotPermitted, match="annan myndighet"):
            propose_grant(skr, key(fund.first), granted=600_000)
        with pytest.raises(Refused, match="inte rollen"):
            propose_grant(
                with_declaration(actor(Role.MINISTRY_PREPARER)), key(fund.second), granted=1, reason="x"
            )


def with_declaration(somebody: Actor) -> Actor:
    """Somebody for whom everything but the role holds."""
    RecusalDeclaration.objects.create(user_id=somebody.user_id, year=2013, declared_at=factories.AN_INSTANT)
    return replace(somebody, assesses_for=frozenset({"Socialstyrelsen"}))


def test_an_applicant_reads_and_changes_no_amount(fund: Fund) -> None:
    with at(), pytest.raises(NoSuchCase):
        propose_grant(fund.signer(fund.first), key(fund.first), granted=600_000)


def test_an_application_that_does_not_meet_the_demands_is_granted_nothing() -> None:
    made = make_fund()
    apply(made, made.first, 1000, no_debt=False)
    judge_all(made)
    with at(), pytest.raises(Refused, match="uppfyller inte villkoren"):
        propose_grant(made.assessor, key(made.first), granted=1000)


def test_money_that_is_applied_for_has_no_allocation(fund: Fund) -> None:
    with pytest.raises(Refused):
        compute_run(CODE)


class TestTheDecision:
    """Everybody is answered, by two who lead the assessment."""

    def test_waits_for_every_amount_and_says_whose(self, fund: Fund) -> None:
        grant(fund, fund.first, 600_000)
        with at(), pytest.raises(Refused) as refusal:
            prepare_grant_decision(CODE, fund.lead)
        assert refusal.value.details == ("Caféet: Ett belopp ska föreslås.",)

    def test_is_prepared_by_one_lead_and_approved_by_another(self) -> None:
        fund = granted_fund()
        with at():
            draft = prepare_grant_decision(CODE, fund.lead)
            assert prepare_grant_decision(CODE, fund.lead).pk == draft.pk
            with pytest.raises(Refused, match="inte vara den som beredde"):
                approve_grant_decision(draft.pk, fund.lead)
            with pytest.raises(Refused, match="inte rollen"):
                approve_grant_decision(draft.pk, fund.assessor)
            approve_grant_decision(draft.pk, fund.lead_too, order_document=False)
            issued = issue_decision(draft.pk)
        assert (issued.kind, issued.state, issued.run) == (DecisionKind.GRANT, DecisionState.IN_FORCE, None)
        assert (issued.total, issued.decision_maker) == (FRAME, "Socialstyrelsen")
        assert bytes(issued.document.content).startswith(b"%PDF") if issued.document else False
        with pytest.raises(ValueError, match="no allocation"):
            _ = issued.division

    def test_answers_each_applicant_with_its_reason(self) -> None:
        fund = granted_fund()
        with at():
            draft = prepare_grant_decision(CODE, fund.lead)
        answered = DecidedApplication.objects.filter(decision=draft)
        assert set(answered.values_list("name", "asked", "granted", "reason")) == {
            ("Verkstaden", 600_000, 600_000, ""),
            ("Caféet", 700_000, 400_000, "Pengarna räcker inte till mer."),
            ("Odlingen", 100_000, 0, "Organisationen har en skuld hos Kronofogden."),
        }
        amounts = DecidedAmount.objects.filter(decision=draft).values_list("party__code", "amount")
        assert set(amounts) == {(fund.first.code, 600_000), (fund.second.code, 400_000)}

    def test_while_it_is_made_no_amount_is_changed(self) -> None:
        fund = granted_fund()
        with at():
            prepare_grant_decision(CODE, fund.lead)
            with pytest.raises(Refused, match="under arbete"):
                propose_grant(fund.assessor, key(fund.first), granted=1, reason="Fel.", revision=1)

    def test_a_changed_amount_is_a_new_decision_that_corrects_the_old(self) -> None:
        fund = granted_fund()
        first = decided(fund)
        with at():
            with pytest.raises(Refused, match="Inget skiljer sig"):
                prepare_grant_decision(CODE, fund.lead)
            made = propose_grant(fund.assessor, key(fund.second), granted=300_000, reason="Fel.", revision=1)
            approve_grant(fund.other, key(fund.second), revision=made.revision)
        second = decided(fund)
        first.refresh_from_db()
        assert (second.corrects_id, first.state, second.total) == (first.pk, DecisionState.CORRECTED, 900_000)
        html = grant_decision_html(grant_content(second))
        assert "Eva Lind (skiljaktig)" in html
        assert "Skäl för rättelsen: Ett räknefel." in html
        old = DecidedApplication.objects.get(decision=first, party=fund.second)
        assert old.granted == 400_000  # a decision that has been made says what it said

    def test_its_words_name_everybody_and_how_to_appeal(self) -> None:
        fund = granted_fund()
        html = grant_decision_html(grant_content(decided(fund)))
        for words in (
            "Verkstaden",
            "802401-1234",
            "Pengarna räcker inte till mer.",
            "skuld hos Kronofogden",
            "allmän förvaltningsdomstol",
        ):
            assert words in html


def decided(fund: Fund) -> Decision:
    """Prepare, approve and issue the decision."""
    with at():
        draft = prepare_grant_decision(CODE, fund.lead)
        if draft.corrects_id:
            with pytest.raises(Refused, match="saknar skäl"):
                approve_grant_decision(draft.pk, fund.lead_too, order_document=False)
            edit_draft(draft.pk, fund.lead, Participants("Per Ek", "Eva Lind (skiljaktig)", "Ett räknefel."))
        approve_grant_decision(draft.pk, fund.lead_too, order_document=False)
        return issue_decision(draft.pk)


def refused_by_the_database(name: str, **values: object) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Grant.objects.filter(verdict__party__code=values.pop("party")).update(**values)


def test_the_database_refuses_impossible_amounts() -> None:
    fund = granted_fund()
    party, proposer = fund.first.code, fund.assessor.user_id
    refused_by_the_database("granted_at_most_asked", party=party, granted=600_001)
    refused_by_the_database("less_than_asked_has_a_reason", party=party, granted=1)
    refused_by_the_database("grant_approver_is_not_proposer", party=party, approved_by=proposer)
    refused_by_the_database("approved_grant_has_person_and_time", party=party, approved_at=None)


def test_the_database_refuses_impossible_answers() -> None:
    fund = granted_fund()
    with at():
        draft = prepare_grant_decision(CODE, fund.lead)
    one = DecidedApplication.objects.get(decision=draft, party=fund.third)
    for name, values in (
        ("decided_at_most_asked", {"granted": 100_001}),
        ("refused_application_has_a_reason", {"reason": ""}),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            DecidedApplication.objects.filter(pk=one.pk).update(**values)
    one.pk = None
    with pytest.raises(IntegrityError, match="one_answer_per_applicant"), transaction.atomic():
        one.save()


def test_allocation_is_decided_on_a_run() -> None:
    fund = granted_fund()
    with at():
        draft = prepare_grant_decision(CODE, fund.lead)
    with pytest.raises(IntegrityError, match="allocation_is_decided_on_a_run"), transaction.atomic():
        Decision.objects.filter(pk=draft.pk).update(kind=DecisionKind.ALLOCATION)
