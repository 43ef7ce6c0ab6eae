"""Publishing agreements from files: all or none, every fault at once, a published one never changed."""

from pathlib import Path

import pytest

from agreements.models import Agreement, AgreementVersion, VersionState
from tests.commands.trial import one_line, refusal, said
from tests.factories import TINY_AGREEMENT
from tests.tables import changed, content

pytestmark = pytest.mark.django_db

SECOND = TINY_AGREEMENT.replace("prov-2014", "prov-2015")
CHANGED = TINY_AGREEMENT.replace("pot: 400000", "pot: 300000").replace("amount: 100000", "amount: 200000")


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return written(tmp_path / "prov.yaml", TINY_AGREEMENT)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_published(tiny: Path) -> None:
    assert said("load_agreement", tiny) == "prov-2014: publicerad som version 1.\n"
    version = AgreementVersion.objects.get()
    assert (version.agreement.code, version.state, version.source_file) == (
        "prov-2014",
        VersionState.PUBLISHED,
        "prov.yaml",
    )
    assert [one.code for one in version.agreement.requirements.all()] == ["GK1", "A1", "B1"]


def test_several_files_are_published_together(tiny: Path, tmp_path: Path) -> None:
    told = said("load_agreement", tiny, written(tmp_path / "b.yaml", SECOND))
    assert told.splitlines() == [
        "prov-2014: publicerad som version 1.",
        "prov-2015: publicerad som version 1.",
    ]


def test_the_same_file_again_changes_nothing(tiny: Path) -> None:
    said("load_agreement", tiny)
    before = content()
    assert said("load_agreement", tiny) == "prov-2014: oförändrad, version 1.\n"
    assert changed(before, content()) == {}


def test_another_layout_and_comments_change_nothing(tiny: Path) -> None:
    said("load_agreement", tiny)
    before = content()
    written(tiny, "# Källa: regeringen\n" + TINY_AGREEMENT.replace("code: prov-2014", 'code:   "prov-2014"'))
    assert said("load_agreement", tiny) == "prov-2014: oförändrad, version 1.\n"
    assert changed(before, content()) == {}


def test_a_changed_file_is_refused_and_told_to_become_a_new_version(tiny: Path) -> None:
    said("load_agreement", tiny)
    line = one_line("load_agreement", written(tiny, CHANGED))
    assert "redan publicerad som version 1" in line
    assert "--new-version" in line


def test_with_a_reason_it_becomes_a_new_version_and_the_old_one_stays(tiny: Path) -> None:
    said("load_agreement", tiny)
    first = AgreementVersion.objects.get()
    told = said("load_agreement", written(tiny, CHANGED), new_version="Potten var fel.")
    assert told == "prov-2014: publicerad som version 2.\n"
    old, new = AgreementVersion.objects.order_by("number")
    assert (old.pk, old.sha256, old.state) == (first.pk, first.sha256, VersionState.SUPERSEDED)
    assert (new.reason, new.state) == ("Potten var fel.", VersionState.PUBLISHED)


def test_a_reason_makes_no_new_version_of_what_is_the_same(tiny: Path) -> None:
    said("load_agreement", tiny)
    assert (
        said("load_agreement", tiny, new_version="För säkerhets skull.")
        == "prov-2014: oförändrad, version 1.\n"
    )
    assert AgreementVersion.objects.count() == 1


def test_an_empty_reason_is_no_reason(tiny: Path) -> None:
    said("load_agreement", tiny)
    assert "--new-version" in one_line("load_agreement", written(tiny, CHANGED), new_version="  ")


def test_a_reason_as_long_as_a_book_is_refused(tiny: Path) -> None:
    said("load_agreement", tiny)
    line = one_line("load_agreement", written(tiny, CHANGED), new_version="x" * 501)
    assert line == "Skälet till den nya versionen är 501 tecken långt. Högst 500 får plats."


def test_every_fault_of_several_files_is_named_at_once_and_nothing_is_loaded(
    tiny: Path, tmp_path: Path
) -> None:
    first = written(
        tmp_path / "fel1.yaml",
        TINY_AGREEMENT.replace("pot: 600000", "pot: 6").replace("yes: made", "yes: maid"),
    )
    second = written(
        tmp_path / "fel2.yaml", SECOND.replace("closes: 2014-10-14", "closes: 2014-02-01") + "farg: röd\n"
    )
    lines = refusal("load_agreement", first, tiny, second).splitlines()
    faults = lines[1:]
    assert lines[0] == f"Inget är inläst. {len(faults)} fel:"
    assert [fault.split(",")[0] for fault in faults] == [str(first)] * 2 + [str(second)] * 2
    assert all("rad " in fault for fault in faults)
    for word in ("maid", "1100000", "farg", "closes"):
        assert any(word in fault.replace(" ", "").replace("\u202f", "") for fault in faults), word
    assert not Agreement.objects.exists()


def test_a_missing_file_among_good_ones_loads_nothing(tiny: Path, tmp_path: Path) -> None:
    one_line("load_agreement", tiny, tmp_path / "borta.yaml")
    assert not Agreement.objects.exists()


def test_files_that_cannot_be_read_are_named_beside_the_faults_of_others(tmp_path: Path) -> None:
    faulty = written(tmp_path / "fel.yaml", TINY_AGREEMENT + "farg: röd\n")
    picture = tmp_path / "bild.png"
    picture.write_bytes(b"\x89PNG")
    lines = refusal("load_agreement", tmp_path / "borta.yaml", faulty, picture).splitlines()
    assert len(lines) == 4
    assert all(any(name in line for line in lines) for name in ("borta.yaml", "fel.yaml", "bild.png"))


def test_a_refused_change_among_new_files_loads_nothing(tiny: Path, tmp_path: Path) -> None:
    said("load_agreement", tiny)
    one_line("load_agreement", written(tmp_path / "ny.yaml", SECOND), written(tiny, CHANGED))
    assert [agreement.code for agreement in Agreement.objects.all()] == ["prov-2014"]


def test_the_same_agreement_in_two_files_is_refused(tiny: Path, tmp_path: Path) -> None:
    other = written(tmp_path / "kopia.yaml", CHANGED)
    assert "prov-2014 står i flera av filerna." in refusal("load_agreement", tiny, other, new_version="Två.")


def test_faults_and_yaml_that_is_no_yaml_are_named_with_their_line(tmp_path: Path) -> None:
    line = one_line("load_agreement", written(tmp_path / "x.yaml", "code: [a\ntitle: b"))
    assert "x.yaml, rad" in line
