"""How much of an upload is kept: no more than the house takes, whatever is sent."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest


MARK = "evenhand.too_large"


class BoundedUpload(FileUploadHandler):
    """Leaves out a file that is larger than `UPLOAD_MOST_BYTES`, and marks the request.

    It stands before the handlers that keep what they are given, and passes on what still
    fits. The rest of the file is read and thrown away, so that whoever sent it is
    answered in a sentence.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin to count."""
        super().new_file(*args, **kwargs)
        self.kept = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass on what still fits."""
        self.kept += len(raw_data)
        if self.kept > settings.UPLOAD_MOST_BYTES:
            assert self.request is not None
            self.request.META[MARK] = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one keep the file."""
        return


def was_too_large(request: HttpRequest) -> bool:
    """Whether a file was left out of this request because it was too large."""
    return bool(request.META.get(MARK))
