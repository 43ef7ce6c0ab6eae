"""What the tests of the commands stand on."""

from pathlib import Path

import pytest

from tests.world import EVERYBODY_MET, World, make_world


@pytest.fixture
def world(db: None) -> World:
    """The small world; no demonstration, so two persons must be named."""
    return make_world()


@pytest.fixture
def outcomes(tmp_path: Path) -> Path:
    """A file in which everybody met everything."""
    file = tmp_path / "utfall.csv"
    file.write_text(EVERYBODY_MET)
    return file
