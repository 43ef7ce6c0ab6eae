"""Why a report's page shows answers instead of fields, and what can be done about it."""

from collections.abc import Mapping

from agreements.domain.calling import calling
from agreements.models import ReportState
from agreements.selectors.places import ReportPlace

# By the state, while what is handed in is in time and after that.
_CLOSED: Mapping[str, tuple[str, str]] = {
    ReportState.HANDED_IN: (
        "{Its} är inlämnad. Ska svaren ändras tar er undertecknare först tillbaka den, under {do}.",
        "{Its} är inlämnad, och sista dagen har passerat. Svaren kan inte ändras.",
    ),
    ReportState.DECLINED: (
        "Ni avstår. Vill ni delta ändå kan er undertecknare välja det under {do}.",
        "Ni avstår, och sista dagen har passerat.",
    ),
    ReportState.LATE: ("{Its} kom efter sista dagen. En ansvarig bedömare avgör om den räknas.",) * 2,
    ReportState.REFUSED: ("{Its} kom efter sista dagen och godtogs inte. Svaren kan inte ändras.",) * 2,
}
_OVER = "Sista dagen har passerat. Svaren kan inte ändras."


def why_read_only(place: ReportPlace) -> str:
    """Return why nothing can be changed, in Swedish, for who might wonder."""
    words = calling(place.requirement.is_applied_for)
    if not place.reads:
        return "Kravet läses ur register. Ni behöver inte göra något här."
    if not place.times.opened:
        return f"{words.time} har inte öppnat än."
    if place.times.is_assessed:
        return "Bedömningen är avslutad. Svaren kan inte ändras, och inget tas emot längre."
    if not place.editable:
        in_time, after = _CLOSED.get(place.state, (_OVER, _OVER))
        return (in_time if place.open else after).format(Its=words.its.capitalize(), do=words.do)
    return f"Ni kan läsa {words.its} men inte ändra den. Det gör en rapportör eller undertecknare."
