"""The account as a PDF: the reference validator finds no fault, the file is in it, the same gives the same bytes."""

from pathlib import Path

import pikepdf
import pytest

from assessment.account_file import account_csv
from assessment.pdf.account import account_html, render_account
from assessment.selectors.account import Account, account
from prio.accounts.roles import Role
from tests.assessment.account.world import make_country
from tests.standards import validate, verdicts
from tests.world import actor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def found(county: str | None = None) -> Account:
    made = account(actor(Role.AUDITOR), "prov-2014", county)
    assert made
    return made


@pytest.mark.parametrize("county", [None, "23"])
def test_the_account_keeps_both_standards_and_carries_its_figures(county: str | None, tmp_path: Path) -> None:
    make_country()
    path = tmp_path / "redovisning.pdf"
    content = render_account(found(county))
    path.write_bytes(content)
    said = validate(path)
    assert verdicts(said) == ["PDFA-3A PASSED", "PDFUA-1 PASSED"], said
    with pikepdf.open(path) as pdf:
        [name] = pdf.attachments
        assert pdf.attachments[name].get_file().read_bytes() == account_csv(found(county))
    assert render_account(found(county)) == content


def test_a_preliminary_account_says_so_on_every_page() -> None:
    make_country(verdicts=False)
    assert "PRELIMINÄR REDOVISNING" in account_html(found())
