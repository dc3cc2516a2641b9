"""``/v1/uploads``: a file in, whole and as it is; and out again, to be kept and not to be shown."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from sandbox import web
from sandbox.payments import services
from sandbox.payments.api.callers import customer
from sandbox.payments.api.orders import once_run
from sandbox.payments.domain.idempotency import Answer, key_read
from sandbox.payments.domain.uploads import LARGEST, MEDIA_TYPES, Sent, name_read, upload_wire


@customer
def upload_create(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Keep a file; 415 for a kind that is not taken, 413 over the largest."""
    web.no_query(request)
    key = key_read(request.headers.get("Idempotency-Key"))
    name = name_read(request.headers.get("X-File-Name"))
    content = web.raw_body(request, MEDIA_TYPES, largest=LARGEST)
    sent = Sent(name, request.content_type or "", content)

    def work(operation_id: str) -> Answer:
        upload = services.upload_create(customer_id=customer_id, sent=sent, operation_id=operation_id)
        headers = {"Location": f"/v1/uploads/{upload.id}", "Content-Type": "application/json"}
        return Answer(201, web.json_response(upload_wire(upload)).content.decode(), headers)

    return once_run(request, customer_id, key=key, body=sent.fingerprint, work=work)


@customer
def upload_get(request: HttpRequest, customer_id: str, upload_id: str) -> HttpResponse:
    """Answer the bytes of one of the customer's files, as an attachment."""
    web.no_query(request)
    upload, content = services.upload_read(customer_id=customer_id, upload_id=upload_id)
    return file_response(upload.name, upload.media_type, content)


def file_response(name: str, media_type: str, content: bytes) -> HttpResponse:
    """Return the bytes as something to keep (RFC 6266): nothing in them can run where they come from."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=media_type, headers=headers)
