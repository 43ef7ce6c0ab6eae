"""Changing a draft in parts: fields, lists and the tree of the rule, whatever is pressed in whatever order."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.domain.definition import Definition
from agreements.domain.drafting.checking import checked
from agreements.domain.drafting.edits import Edit, Moved, NotPossible, apply, children_path, group_kind
from agreements.domain.drafting.pieces import kind_of, piece_at, piece_path, set_by_typing
from agreements.domain.drafting.question_fields import TYPE_OPTIONS
from agreements.domain.drafting.raw import (
    NoSuchPlace,
    Path,
    Raw,
    at,
    list_at,
    raw_of_text,
    table_at,
    text_at,
    text_of_raw,
)
from agreements.domain.drafting.rule_tree import keys_in, new_leaf, next_key, offers
from agreements.domain.rules import AtLeastN
from tests.factories import TINY_AGREEMENT

ON = date(2014, 1, 10)
TINY = raw_of_text(TINY_AGREEMENT)
RULE: Path = ("requirements", 1, "rule")
QUESTIONS: Path = ("requirements", 1, "questions")


def typed(raw: Raw, path: Path, **texts: str) -> Raw:
    """Save a form in which some fields are typed anew and the others stand as they were."""
    shown = piece_at(raw, path).shown() | {name.replace("__", "."): [text] for name, text in texts.items()}
    values, drop = set_by_typing(raw, path, shown)
    return apply(raw, Edit("set", path, values=values, drop=drop))


def pieces(raw: Raw, path: Path = ()) -> list[Path]:
    """Every path that has a form of its own."""
    found = (
        [path]
        if kind_of(path) and isinstance(at(raw, path), dict) and path == (piece_path(path) or path)
        else []
    )
    below = at(raw, path)
    steps = list(below) if isinstance(below, dict) else range(len(below)) if isinstance(below, list) else []
    return [*found, *(one for step in steps for one in pieces(raw, (*path, step)))]


@pytest.mark.parametrize("path", pieces(TINY), ids=str)
def test_form_that_is_saved_as_it_stands_changes_nothing_of_what_is_agreed(path: Path) -> None:
    before, after = (checked(text_of_raw(raw), on=ON).definition for raw in (TINY, typed(TINY, path)))
    assert before
    assert after
    assert before.sha256() == after.sha256()


def test_field_that_is_emptied_is_left_out() -> None:
    assert "guidance" not in table_at(typed(TINY, ("requirements", 0), guidance=" "), "requirements", 0)


def test_days_and_sums_are_read_as_people_write_them() -> None:
    after = typed(TINY, (), dates__closes="14 november 2014", budget__total="1 200 000")
    assert text_at(after, "dates", "closes") == "2014-11-14"
    assert text_at(after, "budget", "total") == "1200000"


def test_what_cannot_be_read_stays_as_it_was_typed_and_is_a_fault() -> None:
    after = typed(TINY, (), dates__closes="i höst")
    assert text_at(after, "dates", "closes") == "i höst"
    assert checked(text_of_raw(after), on=ON).faults_at(("dates", "closes"))


def test_moved_question_is_asked_in_its_new_place() -> None:
    after = apply(TINY, Edit("up", (*QUESTIONS, 1), "done"))
    assert [text_at(one, "key") for one in list_at(after, *QUESTIONS)] == ["done", "within"]
    assert checked(text_of_raw(after), on=ON).definition


def test_question_that_others_depend_on_cannot_pass_them_unseen() -> None:
    after = typed(TINY, (*QUESTIONS, 1), when="answered:within")
    assert checked(text_of_raw(after), on=ON).definition
    moved = apply(after, Edit("down", (*QUESTIONS, 0), "within"))
    assert [fault.path[:4] for fault in checked(text_of_raw(moved), on=ON).faults] == [(*QUESTIONS, 0)]


def test_first_cannot_be_moved_up() -> None:
    with pytest.raises(NotPossible, match="längre"):
        apply(TINY, Edit("up", (*QUESTIONS, 0)))


def test_piece_that_somebody_moved_meanwhile_is_not_changed_in_another_ones_place() -> None:
    moved = apply(TINY, Edit("up", (*QUESTIONS, 1)))
    with pytest.raises(Moved):
        apply(moved, Edit("set", (*QUESTIONS, 0), "within", {"label": "Ny"}))


def test_question_of_another_type_loses_what_only_the_old_one_had() -> None:
    path: Path = ("requirements", 2, "questions", 0)
    with_options = apply(TINY, Edit("set", path, values={"type": "choice", "options": ["a", "b"]}))
    after = typed(with_options, path, type="yes_no")
    assert "options" not in table_at(after, *path)
    assert checked(text_of_raw(after), on=ON).definition


def test_grundkrav_loses_its_pot() -> None:
    after = typed(TINY, ("requirements", 1), kind="grundkrav")
    assert not {"pot", "allocation", "split"} & set(table_at(after, "requirements", 1))


def test_condition_is_added_last_in_its_group_with_a_key_of_its_own() -> None:
    leaf = new_leaf("answered:done", next_key(at(TINY, RULE)))
    after = apply(TINY, Edit("add", RULE, item=leaf))
    assert list(keys_in(at(after, RULE))) == ["c1", "c2"]
    assert [fault.message for fault in checked(text_of_raw(after), on=ON).faults] == [
        "Nyckeln ”text” är tom."
    ]


def test_key_of_a_removed_condition_in_the_middle_is_not_given_to_another() -> None:
    raw = apply(TINY, Edit("add", RULE, item=new_leaf("answered:done", "c2")))
    raw = apply(raw, Edit("remove", (*RULE, "all", 0), "c1"))
    assert next_key(at(raw, RULE)) == "c3"


def test_first_condition_makes_the_rule() -> None:
    raw = apply(TINY, Edit("remove", RULE))
    after = apply(raw, Edit("add", RULE, item=new_leaf("answered:done", "c1")))
    assert group_kind(at(after, RULE)) == "all"


def test_group_that_is_emptied_goes() -> None:
    after = apply(TINY, Edit("remove", (*RULE, "all", 0), "c1"))
    assert "rule" not in table_at(after, "requirements", 1)


def test_condition_goes_into_the_group_before_it_and_out_again() -> None:
    raw = apply(TINY, Edit("add", RULE, item=new_leaf("answered:done", "c2")))
    raw = apply(raw, Edit("wrap", (*RULE, "all", 0), "c1", item="any"))
    inside = apply(raw, Edit("in", (*RULE, "all", 1), "c2"))
    assert [text_at(one, "key") for one in list_at(inside, *RULE, "all", 0, "any")] == ["c1", "c2"]
    out = apply(inside, Edit("out", (*RULE, "all", 0, "any", 1), "c2"))
    assert out == raw


def test_group_can_ask_for_so_many_and_is_dissolved_into_the_one_around_it() -> None:
    raw = apply(TINY, Edit("wrap", (*RULE, "all", 0), "c1", item="at_least_n"))
    assert checked(text_of_raw(raw), on=ON).definition
    assert apply(raw, Edit("unwrap", (*RULE, "all", 0))) == TINY


def test_way_of_weighing_is_changed_with_the_conditions_kept() -> None:
    raw = apply(TINY, Edit("add", RULE, item={"key": "c2", "answered": "done", "text": "Angivet."}))
    after = typed(raw, RULE, group="at_least_n")
    found = checked(text_of_raw(after), on=ON).definition
    assert found
    rule = found.requirement("A1").rule
    assert isinstance(rule, AtLeastN)
    assert (rule.n, len(rule.children)) == (1, 2)


def test_share_can_be_of_the_inhabitants() -> None:
    after = typed(TINY, (*RULE, "all", 0), share__in__population_percent="0,5")
    assert table_at(after, *RULE, "all", 0, "share", "in") == {"population_percent": "0.5"}
    assert checked(text_of_raw(after), on=ON).definition


@pytest.mark.parametrize("kind", [kind for kind, _ in TYPE_OPTIONS])
def test_every_condition_that_is_offered_fits_its_question(kind: str) -> None:
    question: Raw = {
        "key": "q",
        "type": kind,
        "label": "Fråga",
        "options": ["a"],
        "rows": ["a"],
        "fields": [],
    }
    for _, ones in offers([question]):
        for offer in ones:
            raw = apply(TINY, Edit("set", ("requirements", 1), values={"questions": [question]}))
            raw = apply(
                raw, Edit("set", ("requirements", 1), values={"rule": {"all": [new_leaf(offer.value, "c1")]}})
            )
            faults = checked(text_of_raw(raw), on=ON).faults_at(RULE)
            assert not [
                one for one in faults if "kräver en fråga av typen" in one.message or "Okänd" in one.message
            ]


TEXTS = st.sampled_from(
    ["", "x", "7", "0,5", "å: #ä", "två\n  rader", "null", "2014-05-01", "- {", "a: b\nc", "\t", "90"]
)


@st.composite
def presses(draw: st.DrawFn) -> tuple[str, int, int, list[str]]:
    verbs = ["save", "up", "down", "remove", "in", "out", "wrap", "unwrap", "add", "offer"]
    many = st.integers(0, 40)
    return draw(st.sampled_from(verbs)), draw(many), draw(many), draw(st.lists(TEXTS, max_size=3))


def pressed(raw: Raw, press: tuple[str, int, int, list[str]]) -> Raw:
    verb, which, other, texts = press
    ones = pieces(raw)
    path = ones[which % len(ones)]
    if verb == "save":
        piece = piece_at(raw, path)
        names = {field.name: texts for field in [*piece.fields][other % max(1, len(piece.fields)) :][:2]}
        values, drop = set_by_typing(raw, path, piece.shown() | names)
        return apply(raw, Edit("set", path, values=values, drop=drop))
    if verb == "offer":
        group = [one for one in ones if "rule" in one] or [RULE]
        kinds = [one for _, offered in offers(list_at(raw, *RULE[:2], "questions")) for one in offered]
        return apply(
            raw, Edit("add", group[which % len(group)], item=new_leaf(kinds[other % len(kinds)].value, "c9"))
        )
    if verb == "add":
        return apply(raw, Edit("add", QUESTIONS, item={"key": f"n{other}", "type": "count", "label": "Ny"}))
    return apply(raw, Edit(verb, path, item="any"))


@given(st.lists(presses(), max_size=12))
def test_whatever_is_pressed_the_draft_is_an_agreement_or_has_faults(
    done: list[tuple[str, int, int, list[str]]],
) -> None:
    raw = TINY
    for press in done:
        try:
            raw = pressed(raw, press)
        except (NotPossible, Moved, NoSuchPlace):
            continue
    text = text_of_raw(raw)
    assert raw_of_text(text) == raw
    found = checked(text, on=ON)
    assert bool(found.definition) is not bool(found.faults)
    if found.definition:
        plain = found.definition.to_plain()
        assert Definition.from_plain(plain).sha256() == found.definition.sha256()


ANY_RAW: st.SearchStrategy[Raw] = st.recursive(
    st.none() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=12,
)


@given(ANY_RAW)
def test_any_tree_reads_back_from_its_text(raw: Raw) -> None:
    whole: Raw = {"all": raw}
    assert raw_of_text(text_of_raw(whole)) == whole


def test_children_of_a_group_of_so_many_stand_under_of() -> None:
    assert children_path({"at_least_n": {"n": "1", "of": []}}, ("rule",)) == ("rule", "at_least_n", "of")
