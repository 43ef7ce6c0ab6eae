"""The round in an address: `/overenskommelser/<code>/bedomning/<preliminar|slutlig>/…`."""

from assessment.models import RoundKind

_WORDS = {RoundKind.PRELIMINARY: "preliminar", RoundKind.FINAL: "slutlig"}
_KINDS = {word: kind for kind, word in _WORDS.items()}


class RoundKindConverter:
    """Reads the word of an address as a RoundKind, and writes a RoundKind (or its word) into one."""

    regex = "|".join(_KINDS)

    def to_python(self, value: str) -> RoundKind:
        """Return the kind that the word stands for."""
        return _KINDS[value]

    def to_url(self, value: str) -> str:
        """Return the word for a kind. Raises ValueError for what is neither."""
        return value if value in _KINDS else _WORDS[RoundKind(value)]
