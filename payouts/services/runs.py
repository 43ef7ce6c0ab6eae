"""Dividing an agreement's pots: computing a run, proposing it, approving it."""

from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Coalesce

from agreements.models import Agreement, AgreementVersion
from assessment.models import AssessmentRound, RoundKind
from assessment.selectors import published_version
from payouts.domain.allocation import Allocation, SumMismatch, allocate
from payouts.domain.lifecycle import RUN
from payouts.inputs import Inputs, gather_inputs, given_of, simulated_parts
from payouts.models import AllocationCounty, AllocationLine, AllocationPart, AllocationRun, RunState
from payouts.services.permission import require
from prio import clock
from prio.accounts.roles import Actor
from prio.audit.services import record
from prio.jobs.registry import Progress, silent
from prio.refused import Refused


def compute_run(
    agreement_code: str, *, by_id: int | None = None, progress: Progress = silent
) -> AllocationRun:
    """Divide the agreement's pots after its final verdicts and store the run. The same inputs return the same run.

    At most twelve queries.

    Raises:
        Refused: there is no such published agreement, a setting that matters is unset, or a party lacks its final
            verdict; what is missing is named and nothing is stored.
    """
    version = published_version(agreement_code)
    refuse_nothing(version)
    progress("Hämtar underlaget och räknar", 0, 1)
    with transaction.atomic():
        lock_round(version.agreement)
        inputs = gather_inputs(version)
        known = AllocationRun.objects.filter(agreement=version.agreement, inputs_sha256=inputs.sha256).first()
        if known is not None:
            return known
        allocation = allocate(given_of(inputs.plain))
        run = _store(version, inputs, allocation)
        record("run", run.pk, "computed", by_id=by_id, facts={"inputs": inputs.sha256}, is_first=True)
    return run


def refuse_nothing(version: AgreementVersion) -> None:
    """Refuse to divide an agreement without pots."""
    if version.definition.is_lines_only:
        raise Refused("Överenskommelsen har inga potter, så det finns inget att fördela.")


def propose_run(run_id: int, actor: Actor) -> AllocationRun:
    """Propose the run for approval.

    Raises:
        Refused: the actor does not prepare for the ministry, or the run is not to be proposed now.
    """
    with transaction.atomic():
        run = AllocationRun.objects.select_for_update(of=("self",)).get(pk=run_id)
        if run.state == RunState.PROPOSED and run.prepared_by_id == actor.user_id:
            return run
        require(RUN, "propose", run.state, actor)
        run.state, run.prepared_by_id = RunState.PROPOSED, actor.user_id
        run.approved_by, run.approved_at, run.sent_back = None, None, ""
        run.save(update_fields=["state", "prepared_by", "approved_by", "approved_at", "sent_back"])
        record("run", run.pk, "proposed", by_id=actor.user_id)
    return run


def approve_run(run_id: int, actor: Actor) -> AllocationRun:
    """Approve the run; the one that was approved before is superseded.

    Raises:
        Refused: the actor does not approve for the ministry or is the one who proposed it, the run is not proposed,
            or the verdicts, the figures or the agreement have changed since it was computed.
    """
    agreement = Agreement.objects.get(runs=run_id)
    with transaction.atomic():
        lock_round(agreement)
        run = AllocationRun.objects.select_for_update(of=("self",)).get(pk=run_id)
        if run.state == RunState.APPROVED and run.approved_by_id == actor.user_id:
            return run
        require(RUN, "approve", run.state, actor)
        if run.prepared_by_id == actor.user_id:
            raise Refused("Den som godkänner en fördelning kan inte vara den som föreslog den.")
        refuse_outdated(agreement, run)
        AllocationRun.objects.filter(agreement=agreement, state=RunState.APPROVED).update(
            state=RunState.SUPERSEDED
        )
        run.state, run.approved_by_id, run.approved_at = RunState.APPROVED, actor.user_id, clock.now()
        run.save(update_fields=["state", "approved_by", "approved_at"])
        record("run", run.pk, "approved", by_id=actor.user_id)
    return run


