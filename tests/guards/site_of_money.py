"""The addresses of letters, money and payments, for the tables of the site."""

from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from agreements.models import Agreement
from payouts.domain.spending import Spent
from payouts.models import (
    Claim,
    ClaimReason,
    Decision,
    DecisionLetter,
    LetterState,
    Repayment,
)
from payouts.services.lines import LineAccount, hand_in_line_report
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Role
from prio.accounts.selectors import actor_of
from prio.parties.models import Organisation, Party


def letter_arguments(decision: Decision) -> dict[str, dict[str, str]]:
    """The addresses of the letters of a decision in force, one of them sent."""
    body = Organisation.objects.get(code="2380")
    if not DecisionLetter.objects.filter(decision=decision).exists():
        DecisionLetter.objects.create(
            decision=decision,
            organisation=body,
            reference=f"{decision.reference}-2380",
            state=LetterState.READ,
            document=decision.document,
            made_at=clock.now(),
            sent_at=clock.now(),
            last_sent_at=clock.now(),
            sendings=1,
            read_at=clock.now(),
            read_by=decision.prepared_by,
        )
    of_decision = {"code": decision.agreement.code, "decision_id": str(decision.pk)}
    of_letter = {**of_decision, "organisation": body.code}
    return {
        **dict.fromkeys(("correction", "letters", "api_letters"), of_decision),
        **dict.fromkeys(("letter", "letter_pdf", "api_letter", "api_letter_open"), of_letter),
        "api_letters_step": {**of_decision, "verb": "make"},
        "county_letters": {**of_decision, "county": "23"},
    }


def money_arguments(code: str, people: dict[Role, User]) -> dict[str, dict[str, str]]:
    """The addresses of a line with a report, of an account of use, and of a claim."""
    hand_in_line_report(
        actor_of(people[Role.SKR_ADMINISTRATOR], clock.today()),
        code,
        1,
        LineAccount((Spent("Möten", 100_000),)),
        SimpleUploadedFile("redovisning.csv", b"Moten;100000\n"),
    )
    agreement = Agreement.objects.get(code=code)
    claim = Claim.objects.create(
        agreement=agreement,
        organisation=Party.objects.get(code="2380").organisation,
        reason=ClaimReason.UNUSED,
        amount=1000,
        due=clock.today(),
        made_at=clock.now(),
    )
    noted = Repayment.objects.create(
        claim=claim,
        amount=10,
        paid_on=clock.today(),
        key=uuid4(),
        noted_by=people[Role.PAYER],
        noted_at=clock.now(),
    )
    Claim.objects.filter(pk=claim.pk).update(repaid=10)
    line, use = {"code": code, "number": "1"}, {"code": code, "organisation": "2380"}
    by_code = {"code": code, "claim": str(claim.pk)}
    return {
        **dict.fromkeys(("line", "api_line_reports", "api_line_payment"), line),
        **{key: {**line, "report": "1"} for key in ("line_report_file", "api_line_report_file")},
        **dict.fromkeys(
            ("use_of_money", "api_use_of_money", "api_correction_of_use", "api_hand_in_use_of_money"), use
        ),
        "claim": {"code": code, "claim_id": str(claim.pk)},
        **dict.fromkeys(("api_claim", "api_repayments", "api_withdraw_claim"), by_code),
        "api_take_back_repayment": {**by_code, "repayment": str(noted.pk)},
    }
