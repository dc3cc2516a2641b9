"""The public page that says whether a receipt, a statement or a decision is ours, and the keys they are signed with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django import forms
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods, require_safe

from selfcare.domain.errors import NotFound, RateLimited
from selfcare.http import AppRequest, display, page, public
from selfcare.keyring import keyring
from selfcare.limits import network
from selfcare.typed import refused_texts, typed_parameters
from selfcare.uploads import takes_files
from transactions.forms.receipts import LONGEST_NUMBER, CheckFileForm, CheckForm
from transactions.presenters.receipt_checks import checked_view, refused_view
from transactions.services.receipt_checks import Proof, file_check, proof_check, try_count, try_forgive

_UNPROCESSABLE: Final = 422


@typed_parameters("word")
@takes_files
@public
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: AppRequest) -> HttpResponse:
    """Show the form; check a number with its word (GET, which the QR code leads to) or a file (POST)."""
    if request.method == "POST":
        return _file(request)
    if refused := refused_texts(request):
        return _form(request, errors=refused)
    return _number(request) if request.GET.keys() & {"no", "word"} else _form(request)


@public
@require_safe
def keys(_request: AppRequest) -> HttpResponse:
    """Send the public keys as a JWK Set (RFC 7517, RFC 8037)."""
    return JsonResponse({"keys": keyring().jwks()}, content_type="application/jwk-set+json")


@public
@require_safe
def key(_request: AppRequest, key_id: str) -> HttpResponse:
    """Send one public key in PEM (RFC 7468), as OpenSSL reads it."""
    pem = keyring().pem(key_id)
    if pem is None:
        raise NotFound
    return HttpResponse(pem, content_type="application/x-pem-file")


def _number(request: AppRequest) -> HttpResponse:
    form = CheckForm(request.GET)
    if not form.is_valid():
        return _form(request, form)
    left, seconds = _count(request)
    number, word = form.cleaned_data["no"].upper(), form.cleaned_data["word"]
    found = proof_check(number=number, word=word)
    return _said(request, found, left, seconds, number=number, word=word)


def _file(request: AppRequest) -> HttpResponse:
    form = CheckFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, form)
    left, seconds = _count(request)
    return _said(request, file_check(content=form.cleaned_data["pdf"]), left, seconds)


def _count(request: AppRequest) -> tuple[int, int]:
    left, seconds = try_count(network=network(request.client_ip))
    if left < 0:
        raise RateLimited(retry_after=seconds)
    return left, seconds


def _said(
    request: AppRequest, found: Proof | None, left: int, seconds: int, *, number: str = "", word: str = ""
) -> HttpResponse:
    shown, now = display(request), datetime.now(UTC)
    if found:
        try_forgive(network=network(request.client_ip))
        said = checked_view(found, display=shown, now=now)
        return page(request, "transactions/receipts/genuine.html", {"said": said})
    refused = refused_view(number, word, left=left, until=now + timedelta(seconds=seconds), display=shown, now=now)
    return page(request, "transactions/receipts/not_genuine.html", {"said": refused, "report_url": settings.HELP_URL})


def _form(request: AppRequest, form: forms.Form | None = None, *, errors: dict[str, str] | None = None) -> HttpResponse:
    errors = errors or ({name: str(texts[0]) for name, texts in form.errors.items()} if form else {})
    context: dict[str, Any] = {
        "errors": errors,
        "no": request.GET.get("no", "")[:LONGEST_NUMBER],
        "word": request.GET.get("word", "")[:LONGEST_NUMBER],
        "error_links": list(errors.items()),
    }
    return page(request, "transactions/receipts/check.html", context, _UNPROCESSABLE if errors else 200)
