"""From the text of a rule to its tree: every node is known, every leaf finds questions of the right type."""

import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import TypeVar, get_args

from agreements.domain.faults import quoted
from agreements.domain.questions import NUMERIC, TYPES, Question, QuestionType, conditions_of
from agreements.domain.reading import Reader, day_of, nearest, or_list, whole_number
from agreements.domain.rules import (
    INNER_KINDS,
    LEAF_KINDS,
    SIZE_CLASSES,
    All,
    Answered,
    AnyOf,
    AtLeastN,
    AtLeastOne,
    BySize,
    CompleteMonths,
    CoversYears,
    Demand,
    DocumentHasSections,
    InPeriod,
    Leaf,
    LinkGiven,
    Listed,
    Manual,
    MatrixComplete,
    Node,
    OneQuestion,
    Share,
    Value,
    WhenZero,
    Yes,
)
from agreements.domain.source import Listing, Place, Table

Questions = Mapping[str, Question | None]
Simple = TypeVar("Simple", bound=OneQuestion)

_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2200
_WINDOW_LIMIT = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
_HIGHEST_PERCENT = 100


def read_rule(reader: Reader, questions: Questions, *, inside_units: bool = False) -> Node | None:
    """Read one node and all below it; None after a fault that leaves no node.

    `questions`: those that leaves may read, by key. `inside_units`: the node stands under at_least_one, where neither
    an assessor nor a register can point at one unit.
    """
    kinds = [kind for kind in (*INNER_KINDS, *LEAF_KINDS) if reader.has(kind)]
    if len(kinds) != 1:
        _fault_of_kind(reader, kinds)
        return None
    kind = kinds[0]
    if kind in INNER_KINDS:
        return _read_inner(reader, kind, questions, inside_units=inside_units)
    if inside_units and kind in {"manual", "listed"}:
        reader.fault(f"{quoted(kind)} kan inte gälla en enskild enhet.", kind)
    leaf = _LEAF_READERS[kind](reader, questions)
    reader.finish()
    return leaf


def _fault_of_kind(reader: Reader, kinds: list[str]) -> None:
    if kinds:
        reader.fault(
            f"En nod kan bara vara en sak, men här står {' och '.join(map(quoted, kinds))}.", kinds[1]
        )
        return
    words = [key for key in reader.table.entries if key not in {"key", "text"}]
    hints = [hint for word in words if (hint := nearest(word, [*INNER_KINDS, *LEAF_KINDS]))]
    written = f" Här står {', '.join(quoted(word) for word in words[:5])}." if words else ""
    reader.fault(
        f"Noden saknar ett villkor som {or_list(list(LEAF_KINDS)[:5])}.{written}{''.join(hints[:1])}"
    )


def _read_inner(reader: Reader, kind: str, questions: Questions, *, inside_units: bool) -> Node | None:
    key, text = reader.key("key"), reader.text("text")
    n: int | None = None
    listing, name = reader, kind
    if kind == "at_least_n":
        below = reader.below(kind, required=True)
        if below is None:
            reader.finish()
            return None
        listing, name = below, "of"
        n = below.whole("n", 1, 1000, required=True)
    places = listing.listing(name, required=True)
    children = tuple(
        child
        for place in places
        if (child := _read_child(listing, place, questions, inside_units=inside_units))
    )
    reader.finish()
    if listing is not reader:
        listing.finish()
    if kind == "all":
        return All(children=children, key=key, text=text)
    if kind == "any":
        return AnyOf(children=children, key=key, text=text)
    if n is not None and n > len(places):
        listing.fault(f"”n” är {n}, men det finns bara {len(places)} villkor.", "n")
    return AtLeastN(children=children, key=key, text=text, n=n or 1)


def _read_child(reader: Reader, place: Place, questions: Questions, *, inside_units: bool) -> Node | None:
    below = reader.of(place, "Ett villkor i regeln")
    return read_rule(below, questions, inside_units=inside_units) if below else None


def _own(reader: Reader) -> tuple[str, str]:
    return reader.key("key", required=True), reader.text("text", required=True)


def _question(reader: Reader, name: str, questions: Questions, *types: QuestionType) -> Question | None:
    """Return the question that the leaf names at `name`, when it exists and has one of the types."""
    return _find(reader, name, reader.text(name, required=True), questions, types)


