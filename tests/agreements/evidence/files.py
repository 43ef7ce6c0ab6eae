"""Small real files, and bad ones, for the tests of evidence."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

import pikepdf

WORD_TYPES = (
    b'<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
EXCEL_TYPES = WORD_TYPES.replace(b"wordprocessingml.document", b"spreadsheetml.sheet").replace(
    b"word/document", b"xl/workbook"
)
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xdb\x00C\x00" + b"\x08" * 64
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
GIF_THAT_IS_HTML = b"GIF89a/*<html><script>alert(1)</script>*/=1;"
# Put together here, so that no scanner takes the file of the tests itself for a virus.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS" + b"-TEST-FILE!$H+H*"
NUMBER = "19640823-3234"  # a made-up personal identity number that the Swedish Tax Agency uses as its example


def zipped(entries: Mapping[str, bytes], *, packed: bool = True) -> bytes:
    """A zip file."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return content.getvalue()


def docx(more: Mapping[str, bytes] | None = None, *, types: bytes = WORD_TYPES, packed: bool = True) -> bytes:
    """A Word document with as little as possible in it."""
    return zipped(
        {"[Content_Types].xml": types, "word/document.xml": b"<w:document/>", **(more or {})}, packed=packed
    )


def xlsx() -> bytes:
    """An Excel file with as little as possible in it."""
    return zipped({"[Content_Types].xml": EXCEL_TYPES, "xl/workbook.xml": b"<workbook/>"})


def odt(manifest: bytes = b"<manifest/>") -> bytes:
    """An OpenDocument text."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<office/>")
        archive.writestr("META-INF/manifest.xml", manifest)
    return content.getvalue()


def pdf(words: str = "Ett avtal.", *, password: str = "", script: bool = False, owner: str = "") -> bytes:
    """A PDF of one page that says `words`; one with a password, or with a script that runs when it is opened."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(595, 842))
    page = made.pages[0]
    page.Resources = pikepdf.Dictionary(
        Font=pikepdf.Dictionary(
            F1=pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
        )
    )
    page.Contents = made.make_stream(f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode("latin-1"))
    if script:
        made.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
        )
    content = BytesIO()
    if password or owner:
        made.save(content, encryption=pikepdf.Encryption(owner=owner or password, user=password))
    else:
        made.save(content)
    return content.getvalue()
