"""Whoever has applied is told: what it asked for, what it gets, why, and how to appeal; by those who decide."""

import subprocess

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from payouts.models import Decision, DecisionLetter, DecisionState
from payouts.pdf.revocation import revocation_content
from payouts.services import (
    approve_decision,
    approve_grant,
    approve_grant_decision,
    issue_decision,
    prepare_grant_decision,
    propose_grant,
)
from payouts.services.corrections import (
    Addition,
    Participants,
    edit_draft,
    prepare_addition,
    prepare_revocation,
    withdraw_draft,
)
from payouts.services.letter_sending import send_letters
from payouts.services.letters import make_letters, order_letters
from prio.accounts.models import User
from prio.accounts.roles import Role
from prio.desk.navigation import agreement_frame
from prio.refused import NotPermitted, Refused
from tests import factories
from tests.payouts.applying import CODE, Fund, at, granted_fund, key
from tests.world import actor

pytestmark = pytest.mark.django_db
REASON = "Beslutet fattades på fel underlag."


@pytest.fixture
def fund() -> Fund:
    """Two applicants are granted, one of them less than it asked for; the third is refused."""
    return granted_fund()


@pytest.fixture
def decision(fund: Fund) -> Decision:
    """The decision on them, in force."""
    return decide(fund)


def decide(fund: Fund) -> Decision:
    with at():
        draft = prepare_grant_decision(CODE, fund.lead)
        if draft.corrects_id:
            edit_draft(draft.pk, fund.lead, Participants("Per Ek", "", REASON))
        approve_grant_decision(draft.pk, fund.lead_too, order_document=False)
        return issue_decision(draft.pk)


def revoke(fund: Fund, decision: Decision) -> Decision:
    with at():
        draft = prepare_revocation(decision.pk, fund.lead, REASON)
        approve_decision(draft.pk, fund.lead_too, order_document=False)
        return issue_decision(draft.pk)


def letter_to(decision: Decision, code: str) -> str:
    letter = DecisionLetter.objects.select_related("document").get(
        decision=decision, organisation__parties__code=code
    )
    assert letter.document
    pdf = bytes(letter.document.content)
    said = subprocess.run(["pdftotext", "-", "-"], input=pdf, check=True, capture_output=True).stdout
    return " ".join(said.decode().split())


def signed_in(user: User | int) -> Client:
    client = Client()
    client.force_login(user if isinstance(user, User) else User.objects.get(pk=user))
    return client


def tabs(fund: Fund) -> list[str]:
    frame = agreement_frame(fund.signer(fund.third), CODE, "/")
    return [tab.label for tab in frame.tabs] if frame else []


def test_everybody_who_applied_gets_a_letter_with_its_answer(fund: Fund, decision: Decision) -> None:
    with at():
        assert make_letters(decision.pk) == 3
    refused = letter_to(decision, fund.third.code)
    assert "Odlingen får avslag" in refused
    assert "Ni sökte 100 000 kr, och får avslag" in refused
    assert "Skäl: Organisationen har en skuld hos Kronofogden." in refused
    assert "allmän förvaltningsdomstol" in refused
    less = letter_to(decision, fund.second.code)
    assert "Ni sökte 700 000 kr, och beviljas 400 000 kr. Skäl: Pengarna räcker inte till mer." in less
    assert "Socialstyrelsen betalar ut pengarna" in less
    assert "överenskommelsen" not in less + refused


def test_who_decides_orders_and_sends_the_letters_and_the_ministry_does_not(
    fund: Fund, decision: Decision
) -> None:
    with at():
        for other in (actor(Role.MINISTRY_PREPARER), fund.assessor):
            with pytest.raises(NotPermitted):
                order_letters(decision.pk, other)
        order_letters(decision.pk, fund.lead)
        make_letters(decision.pk)
        assert send_letters(decision.pk, fund.lead) == 3


