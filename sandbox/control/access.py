"""Who may control the sandbox: nobody unless it is enabled, then its own machine, or the networks named."""

from __future__ import annotations

from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sandbox.peers import is_local
from sandbox.problems import Problem, not_found
from sandbox.web import View

_SAFE = frozenset({"GET", "HEAD"})


def controlled(view: View) -> View:
    """Let only those through: 404 for anybody else, who need not know that there is anything; 403 for a page of another
    site that a browser here has open, told by its Origin (RFC 6454), which browsers send with every unsafe request."""

    @wraps(view)
    def guarded(request: HttpRequest, **arguments: Any) -> HttpResponse:
        if not settings.CONTROL or not is_local(request, settings.CONTROL_PEERS):
            raise not_found()
        origin = request.headers.get("Origin")
        if request.method not in _SAFE and origin is not None and urlsplit(origin).netloc != request.get_host():
            raise Problem(403, "forbidden", "This comes from a page of another site.")
        return view(request, **arguments)

    return guarded
