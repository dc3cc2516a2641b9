"""The account holder's own bank: one page to approve or decline, and the truth on every later visit.

It is another company than the payment service, so it looks different, holds no session and sets no cookie. The
unguessable token in the address is the account holder's credential; a stranger's form cannot know it, which makes a
CSRF token beside it pointless. One decision counts: later ones are told what stands.
"""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sandbox import clock
from sandbox.bank.domain import State
from sandbox.bank.models import Transfer
from sandbox.bank.presenters import transfer_context
from sandbox.bank.services import transfer_approve, transfer_decline, transfer_find

_POLICY = "default-src 'none'; style-src 'self'; form-action {forms}; base-uri 'none'; frame-ancestors 'none'"
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address holds the token
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_DECISIONS = {"approve": transfer_approve, "decline": transfer_decline}


def approval_page(request: HttpRequest, transfer_id: str) -> HttpResponse:
    """Ask the account holder, or tell what became of a transfer that no longer waits."""
    transfer = transfer_find(transfer_id=transfer_id, token=request.GET.get("t", ""))
    return _page(request, transfer)


def approval_decide(request: HttpRequest, transfer_id: str) -> HttpResponse:
    """Take the decision, then lead back (303); a second decision, or one too late, changes nothing and is told so."""
    transfer = transfer_find(transfer_id=transfer_id, token=request.POST.get("t", ""))
    decide = _DECISIONS.get(request.POST.get("decision", ""))
    if transfer is None or decide is None:
        return _page(request, transfer, status=HTTPStatus.BAD_REQUEST)
    decided = decide(transfer=transfer)
    if not decided:
        return _page(request, transfer, status=HTTPStatus.CONFLICT)
    return _back(transfer) if transfer.return_url else _page(request, transfer)


@cache
def _css() -> bytes:
    return (Path(__file__).parent / "bank.css").read_bytes()


def stylesheet(_request: HttpRequest) -> HttpResponse:
    """The bank's one stylesheet."""
    return HttpResponse(_css(), content_type="text/css; charset=utf-8", headers={"Cache-Control": "max-age=300"})


def _page(request: HttpRequest, transfer: Transfer | None, status: int = HTTPStatus.OK) -> HttpResponse:
    if transfer is None:
        response = render(request, "bank/unknown.html", status=HTTPStatus.NOT_FOUND)
        return _sealed(response)
    waits = transfer.state == State.NEEDS_APPROVAL and transfer.expires_at and transfer.expires_at > clock.now()
    template = "bank/approve.html" if waits else "bank/outcome.html"
    return _sealed(render(request, template, transfer_context(transfer), status=status), transfer)


def _back(transfer: Transfer) -> HttpResponse:
    return _sealed(HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": transfer.return_url}), transfer)


def _sealed(response: HttpResponse, transfer: Transfer | None = None) -> HttpResponse:
    """Set the bank's headers. A browser applies form-action to the redirect after a form too: hence its origin."""
    forms = ["'self'"]
    if transfer and transfer.return_url:
        parts = urlsplit(transfer.return_url)
        forms.append(f"{parts.scheme}://{parts.netloc}")
    response["Content-Security-Policy"] = _POLICY.format(forms=" ".join(forms))
    for name, value in _HEADERS.items():
        response[name] = value
    return response
