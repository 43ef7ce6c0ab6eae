"""Dividing the pots on the command line: all the way or not at all, and the same file byte for byte."""

import re
from pathlib import Path

import pytest

from assessment.services import load_outcomes
from payouts.models import AllocationRun, RunState
from prio.accounts.demonstration import APPROVER, PREPARER
from prio.accounts.models import Membership, User
from prio.accounts.roles import Role
from tests import factories
from tests.allocation_files import money_of
from tests.commands.trial import one_line, said
from tests.tables import changed, content
from tests.world import COLUMNS, EVERYBODY_MET, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged(world: World) -> World:
    load_outcomes(world.code, "utfall.csv", EVERYBODY_MET.encode())
    return world


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "fördelning.csv"


def names(world: World) -> dict[str, str]:
    """The user names of the two persons."""
    by_id = dict(User.objects.values_list("pk", "username"))
    return {"prepared_by": by_id[world.preparer.user_id], "approved_by": by_id[world.approver.user_id]}


def test_without_persons_the_run_is_computed_and_its_file_written(judged: World, file: Path) -> None:
    told = said("allocate", judged.code, output=str(file))
    assert re.sub(r"\s", " ", told).strip() == (
        "prov-2014: 1 000 000 kr fördelas, 0 kr fördelas inte, 1 000 000 kr i potterna (beräknad)."
    )
    assert file.read_bytes().startswith(b"agreement,requirement,organisation,party,weight,quota,amount_sek,")
    assert AllocationRun.objects.get().state == RunState.COMPUTED


def test_with_two_persons_it_is_approved(judged: World, file: Path) -> None:
    assert "(godkänd)" in said("allocate", judged.code, output=str(file), **names(judged))
    run = AllocationRun.objects.get()
    assert (run.state, run.prepared_by_id, run.approved_by_id) == (
        RunState.APPROVED,
        judged.preparer.user_id,
        judged.approver.user_id,
    )


def test_unchanged_inputs_give_the_run_and_the_file_that_exist_byte_for_byte(
    judged: World, file: Path
) -> None:
    said("allocate", judged.code, output=str(file), **names(judged))
    before, written, first = content(), file.stat(), file.read_bytes()
    said("allocate", judged.code, output=str(file), **names(judged))
    assert changed(before, content()) == {}
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == (written.st_mtime_ns, written.st_ino)
    file.unlink()
    said("allocate", judged.code, output=str(file))
    assert file.read_bytes() == first
    assert changed(before, content()) == {}


def test_a_file_that_says_something_else_is_replaced_whole(judged: World, file: Path) -> None:
    file.write_bytes(b"x" * 10_000)
    said("allocate", judged.code, output=str(file))
    assert money_of(file.read_bytes()).endswith(b"B1,2380,municipality,80,4/5,480000,false\n")
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_link_stays_a_link(judged: World, file: Path) -> None:
    target = file.with_name("riktig.csv")
    file.symlink_to(target)
    said("allocate", judged.code, output=str(file))
    assert file.is_symlink()
    assert target.read_bytes().startswith(b"agreement,")


def test_corrected_outcomes_give_another_run(judged: World, file: Path) -> None:
    said("allocate", judged.code, output=str(file), **names(judged))
    load_outcomes(judged.code, "rättat.csv", (COLUMNS + "B1,2326,not_met\n").encode())
    said("allocate", judged.code, output=str(file), **names(judged))
    assert b"B1,2380,municipality,80,1/1,600000" in file.read_bytes()
    assert list(AllocationRun.objects.order_by("pk").values_list("state", flat=True)) == [
        RunState.SUPERSEDED,
        RunState.APPROVED,
    ]


def test_missing_folders_are_made(judged: World, tmp_path: Path) -> None:
    said("allocate", judged.code, output=str(tmp_path / "ny" / "mapp" / "f.csv"))
    assert (tmp_path / "ny" / "mapp" / "f.csv").is_file()


def test_before_any_outcome(world: World, tmp_path: Path) -> None:
    line = one_line("allocate", world.code, output=str(tmp_path / "ny" / "f.csv"))
    assert line == "prov-2014 har ingen slutlig bedömning att fördela efter."
    assert list(tmp_path.iterdir()) == []  # the folder that was made is taken away again


def test_while_an_outcome_is_missing(world: World, file: Path) -> None:
    load_outcomes(world.code, "utfall.csv", EVERYBODY_MET.replace("A1,23,met\n", "").encode())
    line = one_line("allocate", world.code, output=str(file))
    assert "1 slutliga bedömningar saknas: A1 Jämtlands läns landsting." in line
    assert not file.exists()


