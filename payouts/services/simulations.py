"""Saving simulations with a name, and taking them away."""

from collections.abc import Sequence

from django.db import transaction

from agreements.models import Agreement
from assessment.selectors import published_version
from payouts.domain.allocation import SumMismatch
from payouts.domain.simulation import Change
from payouts.domain.simulation_plain import plain_material, plain_of
from payouts.models import Simulation
from payouts.selectors.simulations import side_of
from payouts.simulating import Base, Trial, base_of, try_changes
from prio import clock
from prio.accounts.roles import Actor
from prio.audit.services import record
from prio.refused import NotPermitted, Refused

LONGEST_NAME = 100
MOST_OF_AN_AGREEMENT = 200


def save_simulation(actor: Actor, agreement_code: str, name: str, changes: Sequence[Change]) -> Simulation:
    """Try the changes on what stands now and keep it under a name. The same again is the one that is there.

    Raises:
        NotPermitted: the actor is neither of the ministry nor SKR's administrator.
        Refused: there is nothing to reckon on yet, the name is empty, too long or taken, a change cannot be made, or
            there are too many simulations.
    """
    side = side_of(actor)
    if side is None:
        raise NotPermitted("Simuleringar görs av departementet och av SKR:s administratör.")
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Refused(f"Ge simuleringen ett namn på högst {LONGEST_NAME} tecken.")
    version = published_version(agreement_code)
    base = base_of(actor, version)
    if base is None:
        raise Refused("Det finns ingen fördelning eller prognos att räkna på än.")
    trial = try_changes(version, base, changes)
    with transaction.atomic():
        agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=version.agreement_id)
        own = Simulation.objects.filter(agreement=agreement, side=side)
        known = own.filter(name=name).first()
        if known is not None:
            if known.base_sha256 == base.sha256 and known.changes == [plain_of(change) for change in changes]:
                return known
            raise Refused(f"Det finns redan en simulering som heter {name}. Välj ett annat namn.")
        if own.count() >= MOST_OF_AN_AGREEMENT:
            raise Refused(f"Det finns redan {MOST_OF_AN_AGREEMENT} simuleringar. Ta bort någon först.")
        made = _store(agreement, actor, name, base, trial)
        facts = {"agreement": agreement_code, "base": base.sha256, "result": made.result_sha256}
        record("simulation", made.pk, "saved", by_id=actor.user_id, facts=facts, is_first=True)
    return made


def _store(agreement: Agreement, actor: Actor, name: str, base: Base, trial: Trial) -> Simulation:
    side, after = side_of(actor), trial.after
    if after.pots_total != after.distributed + after.undistributed:
        raise SumMismatch(f"simulation {name}: {after.pots_total} kronor do not add up")
    return Simulation.objects.create(
        agreement=agreement,
        name=name,
        side=side or "",
        owner_id=actor.user_id,
        base_kind=base.kind,
        base_sha256=base.sha256,
        base=base.plain,
        material=plain_material(trial.material),
        changes=[plain_of(change) for change in trial.changes],
        pots_total=after.pots_total,
        distributed=after.distributed,
        undistributed=after.undistributed,
        result_sha256=trial.sha256,
        simulated=base.made_up,
        made_at=clock.now(),
    )


def remove_simulation(actor: Actor, simulation_id: int) -> None:
    """Take a simulation away; one that is gone already is no fault.

    Raises:
        NotPermitted: it is somebody else's.
    """
    with transaction.atomic():
        found = Simulation.objects.select_for_update(of=("self",)).filter(pk=simulation_id).first()
        if found is None:
            return
        if found.owner_id != actor.user_id:
            raise NotPermitted("Bara den som gjorde en simulering kan ta bort den.")
        record("simulation", found.pk, "removed", by_id=actor.user_id, facts={"name": found.name})
        found.delete()
