"""The rule of a draft as rows to look at and change, and the closed list of conditions that can be added to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from agreements.domain.drafting.edits import NotPossible, children_path, group_kind, group_of
from agreements.domain.drafting.raw import Path, Raw, list_at, text_at, written
from agreements.domain.questions import NUMERIC, TYPES, QuestionType
from agreements.domain.rules import LEAF_KINDS

LEAF_WORDS: Mapping[str, str] = {
    "yes": "Svaret är ja",
    "answered": "Frågan är besvarad",
    "document": "Handlingen är bifogad, med de avsnitt som krävs",
    "link": "En webbadress är angiven",
    "value": "Talet når en gräns",
    "share": "Andelen når en gräns",
    "by_size": "Antalet når en gräns efter kommunens storlek",
    "period": "Dagen eller perioden ligger i ett fönster",
    "covers": "Planen omfattar vissa år",
    "complete_months": "Varje månad har ett tal",
    "at_least_one": "Minst en enhet uppfyller villkoren",
    "matrix_complete": "Varje rad har en webbadress",
    "listed": "Parten står på ett registers lista",
    "manual": "En bedömare prövar",
}
GROUP_WORDS = {"all": "Alla ska vara uppfyllda", "any": "Minst ett räcker", "at_least_n": "Minst så många"}
_DATES: frozenset[QuestionType] = frozenset({"date", "period", "number"})
FITS: Mapping[str, frozenset[QuestionType]] = {
    "yes": frozenset({"yes_no"}),
    "answered": frozenset(TYPES),
    "document": frozenset({"document"}),
    "link": frozenset({"link"}),
    "value": NUMERIC | {"percent"},
    "share": NUMERIC,
    "by_size": NUMERIC,
    "period": _DATES,
    "covers": frozenset({"period"}),
    "complete_months": frozenset({"monthly_series"}),
    "at_least_one": frozenset({"units"}),
    "matrix_complete": frozenset({"matrix"}),
}
WITHOUT_QUESTION = ("manual", "listed")
DEEPEST = 8  # groups in groups; the loader takes more, a person does not


@dataclass(frozen=True, slots=True)
class Offer:
    """A condition that can be added: its kind and question as one value, in words."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class NodeRow:
    """One node of the rule. words: what it demands of which question; text: its own wording; rows: those below it."""

    path: Path
    kind: str
    words: str
    text: str
    key: str
    is_group: bool
    is_first: bool
    is_last: bool
    may_go_in: bool
    may_go_out: bool
    rows: tuple["NodeRow", ...]

    @property
    def place(self) -> str:
        """Its path as it stands in addresses."""
        return written(self.path)

    @property
    def is_top(self) -> bool:
        """Whether it is the whole rule."""
        return group_of(self.path) is None


def labels_of(questions: Sequence[Raw]) -> dict[str, str]:
    """Return the label of each question by its key; the key where it has none."""
    return {key: text_at(one, "label") or key for one in questions if (key := text_at(one, "key"))}


def offers(
    questions: Sequence[Raw], *, inside_units: bool = False
) -> tuple[tuple[str, tuple[Offer, ...]], ...]:
    """Return every condition that can be added, by kind: only the questions that fit are offered."""
    found = []
    for kind, fitting in FITS.items():
        ones = [one for one in questions if text_at(one, "type") in fitting and text_at(one, "key")]
        if ones:
            found.append((LEAF_WORDS[kind], tuple(_offer(kind, one) for one in ones)))
    if not inside_units:
        found.append(("Utan fråga", tuple(Offer(f"{kind}:", LEAF_WORDS[kind]) for kind in WITHOUT_QUESTION)))
    return tuple(found)


def _offer(kind: str, question: Raw) -> Offer:
    key = text_at(question, "key")
    return Offer(f"{kind}:{key}", f"{LEAF_WORDS[kind]}: {text_at(question, 'label') or key}")


