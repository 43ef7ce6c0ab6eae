"""No text, whatever it is, gives anything but a definition or its faults."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.domain.definition import Definition
from agreements.domain.evaluate import Facts, Truth, evaluate
from agreements.domain.rules import INNER_KINDS, LEAF_KINDS
from tests.agreements.domain.samples import EXAMPLE, SOUND, faults_of, load
from tests.agreements.domain.test_definition import EVERY_TYPE

REAL = sorted((Path(__file__).parents[3] / "agreements" / "definitions").glob("*.yaml"))
TEXTS = [SOUND, EXAMPLE, EVERY_TYPE]
SLOW = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])

ODD = [
    "&a",
    "*a",
    "<<",
    "!!int",
    "!x",
    "?",
    "|",
    ">-",
    "---",
    "null",
    "~",
    '"',
    "%YAML 1.1",
    "\ud800",
    "\x00",
    "\t",
]
WORDS = st.sampled_from(sorted({*re.findall(r"[\w.-]+", EVERY_TYPE), *INNER_KINDS, *LEAF_KINDS, *ODD}))
MARKS = st.sampled_from(
    [": ", "\n", "\n  ", "\n    ", "\n- ", "\n  - ", "{", "}", "[", "]", ", ", " # ", "'", '"']
)
YAMLISH = st.lists(st.one_of(WORDS, MARKS, MARKS, st.text(max_size=3)), max_size=60).map("".join)


def loads_or_names_faults(text: str) -> None:
    faults = faults_of(text)
    for fault in faults:
        assert fault.message
        assert 0 < fault.line <= len(text.splitlines()) + 1
        str(fault).encode()
    if not faults:
        definition = load(text)
        assert Definition.from_plain(definition.to_plain()) == definition


@SLOW
@given(st.text())
def test_any_text(text: str) -> None:
    loads_or_names_faults(text)


@SLOW
@given(YAMLISH)
def test_text_that_looks_like_yaml(text: str) -> None:
    loads_or_names_faults(text)


@SLOW
@given(st.sampled_from(TEXTS), st.data())
def test_a_definition_with_a_piece_cut_out_or_put_in(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, min(len(text), start + 40)))
    piece = data.draw(st.one_of(st.just(""), WORDS, MARKS, YAMLISH))
    loads_or_names_faults(text[:start] + piece + text[stop:])


@SLOW
@given(st.sampled_from(TEXTS), st.data())
def test_a_definition_with_a_value_exchanged(text: str, data: st.DataObject) -> None:
    places = [match.span(1) for match in re.finditer(r"(?<=: )([\w.\"-]+|\[[^\]]*\]|\{[^}]*\})", text)]
    start, stop = data.draw(st.sampled_from(places))
    value = data.draw(
        st.sampled_from(
            ["", "null", "[]", "{}", "[[]]", "{a: 1}", "5", "-1", "x", "'0'", "[null]", "9" * 30, "1.5"]
        )
    )
    loads_or_names_faults(text[:start] + value + text[stop:])


@SLOW
@given(st.sampled_from(TEXTS), st.data())
def test_a_definition_with_lines_left_out_or_moved(text: str, data: st.DataObject) -> None:
    lines = text.splitlines(keepends=True)
    taken = lines.pop(data.draw(st.integers(0, len(lines) - 1)))
    if data.draw(st.booleans()):
        lines.insert(data.draw(st.integers(0, len(lines))), taken)
    loads_or_names_faults("".join(lines))


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_every_line_of_a_real_agreement_can_go_without_a_crash(path: Path) -> None:
    lines = path.read_text().splitlines(keepends=True)
    for index in range(0, len(lines), max(1, len(lines) // 6)):
        loads_or_names_faults("".join(lines[:index] + lines[index + 1 :]))


JSON_VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.dates().map(str)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
RULE = load(EVERY_TYPE).requirement("K")
FACTS = st.builds(Facts, inhabitants=st.one_of(st.none(), st.integers(0, 10**7)))


@SLOW
@given(
    st.dictionaries(st.sampled_from([question.key for question in RULE.questions]), JSON_VALUES),
    FACTS,
    st.booleans(),
)
def test_any_answers_give_an_outcome(answers: dict[str, object], facts: Facts, handed_in: bool) -> None:
    assert RULE.rule is not None
    result = evaluate(RULE.rule, answers, facts, handed_in=handed_in)
    assert result.truth in Truth
    assert all(leaf.reason for leaf in result.leaves())


@SLOW
@given(st.dictionaries(st.sampled_from([question.key for question in RULE.questions]), JSON_VALUES))
def test_what_a_draft_has_decided_stays_so_when_it_is_handed_in(answers: dict[str, object]) -> None:
    assert RULE.rule is not None
    draft = evaluate(RULE.rule, answers, Facts(), handed_in=False)
    final = evaluate(RULE.rule, answers, Facts(), handed_in=True)
    for before, after in zip(draft.leaves(), final.leaves(), strict=True):
        if before.truth is not Truth.UNDECIDED:
            assert (after.truth, after.reason) == (before.truth, before.reason)
        assert not (after.is_met and not before.is_met)
