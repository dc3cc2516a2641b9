"""Files of cases for programs: the file itself in, the file itself out."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote_to_bytes

from django.http import HttpResponse
from django.utils.translation import gettext
from rest_framework.request import Request

from selfcare.api import ApiView, json_response, operation
from selfcare.api.access import app_request
from selfcare.domain.errors import BadRequest, FieldError, UnsupportedMediaType
from selfcare.domain.files import JPEG, LARGEST_FILE, PDF, PNG
from selfcare.http import AppRequest
from selfcare.rates import MONEY
from transactions.api.keys import idempotency_key
from transactions.api.people import context_of
from transactions.domain import Upload
from transactions.services.evidence import evidence_get, evidence_keep, too_large
from transactions.views.evidence import file_response, patient

MEDIA_TYPES: Final = (PDF, JPEG, PNG)
_PIECE: Final = 65_536
_LONGEST_NAME: Final = 200
_NOT_PLAIN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class UploadsView(ApiView):
    @operation(
        summary="Send a file for a case",
        description=(
            "The body is the file itself: PDF, JPEG or PNG, known by its content, 10 MB at most. A picture is drawn "
            "anew, so that nothing but its pixels is kept. X-File-Name is its name in percent-encoded UTF-8. The same "
            "file under the same key is kept once; another one under it is refused."
        ),
        files_in=MEDIA_TYPES,
        returns=Upload,
        status=201,
        headers=("Idempotency-Key", "X-File-Name"),
        errors=(
            *("idempotency_key_missing", "idempotency_key_reused", "too_large", "unsupported_media_type"),
            *("validation_failed", "capability_unavailable"),
        ),
        rate=MONEY,
    )
    def post(self, request: Request) -> HttpResponse:
        here, key, name = app_request(request), idempotency_key(request), _name(request)
        kept = evidence_keep(ctx=patient(context_of(request)), name=name, content=_content(here), key=key)
        return json_response(kept, 201, {"Location": f"/api/v1/uploads/{kept.id}"})


class UploadView(ApiView):
    @operation(
        summary="A file of a case",
        description="As an attachment; in a browser nothing in it can run.",
        files=MEDIA_TYPES,
        errors=("not_found",),
        etag=False,
    )
    def get(self, request: Request, upload_id: str) -> HttpResponse:
        return file_response(evidence_get(ctx=context_of(request), upload_id=upload_id))


def _content(request: AppRequest) -> bytes:
    """Read the whole file. Raises TooLarge before a byte is read, and BadRequest when fewer come than were promised:
    what is left of a file may look whole.
    """
    if request.content_type not in MEDIA_TYPES:
        sentence = gettext("Send application/pdf, image/jpeg or image/png.")
        raise UnsupportedMediaType(fields=(FieldError("Content-Type", "media_type", sentence),))
    promised = int(request.META.get("CONTENT_LENGTH") or 0)
    if promised > LARGEST_FILE:
        raise too_large()
    content = b"".join(iter(lambda: request.read(_PIECE), b""))
    if len(content) < promised:
        raise BadRequest
    return content


def _name(request: Request) -> str:
    try:
        name = unquote_to_bytes(request.headers.get("X-File-Name", "")).decode()
    except UnicodeDecodeError:
        name = ""
    if not name.strip() or len(name) > _LONGEST_NAME or _NOT_PLAIN.search(name):
        sentence = gettext("Give the file’s name in percent-encoded UTF-8, at most 200 characters.")
        raise BadRequest(fields=(FieldError("X-File-Name", "format", sentence),))
    return name
