"""The fields of a node of a rule, which depend on its kind: the questions offered are those that fit."""

from collections.abc import Mapping, Sequence

from agreements.domain.drafting.edits import group_kind
from agreements.domain.drafting.fields import Field
from agreements.domain.drafting.raw import NoSuchPlace, Path, Raw, at, list_at, text_at
from agreements.domain.drafting.rule_tree import FITS, GROUP_WORDS
from agreements.domain.rules import LEAF_KINDS

_POPULATION = "share.in.population_percent"
_IN = "share.in"
_MINUS = "share.minus"
_WHEN_ZERO = (("", "Går inte att avgöra"), ("met", "Uppfyllt"), ("not_met", "Inte uppfyllt"))
_GROUP = "group"
_NUMBER = Field("at_least_n.n", "Så många", "number")
_DETAILS: Mapping[str, tuple[Field, ...]] = {
    "value": (
        Field("at_least", "Minst", "decimal"),
        Field("at_most", "Högst", "decimal"),
    ),
    "by_size": tuple(
        Field(f"at_least.{size}", label, "number", keeps_unset=True)
        for size, label in (
            ("small", "Liten: minst"),
            ("medium", "Medelstor: minst"),
            ("large", "Stor: minst"),
        )
    ),
    "period": (
        Field("within.from", "Tidigast", help="Ett år, en månad eller en dag."),
        Field("within.to", "Senast"),
    ),
    "covers": (Field("years", "År som ska omfattas", "lines", "Ett per rad."),),
}


def questions_for(raw: Raw, path: Path) -> list[Raw]:
    """Return the questions that a node at `path` may read: its requirement's, or the fields of its units."""
    questions = list_at(raw, *path[:2], "questions")
    if "where" not in path:
        return questions
    try:
        leaf = at(raw, path[: path.index("where")])
    except NoSuchPlace:
        return []
    units = text_at(leaf, "at_least_one")
    return next((list_at(one, "fields") for one in questions if text_at(one, "key") == units), [])


def is_inside_units(path: Path) -> bool:
    """Say whether a node stands in what is demanded of one unit."""
    return "where" in path


def node_fields(node: Raw, questions: Sequence[Raw]) -> tuple[Field, ...]:
    """Return the fields of a node; `questions` are those that it may read."""
    kind = group_kind(node)
    if kind:
        group = Field(_GROUP, "Hur villkoren vägs samman", "choice", options=tuple(GROUP_WORDS.items()))
        number = (_NUMBER,) if kind == "at_least_n" else ()
        return (group, *number, Field("text", "Gruppens egen text", "area"))
    kind = next((one for one in LEAF_KINDS if isinstance(node, dict) and one in node), "")
    return (*_leaf_fields(kind, node, questions), Field("text", "Villkoret i ord", "area"))


def _leaf_fields(kind: str, node: Raw, questions: Sequence[Raw]) -> tuple[Field, ...]:
    match kind:
        case "":
            return ()
        case "manual":
            return (Field("manual", "Frågan till bedömaren", "area"),)
        case "listed":
            return (Field("listed", "Registrets kod"),)
        case "share":
            return _share_fields(questions)
        case "document":
            return (_question(kind, node, questions), _sections(node, questions))
        case _:
            return (_question(kind, node, questions), *_DETAILS.get(kind, ()))


def _fitting(kind: str, questions: Sequence[Raw]) -> tuple[tuple[str, str], ...]:
    fits = FITS[kind]
    return tuple(
        (key, text_at(one, "label") or key)
        for one in questions
        if text_at(one, "type") in fits and (key := text_at(one, "key"))
    )


def _question(kind: str, node: Raw, questions: Sequence[Raw]) -> Field:
    fitting = _fitting(kind, questions)
    now = text_at(node, kind)
    missing = () if now in dict(fitting) or not now else ((now, f"{now} (finns inte eller passar inte)"),)
    return Field(kind, "Fråga", "choice", options=(*fitting, *missing))


def _sections(node: Raw, questions: Sequence[Raw]) -> Field:
    key = text_at(node, "document")
    own = next((list_at(one, "sections") for one in questions if text_at(one, "key") == key), [])
    sections = tuple((one, one) for one in own if isinstance(one, str))
    every = (("all", "Alla avsnitt"),) if sections else ()
    return Field("sections", "Avsnitt som krävs", "ticks", options=(*every, *sections))


def _share_fields(questions: Sequence[Raw]) -> tuple[Field, ...]:
    fitting = _fitting("share", questions)
    return (
        Field("share.of", "Delen", "ticks", "Det som räknas, tillsammans.", fitting),
        Field(_IN, "Av", "ticks", "Det som delen räknas av, tillsammans.", fitting),
        Field(_MINUS, "Minus", "ticks", "Det som dras från det.", fitting),
        Field(_POPULATION, "Eller av så många procent av invånarna", "decimal", "Till exempel 0,5."),
        Field("at_least_percent", "Minst, procent", "decimal"),
        Field("when_zero", "När det är noll av noll", "choice", options=_WHEN_ZERO),
    )  # fmt: skip


def node_changes(
    node: Raw, values: dict[str, Raw], drop: tuple[str, ...]
) -> tuple[dict[str, Raw], tuple[str, ...]]:
    """Return what is set and taken away in a node, where fields of the form stand otherwise in the text."""
    if group_kind(node):
        return _group_changes(node, values, drop)
    if _POPULATION in values:
        values.pop(_MINUS, None)
        drop = (*drop, _MINUS)
    chosen = values.get("sections")
    if isinstance(chosen, list) and "all" in chosen:
        values["sections"] = "all"
    return values, drop


def _group_changes(
    node: Raw, values: dict[str, Raw], drop: tuple[str, ...]
) -> tuple[dict[str, Raw], tuple[str, ...]]:
    """Change how a group weighs its conditions; they stay."""
    before, after = group_kind(node), values.pop(_GROUP, None)
    if not isinstance(after, str) or after == before or after not in GROUP_WORDS:
        return values, drop
    children: Raw = list_at(node, before, "of") if before == "at_least_n" else list_at(node, before)
    values.pop(_NUMBER.name, None)
    values[after] = {"n": "1", "of": children} if after == "at_least_n" else children
    return values, (*(name for name in drop if name != _NUMBER.name), before)
