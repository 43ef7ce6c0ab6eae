"""Reminders of what follows a payment: accounts of use before their day, claims before and after theirs.

Written by the clock, as often as one likes: a step that is told is not told again (`agreements.reminders`).
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from agreements.models import AgreementVersion
from agreements.reminders import step_on
from agreements.selectors.dues import published_versions
from agreements.services.letters import people_of
from payouts.models import Claim, ClaimState, UseOfMoney, UseState
from payouts.selectors.uses_of_money import received_of
from payouts.services.claiming import TOLD, payee_of, where_to_pay
from prio import clock
from prio.accounts.roles import Role
from prio.days import plain_day
from prio.mail.models import Message
from prio.mail.services import Letter, write_many
from prio.money import kronor
from prio.parties.models import Organisation
from prio.swedish import relative

USE_KIND, CLAIM_KIND = "remind_use_of_money", "remind_claim"
# Days before its day are those of agreements.reminders; these are the days after the day of a claim that is open.
AFTER = (1, 7, 14, 30)
WRITES = (Role.REPORTER, Role.SIGNER, Role.HEAD, Role.RECIPIENT)


def remind(today: date | None = None) -> int:
    """Write the reminders that are due and not yet written; return how many there were.

    today: the day in Stockholm; left out: this one.
    """
    day = today or clock.today()
    letters = [*_of_uses(day), *_of_claims(day)]
    keys = [letter.key for letter in letters]
    known = frozenset(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    return write_many(letter for letter in letters if letter.key not in known)


def use_still_needed(facts: Mapping[str, Any]) -> bool:
    """Say whether an account of use is still not handed in."""
    return not UseOfMoney.objects.filter(
        agreement=facts["agreement"], organisation=facts["organisation"], state=UseState.HANDED_IN
    ).exists()


def claim_still_needed(facts: Mapping[str, Any]) -> bool:
    """Say whether a claim is still open."""
    return Claim.objects.filter(pk=facts["claim"], state=ClaimState.OPEN).exists()


def step_after(today: date, due: date) -> int | None:
    """Return the last of the steps after a claim's day that has come on `today`; None before the first."""
    passed = (today - due).days
    return max((step for step in AFTER if step <= passed), default=None)


def _of_uses(today: date) -> Iterator[Letter]:
    for version in published_versions():
        asked = version.definition.aftermath.use_of_money
        step = step_on(today, asked.due) if asked and asked.due else None
        if asked and asked.due and step is not None:
            yield from _of_agreement(version, asked.due, step, today)


def _of_agreement(version: AgreementVersion, due: date, step: int, today: date) -> Iterator[Letter]:
    done = UseOfMoney.objects.filter(agreement=version.agreement_id, state=UseState.HANDED_IN)
    left = received_of(version.agreement_id).keys() - set(done.values_list("organisation_id", flat=True))
    code, title = version.definition.code, version.definition.title
    for organisation in Organisation.objects.filter(pk__in=left).order_by("code"):
        body = (
            f"{organisation.name} ska redovisa hur pengarna från {title} har använts. Sista dag är "
            f"{plain_day(due)}, {relative(due, today)}."
        )
        for user in people_of(organisation.pk, *WRITES):
            yield Letter(
                f"{USE_KIND}:{code}:{organisation.code}:{due}:{step}:{user}",
                user,
                f"Redovisa {relative(due, today)}: {title}",
                body,
                kind=USE_KIND,
                facts={"agreement": version.agreement_id, "organisation": organisation.pk},
                path=reverse("use_of_money", args=[code, organisation.code]),
                whose=organisation.name,
            )


def _of_claims(today: date) -> Iterator[Letter]:
    soon = today + timedelta(days=30)
    open_ones = Claim.objects.filter(state=ClaimState.OPEN, due__lte=soon)
    for claim in open_ones.select_related("agreement", "organisation").order_by("pk"):
        before, after = step_on(today, claim.due), step_after(today, claim.due)
        if before is None and after is None:
            continue
        step = f"-{before}" if before is not None else f"+{after}"
        when = f"senast {plain_day(claim.due)}, {relative(claim.due, today)}"
        late = "Dagen har passerat. " if after is not None else ""
        body = (
            f"{late}{kronor(claim.remaining)} ska återbetalas till {payee_of(claim.agreement)} {when}. "
            f"{where_to_pay(claim.agreement)} Ange {claim.reference} på betalningen."
        )
        for user in people_of(claim.organisation_id, *TOLD):
            yield Letter(
                f"{CLAIM_KIND}:{claim.pk}:{claim.due}:{step}:{user}",
                user,
                f"Återbetala {kronor(claim.remaining)}: {claim.agreement.title}",
                body,
                kind=CLAIM_KIND,
                facts={"claim": claim.pk},
                path=reverse("claim", args=[claim.agreement.code, claim.pk]),
                whose=claim.organisation.name,
            )