def refuse_outdated(agreement: Agreement, run: AllocationRun) -> None:
    """Refuse unless the run is what the agreement's verdicts, figures and terms give today.

    Raises:
        Refused: something has changed since the run was computed.
    """
    if gather_inputs(published_version(agreement.code)).sha256 != run.inputs_sha256:
        raise Refused("Underlaget har ändrats sedan fördelningen beräknades. Beräkna den på nytt.")


def lock_round(agreement: Agreement) -> None:
    """Lock the agreement's final round, so that no verdict changes before the caller's transaction ends.

    Where nothing is judged, since the money goes out by population alone, the agreement itself is locked.

    Raises:
        Refused: the agreement is judged and has no final round.
    """
    rounds = AssessmentRound.objects.select_for_update(of=("self",))
    if rounds.filter(agreement=agreement, kind=RoundKind.FINAL).order_by("pk"):
        return
    if published_version(agreement.code).definition.is_reported:
        raise Refused(f"{agreement.code} har ingen slutlig bedömning att fördela efter.")
    Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)


def _store(version: AgreementVersion, inputs: Inputs, allocation: Allocation) -> AllocationRun:
    distributed = sum(pot.distributed for pot in allocation.pots)
    undistributed = sum(pot.undistributed for pot in allocation.pots)
    run = AllocationRun.objects.create(
        agreement=version.agreement,
        version=version,
        population=inputs.population,
        inputs=inputs.plain,
        inputs_sha256=inputs.sha256,
        pots_total=sum(pot.amount for pot in allocation.pots),
        distributed=distributed,
        undistributed=undistributed,
        simulated=bool(inputs.plain["simulated"]) or version.agreement.simulated,
        computed_at=clock.now(),
    )
    AllocationCounty.objects.bulk_create(
        AllocationCounty(
            run=run,
            county_id=standing.county,
            population=standing.population,
            qualified_population=standing.qualified_population,
            region_met=standing.region_met,
            takes_part=standing.takes_part,
        )
        for standing in allocation.counties
    )
    _store_parts(run, inputs, allocation)
    _check_stored(run)
    return run


def _store_parts(run: AllocationRun, inputs: Inputs, allocation: Allocation) -> None:
    parts = AllocationPart.objects.bulk_create(
        AllocationPart(
            run=run,
            requirement_id=inputs.requirements[pot.requirement],
            kind=pot.kind,
            amount=pot.amount,
            distributed=pot.distributed,
            undistributed=pot.undistributed,
            total_weight=pot.total_weight,
            leftover=pot.leftover_kronor,
        )
        for pot in allocation.pots
    )
    made_up = simulated_parts(inputs.plain)
    AllocationLine.objects.bulk_create(
        AllocationLine(
            part=part,
            party_id=inputs.parties[line.party],
            weight=line.weight,
            quota_numerator=line.quota_numerator,
            quota_denominator=line.quota_denominator,
            amount=line.amount,
            extra_krona=line.extra_krona,
            simulated=(pot.requirement, pot.kind) in made_up,
        )
        for part, pot in zip(parts, allocation.pots, strict=True)
        for line in pot.lines
    )


def _check_stored(run: AllocationRun) -> None:
    """Raise SumMismatch, which undoes the transaction, unless the stored lines add up to the stored parts."""
    parts = AllocationPart.objects.filter(run=run).annotate(paid=Coalesce(Sum("lines__amount"), 0)).order_by()
    rows = list(parts.values_list("amount", "distributed", "undistributed", "paid"))
    for amount, distributed, undistributed, paid in rows:
        if paid != distributed or paid + undistributed != amount:
            raise SumMismatch(f"run {run.pk}: the lines of a part hold {paid} kronor, the part {distributed}")
    if sum(row[1] for row in rows) != run.distributed or sum(row[0] for row in rows) != run.pots_total:
        raise SumMismatch(
            f"run {run.pk}: its parts do not add up to the {run.distributed} kronor that it says"
        )
