"""What the API says of a field of the wrong shape, in plain Swedish not in the framework's own terms."""

from collections.abc import Mapping

from rest_framework import serializers

TEXT = "Skriv text inom citattecken."
OBJECT = "Skriv ett objekt: {{…}}."  # the framework formats it
LIST = "Skriv en lista: […]."
AT_LEAST, AT_MOST = "Listan ska ha minst {min_length} delar.", "Listan får ha högst {max_length} delar."
_WORDS: Mapping[type, Mapping[str, str]] = {
    serializers.BooleanField: {"invalid": "Skriv true eller false."},
    serializers.CharField: {"invalid": TEXT, "blank": "Texten får inte vara tom."},
    serializers.DateField: {
        "invalid": "Skriv dagen som 2014-12-30.",
        "datetime": "Skriv dagen utan klockslag, som 2014-12-30.",
    },
    serializers.DictField: {"not_a_dict": OBJECT, "empty": "Objektet får inte vara tomt."},
    serializers.ListField: {"not_a_list": LIST, "min_length": AT_LEAST, "max_length": AT_MOST},
    serializers.ListSerializer: {"not_a_list": LIST, "min_length": AT_LEAST, "max_length": AT_MOST},
    serializers.Serializer: {"invalid": OBJECT},
    serializers.UUIDField: {"invalid": "Skriv ett UUID: 32 tecken av 0-9 och a-f."},
}


def use_plain_words() -> None:
    """Let every serializer of this process say it so."""
    for field, words in _WORDS.items():
        field.default_error_messages = {**field.default_error_messages, **words}  # type: ignore[attr-defined]  # every field has it; the stubs know it of the class only
