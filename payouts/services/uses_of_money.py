"""The account of use: a draft that the organisation's people save, handed in by who signs for it, and corrected."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from agreements.domain.seal import canonical
from agreements.models import AgreementVersion, Direction, EntryKind
from agreements.services.cases import NewEntry, register_entry
from agreements.services.letters import people_of
from payouts.domain.money_lifecycle import USE_OF_MONEY
from payouts.domain.spending import Spent, Sums, SumsDoNotAddUp, added_up
from payouts.models import UseOfMoney, UseOfMoneyRow, UseState
from payouts.selectors.uses_of_money import Received, received_by, version_that_asks
from payouts.services.balances import locked_balances
from payouts.services.claiming import case_of
from payouts.services.permission import require_demonstration
from payouts.services.use_claims import follow_use
from prio import clock
from prio.accounts.roles import Actor, Role
from prio.audit.services import record
from prio.mail.services import Letter, write_many
from prio.money import kronor
from prio.refused import NotPermitted, Refused

LONGEST_TEXT = 10_000  # characters
LONGEST_SIGNED_AS = 300  # characters
RECEIPT_TO = (Role.REPORTER, Role.SIGNER, Role.HEAD, Role.RECIPIENT)


class NothingToAccountFor(Refused):
    """The agreement asks for no account of use, or the organisation was paid nothing: the page does not exist."""

    def __init__(self) -> None:
        super().__init__("Det finns inget att redovisa.")


@dataclass(frozen=True, slots=True)
class Account:
    """What a draft says: what the money was used for, and the rest in words. revision: that of the draft it is from."""

    rows: tuple[Spent, ...]
    text: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class _Own:
    """An organisation's accounts, locked. newest: the one to write or correct. holds: the one handed in, if any."""

    newest: UseOfMoney
    holds: UseOfMoney | None

    @property
    def correction(self) -> UseOfMoney | None:
        """The draft that may take the place of the one that holds."""
        return self.newest if self.holds and self.newest != self.holds else None


def save_use_of_money(actor: Actor, code: str, organisation_id: int, account: Account) -> UseOfMoney:
    """Save a draft of the organisation's account, or of the correction that is begun.

    Raises:
        NothingToAccountFor: there is nothing, or it is somebody else's.
        NotPermitted: the actor only reads for the organisation.
        Refused: it is handed in, somebody has saved it meanwhile, or more is used than was received.
    """
    version, received = _ground(actor, code, organisation_id)
    with transaction.atomic():
        use = _locked(version, received, organisation_id).newest
        _require(actor, "save", organisation_id)
        _take("save", use)
        _save(use, account, _sums(received, account))
        record("use_of_money", use.pk, "saved", by_id=actor.user_id, facts={"revision": use.revision})
    return use


def correct_use_of_money(actor: Actor, code: str, organisation_id: int) -> UseOfMoney:
    """Begin a correction of the account that is handed in: a draft that says the same. Begun already: that one.

    What is handed in holds until the correction is.

    Raises:
        NothingToAccountFor: there is nothing, or it is somebody else's.
        NotPermitted: the actor only reads for the organisation.
        Refused: no account is handed in.
    """
    version, received = _ground(actor, code, organisation_id)
    with transaction.atomic():
        own = _locked(version, received, organisation_id)
        _require(actor, "correct", organisation_id)
        if own.correction:
            return own.correction
        former = own.newest
        _take("correct", former)
        draft = UseOfMoney.objects.create(
            agreement=former.agreement,
            organisation=former.organisation,
            number=former.number + 1,
            text=former.text,
            saved_at=clock.now(),
            simulated=received.simulated,
        )
        UseOfMoneyRow.objects.bulk_create(
            UseOfMoneyRow(use=draft, position=row.position, area=row.area, amount=row.amount)
            for row in former.rows.all()
        )
        facts = {"corrects": former.pk}
        record("use_of_money", draft.pk, "correction_begun", by_id=actor.user_id, facts=facts, is_first=True)
    return draft


def discard_correction(actor: Actor, code: str, organisation_id: int) -> None:
    """Take away a correction that is not handed in. There is none: nothing happens.

    Raises:
        NothingToAccountFor: there is nothing, or it is somebody else's.
        NotPermitted: the actor only reads for the organisation.
    """
    version, received = _ground(actor, code, organisation_id)
    with transaction.atomic():
        own = _locked(version, received, organisation_id)
        _require(actor, "discard", organisation_id)
        if own.correction and own.holds:
            _take("discard", own.correction)
            facts = {"corrects": own.holds.pk}
            record("use_of_money", own.correction.pk, "discarded", by_id=actor.user_id, facts=facts)
            own.correction.delete()