def test_the_page_leads_to_the_letters_and_an_applicant_to_its_own(
    fund: Fund, decision: Decision, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    page = reverse("decision", args=[CODE, decision.pk])
    letters = reverse("letters", args=[CODE, decision.pk])
    lead = signed_in(fund.people["lead"])
    with at():
        with django_assert_max_num_queries(12):
            text = lead.get(page).content.decode()
        assert letters in text
        assert reverse("verification") in text
        assert "Skapa breven" in lead.get(letters).content.decode()
        ministry = signed_in(factories.person(Role.MINISTRY_PREPARER))
        assert "Skapa breven" not in ministry.get(letters).content.decode()
        with django_assert_max_num_queries(12):
            assert "Brev väntar på att skapas" in lead.get("/").content.decode()
        assert "Brev väntar på att skapas" not in ministry.get("/").content.decode()
        make_letters(decision.pk)
        send_letters(decision.pk, fund.lead)
        own = signed_in(fund.signer(fund.third).user_id).get(page).content.decode()
    assert "Ni har ett brev att öppna" in own
    assert reverse("letter", args=[CODE, decision.pk, fund.third.organisation.code]) in own


def test_a_correction_is_told_to_those_whose_answer_it_changes(fund: Fund, decision: Decision) -> None:
    with at():
        make_letters(decision.pk)
        send_letters(decision.pk, fund.lead)
        made = propose_grant(fund.assessor, key(fund.second), granted=300_000, reason="Fel.", revision=1)
        approve_grant(fund.other, key(fund.second), revision=made.revision)
    second = decide(fund)
    assert [one.organisation_id for one in second.letters.all()] == [fund.second.organisation_id]
    with at():
        make_letters(second.pk)
    said = letter_to(second, fund.second.code)
    assert "100 000 kr mindre" in said
    assert f"Skäl för rättelsen: {REASON}" in said
    assert "utöver det nya beloppet krävs tillbaka" in said
    assert "betalar ut pengarna" not in said


def test_who_decided_on_applications_revokes_it_and_can_decide_anew(fund: Fund, decision: Decision) -> None:
    assert "Beslut" in tabs(fund)
    with at(), pytest.raises(NotPermitted):
        prepare_revocation(decision.pk, actor(Role.MINISTRY_PREPARER), REASON)
    revoked = revoke(fund, decision)
    decision.refresh_from_db()
    assert (decision.state, revoked.letters.count()) == (DecisionState.REVOKED, 3)
    assert "Beslut" not in tabs(fund)
    with at():
        make_letters(revoked.pk)
        again = decide(fund)
    said = revocation_content(revoked).decided
    assert "efter ansökningar om bidrag att söka 2014" in said
    assert "överenskommelsen" not in said
    said = letter_to(revoked, fund.first.code)
    assert "skulle Verkstaden få 600 000 kr" in said
    assert REASON in said
    assert (again.corrects_id, again.state) == (None, DecisionState.IN_FORCE)
    assert "Beslut" in tabs(fund)


def test_the_lead_revokes_on_the_page_and_reasons_are_asked_for(fund: Fund, decision: Decision) -> None:
    page, lead = reverse("decision", args=[CODE, decision.pk]), signed_in(fund.people["lead"])
    with at():
        assert "Upphäv beslutet" in lead.get(page).content.decode()
        assert lead.post(page, {"verb": "revoke", "skal_upphava": " "}).status_code == 422
        assert lead.post(page, {"verb": "revoke", "skal_upphava": REASON}).status_code == 302
    made = Decision.objects.get(corrects=decision)
    assert made.reason == REASON
    with at():
        ministry = signed_in(factories.person(Role.MINISTRY_APPROVER))
        there = reverse("decision", args=[CODE, made.pk])
        assert "Godkänn beslutet" not in ministry.get(there).content.decode()
        assert "Ett beslut väntar" not in ministry.get("/").content.decode()
        too = signed_in(fund.people["lead_too"])
        assert "väntar på dig" in too.get("/").content.decode()
        assert "Godkänn beslutet" in too.get(there).content.decode()


def test_only_who_decides_edits_and_takes_back_the_draft(fund: Fund) -> None:
    ministry = signed_in(factories.person(Role.MINISTRY_PREPARER))
    with at():
        draft = prepare_grant_decision(CODE, fund.lead)
        page = reverse("decision", args=[CODE, draft.pk])
        assert "Ta tillbaka utkastet" not in ministry.get(page).content.decode()
        for verb in ("withdraw", "edit"):
            answer = ministry.post(page, {"verb": verb, "foredragande": "Någon annan"})
            assert answer.status_code == 422
        assert "Ta tillbaka utkastet" in signed_in(fund.people["lead"]).get(page).content.decode()
        edit_draft(draft.pk, fund.lead, Participants("Per Ek", "", ""))
        draft.refresh_from_db()
        assert draft.rapporteur == "Per Ek"
        withdraw_draft(draft.pk, fund.lead)
    assert not Decision.objects.exists()


def test_an_addition_to_applications_is_refused_in_words(fund: Fund, decision: Decision) -> None:
    with at(), pytest.raises(Refused, match="Bered ett nytt beslut"):
        prepare_addition(decision.pk, fund.lead, Addition(fund.third.code, "Rad", REASON))