def _find(
    reader: Reader, name: str, key: str, questions: Questions, types: Collection[QuestionType]
) -> Question | None:
    if not key:
        return None
    if key not in questions:
        reader.fault(f"Regeln nämner frågan {quoted(key)}, som inte finns.{nearest(key, questions)}", name)
    found = questions.get(key)
    if found is None:
        return None
    if found.type not in types:
        wanted = or_list(sorted(types))
        reader.fault(
            f"{quoted(name)} kräver en fråga av typen {wanted}; {quoted(key)} är {found.type}.", name
        )
        return None
    return found


def _asked_when(read: Collection[Question], questions: Questions) -> tuple[Demand, ...]:
    found: dict[Demand, None] = {}
    for question in read:
        for condition in conditions_of(question, questions):
            looked_at = questions.get(condition.question)
            if looked_at is not None:
                found[Demand(condition, looked_at)] = None
    return tuple(found)


def _simple(kind: type[Simple], *types: QuestionType) -> Callable[[Reader, Questions], Simple | None]:
    """Return a reader of a leaf that has nothing but its question."""

    def read(reader: Reader, questions: Questions) -> Simple | None:
        key, text = _own(reader)
        question = _question(reader, kind.kind, questions, *types)
        if question is None:
            return None
        return kind(key=key, text=text, question=question, asked_when=_asked_when([question], questions))

    return read


def _document(reader: Reader, questions: Questions) -> Leaf | None:
    key, text = _own(reader)
    question = _question(reader, "document", questions, "document")
    listed = isinstance(reader.place("sections"), Listing)
    every = not listed and reader.word("sections", ("all",)) == "all"
    sections = reader.texts("sections", required=True) if listed else ()
    if question is None:
        return None
    if every and not question.sections:
        reader.fault(f"”sections: all”, men frågan {quoted(question.key)} har inga ”sections”.", "sections")
    for section in sections:
        if section not in question.sections:
            hint = nearest(section, question.sections)
            reader.fault(
                f"Frågan {quoted(question.key)} har inte avsnittet {quoted(section)}.{hint}", "sections"
            )
    return DocumentHasSections(
        key=key, text=text, question=question, asked_when=_asked_when([question], questions),
        sections=question.sections if every else sections, every=every,
    )  # fmt: skip


def _value(reader: Reader, questions: Questions) -> Leaf | None:
    key, text = _own(reader)
    question = _question(reader, "value", questions, *NUMERIC, "percent")
    highest = _HIGHEST_PERCENT if question and question.type == "percent" else None
    at_least, at_most = (
        reader.decimal("at_least", highest=highest),
        reader.decimal("at_most", highest=highest),
    )
    if not reader.has("at_least") and not reader.has("at_most"):
        reader.fault("”value” kräver at_least, at_most eller båda.", "value")
    elif reader.place("at_least") is None and reader.place("at_most") is None:
        reader.fault("”value” har en gräns som är tom.", "value")
    if at_least is not None and at_most is not None and Decimal(at_least) > Decimal(at_most):
        reader.fault(f"at_least ({at_least}) är större än at_most ({at_most}).", "at_least")
    if question is None:
        return None
    return Value(
        key=key, text=text, question=question, asked_when=_asked_when([question], questions),
        at_least=at_least, at_most=at_most,
    )  # fmt: skip


def _share(reader: Reader, questions: Questions) -> Leaf | None:
    key, text = _own(reader)
    percent = reader.decimal("at_least_percent", highest=_HIGHEST_PERCENT, required=True)
    zeros: tuple[WhenZero, ...] = get_args(WhenZero)
    when_zero = reader.word("when_zero", zeros) or "undecided"
    below = reader.below("share", required=True)
    if below is None:
        return None
    of = _summed(below, "of", questions, required=True)
    minus = _summed(below, "minus", questions)
    base: tuple[Question, ...] = ()
    population = None
    if isinstance(below.place("in", required=True), Table):
        population = _population_percent(below)
        if minus:
            below.fault("”minus” kan inte dras från en andel av invånarna.", "minus")
    else:
        base = _summed(below, "in", questions)
    below.finish()
    return Share(
        key=key, text=text, asked_when=_asked_when([*of, *base, *minus], questions), of=of, base=base, minus=minus,
        population_percent=population, at_least_percent=percent or "0", when_zero=when_zero,
    )  # fmt: skip


def _population_percent(reader: Reader) -> str:
    below = reader.below("in")
    if below is None:
        return "0"
    percent = below.decimal("population_percent", highest=_HIGHEST_PERCENT, required=True)
    below.finish()
    if percent is not None and not Decimal(percent):
        below.fault("”population_percent” ska vara större än noll.", "population_percent")
    return percent or "0"


