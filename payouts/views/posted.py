"""What a form sends: whole numbers that may be anything."""

from django.http import QueryDict

from payouts.domain.ledger import ControlSums

MOST_DIGITS = 15


def whole(posted: QueryDict, name: str) -> int:
    """Return a whole number that a form sent; -1, which nothing has, where it is none."""
    text = posted.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else -1


def posted_sums(posted: QueryDict) -> ControlSums:
    """Return the control sums that somebody looked at."""
    return ControlSums(whole(posted, "antal"), whole(posted, "summa"))
