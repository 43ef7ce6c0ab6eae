"""How much of an upload is kept: what is larger than a file may be is read to its end, but not stored."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

# Somebody who chose too large a file gets an answer that says so; who sends far more is cut off.
MOST_TIMES = 4


class TooLarge(UploadedFile):
    """Stands for a file that was larger than settings.LARGEST_FILE: its name and size, and nothing of its content."""


class LargestFileHandler(TemporaryFileUploadHandler):
    """Writes an upload to a temporary file, as far as a file may be stored, and swallows the rest.

    What the request says of its own length is not believed: what came is counted.
    """

    def new_file(self, *arguments: Any, **named: Any) -> None:
        """Begin to count a file."""
        super().new_file(*arguments, **named)
        self.came = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece while the file is not too large."""
        self.came += len(raw_data)
        if self.came > settings.LARGEST_FILE * MOST_TIMES:
            raise StopUpload(connection_reset=True)
        if self.came <= settings.LARGEST_FILE:
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Return the file, or what says that it was too large."""
        if self.came <= settings.LARGEST_FILE:
            return super().file_complete(file_size)
        self.file.close()  # which deletes it
        return TooLarge(file=None, name=self.file_name, size=self.came)
