"""Files of cases: taken out of a form, and given back to be kept, never to be shown."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from selfcare.domain import errors
from selfcare.domain.context import Context
from selfcare.domain.files import File
from selfcare.http import AppRequest
from selfcare.uploads import too_large_fields
from transactions.services.evidence import evidence_get, evidence_keep, refusal_sentence
from transactions.views.context import context_of

_SECONDS: Final = 8.0


def evidence_ids(request: AppRequest, ctx: Context, field: str, *, key: str) -> tuple[str, ...]:
    """Keep the file of a form's field, once per key, and return its id for a message; nothing without a file.

    Raises InvalidInput naming ``/file`` for one that cannot be taken, UpstreamFailed when it could not be sent.
    """
    if field in too_large_fields(request):
        raise errors.InvalidInput(fields=(errors.FieldError("/file", "too_large", refusal_sentence("too_large")),))
    sent = request.FILES.get(field)
    if sent is None or not (sent.size or sent.name):
        return ()
    return (evidence_keep(ctx=ctx, name=sent.name or "", content=sent.read(), form_key=f"{key}.{field}").id,)


def patient(ctx: Context) -> Context:
    """Return who asks, with the time of an answer counted from now: the file may have taken longer to come in."""
    return replace(ctx, deadline=time.monotonic() + _SECONDS)


@require_safe
def evidence_file(request: AppRequest, upload_id: str) -> HttpResponse:
    """Give one of the customer's files back as an attachment."""
    name = request.GET.get("name", "")[:200]
    return file_response(evidence_get(ctx=context_of(request), upload_id=upload_id, name=name))


def file_response(file: File) -> HttpResponse:
    """Return the bytes to be kept (RFC 6266): the headers of every answer let nothing in them run or be shown."""
    disposition = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    return HttpResponse(file.content, content_type=file.media_type, headers={"Content-Disposition": disposition})
