"""What is taken in at once, and what is refused, by what the content is."""

import zipfile
from io import BytesIO

import pytest

from agreements.evidence import containers
from agreements.evidence.kinds import CSV, DOCX, JPEG, ODT, PDF, PNG, TEXT, XLSX, FileKind
from agreements.evidence.pdf_files import refuse_locked
from agreements.evidence.sniffing import kind_of
from prio.refused import Refused
from tests.agreements.evidence import files


def sniff(content: bytes, name: str) -> FileKind:
    return kind_of(BytesIO(content), len(content), name)


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(Refused) as refused:
        sniff(content, name)
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (files.pdf(), "avtal.pdf", PDF),
        (files.pdf(), "AVTAL.PDF", PDF),
        (files.docx(), "avtal.docx", DOCX),
        (files.xlsx(), "tal.xlsx", XLSX),
        (files.odt(), "avtal.odt", ODT),
        (files.PNG, "bild.png", PNG),
        (files.JPEG, "bild.jpeg", JPEG),
        (b"namn;antal\r\n\xd6stersund;3\r\n", "tal.csv", CSV),
        ("namn;antal\r\nÖstersund;3\r\n".encode("utf-16"), "tal.csv", CSV),
        ("Bara text, å ä ö.\n".encode(), "anteckning.txt", TEXT),
    ],
)
def test_what_is_what_its_name_says_is_taken(content: bytes, name: str, kind: FileKind) -> None:
    assert sniff(content, name) is kind


@pytest.mark.parametrize(
    ("content", "name", "both"),
    [
        (files.docx(), "avtal.pdf", ("en PDF-fil", "ett Word-dokument")),
        (files.pdf(), "tal.xlsx", ("en Excel-fil", "en PDF-fil")),
        (files.PNG, "bild.jpg", ("en JPEG-bild", "en PNG-bild")),
        (b"bara text", "avtal.pdf", ("en PDF-fil", "en textfil")),
    ],
)
def test_what_is_something_else_than_its_name_says_is_refused_with_both(
    content: bytes, name: str, both: tuple[str, str]
) -> None:
    said = refusal(content, name)
    assert all(word in said for word in both)


def test_an_extension_that_is_not_taken_is_told_what_the_content_is() -> None:
    assert "ändelsen .exe men innehåller en PDF-fil" in refusal(files.pdf(), "avtal.exe")
    assert "ingen ändelse" in refusal(files.pdf(), "avtal")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (files.GIF_THAT_IS_HTML, "bild.gif"),
        (files.GIF_THAT_IS_HTML, "bild.png"),
        (files.GIF_THAT_IS_HTML, "tal.csv"),
        (b"<!DOCTYPE html><p>hej", "tal.csv"),
        (b"namn\n<script>alert(1)</script>", "tal.csv"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "bild.png"),
        (b"MZ" + bytes(200), "avtal.pdf"),
        (b"\x7fELF" + bytes(200), "text.txt"),
        (bytes(100), "text.txt"),
    ],
)
def test_what_a_browser_or_a_computer_would_run_is_refused(content: bytes, name: str) -> None:
    assert "slag som inte tas emot" in refusal(content, name)


def test_old_office_is_refused_with_what_to_do() -> None:
    assert "Spara den som PDF" in refusal(files.OLD_WORD, "avtal.doc")


@pytest.mark.parametrize(
    "content",
    [
        files.docx({"word/vbaProject.bin": b"x"}),
        files.docx({"word/VBAPROJECT.BIN": b"x"}),
        files.docx(types=files.WORD_TYPES.replace(b"document.main", b"document.macroEnabled.main")),
        files.docx({"Basic/Standard/Module1.xml": b"x"}),
    ],
)
def test_macros_are_refused(content: bytes) -> None:
    assert "makron" in refusal(content, "avtal.docx")


def test_a_zip_that_is_no_document_is_refused() -> None:
    assert "arkiv" in refusal(files.zipped({"a.txt": b"a"}), "avtal.docx")


def test_a_document_in_a_document_is_looked_into_and_an_archive_is_refused() -> None:
    sheet = {"word/embeddings/Blad.xlsx": files.xlsx()}
    assert sniff(files.docx(sheet), "avtal.docx") is DOCX
    macro = {"word/embeddings/Blad.xlsx": files.docx({"xl/vbaProject.bin": b"x"})}
    assert "makron" in refusal(files.docx(macro), "avtal.docx")
    assert "inbäddat arkiv" in refusal(files.docx({"word/a.zip": files.zipped({"a": b"a"})}), "avtal.docx")
    deeper = files.docx({"word/embeddings/Avtal.docx": files.docx(sheet)})
    assert "inbäddat arkiv" in refusal(deeper, "avtal.docx")


def test_a_zip_bomb_in_a_docx_is_refused_before_it_is_unpacked() -> None:
    bomb = files.docx({"word/media/bild.png": bytes(containers.BOMB_FROM + containers.CHUNK)})
    assert len(bomb) < 100_000
    assert "packar upp sig" in refusal(bomb, "avtal.docx")


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    honest = files.docx({"word/media/bild.png": bytes(2_000_000)})
    size = (2_000_000).to_bytes(4, "little")
    assert honest.count(size) == 2
    assert "packar upp sig" in refusal(honest.replace(size, (10).to_bytes(4, "little")), "avtal.docx")


def test_two_entries_over_the_same_bytes_are_refused() -> None:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", files.WORD_TYPES)
        archive.writestr("word/document.xml", b"<w:document/>")
        archive.infolist()[1].header_offset = 0
        archive.infolist()[1].file_size = archive.infolist()[1].compress_size = len(files.WORD_TYPES)
    assert "packar upp sig" in refusal(content.getvalue(), "avtal.docx")


def test_too_many_entries_are_refused() -> None:
    many = files.docx({f"word/{number}.xml": b"" for number in range(containers.MOST_ENTRIES)})
    assert "packar upp sig" in refusal(many, "avtal.docx")


def test_a_path_that_leads_out_of_the_document_is_refused() -> None:
    assert "skadad" in refusal(files.docx({"../../etc/passwd": b"x"}), "avtal.docx")


def test_a_broken_document_is_refused() -> None:
    assert "skadad" in refusal(files.docx()[:-30], "avtal.docx")
    half = bytearray(files.docx({"word/media/bild.png": bytes(range(256)) * 8}))
    middle = half.index(b"word/media/bild.png") + 40
    half[middle : middle + 20] = b"\xff" * 20
    assert "skadad" in refusal(bytes(half), "avtal.docx")


def test_a_document_with_a_password_is_refused() -> None:
    locked = bytearray(files.docx(packed=False))
    for start in (b"PK\x03\x04", b"PK\x01\x02"):
        place = locked.index(start) + (6 if start.endswith(b"\x04") else 8)
        locked[place] |= 1
    assert "lösenord" in refusal(bytes(locked), "avtal.docx")
    assert "lösenord" in refusal(files.odt(b"<m:encryption-data/>"), "avtal.odt")


def test_a_pdf_that_needs_a_password_is_refused_and_one_that_anybody_opens_is_not() -> None:
    with pytest.raises(Refused, match="skyddad med lösenord"):
        refuse_locked(BytesIO(files.pdf(password="hemligt")))
    refuse_locked(BytesIO(files.pdf(owner="bara utskrift")))
    refuse_locked(BytesIO(files.pdf()))
