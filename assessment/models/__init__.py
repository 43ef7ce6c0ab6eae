"""The judgement of the answers: rounds, outcome files, verdicts."""

from assessment.models.outcome_file import OutcomeFile
from assessment.models.round import AssessmentRound, RoundKind, RoundState
from assessment.models.verdict import COUNTS_AS_MET, Outcome, Verdict, VerdictState

__all__ = [
    "COUNTS_AS_MET",
    "AssessmentRound",
    "Outcome",
    "OutcomeFile",
    "RoundKind",
    "RoundState",
    "Verdict",
    "VerdictState",
]
