"""Changing a draft in parts: each change gives a new tree, and what is changed is found by its path."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from agreements.domain.drafting.raw import NoSuchPlace, Path, Raw, Step, at, copied, text_at, written
from agreements.domain.rules import INNER_KINDS

_NAMES = ("code", "key", "name")  # by what a piece is known again
_OF = "of"


class Moved(LookupError):
    """What is to be changed is not where it was: somebody has moved it or taken it away."""


class NotPossible(ValueError):
    """A change that cannot be made there; the message says why in Swedish."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a draft.

    verb: `set`, `add`, `up`, `down`, `in`, `out`, `wrap`, `unwrap`, `remove`. path: of what is changed, or of the list
    or node to which something is added. known_as: what the piece was called when it was read, empty where it does not
    matter. values: what is set, by dotted name below the path. drop: names that are taken away. item: what is added.
    """

    verb: str
    path: Path
    known_as: str = ""
    values: Mapping[str, Raw] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    item: Raw = None


def apply(raw: Raw, edit: Edit) -> Raw:
    """Return the tree with the change made; `raw` stays as it is.

    Raises:
        Moved: the piece is not there any more, or another stands in its place.
        NotPossible: there is no such change, or not of that piece.
    """
    tree = copied(raw)
    verb = _VERBS.get(edit.verb)
    if verb is None:
        raise NotPossible("Den ändringen finns inte.")
    try:
        found = at(tree, edit.path) if edit.verb != "add" else None
    except NoSuchPlace as error:
        raise Moved(written(edit.path)) from error
    if edit.known_as and edit.known_as != known_as(found):
        raise Moved(written(edit.path))
    return verb(tree, edit)


def known_as(piece: Raw) -> str:
    """Return by what a piece is known again although it is moved: its code, key or name; empty where it has none."""
    return next((text for name in _NAMES if (text := text_at(piece, name))), "")


def _set(tree: Raw, edit: Edit) -> Raw:
    piece = at(tree, edit.path)
    if not isinstance(piece, dict):
        raise NotPossible("Det som står där är inte en tabell. Rätta det i texten.")
    for name in edit.drop:
        _drop(piece, name.split("."))
    for name, value in edit.values.items():
        _put(piece, name.split("."), value)
    return tree


def _put(table: dict[str, Raw], names: Sequence[str], value: Raw) -> None:
    first, *rest = names
    if not rest:
        table[first] = value
        return
    inner = table.get(first)
    if not isinstance(inner, dict):
        inner = table[first] = {}
    _put(inner, rest, value)


def _drop(table: dict[str, Raw], names: Sequence[str]) -> None:
    """Take a value away, and the tables that are empty after it."""
    first, *rest = names
    inner = table.get(first)
    if not rest:
        table.pop(first, None)
    elif isinstance(inner, dict):
        _drop(inner, rest)
        if not inner:
            del table[first]


def _add(tree: Raw, edit: Edit) -> Raw:
    """Add to a list, to a table by name, or to a rule."""
    *above, last = edit.path
    owner = _at(tree, tuple(above))
    if last in {"rule", "where"} or _is_node(tree, edit.path):
        return _add_node(tree, edit.path, edit.item)
    if not isinstance(owner, dict) or not isinstance(last, str):
        raise NotPossible("Där kan inget läggas till.")
    inside = owner.get(last)
    if isinstance(edit.item, dict) and "known" in edit.item and last == "set_by":
        table = inside if isinstance(inside, dict) else {}
        name = text_at(edit.item, "known")
        if name in table:
            raise NotPossible(f"”{name}” finns redan.")
        owner[last] = table | {name: {key: value for key, value in edit.item.items() if key != "known"}}
    else:
        owner[last] = [*(inside if isinstance(inside, list) else []), edit.item]
    return tree


def _at(tree: Raw, path: Path) -> Raw:
    try:
        return at(tree, path)
    except NoSuchPlace as error:
        raise Moved(written(path)) from error


def _replace(tree: Raw, path: Path, value: Raw) -> None:
    owner = _at(tree, path[:-1])
    match owner, path[-1]:
        case dict(), str() as name:
            owner[name] = value
        case list(), int() as index:
            owner[index] = value
        case _:
            raise NotPossible("Där kan inget läggas till.")


def _siblings(tree: Raw, path: Path) -> tuple[list[Raw], int]:
    """Return the list that a piece stands in, and its place there."""
    owner = at(tree, path[:-1]) if path else None
    if not isinstance(owner, list) or not isinstance(path[-1], int):
        raise NotPossible("Det som inte står i en lista kan inte flyttas.")
    return owner, path[-1]


def _mover(by: int) -> Callable[[Raw, Edit], Raw]:
    def move(tree: Raw, edit: Edit) -> Raw:
        siblings, index = _siblings(tree, edit.path)
        if not 0 <= index + by < len(siblings):
            raise NotPossible("Det går inte att flytta längre åt det hållet.")
        siblings.insert(index + by, siblings.pop(index))
        return tree

    return move


def _remove(tree: Raw, edit: Edit) -> Raw:
    """Take a piece away; a group that is empty after it goes too."""
    if not edit.path:
        raise NotPossible("Hela överenskommelsen kan inte tas bort så. Kasta utkastet i stället.")
    owner, last = at(tree, edit.path[:-1]), edit.path[-1]
    match owner, last:
        case dict(), str():
            del owner[last]
        case list(), int():
            del owner[last]
            group = group_of(edit.path)
            if group is not None and not owner:
                return _remove(tree, Edit("remove", group))
        case _:
            raise NotPossible("Det går inte att ta bort.")
    return tree


# The rule: a node is {kind: [children]}, {"at_least_n": {"n": …, "of": [children]}} or a leaf.


def group_kind(node: Raw) -> str:
    """Return the kind of a node that holds others; empty for a leaf."""
    return next((kind for kind in INNER_KINDS if isinstance(node, dict) and kind in node), "")


def children_path(node: Raw, path: Path) -> Path:
    """Return the path of the list of what a group at `path` holds."""
    kind = group_kind(node)
    return (*path, kind, _OF) if kind == "at_least_n" else (*path, kind)


def group_of(path: Path) -> Path | None:
    """Return the path of the group that a node stands in; None for the top of a rule and for what is no node."""
    if (
        len(path) < len(("rule", "all", 0))
        or not isinstance(path[-1], int)
        or not ({"rule", "where"} & set(path))
    ):
        return None
    above = path[:-2]
    return above[:-1] if path[-2] == _OF else above


def _is_node(tree: Raw, path: Path) -> bool:
    try:
        return "rule" in path and isinstance(at(tree, path), dict)
    except NoSuchPlace:
        return False


def _group(kind: str, children: list[Raw]) -> dict[str, Raw]:
    return {kind: {"n": "1", _OF: children}} if kind == "at_least_n" else {kind: children}


def _add_node(tree: Raw, path: Path, item: Raw) -> Raw:
    """Add a node to the group at `path`; where a leaf stands there, or nothing, a group is made."""
    owner = _at(tree, path[:-1])
    last: Step = path[-1]
    node = owner.get(last) if isinstance(owner, dict) and isinstance(last, str) else _at(tree, path)
    if not node:
        _replace(tree, path, _group("all", [item]))
        return tree
    if not group_kind(node):
        _replace(tree, path, _group("all", [node, item]))
        return tree
    below = children_path(node, path)
    found = _at(tree, below[:-1])
    children = found.get(str(below[-1])) if isinstance(found, dict) else None
    _replace(tree, below, [*(children if isinstance(children, list) else []), item])
    return tree


def _wrap(tree: Raw, edit: Edit) -> Raw:
    """Put a node into a group of its own, to which others can be added."""
    kind = edit.item if isinstance(edit.item, str) and edit.item in INNER_KINDS else ""
    if not kind or not _is_node(tree, edit.path):
        raise NotPossible("Bara ett villkor kan läggas i en grupp.")
    _replace(tree, edit.path, _group(kind, [at(tree, edit.path)]))
    return tree


def _unwrap(tree: Raw, edit: Edit) -> Raw:
    """Let what a group holds stand where the group stood."""
    node = at(tree, edit.path)
    found = _at(tree, children_path(node, edit.path)) if group_kind(node) else None
    children = found if isinstance(found, list) else []
    if len(children) == 1 and not isinstance(edit.path[-1], int):
        _replace(tree, edit.path, children[0])
        return tree
    if not children or group_of(edit.path) is None:
        raise NotPossible("Gruppen är regelns översta. Den kan bara lösas upp när den har ett enda villkor.")
    siblings, index = _siblings(tree, edit.path)
    siblings[index : index + 1] = children
    return tree


def _into(tree: Raw, edit: Edit) -> Raw:
    """Move a node last into the group that stands before it."""
    siblings, index = _siblings(tree, edit.path)
    before = (*edit.path[:-1], index - 1)
    if group_of(edit.path) is None or index == 0 or not group_kind(siblings[index - 1]):
        raise NotPossible("Det står ingen grupp före villkoret.")
    node = siblings.pop(index)
    return _add_node(tree, before, node)


def _out(tree: Raw, edit: Edit) -> Raw:
    """Move a node out of its group, to after it; a group that is empty goes."""
    group = group_of(edit.path)
    if group is None or group_of(group) is None:
        raise NotPossible("Villkoret står redan ytterst.")
    siblings, index = _siblings(tree, edit.path)
    node = siblings.pop(index)
    outer, place = _siblings(tree, group)
    outer.insert(place + 1, node)
    if not siblings:
        del outer[place]
    return tree


_VERBS: Mapping[str, Callable[[Raw, Edit], Raw]] = {
    "set": _set,
    "add": _add,
    "up": _mover(-1),
    "down": _mover(1),
    "in": _into,
    "out": _out,
    "wrap": _wrap,
    "unwrap": _unwrap,
    "remove": _remove,
}
