"""How the pieces of a draft are drawn: fields with what stands in them, their faults, and the lists below them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from agreements.domain.drafting.checking import Checked
from agreements.domain.drafting.edits import known_as
from agreements.domain.drafting.fields import Field, same_value
from agreements.domain.drafting.pieces import Piece
from agreements.domain.drafting.question_fields import TYPE_OPTIONS, TYPE_WORDS
from agreements.domain.drafting.raw import Path, Raw, list_at, table_at, text_at, written
from agreements.domain.drafting.removing import whole_kronor
from agreements.domain.drafting.rule_tree import NodeRow, Offer, labels_of, offers, row_of
from agreements.domain.drafting.settings_names import names_of_settings
from agreements.domain.settings_words import setting_name
from prio.money import kronor

Typed = Mapping[str, Sequence[str]]
PREFIX = "f."
EMPTY_NOW = "(tomt)"
_BROAD = frozenset({"title", "name", "label"})


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field as it is drawn. now: what stands in the draft now, where it was changed to something else meanwhile."""

    field: Field
    name: str
    texts: Sequence[str]
    faults: tuple[str, ...]
    warnings: tuple[str, ...]
    now: str = ""

    @property
    def value(self) -> str:
        """The text in it."""
        return self.texts[-1] if self.texts else ""

    @property
    def is_foreign(self) -> bool:
        """Whether what stands in a choice is none of its options: it is shown so that nothing is lost."""
        return bool(self.value) and self.value not in dict(self.field.options)

    @property
    def is_broad(self) -> bool:
        """Whether it holds a whole sentence on one line."""
        return self.field.name in _BROAD

    @property
    def rows(self) -> int:
        """How many lines an area shows."""
        return min(12, max(3, self.value.count("\n") + len(self.value) // 60 + 1))


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A piece in a list of pieces, with its buttons."""

    place: str
    title: str
    note: str
    known_as: str
    faults: int
    warnings: int
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list of pieces below another. adds: what kind of piece can be added, and with which choices."""

    title: str
    place: str
    adds: str
    rows: tuple[ItemRow, ...]
    options: tuple[tuple[str, str], ...] = ()
    empty: str = ""
    moves: bool = True


@dataclass(frozen=True, slots=True)
class RuleView:
    """The rule of a requirement, or what is demanded of a unit, with the conditions that can be added."""

    place: str
    top: NodeRow | None
    offers: tuple[tuple[str, tuple[Offer, ...]], ...]


@dataclass(frozen=True)
class PieceView:
    """A piece as its page draws it.

    typed: what was posted and not saved. drawn: what stood in the form that it was typed in, None where nobody knows;
    a field that still says that was not touched, and shows what stands in the draft now.
    """

    piece: Piece
    checked: Checked
    typed: Typed | None = None
    drawn: Typed | None = None

    @property
    def title(self) -> str:
        """What it is called on the page."""
        return title_of(self.piece, self.checked)

    @property
    def place(self) -> str:
        """Its path as it stands in addresses."""
        return written(self.piece.path)

    @property
    def address(self) -> str:
        """The same as its page's address ends."""
        return self.place or "villkor"

    @property
    def groups(self) -> list[tuple[str, list[FieldView]]]:
        """Its fields by group."""
        views = self._fields()
        return [(name, list(fields)) for name, fields in groupby(views, key=lambda view: view.field.group)]

    def _fields(self) -> Iterator[FieldView]:
        stands = self.piece.shown()
        for field in self.piece.fields:
            now = stands[field.name]
            texts, clashes = self._texts(field, now)
            path = (*self.piece.path, *field.steps)
            yield FieldView(
                field,
                f"{PREFIX}{field.name}",
                texts,
                tuple(fault.words for fault in self.checked.faults_at(path)),
                tuple(warned.message for warned in self.checked.warnings_at(path)),
                ", ".join(self.piece.words_in(field, now)) or EMPTY_NOW if clashes else "",
            )

    def _texts(self, field: Field, now: Sequence[str]) -> tuple[Sequence[str], bool]:
        """Return what stands in the field as it is drawn, and whether that was changed by both."""
        if self.typed is None or (field.name not in self.typed and field.shape != "ticks"):
            return now, False
        typed = self.typed.get(field.name, [])
        if same_value(field, typed, now):
            return typed, False
        before = self.drawn.get(field.name) if self.drawn is not None else None
        if before is None:
            return typed, True
        if same_value(field, typed, before):
            return now, False
        return typed, not same_value(field, before, now)

    @property
    def shown_paths(self) -> list[Path]:
        """The paths of its fields, and of what is listed below it with faults of its own."""
        inner = {"terms": ("budget", "set_by", "requirements"), "requirement": ("questions", "rule")}
        below = [(*self.piece.path, name) for name in inner.get(self.piece.kind, ())]
        return [*((*self.piece.path, *field.steps) for field in self.piece.fields), *below]

    @property
    def own_faults(self) -> list[str]:
        """The faults of the piece that stand at none of its fields: at itself, or at a key that has no field."""
        faults = self.checked.faults_at(self.piece.path)
        inside = self.shown_paths
        return [one.words for one in faults if not any(one.path[: len(path)] == path for path in inside)]

    @property
    def own_warnings(self) -> list[str]:
        """The warnings of the piece that stand at none of its fields."""
        inside = self.shown_paths
        return [
            one.message
            for one in self.checked.warnings_at(self.piece.path)
            if not any(one.path[: len(path)] == path for path in inside)
        ]

    @property
    def lists(self) -> list[ItemList]:
        """The lists of pieces below it."""
        path = self.piece.path
        match self.piece.kind:
            case "terms":
                return [self._lines(), self._set_by()]
            case "requirement" if text_at(self.piece.raw, "kind") != "population_grant":
                return [self._questions((*path, "questions"), "Frågor", "question")]
            case "question" if text_at(self.piece.raw, "type") == "units":
                return [self._questions((*path, "fields"), "Frågor om varje enhet", "field")]
            case _:
                return []

    @property
    def rule(self) -> RuleView | None:
        """The rule of a requirement, the conditions in a group, or what is demanded of a unit."""
        path, raw = self.piece.path, self.checked.raw
        questions = list_at(raw, *path[:2], "questions")
        if self.piece.kind == "requirement" and text_at(self.piece.raw, "kind") != "population_grant":
            found = table_at(self.piece.raw, "rule")
            top = row_of(found, (*path, "rule"), labels_of(questions)) if found else None
            return RuleView(written((*path, "rule")), top, offers(questions))
        if self.piece.kind != "node" or "at_least_one" not in table_at(self.piece.raw):
            return None
        units = text_at(self.piece.raw, "at_least_one")
        fields = next((list_at(one, "fields") for one in questions if text_at(one, "key") == units), [])
        found = table_at(self.piece.raw, "where")
        top = row_of(found, (*path, "where"), labels_of(fields)) if found else None
        return RuleView(written((*path, "where")), top, offers(fields, inside_units=True))

    def _questions(self, path: Path, title: str, adds: str) -> ItemList:
        options = tuple(one for one in TYPE_OPTIONS if adds == "question" or one[0] != "units")
        ones = list_at(self.checked.raw, *path)
        rows = [
            self._row(
                (*path, index), one, ones, text_at(one, "label"), TYPE_WORDS.get(text_at(one, "type"), "")
            )
            for index, one in enumerate(ones)
        ]
        return ItemList(
            title, written(path), adds, tuple(rows), options, "Inga frågor än. Lägg till den första."
        )

    def _lines(self) -> ItemList:
        path: Path = ("budget", "lines")
        ones = list_at(self.checked.raw, *path)
        rows = [
            self._row((*path, index), one, ones, text_at(one, "name"), _money(text_at(one, "amount")))
            for index, one in enumerate(ones)
        ]
        title = "Pengar utanför potterna"
        return ItemList(title, written(path), "line", tuple(rows), (), "Alla pengar ligger i potterna.")

    def _set_by(self) -> ItemList:
        table = table_at(self.checked.raw, "set_by")
        rows = [
            self._row(("set_by", name), one, [], self._called(name), text_at(one, "who"))
            for name, one in table.items()
        ]
        names = names_of_settings(self.checked.partial) if self.checked.partial else ()
        options = tuple((name, self._called(name)) for name in names if name not in table)
        empty = "Ingenting är noterat. Notera vem som bestämde det som källorna lämnar öppet."
        return ItemList("Vem bestämde", "set_by", "set_by", tuple(rows), options, empty, moves=False)

    def _called(self, setting: str) -> str:
        return setting_title(self.checked, setting)

    def _row(self, path: Path, one: Raw, siblings: Sequence[Raw], title: str, note: str) -> ItemRow:
        index = path[-1] if isinstance(path[-1], int) else 0
        return ItemRow(
            written(path),
            title or "Utan namn",
            note,
            known_as(one),
            len(self.checked.faults_at(path)),
            len(self.checked.warnings_at(path)),
            index == 0,
            index >= len(siblings) - 1,
        )


def _money(text: str) -> str:
    """Return an amount as people read it; what is no amount as it was typed."""
    found = whole_kronor(text)
    return kronor(found) if found else text or "Inget belopp"


def title_of(piece: Piece, found: Checked) -> str:
    """Return what a piece is called on its page; a setting by its words."""
    return setting_title(found, str(piece.path[-1])) if piece.kind == "set_by" else piece.title


def setting_title(found: Checked, setting: str) -> str:
    """Return what a setting is called in a draft, also in one with faults."""
    if found.partial is None:
        return setting
    called = setting_name(found.partial, setting)
    return called[:1].upper() + called[1:]
