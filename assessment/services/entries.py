"""What is judged, told and answered gets its number in the party's case, on arrival."""

from collections.abc import Mapping, Sequence

from agreements.domain.definition import Definition
from agreements.models import Direction, EntryKind
from agreements.selectors.ground import Ground
from agreements.services.cases import CaseKey, NewEntry, register_entries, register_entry
from assessment.models import Communication, Finding, Outcome, PreliminaryRequest, Verdict
from prio import clock


def register_verdict(ground: Ground, verdict: Verdict, by_id: int) -> None:
    """Register a verdict that is final: three queries."""
    register_entry(
        _of_verdict(
            CaseKey(ground.version.agreement_id, verdict.party_id), ground.definition, ground.key.requirement, verdict,
            ground.party.name, by_id,
        )
    )  # fmt: skip


def register_verdicts(
    definition: Definition,
    agreement_id: int,
    verdicts: Sequence[Verdict],
    names: Mapping[int, str],
    by_id: int,
) -> None:
    """Register many that became final at once, with `requirement` read: some queries, however many they are.

    names: what the parties are called, by primary key.
    """
    register_entries(
        [
            _of_verdict(
                CaseKey(agreement_id, one.party_id), definition, one.requirement.code, one,
                names.get(one.party_id, ""), by_id,
            )
            for one in verdicts
        ]
    )  # fmt: skip


def _of_verdict(
    case: CaseKey, definition: Definition, requirement: str, verdict: Verdict, name: str, by_id: int
) -> NewEntry:
    corrects = verdict.corrects_id is not None
    outcome = Outcome(verdict.outcome or verdict.proposed_outcome).label
    asked = definition.requirement(requirement)
    return NewEntry(
        case=case,
        kind=EntryKind.CORRECTION if corrects else EntryKind.VERDICT,
        direction=Direction.OUT,
        at=clock.now(),
        title=f"{'Ändrad bedömning' if corrects else 'Bedömning'} av {asked.code} {asked.name}: {outcome}",
        correspondent=name,
        requirement=requirement,
        thing="verdict",
        thing_id=verdict.pk,
        by_id=by_id,
        simulated=verdict.simulated,
    )


def register_finding(ground: Ground, finding: Finding, by_id: int) -> None:
    """Register a preliminary finding that is sent: three queries."""
    title = f"Preliminär bedömning av {_name(ground)}: {Outcome(finding.outcome).label}"
    _register(ground, EntryKind.FINDING, Direction.OUT, title, "finding", finding.pk, by_id)


def register_communication(ground: Ground, told: Communication, by_id: int) -> None:
    """Register what a party is told before a verdict against it: three queries."""
    title = f"Tillfälle att yttra sig om {_name(ground)}"
    _register(ground, EntryKind.COMMUNICATION, Direction.OUT, title, "communication", told.pk, by_id)


def register_communication_answer(ground: Ground, told: Communication, by_id: int) -> None:
    """Register what the party answers: three queries."""
    title = f"Yttrande om {_name(ground)}"
    _register(ground, EntryKind.COMMUNICATION_ANSWER, Direction.IN, title, "communication", told.pk, by_id)


def register_preliminary_request(made: PreliminaryRequest, name: str, by_id: int) -> None:
    """Register that a party asks to be assessed beforehand: three queries, eight with a new case."""
    register_entry(
        NewEntry(
            case=CaseKey(made.agreement_id, made.party_id),
            kind=EntryKind.OTHER,
            direction=Direction.IN,
            at=made.asked_at,
            title="Begäran om förhandsgranskning av grundkraven",
            correspondent=name,
            thing="preliminary_request",
            thing_id=made.pk,
            by_id=by_id,
            simulated=made.agreement.simulated,
        )
    )


def _register(
    ground: Ground, kind: EntryKind, direction: Direction, title: str, thing: str, thing_id: int, by_id: int
) -> None:
    register_entry(
        NewEntry(
            case=CaseKey(ground.version.agreement_id, ground.party.id),
            kind=kind,
            direction=direction,
            at=clock.now(),
            title=title,
            correspondent=ground.party.name,
            requirement=ground.key.requirement,
            thing=thing,
            thing_id=thing_id,
            by_id=by_id,
            simulated=ground.version.agreement.simulated,
        )
    )


def _name(ground: Ground) -> str:
    return f"{ground.requirement.code} {ground.requirement.name}"