def hand_in_use_of_money(
    actor: Actor,
    code: str,
    organisation_id: int,
    account: Account,
    *,
    signed_as: str,
    arrived_at: datetime | None = None,
    simulated: bool = False,
) -> UseOfMoney:
    """Hand in the organisation's account, or its correction: frozen, hashed, registered; the unused is claimed back.

    Args:
        account: what is handed in, saved in the same transaction.
        signed_as: the name that it is signed with.
        arrived_at: when it reached the server; left out: now. After its day it is late, and taken all the same.
        simulated: it is made up, in a demonstration.

    Returns:
        the account; what is handed in already with the same content is returned as it is.

    Raises:
        NothingToAccountFor: there is nothing, or it is somebody else's.
        NotPermitted: the actor does not sign for the organisation.
        Refused: it is handed in, saved by another meanwhile, does not add up, is not signed, or corrects nothing.
    """
    version, received = _ground(actor, code, organisation_id)
    if simulated:
        require_demonstration()
    with transaction.atomic():
        own = _locked(version, received, organisation_id)
        locked_balances(version.agreement_id, [organisation_id])
        # Only now is what was received as certain as what is claimed: a decision changes both under this lock.
        version, received = _ground(actor, code, organisation_id)
        _require(actor, "hand_in", organisation_id)
        use, former = own.newest, own.holds
        if use == former and use.sha256 == _sha256(use, account.rows, account.text):
            return use
        _take("hand_in", use)
        use.signed_as, use.handed_in_by_id = _signature(signed_as), actor.user_id
        use.simulated = simulated or received.simulated
        _save(use, account, _sums(received, account))
        _freeze(use, version, account, arrived_at or clock.now())
        _replace(former, use)
        use.save()
        _log_and_register(use)
        if repayment := version.definition.aftermath.repayment:
            follow_use(use, received.decision_id, repayment.by)
        _tell_receipt(use)
    return use


def _replace(former: UseOfMoney | None, correction: UseOfMoney) -> None:
    if former is None:
        return
    if former.sha256 == correction.sha256:
        raise Refused(
            "Rättelsen säger detsamma som det ni har lämnat in. Ändra det som ska rättas, eller ta bort rättelsen."
        )
    _take("replace", former)
    former.state, correction.late = UseState.REPLACED, former.late
    former.save(update_fields=["state"])


def _signature(signed_as: str) -> str:
    name = " ".join(signed_as.split())
    if not name or len(name) > LONGEST_SIGNED_AS:
        raise Refused(f"Skriv namnet på den som undertecknar, högst {LONGEST_SIGNED_AS} tecken.")
    return name


def _ground(actor: Actor, code: str, organisation_id: int) -> tuple[AgreementVersion, Received]:
    version = version_that_asks(code)
    if version is None or organisation_id not in actor.organisations:
        raise NothingToAccountFor
    received = received_by(version.agreement_id, organisation_id)
    if received is None:
        raise NothingToAccountFor
    return version, received


def _locked(version: AgreementVersion, received: Received, organisation_id: int) -> _Own:
    """Return the organisation's accounts, locked by the first of them; begun if there is none."""
    first, _ = UseOfMoney.objects.get_or_create(
        agreement_id=version.agreement_id,
        organisation_id=organisation_id,
        number=1,
        defaults={"saved_at": clock.now(), "simulated": received.simulated},
    )
    UseOfMoney.objects.select_for_update(of=("self",)).get(pk=first.pk)
    rows = UseOfMoney.objects.select_related("agreement", "organisation").filter(
        agreement=version.agreement_id, organisation=organisation_id
    )
    own = list(rows.order_by("number"))
    return _Own(own[-1], next((use for use in own if use.state == UseState.HANDED_IN), None))


def _require(actor: Actor, verb: str, organisation_id: int) -> None:
    """Refuse unless the actor holds a role for this organisation that may take the step."""
    step = USE_OF_MONEY.transition(verb)
    if {role for role, organisation in actor.holds if organisation == organisation_id}.isdisjoint(step.who):
        raise NotPermitted(f"{actor.name} har inte rollen som behövs för steget ”{step.label}”.")