def new_leaf(offer: str, key: str) -> Raw:
    """Return a condition as it begins. Raises NotPossible where the offer is none of the closed list.

    Args:
        offer: the value of an Offer.
        key: the condition's own key.
    """
    kind, _, question = offer.partition(":")
    if kind not in LEAF_KINDS or (kind not in WITHOUT_QUESTION and not question):
        raise NotPossible("Välj ett villkor i listan.")
    details: dict[str, Raw] = {kind: question or None}
    match kind:
        case "value":
            details["at_least"] = None
        case "share":
            details = {"share": {"of": [question], "in": None}, "at_least_percent": None}
        case "by_size":
            details["at_least"] = {"small": None, "medium": None, "large": None}
        case "period":
            details["within"] = {"from": None}
        case "covers":
            details["years"] = []
    return {"key": key, **details, "text": None}


def next_key(rule: Raw) -> str:
    """Return a key that no condition of the rule has: one above the highest, so that none is used again."""
    keys = [key[1:] for key in keys_in(rule) if key.startswith("c") and key[1:].isdecimal() and len(key) < 8]
    return f"c{max(map(int, keys), default=0) + 1}"


def keys_in(raw: Raw) -> Iterator[str]:
    """Yield the key of every node in a rule."""
    match raw:
        case dict():
            if key := text_at(raw, "key"):
                yield key
            for value in raw.values():
                yield from keys_in(value)
        case list():
            for value in raw:
                yield from keys_in(value)


def row_of(
    node: Raw, path: Path, labels: Mapping[str, str], siblings: Sequence[Raw] = (), depth: int = 0
) -> NodeRow:
    """Return a node with everything below it. `siblings`: the list that it stands in."""
    kind = group_kind(node) or _leaf_kind(node)
    is_group = bool(group_kind(node))
    index = path[-1] if siblings and isinstance(path[-1], int) else 0
    group = group_of(path)
    rows = _below(node, path, kind, labels, depth) if depth < DEEPEST else ()
    return NodeRow(
        path=path,
        kind=kind,
        words=_group_words(node, kind) if is_group else _words(node, kind, labels),
        text=text_at(node, "text"),
        key=text_at(node, "key"),
        is_group=is_group,
        is_first=index == 0,
        is_last=index >= len(siblings) - 1,
        may_go_in=index > 0 and bool(group_kind(siblings[index - 1])),
        may_go_out=group is not None and group_of(group) is not None,
        rows=rows,
    )


def _below(node: Raw, path: Path, kind: str, labels: Mapping[str, str], depth: int) -> tuple[NodeRow, ...]:
    if kind == "at_least_one":
        where = node.get("where") if isinstance(node, dict) else None
        return (row_of(where, (*path, "where"), labels, (), depth + 1),) if where else ()
    if not group_kind(node):
        return ()
    place = children_path(node, path)
    children = list_at(node, *place[len(path) :])
    return tuple(
        row_of(child, (*place, index), labels, children, depth + 1) for index, child in enumerate(children)
    )


def _leaf_kind(node: Raw) -> str:
    return next((kind for kind in LEAF_KINDS if isinstance(node, dict) and kind in node), "")


def _group_words(node: Raw, kind: str) -> str:
    if kind == "at_least_n":
        return f"Minst {text_at(node, 'at_least_n', 'n') or '…'} ska vara uppfyllda"
    return GROUP_WORDS[kind]


def _words(node: Raw, kind: str, labels: Mapping[str, str]) -> str:
    if not kind:
        return "Villkoret saknar slag"
    if kind in WITHOUT_QUESTION:
        return f"{LEAF_WORDS[kind]}: {text_at(node, kind)}"
    keys = [text_at(node, kind)]
    if kind == "share":
        keys = [one for one in list_at(node, "share", "of") if isinstance(one, str)]
    return f"{LEAF_WORDS[kind]}: {', '.join(labels.get(key, key) for key in keys)}"
