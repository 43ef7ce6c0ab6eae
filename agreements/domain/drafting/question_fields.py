"""The fields of a question, which depend on its type, and of what it may depend on."""

from collections.abc import Iterator, Mapping, Sequence

from agreements.domain.drafting.fields import Field, shown
from agreements.domain.drafting.raw import Raw, list_at, text_at
from agreements.domain.questions import SEXES, TYPES

TYPE_WORDS: Mapping[str, str] = {
    "yes_no": "Ja eller nej", "count": "Antal", "number": "Tal", "percent": "Procent", "text": "Text",
    "date": "Datum", "period": "Period", "choice": "Ett av flera val", "document": "Handling",
    "link": "Webbadress", "contact": "Kontaktperson", "consultations": "Samråd med organisationer",
    "monthly_series": "Tal per månad", "units": "Enheter med egna frågor", "matrix": "Tabell med webbadresser",
}  # fmt: skip
TYPE_OPTIONS = tuple((kind, TYPE_WORDS[kind]) for kind in TYPES)
_PAIRS = "En per rad: nyckel: rubrik, till exempel school: Skolan."
_UNIT = Field("unit", "Enhet", help="Skrivs efter talet, till exempel personer.")
_PRECISION = Field(
    "precision", "Så noga", "choice", options=(("", "Dag"), ("month", "Månad"), ("year", "År"))
)
_DETAILS: Mapping[str, tuple[Field, ...]] = {
    "count": (_UNIT, Field("split_by", "Delas upp på", "ticks", options=tuple(SEXES.items()))),
    "number": (_UNIT,),
    "monthly_series": (
        _UNIT,
        Field("months.from", "Första månaden", help="Till exempel 2016-01."),
        Field("months.to", "Sista månaden"),
    ),
    "date": (_PRECISION,),
    "period": (_PRECISION,),
    "choice": (Field("options", "Valen", "pairs", _PAIRS),),
    "document": (Field("sections", "Avsnitt som handlingen ska ha", "lines", "Ett per rad."),),
    "matrix": (Field("rows", "Raderna", "pairs", _PAIRS),),
}
_ALL_DETAILS = ("unit", "split_by", "options", "rows", "sections", "months", "fields", "precision")
_OWN_DETAILS: Mapping[str, frozenset[str]] = {
    kind: frozenset({field.name.partition(".")[0] for field in fields}) for kind, fields in _DETAILS.items()
} | {"units": frozenset({"fields"})}


def question_fields(question: Raw, earlier: Sequence[Raw], *, inside_units: bool) -> tuple[Field, ...]:
    """Return the fields of a question.

    Args:
        question: as it stands in the draft.
        earlier: the questions before it, on whose answers it may depend.
        inside_units: it is asked of each unit, and has no section.
    """
    kind = text_at(question, "type")
    types = [one for one in TYPE_OPTIONS if not (inside_units and one[0] == "units")]
    section = () if inside_units else (Field("section", "Avsnitt i formuläret"),)
    return (
        Field("label", "Fråga"),
        Field("key", "Nyckel", help="Det som regeln och filerna kallar frågan."),
        Field("type", "Slag", "choice", options=tuple(types)),
        Field("help", "Hjälptext", "area"),
        Field("source", "Läses ur register", help="Registrets kod, om svaret inte frågas efter."),
        *section,
        Field("when", "Ställs när", "when", options=_conditions(question, earlier)),
        Field("closes", "Egen sista dag", "day", "Bara om den skiljer sig från kravets."),
        *_with_own_parts(question, _DETAILS.get(kind, ())),
    )


def every_question_field() -> tuple[Field, ...]:
    """Return the fields of questions of every type, for their labels."""
    return (*question_fields({}, (), inside_units=False), *(one for own in _DETAILS.values() for one in own))


def _with_own_parts(question: Raw, fields: Sequence[Field]) -> Iterator[Field]:
    """A count that is split by something else than sex is kept as pairs."""
    for field in fields:
        own = [one for one in list_at(question, field.name) if field.name == "split_by"]
        if own and not all(isinstance(one, str) and one in SEXES for one in own):
            yield Field(field.name, field.label, "pairs", _PAIRS)
        else:
            yield field


def _conditions(question: Raw, earlier: Sequence[Raw]) -> tuple[tuple[str, str], ...]:
    """Return every condition that the earlier questions allow, and the one that stands there although it does not."""
    offered = [("", "Alltid"), *(one for other in earlier for one in _conditions_on(other))]
    now = shown(question, Field("when", "", "when"))[0]
    if now and now not in dict(offered):
        offered.append((now, f"Som nu: {now}"))
    return tuple(offered)


def _conditions_on(other: Raw) -> Iterator[tuple[str, str]]:
    key, label = text_at(other, "key"), text_at(other, "label")
    if not key:
        return
    if text_at(other, "type") == "yes_no":
        yield f"yes:{key}", f"”{label}” är ja"
        yield f"no:{key}", f"”{label}” är nej"
    if text_at(other, "type") == "choice":
        for option in list_at(other, "options"):
            name = option if isinstance(option, str) else text_at(option, "key")
            words = option if isinstance(option, str) else text_at(option, "label")
            yield f"choice:{key}:{name}", f"”{label}” är {words}"
    yield f"answered:{key}", f"”{label}” är besvarad"


def tidied(question: Raw, values: Mapping[str, Raw]) -> tuple[str, ...]:
    """Return what does not belong to the type that a question is changed to, to be taken away."""
    before, after = text_at(question, "type"), values.get("type")
    if not isinstance(after, str) or after == before:
        return ()
    own = _OWN_DETAILS.get(after, frozenset())
    return tuple(name for name in _ALL_DETAILS if name not in own)
