"""`/outbox`: the newest hundred messages, for the person at this machine only. They hold sign-in codes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sandbox.clock import rfc3339
from sandbox.outbox.models import OutboxMessage
from sandbox.peers import is_local
from sandbox.problems import not_found
from sandbox.web import json_response, no_query

_SHOWN = 100


def message_list(request: HttpRequest) -> HttpResponse:
    """Answer JSON ``{"data": […]}`` to ``Accept: application/json``, else a plain page; 404 from another machine."""
    if not is_local(request):
        raise not_found()
    no_query(request)
    messages = OutboxMessage.objects.order_by("-id")[:_SHOWN]
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return json_response({"data": [_document(message) for message in messages]})
    return render(request, "outbox.html", {"messages": [_document(message) for message in messages]})


def _document(message: OutboxMessage) -> dict[str, str]:
    texts = {"id": message.id, "kind": message.kind, "to": message.to, "subject": message.subject, "text": message.text}
    return {**texts, "created_at": rfc3339(message.created_at)}
