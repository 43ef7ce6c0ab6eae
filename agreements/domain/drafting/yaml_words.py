"""What a YAML parser says in English about a text that it cannot read, in Swedish."""

import re
from collections.abc import Mapping

_BEGINS = "Filen är inte giltig YAML: "
_SAYS: Mapping[str, str] = {
    r"expected ',' or '\]'": "en hakparentes, [, har ingen ] som avslutar den",
    r"expected ',' or '}'": "en klammer, {, har ingen } som avslutar den",
    r"could not find expected ':'": "det saknas ett kolon efter ett namn",
    r"expected <block end>": "raden hör inte ihop med raderna före den. Kontrollera indraget",
    r"mapping values are not allowed": (
        "ett kolon står där det inte kan stå. Sätt texten inom citattecken, eller kontrollera indraget"
    ),
    r"unexpected end of stream": "ett citattecken har inget som avslutar det",
    r"found character '\\t'": "tabb kan inte användas som indrag. Använd blanksteg",
    r"cannot start any token": "raden börjar med ett tecken som måste stå inom citattecken",
    r"expected the node content": "ett värde saknas",
    r"unknown escape character": "ett omvänt snedstreck följs av ett tecken som det inte kan stå före",
    r"undefined alias|expected alphabetic or numeric": "tecknen * och & måste stå inom citattecken först i ett värde",
    r"special characters are not allowed|control characters": "texten har tecken som inte kan visas",
}
_OTHERWISE = "raden går inte att läsa. Kontrollera indrag, kolon, klamrar och citattecken"


def in_swedish(message: str) -> str:
    """Return a fault with the parser's words in Swedish; one that is not the parser's as it is."""
    if not message.startswith(_BEGINS) or "”" not in message:
        return message.replace("Filen är inte giltig YAML", "Texten går inte att läsa")
    said = next((words for pattern, words in _SAYS.items() if re.search(pattern, message)), _OTHERWISE)
    return f"Texten går inte att läsa: {said}."