def test_an_unknown_agreement(world: World, file: Path) -> None:
    assert "ingen publicerad överenskommelse" in one_line("allocate", "prio-1912", output=str(file))


def test_before_the_reference_facts_are_loaded(file: Path) -> None:
    factories.agreement()
    one_line("allocate", "prov-2014", output=str(file))


class TestTheOutput:
    """The place to write is looked at before anything is computed."""

    @pytest.fixture
    def untouched(self, judged: World, monkeypatch: pytest.MonkeyPatch) -> World:
        """A world in which nothing is to be computed."""

        def never(*_: object, **__: object) -> None:
            raise AssertionError("computed although there is no place to write")

        monkeypatch.setattr("payouts.management.commands.allocate.compute_run", never)
        return judged

    def test_a_folder(self, untouched: World, tmp_path: Path) -> None:
        assert "är ingen fil" in one_line("allocate", untouched.code, output=str(tmp_path))

    def test_nothing(self, untouched: World) -> None:
        assert "är ingen fil" in one_line("allocate", untouched.code, output="")

    def test_a_device(self, untouched: World) -> None:
        assert "är ingen fil" in one_line("allocate", untouched.code, output="/dev/null")
        assert not Path("/dev/null").is_file()

    def test_a_path_through_a_file(self, untouched: World, outcomes: Path) -> None:
        assert "ingen mapp" in one_line("allocate", untouched.code, output=str(outcomes / "x" / "f.csv"))

    def test_a_place_where_nobody_makes_files(self, untouched: World) -> None:
        assert "går inte att skriva i" in one_line("allocate", untouched.code, output="/proc/nix/f.csv")
        assert "går inte att skriva i" in one_line("allocate", untouched.code, output="/proc/f.csv")

    def test_a_name_that_is_too_long(self, untouched: World, tmp_path: Path) -> None:
        line = one_line("allocate", untouched.code, output=str(tmp_path / ("x" * 300)))
        assert "namnet är för långt" in line

    def test_a_name_that_is_not_utf8(self, untouched: World, tmp_path: Path) -> None:
        line = one_line("allocate", untouched.code, output=str(tmp_path / "f\udcff.csv"))
        assert "UTF-8" in line


class TestThePersons:
    """Two persons with the right roles, or nothing at all is done."""

    def test_only_one(self, judged: World, file: Path) -> None:
        for one in ("prepared_by", "approved_by"):
            line = one_line("allocate", judged.code, output=str(file), **{one: names(judged)[one]})
            assert line == "Två personer behövs: ange både --prepared-by och --approved-by."

    def test_the_same_twice(self, judged: World, file: Path) -> None:
        both = dict.fromkeys(("prepared_by", "approved_by"), names(judged)["prepared_by"])
        assert "Två olika personer behövs" in one_line("allocate", judged.code, output=str(file), **both)

    def test_somebody_unknown(self, judged: World, file: Path) -> None:
        wrong = names(judged) | {"approved_by": "okand"}
        line = one_line("allocate", judged.code, output=str(file), **wrong)
        assert line == "Det finns inget konto som heter okand."

    def test_somebody_whose_account_is_closed(self, judged: World, file: Path) -> None:
        User.objects.filter(pk=judged.approver.user_id).update(is_active=False)
        assert "inget konto" in one_line("allocate", judged.code, output=str(file), **names(judged))

    def test_the_wrong_way_round(self, judged: World, file: Path) -> None:
        two = names(judged)
        swapped = {"prepared_by": two["approved_by"], "approved_by": two["prepared_by"]}
        assert "inte rollen" in one_line("allocate", judged.code, output=str(file), **swapped)

    def test_an_approver_whose_role_has_ended_undoes_the_proposal_too(
        self, judged: World, file: Path
    ) -> None:
        Membership.objects.filter(user=judged.approver.user_id).update(valid_to="2014-01-01")
        assert "inte rollen" in one_line("allocate", judged.code, output=str(file), **names(judged))
        assert not AllocationRun.objects.exists()
        assert not file.exists()

    def test_in_a_demonstration_two_accounts_are_the_default(self, file: Path) -> None:
        world = make_world(demonstration=True)
        load_outcomes(world.code, "utfall.csv", EVERYBODY_MET.encode())
        for username, role in ((PREPARER, Role.MINISTRY_PREPARER), (APPROVER, Role.MINISTRY_APPROVER)):
            person = factories.person(role)
            User.objects.filter(pk=person.pk).update(username=username)
        assert "(godkänd)" in said("allocate", world.code, output=str(file))
