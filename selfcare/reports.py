"""Where browsers report what our Content-Security-Policy stopped: capped, limited, logged, never answered with more."""

from __future__ import annotations

from typing import Final

import msgspec
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from selfcare import logs
from selfcare.http import AppRequest, public
from selfcare.limits import limit_hit

MOST_BYTES: Final = 16_384
_MOST_LOGGED: Final = 5
_TYPES: Final = frozenset({"application/reports+json", "application/csp-report", "application/json"})


class _Body(msgspec.Struct):
    effectiveDirective: str = ""  # noqa: N815  # the names are the Reporting API's (W3C)
    documentURL: str = ""  # noqa: N815 - named by the specification
    blockedURL: str = ""  # noqa: N815 - named by the specification


class _Report(msgspec.Struct):
    type: str = ""
    body: _Body = msgspec.field(default_factory=_Body)


@public
@csrf_exempt
@require_POST
def csp_reports(request: AppRequest) -> HttpResponse:
    """Log up to five reports (application/reports+json). 204, or 400, 413, 415, 429."""
    limit_hit("csp-reports", request.client_ip, 20, 60)
    if request.content_type not in _TYPES:
        return HttpResponse(status=415)
    raw = request.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        reports = msgspec.json.decode(raw, type=list[_Report])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return HttpResponse(status=400)
    for report in reports[:_MOST_LOGGED]:
        _log(report.body)
    return HttpResponse(status=204)


def _log(body: _Body) -> None:
    """Addresses without their query: a search or a code may stand in it."""
    logs.security(
        "csp_violation",
        directive=body.effectiveDirective[:64],
        document=body.documentURL.partition("?")[0][:200],
        blocked=body.blockedURL.partition("?")[0][:200],
    )
