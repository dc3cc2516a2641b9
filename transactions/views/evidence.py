"""Files of cases: taken out of a form once, kept while the rest of it is mended, and given back, never to be shown."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

import msgspec
from django.core.signing import BadSignature, dumps, loads
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from selfcare.domain import errors
from selfcare.domain.context import Context
from selfcare.domain.files import File
from selfcare.http import AppRequest
from selfcare.uploads import too_large_fields
from transactions.domain import MOST_FILES
from transactions.services.evidence import evidence_get, evidence_keep, too_large
from transactions.views.context import context_of

_SECONDS: Final = 8.0
_KEPT: Final = "kept"


class KeptFile(msgspec.Struct, frozen=True):
    """A file the payment service has by now; ``token`` brings it back with the form, ``id`` names it in a message."""

    id: str
    name: str
    token: str


class Evidence(msgspec.Struct, frozen=True):
    """The files of a form. ``wrong`` says why the one just sent is not among them and how to mend it, ``told`` that
    it could not be sent; ``status`` is the answer's then.
    """

    files: tuple[KeptFile, ...] = ()
    wrong: str = ""
    told: str = ""
    status: int = HTTPStatus.OK

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(file.id for file in self.files)

    @property
    def is_whole(self) -> bool:
        return self.status == HTTPStatus.OK


def evidence_taken(request: AppRequest, ctx: Context, field: str, *, key: str) -> Evidence:
    """Keep the file of a form's field, once per key and file, beside those that were kept before.

    Raises BadRequest for a file nobody was told was kept.
    """
    kept = _kept(request, ctx)
    try:
        added = _added(request, ctx, field, key=key, room=MOST_FILES - len(kept))
    except (errors.InvalidInput, errors.TooLarge) as error:
        is_large = isinstance(error, errors.TooLarge)
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if is_large else HTTPStatus.UNPROCESSABLE_ENTITY
        return Evidence(kept, wrong=error.fields[0].detail, status=status)
    except errors.RateLimited:
        sentence = gettext("That is as many files as we take in a day. Send this without it, and add it tomorrow.")
        return Evidence(kept, wrong=sentence, status=HTTPStatus.TOO_MANY_REQUESTS)
    except errors.UpstreamFailed:
        sentence = gettext("The file could not be sent, so nothing was. Try again in a minute.")
        return Evidence(kept, told=sentence, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return Evidence((*kept, *(each for each in added if each.id not in {file.id for file in kept})))


def _added(request: AppRequest, ctx: Context, field: str, *, key: str, room: int) -> tuple[KeptFile, ...]:
    if field in too_large_fields(request):
        raise too_large()
    sent: Any = request.FILES.get(field)
    if sent is None or not (sent.size or sent.name):
        return ()
    if room < 1:
        sentence = gettext("At most %(num)d files. Leave one out, or add it to the case afterwards.")
        wrong = errors.FieldError("/file", "too_many", sentence % {"num": MOST_FILES})
        raise errors.InvalidInput(fields=(wrong,))
    name, content = sent.name or "", sent.read()
    digest = hashlib.sha256(content).hexdigest()
    made = evidence_keep(ctx=ctx, name=name, content=content, key=f"{key}|{field}|{digest}|{name}")
    return (KeptFile(made.id, made.name, dumps([made.id, made.name], salt=_salt(ctx))),)


def _kept(request: AppRequest, ctx: Context) -> tuple[KeptFile, ...]:
    try:
        found = [(*loads(token, salt=_salt(ctx)), token) for token in dict.fromkeys(request.POST.getlist(_KEPT))]
    except BadSignature:
        sentence = gettext("Open the page again and choose the file anew.")
        raise errors.BadRequest(fields=(errors.FieldError(_KEPT, "invalid", sentence),)) from None
    return tuple(KeptFile(*each) for each in found)


def _salt(ctx: Context) -> str:
    return f"transactions.evidence.{ctx.customer_id}"


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
