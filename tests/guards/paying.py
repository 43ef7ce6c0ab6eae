"""The addresses of payments: an order with its file, a payment, a file from the bank, details, a requisition."""

import hashlib
from collections.abc import Mapping
from datetime import date

from agreements.models import Agreement
from payouts.models import (
    Decision,
    DetailsState,
    OrderState,
    Payment,
    PaymentDetails,
    PaymentOrder,
    PaymentState,
    StatusFile,
    StoredDocument,
)
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Role
from prio.parties.models import Organisation
from tests import factories
from tests.guards.addresses import (
    API_STATUS_FILE,
    DETAILS,
    OF_A_PAYMENT,
    OF_A_STATUS_FILE,
    ONE_ORDER,
    PAYMENTS,
    REQUISITIONS,
)

STATUSES = b"payment,status,date,amount,reason\nX,paid,2014-12-23,1,\n"
Arguments = dict[str, dict[str, str]]


def paying_arguments(decision: Decision, people: Mapping[Role, User]) -> Arguments:
    """Make what the addresses of an agreement's payments need, and return their arguments."""
    agreement = {"code": decision.agreement.code}
    body = Organisation.objects.get(code="2380")
    order = _order(decision, people)
    payment = Payment.objects.create(
        order=order,
        organisation=body,
        details=_details(body, people),
        amount=1,
        state=PaymentState.ORDERED,
        end_to_end_id=f"{decision.agreement.code}-1-2380",
    )
    file = StatusFile.objects.create(
        agreement=decision.agreement,
        document=_document(STATUSES),
        name="besked.csv",
        kind="csv",
        uploaded_by=people[Role.PAYER],
        uploaded_at=clock.now(),
    )
    return {
        **dict.fromkeys(PAYMENTS, agreement),
        **{name: {**agreement, "number": "1"} for name in ONE_ORDER},
        **{key: {**agreement, "file_id": str(file.pk)} for key in OF_A_STATUS_FILE},
        **{key: {**agreement, "file": str(file.pk)} for key in API_STATUS_FILE},
        OF_A_PAYMENT[0]: {**agreement, "payment_id": str(payment.pk)},
        OF_A_PAYMENT[1]: {**agreement, "payment": str(payment.pk)},
        "payment_details_list": {},
        **{key: {"organisation": "2380"} for key in DETAILS},
        **{key: {"code": _asking().code} for key in REQUISITIONS},
    }


def _order(decision: Decision, people: Mapping[Role, User]) -> PaymentOrder:
    return PaymentOrder.objects.create(
        agreement=decision.agreement,
        decision=decision,
        number=1,
        state=OrderState.ORDERED,
        payments_count=1,
        total=1,
        pay_on=date(2014, 12, 22),
        prepared_by=people[Role.PAYER],
        prepared_at=clock.now(),
        attested_by=people[Role.PAYER],
        approved_by=people[Role.AUDITOR],
        approved_at=clock.now(),
        file=_document(b"<Document/>"),
    )


def _details(body: Organisation, people: Mapping[Role, User]) -> PaymentDetails:
    found, _ = PaymentDetails.objects.get_or_create(
        organisation=body,
        state=DetailsState.APPROVED,
        defaults={
            "kind": "bankgiro",
            "number": "9912346",
            "proposed_by": people[Role.RECIPIENT],
            "proposed_at": clock.now(),
            "settled_by": people[Role.PAYER],
            "settled_at": clock.now(),
        },
    )
    return found


def _document(content: bytes) -> StoredDocument:
    found, _ = StoredDocument.objects.get_or_create(
        sha256=hashlib.sha256(content).hexdigest(),
        defaults={
            "media_type": "application/xml",
            "size": len(content),
            "content": content,
            "made_at": clock.now(),
        },
    )
    return found


def _asking() -> Agreement:
    """An agreement whose money has to be asked for."""
    found = Agreement.objects.filter(code="rekvisition-2014").first()
    text = factories.TINY_AGREEMENT.replace("prov-2014", "rekvisition-2014")
    return found or factories.agreement(text + "aftermath: {requisition: {to: SKL}}\n")
