"""Taking in outcomes that were decided elsewhere: a file becomes final verdicts with the file as their source."""

import hashlib
from dataclasses import dataclass

from django.db import transaction

from agreements.models import Agreement, Direction, EntryKind
from agreements.services import LONGEST_FILE_NAME
from agreements.services.cases import CaseKey, NewEntry, register_entry
from assessment.domain.outcome_rows import (
    MOST_FAULTS_NAMED,
    Expected,
    OutcomeFileError,
    OutcomeRow,
    read_outcomes,
)
from assessment.models import IN_HAND, AssessmentRound, Outcome, OutcomeFile, Verdict, VerdictState
from assessment.selectors import Concerned, concerned_parties
from assessment.services.rounds import locked_final_round
from prio import clock
from prio.accounts.selectors import is_demonstration
from prio.audit.services import record
from prio.parties.selectors import parties_in_counties
from prio.refused import Refused

# A row of the file, and the verdict that stands for its pair, if any.
Change = tuple[OutcomeRow, Verdict | None]


@dataclass(frozen=True, slots=True)
class OutcomeLoad:
    """What a file changed: verdicts that are new, that correct an earlier one, and that stood so already."""

    new: int
    corrected: int
    unchanged: int


def load_outcomes(
    agreement_code: str, file_name: str, content: bytes, *, simulated: bool = False, by_id: int | None = None
) -> OutcomeLoad:
    """Make the file's outcomes final verdicts. A pair that stands so already is left; another gets a correction.

    Args:
        agreement_code: the agreement, which must be published.
        file_name: how the file is called, for the log.
        content: the file's bytes (docs/formats.md).
        simulated: whether the outcomes are made up; only a demonstration installation takes those. Outcomes of an
            agreement that is made up always are.
        by_id: who asked for it.

    Raises:
        Refused: something in the file is wrong; everything that is wrong is named and nothing is taken in.
    """
    if simulated and not is_demonstration():
        raise Refused("Simulerade utfall kan bara läsas in i en demonstrationsinstallation.")
    concerned = concerned_parties(agreement_code)
    simulated = simulated or concerned.version.agreement.simulated
    rows = _read(file_name, content, concerned)
    with transaction.atomic():
        round_ = locked_final_round(Agreement.objects.get(code=agreement_code))
        changes = _changes(round_, concerned, rows, simulated)
        if not changes:
            return OutcomeLoad(new=0, corrected=0, unchanged=len(rows))
        source = _keep_file(round_, file_name, content, len(rows), simulated)
        corrected = _write(round_.pk, concerned, changes, source)
        facts = {"file": file_name, "sha256": source.sha256, "rows": len(rows), "changed": len(changes)}
        record("round", round_.pk, "outcomes_loaded", by_id=by_id, facts=facts)
        _register(source, len(changes), by_id)
    return OutcomeLoad(new=len(changes) - corrected, corrected=corrected, unchanged=len(rows) - len(changes))


def _register(source: OutcomeFile, changed: int, by_id: int | None) -> None:
    """The file is one entry of the agreement's own case; its rows are not."""
    outcomes = f"{changed} utfall" if changed > 1 else "ett utfall"
    register_entry(
        NewEntry(
            CaseKey(source.agreement_id),
            EntryKind.OUTCOME_FILE,
            Direction.IN,
            source.loaded_at,
            f"{source.name}: {outcomes}, kontrollsumma {source.sha256[:12]}",
            thing="outcome_file",
            thing_id=source.pk,
            by_id=by_id,
            simulated=source.simulated,
        )
    )


def _changes(
    round_: AssessmentRound, concerned: Concerned, rows: tuple[OutcomeRow, ...], simulated: bool
) -> list[Change]:
    """Return the rows that say something else than what stands, each with the verdict that stands."""
    verdicts = Verdict.objects.filter(round=round_).exclude(state=VerdictState.CORRECTED)
    current = {(verdict.requirement_id, verdict.party_id): verdict for verdict in verdicts.order_by("pk")}
    _refuse_work_in_hand(current, concerned, rows)
    pairs = ((row, current.get(concerned.key(row.requirement, row.organisation))) for row in rows)
    return [(row, before) for row, before in pairs if not _stands(before, row, simulated)]


def _keep_file(round_: AssessmentRound, name: str, content: bytes, rows: int, simulated: bool) -> OutcomeFile:
    return OutcomeFile.objects.create(
        agreement=round_.agreement,
        name=name[:LONGEST_FILE_NAME],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        rows=rows,
        simulated=simulated,
        loaded_at=clock.now(),
    )


def _read(file_name: str, content: bytes, concerned: Concerned) -> tuple[OutcomeRow, ...]:
    expected = Expected(
        concerns={code: concerned.codes(code) for code in concerned.requirements},
        parties=concerned.every_code,
        outcomes=Outcome.values,
    )
    try:
        return read_outcomes(content, expected)
    except OutcomeFileError as error:
        named = error.faults[:MOST_FAULTS_NAMED]
        more = len(error.faults) - len(named)
        raise Refused(
            f"{file_name} är inte inläst:",
            (*("\n" + fault for fault in named), *([f"\noch {more} fel till"] if more else [])),
        ) from error


def _refuse_work_in_hand(
    current: dict[tuple[int, int], Verdict], concerned: Concerned, rows: tuple[OutcomeRow, ...]
) -> None:
    touched = (current.get(concerned.key(row.requirement, row.organisation)) for row in rows)
    if busy := sum(1 for verdict in touched if verdict and _is_in_hand(verdict)):
        raise Refused(f"Filen rör {busy} bedömningar som en handläggare arbetar med. Inget är inläst.")


def _is_in_hand(verdict: Verdict) -> bool:
    """Say whether a person works on it: a proposal gives way to a file, a correction that somebody began does not."""
    return verdict.state in IN_HAND and (
        verdict.state != VerdictState.PROPOSED or verdict.corrects_id is not None
    )


def _stands(before: Verdict | None, row: OutcomeRow, simulated: bool) -> bool:
    return (
        before is not None
        and before.state == VerdictState.FINAL
        and before.outcome == row.outcome
        and before.simulated == simulated
    )


def _write(round_id: int, concerned: Concerned, changes: list[Change], source: OutcomeFile) -> int:
    """Write the changes; return how many of them correct a final verdict."""
    now = clock.now()
    counties = {one.code: one.county for one in parties_in_counties(concerned.definition.names_day)}
    final = {before.pk for _, before in changes if before and before.state == VerdictState.FINAL}
    # A proposal that nobody has touched gives way to the file; a final verdict stays, marked as corrected.
    proposals = [before.pk for _, before in changes if before and before.pk not in final]
    Verdict.objects.filter(pk__in=proposals).delete()
    Verdict.objects.filter(pk__in=final).update(state=VerdictState.CORRECTED)
    Verdict.objects.bulk_create(
        Verdict(
            round_id=round_id,
            requirement_id=concerned.requirements[row.requirement].requirement_id,
            requirement_version_id=concerned.requirements[row.requirement].wording_id,
            party_id=concerned.party_ids[row.organisation],
            county_id=counties.get(row.organisation),
            state=VerdictState.FINAL,
            outcome=row.outcome,
            submission_id=before.submission_id if before else None,
            outcome_file=source,
            made_at=now,
            final_at=now,
            corrects_id=before.pk if before and before.pk in final else None,
            simulated=source.simulated,
        )
        for row, before in changes
    )
    return len(final)
