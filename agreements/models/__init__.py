"""What is asked, of whom, and what they answer."""

from agreements.models.agreement import (
    Agreement,
    AgreementVersion,
    Requirement,
    RequirementVersion,
    VersionState,
)
from agreements.models.report import Report, ReportState, Submission

__all__ = [
    "Agreement",
    "AgreementVersion",
    "Report",
    "ReportState",
    "Requirement",
    "RequirementVersion",
    "Submission",
    "VersionState",
]
