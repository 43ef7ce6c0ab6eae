"""Deciding on the command line: one decision, one file, byte for byte."""

import hashlib
from pathlib import Path

import pytest

from assessment.services import load_outcomes
from payouts.models import AllocationRun, Decision, DecisionState
from payouts.services import approve_run, compute_run, propose_run
from prio.accounts.models import User
from tests.commands.trial import one_line, said
from tests.tables import changed, content
from tests.world import COLUMNS, EVERYBODY_MET, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def approved(world: World) -> World:
    """A world whose run is approved."""
    load_outcomes(world.code, "utfall.csv", EVERYBODY_MET.encode())
    approve(world)
    return world


def approve(world: World) -> AllocationRun:
    run = compute_run(world.code)
    propose_run(run.pk, world.preparer)
    return approve_run(run.pk, world.approver)


def names(world: World) -> dict[str, str]:
    by_id = dict(User.objects.values_list("pk", "username"))
    return {"prepared_by": by_id[world.preparer.user_id], "approved_by": by_id[world.approver.user_id]}


def test_the_decision_is_written_as_pdf(approved: World, tmp_path: Path) -> None:
    told = said("decide", approved.code, output=str(tmp_path / "beslut"), **names(approved))
    (file,) = (tmp_path / "beslut").iterdir()
    pdf = file.read_bytes()
    assert file.name == "beslut-prov-2014-1.pdf"
    assert pdf.startswith(b"%PDF-1.7")
    assert told == f"PROV-2014/1: {file} (SHA-256 {hashlib.sha256(pdf).hexdigest()}).\n"
    assert Decision.objects.get().state == DecisionState.IN_FORCE


def test_a_second_time_the_same_decision_is_written_byte_for_byte(approved: World, tmp_path: Path) -> None:
    said("decide", approved.code, output=str(tmp_path), **names(approved))
    (file,) = tmp_path.iterdir()
    before, first, written = content(), file.read_bytes(), file.stat().st_mtime_ns
    said("decide", approved.code, output=str(tmp_path))  # nobody is needed any more
    assert file.stat().st_mtime_ns == written
    file.write_bytes(b"something else")
    said("decide", approved.code, output=str(tmp_path), **names(approved))
    assert file.read_bytes() == first
    assert changed(before, content()) == {}


def test_a_new_run_gets_a_correcting_decision_in_a_file_of_its_own(approved: World, tmp_path: Path) -> None:
    said("decide", approved.code, output=str(tmp_path), **names(approved))
    first = (tmp_path / "beslut-prov-2014-1.pdf").read_bytes()
    load_outcomes(approved.code, "rättat.csv", (COLUMNS + "B1,2326,not_met\n").encode())
    approve(approved)
    said("decide", approved.code, output=str(tmp_path), **names(approved))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "beslut-prov-2014-1.pdf",
        "beslut-prov-2014-2.pdf",
    ]
    assert (tmp_path / "beslut-prov-2014-1.pdf").read_bytes() == first


def test_what_stopped_before_its_document_is_finished(
    approved: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the machine lost its fonts")

    with monkeypatch.context() as patched:
        patched.setattr("payouts.services.decisions.render_decision", broken)
        with pytest.raises(RuntimeError):
            said("decide", approved.code, output=str(tmp_path), **names(approved))
    assert Decision.objects.get().state == DecisionState.APPROVED
    said("decide", approved.code, output=str(tmp_path), **names(approved))
    assert Decision.objects.get().state == DecisionState.IN_FORCE
    assert len(list(tmp_path.iterdir())) == 1


def test_without_an_approved_run(world: World, tmp_path: Path) -> None:
    load_outcomes(world.code, "utfall.csv", EVERYBODY_MET.encode())
    compute_run(world.code)
    line = one_line("decide", world.code, output=str(tmp_path / "ny" / "mapp"), **names(world))
    assert line == "prov-2014 har ingen godkänd fördelning. Kör allocate först."
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_agreement(world: World, tmp_path: Path) -> None:
    line = one_line("decide", "prio-1912", output=str(tmp_path))
    assert line == "Det finns ingen överenskommelse som heter prio-1912."


def test_without_persons(approved: World, tmp_path: Path) -> None:
    assert "två personer" in one_line("decide", approved.code, output=str(tmp_path))


def test_with_one_person(approved: World, tmp_path: Path) -> None:
    one = {"prepared_by": names(approved)["prepared_by"]}
    assert "Två personer behövs" in one_line("decide", approved.code, output=str(tmp_path), **one)


def test_with_the_same_person_twice(approved: World, tmp_path: Path) -> None:
    both = dict.fromkeys(("prepared_by", "approved_by"), names(approved)["approved_by"])
    assert "Två olika personer behövs" in one_line("decide", approved.code, output=str(tmp_path), **both)


def test_with_somebody_unknown(approved: World, tmp_path: Path) -> None:
    wrong = names(approved) | {"prepared_by": "okand"}
    assert "heter okand" in one_line("decide", approved.code, output=str(tmp_path), **wrong)


def test_an_approver_without_the_role_undoes_the_draft_too(approved: World, tmp_path: Path) -> None:
    other = User.objects.create_user("revisor", "revisor@example.org")
    wrong = names(approved) | {"approved_by": other.username}
    assert "inte rollen" in one_line("decide", approved.code, output=str(tmp_path), **wrong)
    assert not Decision.objects.exists()


class TestTheOutput:
    """The place to write is looked at before anything is decided."""

    @pytest.mark.parametrize("place", ["/proc/nix", "/dev/null", "/dev/null/x"])
    def test_where_nobody_makes_files(self, approved: World, place: str) -> None:
        line = one_line("decide", approved.code, output=place, **names(approved))
        assert "går inte att skriva i" in line

    def test_a_file(self, approved: World, outcomes: Path) -> None:
        line = one_line("decide", approved.code, output=str(outcomes), **names(approved))
        assert "ingen mapp" in line

    def test_a_name_that_is_too_long(self, approved: World, tmp_path: Path) -> None:
        line = one_line("decide", approved.code, output=str(tmp_path / ("x" * 300)), **names(approved))
        assert "namnet är för långt" in line


def test_outcomes_that_changed_after_the_approval_are_refused_until_they_are_divided(
    approved: World, tmp_path: Path
) -> None:
    said("decide", approved.code, output=str(tmp_path), **names(approved))
    load_outcomes(approved.code, "rättelse.csv", (COLUMNS + "B1,2326,not_met\n").encode())
    before = content()
    told = one_line("decide", approved.code, output=str(tmp_path), **names(approved))
    assert "Underlaget har ändrats" in told
    assert changed(before, content()) == {}
