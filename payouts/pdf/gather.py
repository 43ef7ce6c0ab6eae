"""What a stored decision says: read from the database, and proved against the run once more."""

from collections import Counter

from django.conf import settings

from payouts.domain.allocation import Allocation, allocate
from payouts.inputs import given_of, simulated_parts
from payouts.models import AllocationLine, AllocationRun, DecidedAmount, Decision
from payouts.pdf.assemble import Evidence, Register, assemble
from payouts.pdf.content import Added, DecisionContent, Heading
from prio.parties.models import PLACED, Party
from prio.parties.selectors import county_names, names_on

CHECK_PATH = "/kontrollera/"  # a test holds it against the address of the page


class RunDiffers(ArithmeticError):
    """The stored amounts are not those that the run's inputs give: the decision must not be made."""


def decision_content(decision: Decision, csv: bytes) -> DecisionContent:
    """Return what the document of an approved decision says: six queries.

    csv: the bytes of the file that the document carries.

    Raises RunDiffers when the run's stored amounts are not those that its inputs give, and ValueError for a decision
    that nobody has approved.
    """
    decision = Decision.objects.select_related(
        "run__version", "run__population", "prepared_by", "approved_by", "corrects"
    ).get(pk=decision.pk)
    run = decision.division
    given = given_of(run.inputs)
    allocation = allocate(given)
    _check(run, allocation)
    register = _register(run)
    return assemble(
        heading=heading_of(decision),
        definition=run.version.definition,
        version=run.version.number,
        given=given,
        allocation=allocation,
        register=register,
        evidence=Evidence(
            csv, run.inputs_sha256, decision.simulated, simulated_parts(run), _added(decision, register)
        ),
    )


def _added(decision: Decision, register: Register) -> tuple[Added, ...]:
    """What the decision gives beside the pots, by party."""
    rows = DecidedAmount.objects.filter(decision=decision).exclude(line="").order_by("party__code", "line")
    return tuple(
        Added(party, register.parties[party], line, amount)
        for party, line, amount in rows.values_list("party__code", "line", "amount")
    )


def heading_of(decision: Decision) -> Heading:
    """Return whose decision it is and who took part. Raises ValueError for one that nobody has approved."""
    if decision.decided_on is None or decision.approved_by is None:
        raise ValueError(f"decision {decision.reference} is not approved and has no document")
    return Heading(
        reference=decision.reference,
        number=decision.number,
        decided_on=decision.decided_on,
        decision_maker=decision.decision_maker,
        rapporteur=decision.rapporteur,
        prepared_by=str(decision.prepared_by),
        approved_by=str(decision.approved_by),
        corrects=decision.corrects.reference if decision.corrects else "",
        others=decision.others,
        reason=decision.reason,
        check_at=f"{settings.SITE_URL}{CHECK_PATH}",
    )


def _register(run: AllocationRun) -> Register:
    """The names of the agreement's year: a decision on 2014 says landsting."""
    names = names_on(run.version.definition.names_day)
    placed = Party.objects.filter(pk__in=names, kind__in=PLACED)
    parties = list(placed.values_list("pk", "code", "organisation__name"))
    of_organisation = Counter(organisation for _, _, organisation in parties)
    return Register(
        parties={code: names[pk] for pk, code, _ in parties},
        counties=county_names(),
        together={
            code: organisation for _, code, organisation in parties if of_organisation[organisation] > 1
        },
        population_source=f"{run.population.source}, version {run.population.version}",
    )


def _check(run: AllocationRun, allocation: Allocation) -> None:
    stored = AllocationLine.objects.filter(part__run=run).values_list(
        "part__requirement__code", "part__kind", "party__code", "amount"
    )
    computed = {
        (result.requirement, result.kind, line.party, line.amount)
        for result in allocation.pots
        for line in result.lines
    }
    if set(stored) != computed:
        raise RunDiffers(f"the amounts of run {run.pk} are not those that its inputs give")
