"""The file: the same bytes every time, readable by everybody, with the attachment and the mark where it is due."""

import hashlib
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from payouts.pdf.content import DecisionContent
from payouts.pdf.render import SIMULATED_MARK, STYLESHEET, decision_html, render_decision
from prio.pdf.render import press

DRAW = (
    "import hashlib, django; django.setup();"
    "from payouts.pdf.render import render_decision;"
    "from tests.payouts.pdf.real_year import real_year;"
    "pdf = render_decision(real_year('tillganglighet-2012', simulated=False));"
    "print(hashlib.sha256(pdf).hexdigest())"
)


@pytest.fixture(scope="module")
def opened(pdf: Path) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(pdf) as document:
        yield document


@pytest.fixture(scope="module")
def pages(pdf: Path) -> list[str]:
    return text_of(pdf)


@pytest.fixture(scope="module")
def structure(small_pdf: Path) -> str:
    """The tagged elements with their text, as a screen reader gets them. Slow for many pages."""
    return subprocess.run(
        ["pdfinfo", "-struct-text", str(small_pdf)], check=True, capture_output=True
    ).stdout.decode()


def text_of(pdf: Path) -> list[str]:
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True).stdout
    return text.decode().split("\f")[:-1]


def elements(document: pikepdf.Pdf, kind: str) -> list[pikepdf.Object]:
    return [
        each
        for each in document.objects
        if isinstance(each, pikepdf.Dictionary) and each.get("/S") == kind and "/P" in each
    ]


def kinds_in_order(element: pikepdf.Object) -> Iterator[str]:
    """The kinds of the elements below one, in the order in which they are read."""
    for child in element.K:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield str(child.S)
            yield from kinds_in_order(child)


def test_mark_stands_on_every_page_and_in_the_title(pages: list[str], opened: pikepdf.Pdf) -> None:
    assert len(pages) > 10
    assert [number for number, text in enumerate(pages, 1) if SIMULATED_MARK not in text] == []
    assert str(opened.docinfo["/Title"]).startswith(f"{SIMULATED_MARK}. Regeringsbeslut PRIO-2012/1")


def test_real_decision_has_no_mark(small_pdf: Path) -> None:
    assert not any("SIMULERADE" in text for text in text_of(small_pdf))
    with pikepdf.open(small_pdf) as document:
        assert str(document.docinfo["/Title"]).startswith("Beslut TILLGANGLIGHET-2012/1")


def test_every_page_has_the_reference_and_its_number(pages: list[str]) -> None:
    for number, text in enumerate(pages, 1):
        assert "Regeringsbeslut PRIO-2012/1" in text
        assert f"Sida {number} av {len(pages)}" in text


def test_amounts_are_written_with_thin_spaces(structure: str, small: DecisionContent) -> None:
    assert "214\u202f000\u202f000\u00a0kr" in structure
    read = set(re.findall(r'"([\d\u202f]+)"', structure))
    amounts = [party.total for party in small.paid]
    assert [amount for amount in amounts if f"{amount:,}".replace(",", "\u202f") not in read] == []


def test_language_title_and_tags_are_there_for_a_screen_reader(opened: pikepdf.Pdf) -> None:
    assert opened.Root.Lang == "sv"
    assert opened.Root.MarkInfo.Marked
    assert opened.Root.ViewerPreferences.DisplayDocTitle
    assert opened.Root.StructTreeRoot.K[0].S == "/Document"


