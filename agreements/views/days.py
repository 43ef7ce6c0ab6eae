"""Days that come in forms."""

from datetime import date

from prio.refused import Refused


def posted_day(text: str) -> date:
    """Return the day of a date field (`2014-11-10`). Raises Refused for what is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("Ange sista dag som ett datum, till exempel 2014-11-10.") from error
