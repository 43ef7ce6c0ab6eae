"""Only what can be kept is kept, whatever is sent."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.domain.bounds import LARGEST_NUMBER, LONGEST_TEXT, MOST_ENTRIES, cannot_be_kept


def nested(levels: int) -> object:
    value: object = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        None, True, 0, LARGEST_NUMBER, -LARGEST_NUMBER, "å" * LONGEST_TEXT, [1] * MOST_ENTRIES, nested(6), {},
        {"a": {"b": [None, "c"]}},
    ],
)  # fmt: skip
def test_an_answer_of_a_reasonable_size_is_kept(value: object) -> None:
    assert cannot_be_kept(value) is None


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (LARGEST_NUMBER + 1, "för stort"),
        (1.5, "inte går att läsa"),
        (float("nan"), "inte går att läsa"),
        (b"x", "inte går att läsa"),
        ({1: 2}, "inte går att läsa"),
        ("x" * (LONGEST_TEXT + 1), "Högst 20000"),
        ({"x" * 201: 1}, "Högst 200"),
        ("a\x00b", "inte kan sparas"),
        ({"a\x00": 1}, "inte kan sparas"),
        ("\ud800", "inte kan sparas"),
        ([1] * (MOST_ENTRIES + 1), "för många rader"),
        (nested(7), "för många nivåer"),
        (["x" * LONGEST_TEXT] * 11, "för stort"),
    ],
)
def test_what_cannot_be_kept_is_said_in_words(value: object, why: str) -> None:
    assert why in (cannot_be_kept(value) or "")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


@given(anything)
def test_what_is_kept_can_be_stored_as_json(value: object) -> None:
    if cannot_be_kept(value) is None:
        text = json.dumps(value, allow_nan=False)
        assert "\\u0000" not in text
        assert json.loads(text) == value