def test_headings_begin_with_the_first_level_and_skip_none(opened: pikepdf.Pdf) -> None:
    kinds = kinds_in_order(opened.Root.StructTreeRoot.K[0])
    levels = [int(kind[-1]) for kind in kinds if re.fullmatch(r"/H\d", kind)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_bookmarks_follow_the_headings(opened: pikepdf.Pdf) -> None:
    with opened.open_outline() as outline:
        titles = [item.title for item in outline.root]
        assert [item.title for item in outline.root[0].children][:3] == [
            "Beslut",
            "Ärendet",
            "Skälen för beslutet",
        ]
    assert titles[1:] == ["Bilaga 1. Belopp för var och en", "Bilaga 2. Det som inte betalas ut"]


def test_every_table_heading_has_a_scope_and_every_cell_its_headings(opened: pikepdf.Pdf) -> None:
    headings, cells = elements(opened, "/TH"), elements(opened, "/TD")
    assert {str(heading.A.Scope) for heading in headings} == {"/Column", "/Row"}
    assert all(len(cell.A.Headers) > 0 for cell in cells)


def test_index_finds_every_heading_that_a_cell_refers_to(opened: pikepdf.Pdf) -> None:
    names = list(opened.Root.StructTreeRoot.IDTree.Names)
    keys = [bytes(key) for key in names[0::2]]
    assert keys == sorted(keys)
    asked = {bytes(one) for cell in elements(opened, "/TD") for one in cell.A.Headers}
    assert asked <= set(keys)


def test_every_font_is_embedded(opened: pikepdf.Pdf) -> None:
    described = [
        each for each in opened.objects if isinstance(each, pikepdf.Dictionary) and "/FontName" in each
    ]
    assert {str(one.FontName).partition("+")[2] for one in described} == {
        "Prio-Sans",
        "Prio-Sans-Semi-Bold",
        "Prio-Serif",
        "Prio-Serif-Semi-Bold",
    }
    assert all("/FontFile2" in one or "/FontFile3" in one for one in described)


def test_allocation_is_attached_byte_for_byte(opened: pikepdf.Pdf, content: DecisionContent) -> None:
    assert list(opened.attachments) == ["fordelning-prio-2012.csv"]
    attached = opened.attachments["fordelning-prio-2012.csv"]
    assert attached.get_file().read_bytes() == content.csv
    assert attached.get_file().mime_type == "text/csv"
    assert attached.obj.AFRelationship == "/Data"
    assert opened.Root.AF[0] == attached.obj


def test_hash_of_the_attachment_and_of_the_inputs_are_printed(
    pages: list[str], content: DecisionContent
) -> None:
    text = "\n".join(pages)
    assert hashlib.sha256(content.csv).hexdigest() in text
    assert content.inputs_sha256 in text


def test_metadata_says_which_standards_the_file_follows(opened: pikepdf.Pdf) -> None:
    with opened.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["pdfuaid:part"] == "1"


def test_dates_are_those_of_the_decision(opened: pikepdf.Pdf) -> None:
    assert str(opened.docinfo["/CreationDate"]).startswith("D:20121218")
    assert str(opened.docinfo["/ModDate"]).startswith("D:20121218")


def test_same_content_gives_the_same_bytes_in_one_process(small: DecisionContent, small_pdf: Path) -> None:
    assert render_decision(small) == small_pdf.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["1", "2"])
def test_same_content_gives_the_same_bytes_in_another_process(
    seed: str, small_pdf: Path, repository: Path
) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "prio.settings.test", "PYTHONHASHSEED": seed}
    run = subprocess.run(
        [sys.executable, "-c", DRAW],
        check=True,
        capture_output=True,
        cwd=repository,
        env=environment,
        text=True,
    )
    assert run.stdout.strip() == hashlib.sha256(small_pdf.read_bytes()).hexdigest()


def test_nothing_is_complained_of(small: DecisionContent, caplog: pytest.LogCaptureFixture) -> None:
    press.cache_clear()  # the stylesheet is read again, so that its faults are told here
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        render_decision(small)
    assert caplog.records == []


@pytest.mark.parametrize(
    "address", ["https://example.org/a.png", "file:///etc/hostname", "data:text/plain,a"]
)
def test_renderer_fetches_nothing_from_outside(address: str) -> None:
    shared = press(STYLESHEET)
    page = HTML(string=f'<img alt="" src="{address}">', url_fetcher=shared.fetcher)
    with pytest.raises(FatalURLFetchingError, match="fetches nothing from outside"):
        page.render(font_config=shared.fonts, stylesheets=[shared.stylesheet])


def test_names_cannot_bring_markup(small: DecisionContent) -> None:
    heading = replace(small.heading, rapporteur="<img src=x> & <b>")
    assert "&lt;img src=x&gt; &amp; &lt;b&gt;" in decision_html(replace(small, heading=heading))
