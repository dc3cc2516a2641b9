"""`/outbox`: the newest hundred messages, for the person at this machine only. They hold sign-in codes."""

from __future__ import annotations

from ipaddress import ip_address

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sandbox.clock import rfc3339
from sandbox.outbox.models import OutboxMessage
from sandbox.problems import not_found
from sandbox.web import json_response, no_query

_SHOWN = 100


def message_list(request: HttpRequest) -> HttpResponse:
    """Answer JSON ``{"data": […]}`` to ``Accept: application/json``, else a plain page; 404 from another machine."""
    if not _is_local(request):
        raise not_found()
    no_query(request)
    messages = OutboxMessage.objects.order_by("-id")[:_SHOWN]
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return json_response({"data": [_document(message) for message in messages]})
    return render(request, "outbox.html", {"messages": [_document(message) for message in messages]})


def _is_local(request: HttpRequest) -> bool:
    # A proxy on this machine would make every visitor look local: whatever came through one is refused.
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    try:
        return not forwarded and ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _document(message: OutboxMessage) -> dict[str, str]:
    texts = {"id": message.id, "kind": message.kind, "to": message.to, "subject": message.subject, "text": message.text}
    return {**texts, "created_at": rfc3339(message.created_at)}
