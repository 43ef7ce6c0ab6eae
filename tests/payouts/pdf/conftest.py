"""Decisions that are drawn once and looked into by many tests."""

from pathlib import Path

import pytest

from payouts.pdf.content import DecisionContent
from payouts.pdf.render import render_decision
from tests.payouts.pdf.real_year import real_year


@pytest.fixture(scope="session")
def content() -> DecisionContent:
    """The year with everything at once: two kinds in one pot, a reduced region, counties left out, simulated."""
    return real_year("prio-2012")


@pytest.fixture(scope="session")
def small() -> DecisionContent:
    """A decision with 21 parties that is not simulated."""
    return real_year("tillganglighet-2012", simulated=False)


@pytest.fixture(scope="session")
def pdf(content: DecisionContent, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of `content`."""
    path = tmp_path_factory.mktemp("pdf") / "beslut.pdf"
    path.write_bytes(render_decision(content))
    return path


@pytest.fixture(scope="session")
def small_pdf(small: DecisionContent, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of `small`."""
    path = tmp_path_factory.mktemp("pdf") / "beslut.pdf"
    path.write_bytes(render_decision(small))
    return path
