"""How far a report has come, what stands in its way, what is carried over, and the hash of a receipt."""

from dataclasses import replace

import pytest

from agreements.domain.carried_over import carried_over
from agreements.domain.loading import load_definition
from agreements.domain.progress import asked_now, files_in, in_the_way, missing, usable
from agreements.domain.questions import Condition, Question
from agreements.domain.report_key import ReportKey
from agreements.domain.seal import canonical, hand_in_sha256, submission_sha256
from tests.reporting import EARLIER_YEAR, REPORTING_YEAR

NOW = load_definition(REPORTING_YEAR, "prov.yaml").requirement("GK1")
THEN = load_definition(EARLIER_YEAR, "prov.yaml").requirement("G1")


def keys(questions: tuple[Question, ...]) -> list[str]:
    return [question.key for question in questions]


class TestMissing:
    """A question is missing while it is asked and has no usable answer."""

    HOW = replace(NOW.question("how"), when=Condition("yes", "decided"))
    ASKED_LATER = replace(NOW, questions=(NOW.question("decided"), HOW))

    @pytest.mark.parametrize(
        ("answers", "left"),
        [
            ({}, ["decided"]),
            ({"decided": True}, ["how"]),
            ({"decided": True, "how": "I team."}, []),
            ({"decided": False}, []),
            ({"decided": "ja"}, ["decided"]),
        ],
    )
    def test_a_question_is_asked_when_its_condition_holds(
        self, answers: dict[str, object], left: list[str]
    ) -> None:
        assert keys(missing(self.ASKED_LATER, answers)) == left

    def test_a_register_is_not_asked(self) -> None:
        assert "visits" not in keys(asked_now(NOW, {}))


class TestFiles:
    """A document counts when its file can be used."""

    def test_files_are_found_however_deep(self) -> None:
        assert files_in({"file": "a", "more": [{"file": "b"}, {"file": ""}, {"file": 3}], "x": "c"}) == {
            "a", "b",
        }  # fmt: skip

    def test_a_document_without_a_usable_file_is_no_answer(self) -> None:
        answers = {"plan": {"name": "plan.pdf", "file": "a"}, "how": "I team."}
        assert usable(NOW, answers, ["a"]) == {"how": "I team."}
        assert usable(NOW, answers, ["b"]) == answers


def test_everything_in_the_way_is_named_in_the_order_of_the_form() -> None:
    found = in_the_way(
        NOW,
        {"plan": {"name": "x", "file": "a"}},
        typed={"meetings": {"": "tolv"}},
        prefilled={"decided": {}},
        stopped_files={"a": "plan.pdf"},
        editable=keys(NOW.questions),
    )
    assert found == (
        "”Är den beslutad?” är ifyllt från förra året. Bekräfta eller ändra svaret.",
        "”Hur många möten?” går inte att tolka. Skriv om svaret eller töm det.",
        "”Planen”: plan.pdf kan inte användas. Ta bort filen eller bifoga en annan.",
    )


def test_what_nobody_can_put_right_any_more_is_in_nobodys_way() -> None:
    found = in_the_way(
        NOW, {}, typed=["early"], prefilled=["decided"], stopped_files={}, editable=["meetings"]
    )
    assert found == ()


class TestCarriedOver:
    """Arrangements are carried over, what belongs to its year is not."""

    @pytest.mark.parametrize(
        ("answers", "filled_in"),
        [
            ({"decided": False, "how": "I team."}, {"decided": False, "how": "I team."}),
            ({"meetings": 12}, {}),
            ({"later": "7"}, {}),
            ({"decided": "ja"}, {}),
            ({"gone": True}, {}),
        ],
    )
    def test_what_is_filled_in(self, answers: dict[str, object], filled_in: dict[str, object]) -> None:
        assert carried_over(NOW, THEN, answers) == filled_in

    def test_nothing_is_filled_in_when_nobody_knows_what_was_asked(self) -> None:
        assert carried_over(NOW, None, {"decided": True}) == {}

    def test_units_keep_their_names_and_arrangements_and_not_their_figures(self) -> None:
        fields = (Question("kind", "text", "Slag"), Question("visits", "count", "Besök"))
        units = Question("units", "units", "Enheter", fields=fields)
        requirement = replace(NOW, questions=(units,))
        unit = {"name": "Enhet A", "kind": "Öppenvård", "visits": 12}
        assert carried_over(requirement, requirement, {"units": [unit, "skräp"]}) == {
            "units": [{"name": "Enhet A", "kind": "Öppenvård"}]
        }


class TestSeal:
    """The same content has the same hash, any other content another."""

    KEY = ReportKey("prov-2014", "GK1", "2380")

    def test_the_order_of_keys_does_not_count(self) -> None:
        assert canonical({"b": 1, "a": "å"}) == '{"a":"å","b":1}'
        assert hand_in_sha256([("B", "2"), ("A", "1")]) == hand_in_sha256([("A", "1"), ("B", "2")])

    def test_everything_else_does(self) -> None:
        hashes = {
            submission_sha256(self.KEY, 1, {"a": 1}, {}),
            submission_sha256(self.KEY, 2, {"a": 1}, {}),
            submission_sha256(self.KEY, 1, {"a": "1"}, {}),
            submission_sha256(self.KEY, 1, {"a": 1}, {"a": "x"}),
            submission_sha256(self.KEY._replace(party="2326"), 1, {"a": 1}, {}),
        }
        assert len(hashes) == 5
