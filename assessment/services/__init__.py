"""What writes verdicts: files of outcomes, and the evaluation of reports."""

from assessment.services.assess import Assessment, assess_agreement
from assessment.services.outcomes import OutcomeLoad, load_outcomes

__all__ = ["Assessment", "OutcomeLoad", "assess_agreement", "load_outcomes"]
