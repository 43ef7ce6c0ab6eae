"""The judgement of the answers: rounds, registers, findings, verdicts, who may judge them, and how they are told."""

from assessment.models.communication import Communication
from assessment.models.finding import Finding, FindingState
from assessment.models.json_lookups import Names
from assessment.models.judgement import (
    COUNTS_AS_MET,
    FOLLOWS_FROM_CLOSING,
    JUDGED_OUTCOMES,
    Judgement,
    Outcome,
)
from assessment.models.outcome_file import OutcomeFile
from assessment.models.phrase import PhraseUse, StandardPhrase
from assessment.models.queue_view import QueueView
from assessment.models.recusal import Recusal, RecusalDeclaration
from assessment.models.register import RegisterFigure, RegisterFile, RegisterImport, RegisterImportState
from assessment.models.round import AssessmentRound, PreliminaryRequest, RoundKind, RoundState
from assessment.models.verdict import DECIDED, IN_HAND, Correction, NotHeard, Verdict, VerdictState

__all__ = [
    "COUNTS_AS_MET",
    "DECIDED",
    "FOLLOWS_FROM_CLOSING",
    "IN_HAND",
    "JUDGED_OUTCOMES",
    "AssessmentRound",
    "Communication",
    "Correction",
    "Finding",
    "FindingState",
    "Judgement",
    "Names",
    "NotHeard",
    "Outcome",
    "OutcomeFile",
    "PhraseUse",
    "PreliminaryRequest",
    "QueueView",
    "Recusal",
    "RecusalDeclaration",
    "RegisterFigure",
    "RegisterFile",
    "RegisterImport",
    "RegisterImportState",
    "RoundKind",
    "RoundState",
    "StandardPhrase",
    "Verdict",
    "VerdictState",
]
