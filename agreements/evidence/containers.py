"""A look into office documents, which are zip files: what they are, and whether they are safe to open.

What a zip says about itself is not believed: every entry is unpacked, within limits, and counted.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from agreements.evidence.kinds import DOCX, OPEN_DOCUMENT, PPTX, XLSX, FileKind
from prio.refused import Refused

MOST_ENTRIES = 5_000
MOST_UNPACKED = 300 * 1024 * 1024  # bytes, what is embedded included
BOMB_FROM = 20 * 1024 * 1024  # bytes unpacked; a small file may be well packed
MOST_TIMES = 200  # a document that grows more than so many times is no document
MOST_OF_A_LIST = 2 * 1024 * 1024  # bytes of the entries that say what the document is
MOST_EMBEDDED = 20 * 1024 * 1024  # bytes of a document inside a document, unpacked
CHUNK = 64 * 1024

ZIP_START = b"PK\x03\x04"
_LOCAL_HEADER = 30  # bytes before the name
_ENCRYPTED = 0x1
_TYPES, _MIMETYPE, _MANIFEST = "[Content_Types].xml", "mimetype", "META-INF/manifest.xml"
_MAIN_PARTS = {
    b"wordprocessingml.document.main+xml": ("word/", DOCX),
    b"spreadsheetml.sheet.main+xml": ("xl/", XLSX),
    b"presentationml.presentation.main+xml": ("ppt/", PPTX),
}
_MACRO_TYPES = re.compile(rb"macroenabled|vbaproject|vbadata", re.IGNORECASE)
_MACRO_NAMES = re.compile(r"(?:^|/)(?:vbaproject\.bin|vbadata\.xml)$|^(?:basic|scripts)/.", re.IGNORECASE)
_NESTED_NAMES = re.compile(r"\.(?:zip|jar|7z|rar|gz|xz|bz2|tar|cab|iso|docm|xlsm|pptm|xlsb)$", re.IGNORECASE)

_BROKEN = "Filen är skadad: innehållet går inte att packa upp. Spara den på nytt och försök igen."
_BOMB = (
    "Filen packar upp sig till mycket mer än den säger. Den tas inte emot. Spara den på nytt, gärna som PDF."
)
_MACROS = "Filen innehåller makron. Spara den utan makron (.docx, .xlsx) eller som PDF och försök igen."
_LOCKED = "Filen är skyddad med lösenord och kan inte läsas. Ta bort lösenordet, eller spara som PDF, och försök igen."
_ARCHIVE = "Filen är ett arkiv (zip). Packa upp det och lämna varje dokument för sig."
_NESTED = "Filen innehåller ett inbäddat arkiv. Ta bort det, eller spara som PDF, och försök igen."


@dataclass
class _Budget:
    """What may still be unpacked, and how large the file is that it comes from."""

    packed: int
    unpacked: int = 0
    most: int = MOST_UNPACKED
    kept: dict[str, bytes] = field(default_factory=dict)

    def take(self, size: int) -> None:
        self.unpacked += size
        if self.unpacked > self.most:
            raise Refused(_BOMB)
        if self.unpacked > BOMB_FROM and self.unpacked > self.packed * MOST_TIMES:
            raise Refused(_BOMB)


def document_in(file: IO[bytes], size: int, *, is_embedded: bool = False) -> FileKind:
    """Return the kind of the document in the zip `file`, which is `size` bytes.

    Raises:
        Refused: it is no document of a kind that is taken, or it is damaged, locked, a bomb, or has macros.
    """
    try:
        with ZipFile(file) as archive:
            entries = archive.infolist()
            budget = _Budget(packed=size, most=MOST_EMBEDDED if is_embedded else MOST_UNPACKED)
            _look_at_list(entries)
            _unpack_all(file, entries, budget, is_embedded=is_embedded)
            return _kind_of(frozenset(entry.filename for entry in entries), budget.kept)
    # What lies in a file that somebody made may lead zipfile into any of these.
    except (
        BadZipFile,
        LargeZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        ValueError,
    ) as fault:
        raise Refused(_BROKEN) from fault


def _look_at_list(entries: list[ZipInfo]) -> None:
    """Refuse by what the list of entries says."""
    if len(entries) > MOST_ENTRIES:
        raise Refused(_BOMB)
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise Refused(_BROKEN)
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) for name in names):
        raise Refused(_BROKEN)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Refused(_LOCKED)
    if any(entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for entry in entries):
        raise Refused(_BROKEN)
    if any(_MACRO_NAMES.search(name) for name in names):
        raise Refused(_MACROS)


def _unpack_all(file: IO[bytes], entries: list[ZipInfo], budget: _Budget, *, is_embedded: bool) -> None:
    """Unpack every entry as far as its bytes go, keep the lists, and look into embedded documents."""
    end_of_last = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        start = _start_of_data(file, entry)
        if entry.header_offset < end_of_last:
            raise Refused(_BOMB)  # two entries over the same bytes
        end_of_last = start + entry.compress_size
        is_list = entry.filename in {_TYPES, _MIMETYPE, _MANIFEST}
        beginning, content, size = b"", bytearray(), 0
        for piece in _unpacked(file, start, entry):
            budget.take(len(piece))
            beginning = beginning or piece[: len(ZIP_START)]
            size += len(piece)
            if is_list or beginning == ZIP_START:
                content += piece
                if len(content) > (MOST_OF_A_LIST if is_list else MOST_EMBEDDED):
                    raise Refused(_BOMB)
        if size != entry.file_size:
            raise Refused(_BOMB)
        if is_list:
            budget.kept[entry.filename] = bytes(content)
        elif beginning == ZIP_START:
            _look_at_embedded(entry.filename, bytes(content), is_embedded=is_embedded)


def _look_at_embedded(name: str, content: bytes, *, is_embedded: bool) -> None:
    """A diagram in a Word document has its Excel sheet inside: one such level is looked into, no more."""
    if is_embedded or _NESTED_NAMES.search(name):
        raise Refused(_NESTED)
    try:
        document_in(BytesIO(content), len(content), is_embedded=True)
    except Refused as refusal:
        raise Refused(_NESTED, (str(refusal),)) from refusal


def _start_of_data(file: IO[bytes], entry: ZipInfo) -> int:
    file.seek(entry.header_offset)
    header = file.read(_LOCAL_HEADER)
    if len(header) != _LOCAL_HEADER or not header.startswith(ZIP_START):
        raise BadZipFile
    name, extra = int.from_bytes(header[26:28], "little"), int.from_bytes(header[28:30], "little")
    return entry.header_offset + _LOCAL_HEADER + name + extra


def _unpacked(file: IO[bytes], start: int, entry: ZipInfo) -> Iterator[bytes]:
    """Yield the entry's content in small pieces until its packed bytes end, whatever size it says that it has."""
    file.seek(start)
    left = entry.compress_size
    engine = zlib.decompressobj(-zlib.MAX_WBITS) if entry.compress_type == ZIP_DEFLATED else None
    while left > 0:
        packed = file.read(min(CHUNK, left))
        if not packed:
            raise EOFError
        left -= len(packed)
        if engine is None:
            yield packed
            continue
        while packed:
            yield engine.decompress(packed, CHUNK)
            packed = engine.unconsumed_tail
    if engine is not None:
        yield engine.flush()
        if not engine.eof or engine.unused_data:
            raise Refused(_BROKEN)


def _kind_of(names: frozenset[str], kept: dict[str, bytes]) -> FileKind:
    types = kept.get(_TYPES, b"").replace(b"\0", b"")  # UTF-16 becomes readable so
    if _MACRO_TYPES.search(types):
        raise Refused(_MACROS)
    for main, (folder, kind) in _MAIN_PARTS.items():
        if main in types and any(name.startswith(folder) for name in names):
            return kind
    mimetype = kept.get(_MIMETYPE, b"").decode("ascii", "replace").strip()
    for kind in OPEN_DOCUMENT:
        if mimetype == kind.media_type and "content.xml" in names:
            if b"encryption-data" in kept.get(_MANIFEST, b""):
                raise Refused(_LOCKED)
            return kind
    raise Refused(_ARCHIVE)
