"""The text of a definition as a tree of places: every value as it was written, with its line.

Nothing is interpreted here: a scalar is the characters that stand in the file, so that `0.50` stays 0.50 and a date
stays a date, quoted or not. Plain data (what is stored of a definition) becomes the same tree, without lines.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from agreements.domain.faults import FaultLog, quoted

DEEPEST = 40
LONGEST = 2_000_000
_MOST_BRACKETS = 200
_BROKEN = (YAMLError, ValueError, LookupError, TypeError, AttributeError, AssertionError)
_UNSET = frozenset({"", "~", "null", "Null", "NULL"})
_CORE_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value", "map", "seq")
)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as written; `unset` when it is empty, `~` or `null` without quotes."""

    line: int
    text: str
    unset: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of places."""

    line: int
    items: tuple["Place", ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Keys and their places, in the order of the file."""

    line: int
    entries: Mapping[str, "Place"]
    key_lines: Mapping[str, int]


Place = Scalar | Listing | Table


def tree_of_yaml(text: str, log: FaultLog) -> Place | None:
    """Return the tree of a YAML 1.2 text, or None after noting in `log` why there is none."""
    if _is_too_much(text, log):
        return None
    try:
        node = YAML(typ="rt", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        log.add(mark.line + 1 if mark else 1, None, f"Filen är inte giltig YAML: {_problem(error)}.")
        return None
    except RecursionError:
        log.add(1, None, "Filen är inte giltig YAML: den är för djupt nästlad.")
        return None
    except _BROKEN as error:
        # ruamel.yaml lets a few plain Python errors through on broken text; for the author they are the same fault.
        log.add(1, None, f"Filen är inte giltig YAML och kan inte läsas ({type(error).__name__}).")
        return None
    if node is None:
        log.add(1, None, "Filen är tom.")
        return None
    return _YamlTree(log).place(node, 0)


def _is_too_much(text: str, log: FaultLog) -> bool:
    """The parser's time grows with the square of what is open on one line, so a line without end is not given to it."""
    if len(text) > LONGEST:
        log.add(1, None, f"Filen är längre än {LONGEST} tecken.")
        return True
    for index, line in enumerate(text.split("\n"), start=1):
        if line.count("[") + line.count("{") > _MOST_BRACKETS:
            log.add(index, None, f"Raden har fler än {_MOST_BRACKETS} klamrar.")
            return True
    return False


def tree_of_plain(data: object, log: FaultLog) -> Place | None:
    """Return the tree of plain data (dict, list, text, int, bool, None), or None after noting why there is none."""
    return _place_of_plain(data, log, 0)


def _problem(error: MarkedYAMLError) -> str:
    """The parser's own words: they are English, but they name the character that it stopped at."""
    words = error.problem or error.context or "okänt fel"
    return quoted(" ".join(str(words).split()))


class _YamlTree:
    """Turns composed nodes into places; each node may stand in one place only, so aliases are found here."""

    def __init__(self, log: FaultLog) -> None:
        self._log = log
        self._seen: set[int] = set()

    def place(self, node: Node, depth: int) -> Place:
        line = node.start_mark.line + 1
        if id(node) in self._seen:
            self._log.add(line, None, "Alias (*) används inte: det som avses ska skrivas ut på varje ställe.")
            return Scalar(line, "", unset=True)
        self._seen.add(id(node))
        if depth > DEEPEST:
            self._log.add(line, None, f"Filen är nästlad i fler än {DEEPEST} nivåer.")
            return Scalar(line, "", unset=True)
        self._check_tag(node, line)
        match node:
            case MappingNode():
                return self._table(node, line, depth)
            case SequenceNode():
                return Listing(line, tuple(self.place(item, depth + 1) for item in node.value))
            case ScalarNode():
                written = str(node.value)
                return Scalar(line, written, unset=not node.style and written in _UNSET)
            case _:
                raise TypeError(f"a composed node is none of the three kinds: {type(node).__name__}")

    def _check_tag(self, node: Node, line: int) -> None:
        tag = str(node.tag or "")
        if tag and tag not in _CORE_TAGS:
            self._log.add(line, None, f"Taggar används inte: {quoted(tag)}.")

    def _table(self, node: MappingNode, line: int, depth: int) -> Table:
        entries: dict[str, Place] = {}
        key_lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            key_line = key_node.start_mark.line + 1
            value = self.place(value_node, depth + 1)
            if not isinstance(key_node, ScalarNode):
                self._log.add(key_line, None, "En nyckel ska vara text, inte en lista eller tabell.")
            elif key_node.value in entries:
                first = key_lines[key_node.value]
                self._log.add(
                    key_line,
                    None,
                    f"Nyckeln {quoted(key_node.value)} står två gånger; första gången på rad {first}.",
                )
            else:
                entries[key_node.value] = value
                key_lines[key_node.value] = key_line
        return Table(line, entries, key_lines)


def _place_of_plain(data: object, log: FaultLog, depth: int) -> Place:
    if depth > DEEPEST:
        log.add(0, None, f"Uppgifterna är nästlade i fler än {DEEPEST} nivåer.")
        return Scalar(0, "", unset=True)
    match data:
        case None:
            return Scalar(0, "", unset=True)
        case bool():
            return Scalar(0, "true" if data else "false")
        case int() if abs(data) < 10**18:
            return Scalar(0, str(data))
        case str():
            return Scalar(0, data)
        case Mapping():
            return _table_of_plain(data, log, depth)
        case Sequence():
            return Listing(0, tuple(_place_of_plain(item, log, depth + 1) for item in data))
        case _:
            log.add(0, None, f"Ett värde har en typ som inte används: {type(data).__name__}.")
            return Scalar(0, "", unset=True)


def _table_of_plain(data: Mapping[object, object], log: FaultLog, depth: int) -> Table:
    entries: dict[str, Place] = {}
    for key, value in data.items():
        if isinstance(key, str):
            entries[key] = _place_of_plain(value, log, depth + 1)
        else:
            log.add(0, None, "En nyckel ska vara text.")
    return Table(0, entries, dict.fromkeys(entries, 0))
