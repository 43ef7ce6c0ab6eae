"""Why a person has to look at a report that its rule would let through. Codes are stored, words are shown."""

from collections.abc import Iterable

ATTENTION = {
    "manual": "En bedömare prövar ett villkor",
    "late": "Kom efter sista dagen",
    "late_waiting": "Kom efter sista dagen och väntar på beslut",
    "comment": "Rapportören har kommenterat en ovanlig siffra",
    "difference": "Kommunernas och regionens tal skiljer sig",
    "wording": "Svarar på en äldre lydelse",
    "link": "En länk svarar inte",
    "remark": "Fick anmärkning i den förra överenskommelsen",
    "supplement": "Kompletterad efter preliminär bedömning",
    "register": "Registret har inte gett alla tal",
}
# The order in which they are shown: the most pressing first.
_ORDER = tuple(ATTENTION)


def in_order(codes: Iterable[str]) -> list[str]:
    """Return the codes once each, the most pressing first. Raises KeyError for a code that nobody knows."""
    wanted = set(codes)
    if unknown := wanted - set(ATTENTION):
        raise KeyError(min(unknown))
    return [code for code in _ORDER if code in wanted]
