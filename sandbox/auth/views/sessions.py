"""`/v1/sessions`: where the customer is signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from sandbox import tokens
from sandbox.auth.documents import session_document
from sandbox.auth.services import session_list, session_revoke, sessions_revoke
from sandbox.auth.shapes import SessionQuery, SessionScope
from sandbox.clock import now, rfc3339
from sandbox.web import json_response, no_query, query


def collection(request: HttpRequest) -> HttpResponse:
    """200 page of Session, newest first."""
    caller = tokens.bearer(request)
    asked = query(request, SessionQuery)
    found, following = session_list(customer_id=caller.sub, limit=asked.limit, cursor=asked.cursor)
    page = {"limit": asked.limit, "next_cursor": following, "prev_cursor": None}
    data = [session_document(session, current=caller.sid) for session in found]
    return json_response({"data": data, "page": page, "as_of": rfc3339(now())})


def end_many(request: HttpRequest) -> HttpResponse:
    """204 after ending the others, or all."""
    caller = tokens.bearer(request)
    asked = query(request, SessionScope)
    sessions_revoke(customer_id=caller.sub, keep=caller.sid if asked.scope == "others" else None)
    return HttpResponse(status=204)


def end(request: HttpRequest, session_id: str) -> HttpResponse:
    """204 after ending one; `current` is the caller's own, which is how to sign out."""
    caller = tokens.bearer(request)
    no_query(request)
    session_revoke(session_id=caller.sid if session_id == "current" else session_id, customer_id=caller.sub)
    return HttpResponse(status=204)
