"""A report to read through: every question has its line, and the line says what is wrong."""

from typing import Any

from agreements.domain.answer_lines import AnswerLine, AttachedFile, answer_lines
from agreements.domain.questions import Condition, Question
from agreements.domain.requirement import RequirementDefinition

KEY = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
REQUIREMENT = RequirementDefinition(
    code="GK1",
    kind="grundkrav",
    name="Samverkan",
    parties=("municipality",),
    text="En överenskommelse finns.",
    questions=(
        Question("decided", "yes_no", "Är den beslutad?"),
        Question("when", "date", "När?", when=Condition("yes", "decided")),
        Question("agreement", "document", "Överenskommelsen"),
        Question("asked", "count", "Tillfrågade"),
        Question("visits", "count", "Besök", source="vantetider"),
    ),
)


def line(key: str, answers: dict[str, object], **more: Any) -> AnswerLine:
    found = answer_lines(REQUIREMENT, answers, **more)
    assert [one.key for one in found] == ["decided", "when", "agreement", "asked", "visits"]
    return next(one for one in found if one.key == key)


def test_an_answer_stands_in_words() -> None:
    assert line("asked", {"asked": 1234}).words == ("1\u202f234",)
    assert line("asked", {"asked": 0}).standing == "answered"


def test_a_question_without_an_answer_says_so() -> None:
    assert line("asked", {}).standing == "unanswered"


def test_an_answer_that_cannot_be_used_says_why() -> None:
    found = line("asked", {"asked": -3})
    assert found.standing == "unusable"
    assert "heltal från noll" in found.wrong


def test_a_question_that_is_not_asked_stands_as_such_and_one_that_is_open_as_unanswered() -> None:
    assert line("when", {"decided": False}).standing == "not_asked"
    assert line("when", {"decided": True}).standing == "unanswered"
    assert line("when", {}).standing == "unanswered"


def test_what_is_read_from_a_register_is_nobodys_to_answer() -> None:
    found = line("visits", {})
    assert (found.standing, found.source) == ("register", "vantetider")


def test_comment_unconfirmed_and_unreadable_stand_at_their_question() -> None:
    found = line(
        "asked",
        {},
        comments={"asked": "Vi har bytt system."},
        typed={"asked": {"": "cirka tio"}},
        prefilled={"asked": {"agreement": "prov-2013", "requirement": "GK1"}},
    )
    assert (found.comment, found.typed, found.is_unconfirmed) == ("Vi har bytt system.", ("cirka tio",), True)
    assert not line("decided", {}).is_unconfirmed


def test_files_are_named_however_deep_and_only_by_their_identity() -> None:
    attached = {"name": "avtal.pdf", "file": KEY, "sha256": "ab"}
    assert line("agreement", {"agreement": attached}).files == (AttachedFile("avtal.pdf", KEY, "ab"),)
    rows = [{"organisation": "NSPH", "file": attached}]
    assert line("agreement", {"agreement": rows}).files == (AttachedFile("avtal.pdf", KEY, "ab"),)
    assert line("agreement", {"agreement": {"name": "x", "file": "../../hemligt"}}).files == ()


def test_a_file_is_named_once_and_an_organisations_after_it() -> None:
    attached = {"name": "avtal.pdf", "file": KEY, "sha256": "ab", "more": [{"name": "b.pdf", "file": KEY}]}
    found = line("agreement", {"agreement": attached})
    assert [file.name for file in found.files] == ["avtal.pdf", "b.pdf"]
    assert found.words_beside_files == ()
    rows = [{"organisation": "NSPH", "file": KEY}]
    assert [file.name for file in line("agreement", {"agreement": rows}).files] == ["Fil från NSPH"]