def _summed(
    reader: Reader, name: str, questions: Questions, *, required: bool = False
) -> tuple[Question, ...]:
    keys = reader.texts(name, required=required or reader.has(name))
    found = (_find(reader, name, key, questions, NUMERIC) for key in keys)
    return tuple(question for question in found if question is not None)


def _by_size(reader: Reader, questions: Questions) -> Leaf | None:
    key, text = _own(reader)
    question = _question(reader, "by_size", questions, *NUMERIC)
    below = reader.below("at_least", required=True)
    if below is None:
        return None
    quotas = [below.whole(size, 0, 10**9) for size in SIZE_CLASSES]
    for size in SIZE_CLASSES:
        if not below.has(size):
            below.fault(f"Nyckeln {quoted(size)} saknas.")
    below.finish()
    if question is None:
        return None
    small, medium, large = quotas
    return BySize(
        key=key, text=text, question=question, asked_when=_asked_when([question], questions),
        small=small, medium=medium, large=large,
    )  # fmt: skip


def _in_period(reader: Reader, questions: Questions) -> Leaf | None:
    key, text = _own(reader)
    question = _question(reader, "period", questions, "date", "period", "number")
    below = reader.below("within", required=True)
    if below is None:
        return None
    first, last = _limit(below, "from"), _limit(below, "to")
    below.finish()
    if not below.has("from") and not below.has("to"):
        below.fault("”within” kräver from, to eller båda.")
    if first and last and first[: len(last)] > last[: len(first)]:
        below.fault(f"Fönstret slutar ({last}) före sin början ({first}).", "to")
    if question is None:
        return None
    return InPeriod(
        key=key,
        text=text,
        question=question,
        asked_when=_asked_when([question], questions),
        first=first,
        last=last,
    )


def _limit(reader: Reader, name: str) -> str:
    text = reader.text(name, required=reader.has(name))
    exists = _WINDOW_LIMIT.fullmatch(text) and (len(text) < len("2010-05-01") or day_of(text))
    if text and not exists:
        reader.fault(
            f"{quoted(name)}: {quoted(text)} ska vara ett år, en månad eller ett datum (2010, 2010-05, 2010-05-01).",
            name,
        )
        return ""
    return text


def _covers(reader: Reader, questions: Questions) -> Leaf | None:
    key, text = _own(reader)
    question = _question(reader, "covers", questions, "period")
    years = []
    for place in reader.listing("years", required=True):
        year = whole_number(place)
        if year is None or not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
            reader.log.add(
                place.line, reader.requirement, "”years” ska vara en lista av år, till exempel [2013, 2014]."
            )
        elif year in years:
            reader.log.add(place.line, reader.requirement, f"”years”: {year} står två gånger.")
        else:
            years.append(year)
    if question is None:
        return None
    return CoversYears(
        key=key,
        text=text,
        question=question,
        asked_when=_asked_when([question], questions),
        years=tuple(sorted(years)),
    )


def _at_least_one(reader: Reader, questions: Questions) -> Leaf | None:
    key, text = _own(reader)
    question = _question(reader, "at_least_one", questions, "units")
    below = reader.below("where")
    if question is None:
        return None
    fields: dict[str, Question | None] = {field.key: field for field in question.fields}
    where = read_rule(below, fields, inside_units=True) if below else None
    return AtLeastOne(
        key=key, text=text, question=question, asked_when=_asked_when([question], questions), where=where
    )


def _listed(reader: Reader, questions: Questions) -> Leaf:
    key, text = _own(reader)
    return Listed(key=key, text=text, register=reader.code("listed", required=True))


def _manual(reader: Reader, questions: Questions) -> Leaf:
    key, text = _own(reader)
    return Manual(key=key, text=text, asks=reader.text("manual", required=True))


_LEAF_READERS: Mapping[str, Callable[[Reader, Questions], Leaf | None]] = {
    "yes": _simple(Yes, "yes_no"),
    "answered": _simple(Answered, *TYPES),
    "document": _document,
    "link": _simple(LinkGiven, "link"),
    "value": _value,
    "share": _share,
    "by_size": _by_size,
    "period": _in_period,
    "covers": _covers,
    "complete_months": _simple(CompleteMonths, "monthly_series"),
    "at_least_one": _at_least_one,
    "matrix_complete": _simple(MatrixComplete, "matrix"),
    "listed": _listed,
    "manual": _manual,
}
