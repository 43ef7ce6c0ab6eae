"""What an organisation is told about its payments."""

from agreements.services.letters import people_of
from payouts.models import Payment
from payouts.paying import SPEAKS
from prio.mail.services import Letter, write_many
from prio.money import kronor


def tell_bounced(payment: Payment) -> None:
    """Tell those who speak for the organisation that a payment came back, and what they are to do."""
    name = payment.organisation.name
    body = (
        f"{kronor(payment.amount)} av {payment.order.agreement.title} kunde inte betalas ut till {name}. "
        f"{payment.trouble}\n\nLämna nya betalningsuppgifter, eller samma igen om de är rätt, och låt en annan person "
        "godkänna dem. Sedan betalas pengarna på nytt."
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
