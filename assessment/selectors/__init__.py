"""What is judged, of whom, and how it stands."""

from assessment.selectors.concerned import (
    Concerned,
    JudgedRequirement,
    concerned_parties,
    published_version,
)
from assessment.selectors.verdicts import final_verdict

__all__ = ["Concerned", "JudgedRequirement", "concerned_parties", "final_verdict", "published_version"]
