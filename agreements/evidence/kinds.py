"""The kinds of files that may be attached."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file. name: in Swedish, with its article where it needs one; extensions: lower case, with dots."""

    name: str
    extensions: tuple[str, ...]
    media_type: str


PDF = FileKind("en PDF-fil", (".pdf",), "application/pdf")
DOCX = FileKind(
    "ett Word-dokument", (".docx",), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)
XLSX = FileKind(
    "en Excel-fil", (".xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)
PPTX = FileKind(
    "en PowerPoint-fil",
    (".pptx",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
)
ODT = FileKind("ett OpenDocument-dokument", (".odt",), "application/vnd.oasis.opendocument.text")
ODS = FileKind("ett OpenDocument-kalkylark", (".ods",), "application/vnd.oasis.opendocument.spreadsheet")
ODP = FileKind("en OpenDocument-presentation", (".odp",), "application/vnd.oasis.opendocument.presentation")
PNG = FileKind("en PNG-bild", (".png",), "image/png")
JPEG = FileKind("en JPEG-bild", (".jpg", ".jpeg"), "image/jpeg")
CSV = FileKind("en CSV-fil", (".csv",), "text/csv")
TEXT = FileKind("en textfil", (".txt",), "text/plain")

KINDS = (PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, PNG, JPEG, CSV, TEXT)
OPEN_DOCUMENT = (ODT, ODS, ODP)
# What a browser shows by itself and runs nothing of: pages of PDF, and pictures of dots.
SHOWN_IN_A_PAGE = frozenset({PDF.media_type, PNG.media_type, JPEG.media_type})
WORDS = (
    "PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), OpenDocument (.odt, .ods, .odp), "
    "bilder (.png, .jpg), CSV och text (.txt)"
)
ACCEPT = ",".join(extension for kind in KINDS for extension in kind.extensions)


def kind_called(extension: str) -> FileKind | None:
    """Return the kind that files with `extension` (with its dot, in any case) are said to be; None if not allowed."""
    wanted = extension.lower()
    return next((kind for kind in KINDS if wanted in kind.extensions), None)