def _take(verb: str, use: UseOfMoney) -> None:
    """Refuse unless the step leads from here. What it needs is tested by what it is made of."""
    step = USE_OF_MONEY.transition(verb)
    USE_OF_MONEY.take(verb, use.state, step.who, step.needs)


def _sums(received: Received, account: Account) -> Sums:
    if len(account.text) > LONGEST_TEXT:
        raise Refused(f"Beskrivningen får ha högst {LONGEST_TEXT} tecken.")
    try:
        return added_up(received.amount, account.rows)
    except SumsDoNotAddUp as fault:
        raise Refused(str(fault)) from fault


def _save(use: UseOfMoney, account: Account, sums: Sums) -> None:
    if account.revision != use.revision:
        raise Refused(
            "Någon annan har sparat redovisningen sedan ni öppnade den. Ladda om sidan och för in ändringen på nytt."
        )
    use.rows.all().delete()
    UseOfMoneyRow.objects.bulk_create(
        UseOfMoneyRow(use=use, position=position, area=" ".join(row.area.split()), amount=row.amount)
        for position, row in enumerate(account.rows, start=1)
    )
    use.revision += 1
    use.text, use.saved_at = account.text, clock.now()
    use.received, use.used, use.unused = sums.given, sums.used, sums.unused
    use.save(update_fields=["revision", "text", "saved_at", "received", "used", "unused"])


def _freeze(use: UseOfMoney, version: AgreementVersion, account: Account, at: datetime) -> None:
    aftermath = version.definition.aftermath
    due = aftermath.use_of_money.due if aftermath.use_of_money else None
    use.state, use.handed_in_at = UseState.HANDED_IN, at
    use.late = bool(due and at >= clock.end_of(due))
    use.to_repay = use.unused if aftermath.repayment else 0
    use.sha256 = _sha256(use, account.rows, account.text)


def _sha256(use: UseOfMoney, rows: Sequence[Spent], text: str) -> str:
    """The hash of what an account says; who has the same content can compute it again."""
    content = {
        "agreement": use.agreement.code,
        "organisation": use.organisation.code,
        "received": use.received,
        "unused": use.unused,
        "to_repay": use.to_repay,
        "areas": [[" ".join(row.area.split()), row.amount] for row in rows],
        "text": text,
    }
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def _log_and_register(use: UseOfMoney) -> None:
    facts = {"used": use.used, "unused": use.unused, "sha256": use.sha256, "late": use.late}
    record("use_of_money", use.pk, "handed_in", by_id=use.handed_in_by_id, facts=facts)
    late = " (för sent)" if use.late else ""
    what = "Årlig ekonomisk redovisning" if use.number == 1 else "Rättelse av årlig ekonomisk redovisning"
    entry = register_entry(
        NewEntry(
            case_of(use.agreement_id, use.organisation_id),
            EntryKind.ACCOUNT,
            Direction.IN,
            use.handed_in_at or clock.now(),
            f"{what} av bidrag{late}",
            correspondent=use.organisation.name,
            thing="use_of_money",
            thing_id=use.pk,
            by_id=use.handed_in_by_id,
            simulated=use.simulated,
        )
    )
    use.reference = entry.reference
    use.save(update_fields=["reference"])


def _tell_receipt(use: UseOfMoney) -> None:
    at = (use.handed_in_at or clock.now()).astimezone(clock.STOCKHOLM)
    did = "redovisat" if use.number == 1 else "rättat redovisningen av"
    body = "\n".join(
        [
            f"{use.organisation.name} har {did} bidraget från {use.agreement.title}.",
            "",
            f"Mottaget: {kronor(use.received)}",
            f"Använt: {kronor(use.used)}",
            f"Inte använt: {kronor(use.unused)}, varav {kronor(use.to_repay)} ska återbetalas",
            "",
            f"Inkom: {at:%Y-%m-%d} kl. {at:%H.%M.%S} (svensk tid){', efter sista dagen' if use.late else ''}",
            f"Diarienummer: {use.reference}",
            f"Undertecknat av: {use.signed_as}",
            f"Kontrollsumma (SHA-256): {use.sha256}",
        ]
    )
    path = reverse("use_of_money", args=[use.agreement.code, use.organisation.code])
    write_many(
        Letter(
            f"use_of_money:{use.pk}:{user}",
            user,
            f"Kvitto {use.reference}: {'' if use.number == 1 else 'rättad '}ekonomisk redovisning",
            body,
            path=path,
            whose=use.organisation.name,
        )
        for user in people_of(use.organisation_id, *RECEIPT_TO)
    )
