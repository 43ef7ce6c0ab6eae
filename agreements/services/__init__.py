"""What can be done with agreements and reports: each service is one verb."""

from agreements.services.deciding import accept_late, extend, refuse_late, request_completion
from agreements.services.drafts import begin, confirm_prefilled, confirm_wording, save_answers
from agreements.services.handing_in import ask_for_signature, decline, hand_in, resume, take_back
from agreements.services.publishing import LONGEST_FILE_NAME, Publication, publish

__all__ = [
    "LONGEST_FILE_NAME",
    "Publication",
    "accept_late",
    "ask_for_signature",
    "begin",
    "confirm_prefilled",
    "confirm_wording",
    "decline",
    "extend",
    "hand_in",
    "publish",
    "refuse_late",
    "request_completion",
    "resume",
    "save_answers",
    "take_back",
]
