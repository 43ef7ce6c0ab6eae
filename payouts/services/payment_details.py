"""Where an organisation wants its money: proposed by one person, settled by another."""

from django.db import transaction

from agreements.services.letters import people_of
from payouts.domain.account_numbers import AccountType, WrongAccount, read_account
from payouts.domain.payment_lifecycle import DETAILS, PAYER
from payouts.models import DetailsState, PaymentDetails
from payouts.paying import SPEAKS, accounts_of_payers
from prio import clock
from prio.accounts.roles import Actor
from prio.audit.services import record
from prio.mail.services import Letter, write_many
from prio.parties.models import Organisation
from prio.refused import NotPermitted, Refused

LONGEST_REASON = 300  # characters


def propose_details(organisation_id: int, kind: AccountType, number: str, actor: Actor) -> PaymentDetails:
    """Propose where the organisation's money is to be sent. The same again, by the same person, is returned.

    Details that wait for approval give way to new ones of the same person; somebody else's have to be settled first.

    Args:
        organisation_id: whose.
        kind: bankgiro or account.
        number: as somebody typed it.
        actor: who speaks for the organisation as recipient, signer or head.

    Raises:
        WrongAccount: the number cannot be right, or is a payer's own.
        Refused: the actor does not speak for the organisation, or somebody else's proposal waits.
    """
    if not actor.is_for(organisation_id, *SPEAKS):
        raise NotPermitted(
            "Betalningsuppgifter lämnas av organisationens mottagare, undertecknare eller chef."
        )
    digits = read_account(kind, number).digits
    if digits in accounts_of_payers():
        raise WrongAccount("Det är utbetalarens eget nummer. Skriv organisationens.")
    with transaction.atomic():
        Organisation.objects.select_for_update(of=("self",)).get(pk=organisation_id)
        rows = PaymentDetails.objects.filter(organisation=organisation_id)
        waiting = rows.filter(state=DetailsState.PROPOSED).first()
        if waiting is not None:
            if waiting.proposed_by_id != actor.user_id:
                raise Refused(f"{waiting.proposed_by} har redan lämnat nya uppgifter. De ska prövas först.")
            if (waiting.kind, waiting.number) == (kind, digits):
                return waiting
            record("payment_details", waiting.pk, "taken_back", by_id=actor.user_id, facts=_facts(waiting))
            waiting.delete()
        made = PaymentDetails.objects.create(
            organisation_id=organisation_id,
            kind=kind,
            number=digits,
            proposed_by_id=actor.user_id,
            proposed_at=clock.now(),
        )
        record("payment_details", made.pk, "proposed", by_id=actor.user_id, facts=_facts(made), is_first=True)
    return made


def settle_details(details_id: int, actor: Actor, *, approve: bool, reason: str = "") -> PaymentDetails:
    """Approve or refuse what somebody has proposed. Approved details replace those that held before.

    Args:
        details_id: the proposal.
        actor: another person, of the organisation or a payer.
        approve: what is decided.
        reason: why it is refused; not needed for an approval.

    Raises:
        Refused: the actor proposed it, may not settle it, gives no reason, or it is settled already.
    """
    verb = "approve" if approve else "refuse"
    step = DETAILS.transition(verb)
    reason = " ".join(reason.split())
    with transaction.atomic():
        body = PaymentDetails.objects.values_list("organisation", flat=True).filter(pk=details_id).first()
        if body is None:
            raise Refused("Uppgifterna finns inte längre: nya har lämnats i stället. Ladda om sidan.")
        Organisation.objects.select_for_update(of=("self",)).get(pk=body)
        found = PaymentDetails.objects.select_related("organisation").filter(pk=details_id).first()
        if found is None:
            raise Refused("Uppgifterna finns inte längre: nya har lämnats i stället. Ladda om sidan.")
        if found.state == step.target and found.settled_by_id == actor.user_id:
            return found
        _check_settling(found, verb, actor, reason)
        if approve:
            _supersede(found, actor)
        found.state, found.settled_by_id, found.settled_at = step.target, actor.user_id, clock.now()
        found.reason = "" if approve else reason[:LONGEST_REASON]
        found.save(update_fields=["state", "settled_by", "settled_at", "reason"])
        record("payment_details", found.pk, f"{verb}d", by_id=actor.user_id, facts=_facts(found))
        _tell(found)
    return found


def _check_settling(found: PaymentDetails, verb: str, actor: Actor, reason: str) -> None:
    roles = {str(role) for role, body in actor.holds if body == found.organisation_id}
    if actor.pays_for:
        roles.add(PAYER)
    if roles.isdisjoint(DETAILS.transition(verb).who):
        raise NotPermitted("Uppgifterna prövas av en annan person i organisationen eller av en utbetalare.")
    if found.proposed_by_id == actor.user_id:
        raise Refused("Den som godkänner betalningsuppgifter kan inte vara den som lämnade dem.")
    if found.state != DetailsState.PROPOSED:
        raise Refused("Uppgifterna är redan prövade. Ladda om sidan för att se dem.")
    if verb == "refuse" and not reason:
        raise Refused("Skriv varför uppgifterna avvisas.")


def _supersede(found: PaymentDetails, actor: Actor) -> None:
    for old in PaymentDetails.objects.filter(organisation=found.organisation_id, state=DetailsState.APPROVED):
        old.state = DetailsState.SUPERSEDED
        old.save(update_fields=["state"])
        record("payment_details", old.pk, "superseded", by_id=actor.user_id, facts={"by": found.pk})


def _facts(one: PaymentDetails) -> dict[str, str]:
    return {"kind": one.kind, "number": one.number, "organisation": str(one.organisation_id)}


def _tell(found: PaymentDetails) -> None:
    """Tell everybody who speaks for the organisation: whoever did not propose it shall know where the money goes."""
    refused = found.state == DetailsState.REFUSED
    done = "avvisade" if refused else "godkända"
    name = found.organisation.name
    why = f" Skäl: {found.reason}" if refused else ""
    where = f"{found.get_kind_display().lower()} {masked(found.number)}"
    body = f"Betalningsuppgifterna för {name} ({where}) är {done}.{why}"
    write_many(
        Letter(
            f"details:{found.pk}:{one}",
            one,
            f"Betalningsuppgifterna för {name} är {done}",
            body,
            path=f"/betalningsuppgifter/{found.organisation.code}/",
        )
        for one in people_of(found.organisation_id, *SPEAKS)
    )


def masked(number: str) -> str:
    """Return a number for a mail: the last four digits."""
    return f"…{number[-4:]}"
