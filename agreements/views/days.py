"""Days that come in forms."""

from datetime import date

from agreements.domain.typed_dates import day_typed
from agreements.domain.typed_text import NotUnderstood
from prio.refused import Refused

WHOLE_DAY = len("2014-11-10")


def posted_day(text: str) -> date:
    """Return a day that somebody typed, as 2014-11-10 or 10 november 2014. Raises Refused for what is no day."""
    try:
        written = day_typed(text) if text.strip() else ""
    except NotUnderstood as error:
        raise Refused(f"Sista dagen går inte att tolka. {error}") from error
    if len(written) != WHOLE_DAY:
        raise Refused("Ange sista dag med år, månad och dag, till exempel 10 november 2014.")
    return date.fromisoformat(written)
