"""What was assessed, in the diary: the files with outcomes that were taken in."""

from agreements.diary_things import Document, DocumentFile, Thing, register_thing
from agreements.domain.masking import Line
from agreements.models import CaseEntry
from assessment.models import OutcomeFile


def register() -> None:
    """Let the diary know files with outcomes."""
    register_thing("outcome_file", Thing(_no_page, _document))


def _no_page(entry: CaseEntry) -> str:
    return ""


def _document(entry: CaseEntry) -> Document:
    file = OutcomeFile.objects.defer("content").get(pk=entry.thing_id)
    content = DocumentFile(
        key=file.sha256,
        name=file.name,
        media_type="text/csv",
        size=len(OutcomeFile.objects.values_list("content", flat=True).get(pk=file.pk)),
        read=lambda: bytes(OutcomeFile.objects.get(pk=file.pk).content),
    )
    return Document((Line("rows", "Rader", str(file.rows)),), (content,))
