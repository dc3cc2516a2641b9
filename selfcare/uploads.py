"""How much of a file a form may send: counted while it streams in, so that nothing over the limit is ever kept."""

from __future__ import annotations

from typing import Any, Final, TypeVar, cast

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from selfcare.domain.files import LARGEST_FILE
from selfcare.http import marked

LARGEST_FORM: Final = 65_536
# Over the limit by less than this a person is told so beside the field; what is larger is refused as a whole.
LARGEST_BODY: Final = 4 * LARGEST_FILE
_MARK: Final = "takes_files"
_View = TypeVar("_View", bound=Any)


def takes_files(view: _View) -> _View:
    """Mark a view whose form has a file in it. To any other a form of over 64 KiB is too large."""
    setattr(view, _MARK, True)
    return view


def too_large_fields(request: HttpRequest) -> frozenset[str]:
    """Return the names of the fields whose file was left out because it is over LARGEST_FILE bytes."""
    return frozenset(getattr(request, "too_large_fields", ()))


class LimitedUpload(FileUploadHandler):
    """Stands first: it counts, and leaves the keeping to Django's own handlers after it."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Refuse the whole form before a byte of it is read. Raises RequestDataTooBig."""
        super().handle_raw_input(*args, **kwargs)
        request = cast(HttpRequest, self.request)
        match = request.resolver_match
        allowed = LARGEST_BODY if match and marked(match.func, _MARK) else LARGEST_FORM
        if int(request.META.get("CONTENT_LENGTH") or 0) > allowed:
            raise RequestDataTooBig

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.read = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - Django passes it
        """Hand the piece on, or leave the file out from here on and remember its field."""
        self.read += len(raw_data)
        if self.read > LARGEST_FILE:
            request = cast(Any, self.request)
            request.too_large_fields = {*too_large_fields(request), str(self.field_name)}
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""
