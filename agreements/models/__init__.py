"""What is asked, of whom, and what they answer."""

from agreements.models.access import (
    AccessCopy,
    AccessRequest,
    AccessRequestEntry,
    AccessState,
    Channel,
)
from agreements.models.agreement import (
    Agreement,
    AgreementVersion,
    Requirement,
    RequirementVersion,
    VersionState,
)
from agreements.models.case import Case, CaseCounter, CaseEntry, Direction, EntryKind, HandIn, Secrecy
from agreements.models.dialogue import CompletionRequest, Extension, PublicQuestion
from agreements.models.draft import AgreementDraft, DraftApproval, DraftComment, DraftRevision, DraftState
from agreements.models.evidence import EvidenceFile, EvidenceState, LinkCheck
from agreements.models.report import Report, ReportState, Submission

__all__ = [
    "AccessCopy",
    "AccessRequest",
    "AccessRequestEntry",
    "AccessState",
    "Agreement",
    "AgreementDraft",
    "AgreementVersion",
    "Case",
    "CaseCounter",
    "CaseEntry",
    "Channel",
    "CompletionRequest",
    "Direction",
    "DraftApproval",
    "DraftComment",
    "DraftRevision",
    "DraftState",
    "EntryKind",
    "EvidenceFile",
    "EvidenceState",
    "Extension",
    "HandIn",
    "LinkCheck",
    "PublicQuestion",
    "Report",
    "ReportState",
    "Requirement",
    "RequirementVersion",
    "Secrecy",
    "Submission",
    "VersionState",
]
