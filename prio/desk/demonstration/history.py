"""The real years: what the sources name is loaded as real, what they only count is drawn and marked as simulated."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from agreements.domain.definition import Definition
from assessment.domain.outcome_rows import COLUMNS
from assessment.models import COUNTS_AS_MET, Outcome, Verdict, VerdictState
from assessment.selectors import published_version
from assessment.services import load_outcomes
from prio.desk.demonstration.draw import (
    Candidate,
    Count,
    draw_joint,
    draw_one,
    order_of_luck,
    order_within_limits,
)
from prio.parties.selectors import PartyInCounty, parties_in_counties, population_on
from prio.refused import Refused

HISTORY = Path(__file__).resolve().parents[3] / "assessment" / "history"
COUNTS = HISTORY / "simulated_counts.yaml"
FALLS_SHORT = frozenset({Outcome.NOT_SUBMITTED, Outcome.NOT_ASSESSED, Outcome.DECLINED})


def load_history(agreement_code: str) -> None:
    """Load the real outcomes of the agreement, then what is drawn beside them. Again: nothing is changed."""
    real = HISTORY / f"{agreement_code}.csv"
    if real.exists():
        load_outcomes(agreement_code, real.name, real.read_bytes())
    counts = YAML(typ="safe", pure=True).load(COUNTS.read_text(encoding="utf-8")).get(agreement_code, {})
    drawn = draw_counts(published_version(agreement_code).definition, counts)
    if drawn:
        load_outcomes(agreement_code, f"{agreement_code}-simulerat.csv", outcomes_csv(drawn), simulated=True)


def draw_counts(definition: Definition, counts: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """Draw the outcomes that are only counted; the grundkrav first, since they say who is qualified.

    Args:
        definition: the agreement.
        counts: its part of simulated_counts.yaml.

    Returns:
        outcome by requirement and party code.

    Raises:
        Refused: the agreement's population date is not set, or there are no figures for it.
    """
    day = definition.population_date
    if day is None:
        raise Refused(f"{definition.code}: inställningen population_date är inte bestämd.")
    _, people = population_on(day)
    parties = parties_in_counties(day)
    known = {
        (requirement, party): outcome
        for requirement, party, outcome in Verdict.objects.filter(
            round__agreement__code=definition.code, state=VerdictState.FINAL, simulated=False
        ).values_list("requirement__code", "party__code", "outcome")
    }
    drawn: dict[tuple[str, str], str] = {}
    joint = {code: pair for pair in counts.get("joint", []) for code in pair["requirements"]}
    for group in _groups(counts.get("counts", []), joint, definition):
        so_far = {**known, **drawn}
        candidates = [
            _candidate(definition, party, people.get(party.code, 0), so_far)
            for party in parties
            if party.kind == group[0].kind
        ]
        for count, outcomes in zip(group, _draw_group(definition, group, joint, candidates), strict=True):
            drawn |= {(count.requirement, party): outcome for party, outcome in outcomes.items()}
    return drawn


def _candidate(
    definition: Definition, party: PartyInCounty, people: int, known: Mapping[tuple[str, str], str]
) -> Candidate:
    """Return the party as a candidate, with what is known of its grundkrav."""
    codes = (grundkrav.code for grundkrav in definition.grundkrav() if party.kind in grundkrav.parties)
    outcomes = [outcome for code in codes if (outcome := known.get((code, party.code))) is not None]
    return Candidate(
        code=party.code,
        county=party.county,
        people=people,
        qualified=all(outcome in COUNTS_AS_MET for outcome in outcomes),
        handed_in=FALLS_SHORT.isdisjoint(outcomes),
    )


def _groups(
    entries: list[Mapping[str, Any]], joint: Mapping[str, Mapping[str, Any]], definition: Definition
) -> list[list[Count]]:
    """Return the counts, two and two where they are joint, those of grundkrav first."""
    counts = [Count(**{key: value for key, value in entry.items() if key != "source"}) for entry in entries]
    groups: dict[tuple[str, ...], list[Count]] = {}
    for count in counts:
        together = joint.get(count.requirement)
        key = (*together["requirements"], count.kind) if together else (count.requirement, count.kind)
        groups.setdefault(key, []).append(count)
    grundkrav = {requirement.code for requirement in definition.grundkrav()}
    return sorted(groups.values(), key=lambda group: group[0].requirement not in grundkrav)


def _draw_group(
    definition: Definition,
    group: list[Count],
    joint: Mapping[str, Mapping[str, Any]],
    candidates: list[Candidate],
) -> list[Mapping[str, str]]:
    first = group[0]
    if any(first.requirement == grundkrav.code for grundkrav in definition.grundkrav()):
        failing = len(candidates) - first.met
        limit = definition.county_threshold_percent or 0
        order = order_within_limits(definition.code, first.requirement, candidates, failing, limit)
    else:
        order = order_of_luck(definition.code, first.requirement, candidates)
    if len(group) == 1:
        return [draw_one(first, order)]
    return list(draw_joint(first, group[1], joint[first.requirement]["both"], order))


def outcomes_csv(outcomes: Mapping[tuple[str, str], str]) -> bytes:
    """Return outcomes as a file that `load_outcomes` reads."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((*key, outcome) for key, outcome in sorted(outcomes.items()))
    return text.getvalue().encode()
