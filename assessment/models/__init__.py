"""The judgement of the answers: rounds, outcome files, registers, verdicts."""

from assessment.models.outcome_file import OutcomeFile
from assessment.models.register import RegisterFigure, RegisterFile, RegisterImport, RegisterImportState
from assessment.models.round import AssessmentRound, RoundKind, RoundState
from assessment.models.verdict import COUNTS_AS_MET, Outcome, Verdict, VerdictState

__all__ = [
    "COUNTS_AS_MET",
    "AssessmentRound",
    "Outcome",
    "OutcomeFile",
    "RegisterFigure",
    "RegisterFile",
    "RegisterImport",
    "RegisterImportState",
    "RoundKind",
    "RoundState",
    "Verdict",
    "VerdictState",
]
