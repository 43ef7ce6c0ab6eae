"""What an organisation is told about its payments."""

from agreements.services.letters import people_of
from payouts.models import DecidedAmount, Payment
from payouts.paying import SPEAKS
from payouts.selectors.in_force import decisions_in_force
from prio.mail.services import Letter, write_many
from prio.money import kronor

PAID_AGAIN = (
    "Lämna nya betalningsuppgifter, eller samma igen om de är rätt, och låt en annan person godkänna dem. "
    "Sedan betalas pengarna på nytt."
)
NOT_PAID_AGAIN = "Beslutet gäller inte längre, så pengarna betalas inte på nytt. Ni behöver inte göra något."


def tell_bounced(payment: Payment) -> None:
    """Tell those who speak for the organisation that a payment came back, and what they are to do.

    Where nothing is decided for it any more there is nothing to do: the payment was stopped, or would have been.
    """
    name = payment.organisation.name
    given = DecidedAmount.objects.filter(
        decision__in=decisions_in_force(payment.order.agreement_id),
        party__organisation=payment.organisation_id,
    )
    what_next = PAID_AGAIN if given.exists() else NOT_PAID_AGAIN
    body = (
        f"{kronor(payment.amount)} av {payment.order.agreement.title} kunde inte betalas ut till {name}. "
        f"{payment.trouble}\n\n{what_next}"
    )
    write_many(
        Letter(
            f"bounced:{payment.pk}:{one}",
            one,
            f"En betalning till {name} kom tillbaka",
            body,
            path=f"/betalningsuppgifter/{payment.organisation.code}/",
        )
        for one in people_of(payment.organisation_id, *SPEAKS)
    )
