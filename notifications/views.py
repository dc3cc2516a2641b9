"""The door for signed events. Programs come in here, so every answer but 204 is problem+json."""

from __future__ import annotations

import time
from typing import Final

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notifications.services.hooks import IncomingEvent, event_read, event_take_in
from notifications.signatures import SignatureError, verify
from selfcare.api.webhooks import webhook
from selfcare.domain.errors import Gone, NotFound, SelfcareError, SignatureInvalid
from selfcare.errors import meaning, problem
from selfcare.http import AppRequest, public
from selfcare.limits import limit_hit

_BAD_SIGNATURES: Final = 60
_log = structlog.get_logger("notifications.hooks")


@webhook(
    "payments",
    summary="Something happened to a transaction, a balance or an order",
    description=(
        "Send CloudEvents 1.0 to `/hooks/payments`, signed as Standard Webhooks have it, at most 20 kB. Repeat with "
        "the same id until the answer is 204, 400 or 410; a repeat does nothing twice. Order does not matter: an "
        "event only makes the customer's pages ask anew."
    ),
    body=IncomingEvent,
    headers=("webhook-id", "webhook-timestamp", "webhook-signature"),
    errors=("bad_request", "signature_invalid", "not_found", "gone", "rate_limited", "store_unavailable"),
)
@csrf_exempt
@public
@require_POST
def hook(request: AppRequest, source: str) -> HttpResponse:
    """Take one event in: 204 also for a repeat, 400 bad shape, 401 bad signature, 404 unknown, 410 switched off."""
    try:
        message_id = _verified(request, source)
        event_take_in(source=source, event=event_read(body=request.body, message_id=message_id))
    except (SelfcareError, RequestDataTooBig) as error:
        return _refused(request, error)
    return HttpResponse(status=204)


def _refused(request: AppRequest, error: Exception) -> HttpResponse:
    what = meaning(error)
    response = problem(request, what)
    for name, value in what.headers.items():
        response[name] = value
    return response


def _verified(request: AppRequest, source: str) -> str:
    secrets = settings.HOOK_SECRETS.get(source)
    if secrets is None:
        raise NotFound
    if not secrets:
        raise Gone
    try:
        return verify(secrets, request.headers, request.body, now=time.time())
    except SignatureError as error:
        _log.warning("hook_signature_invalid", source=source, reason=str(error))
        limit_hit("hook-signature", request.client_ip, _BAD_SIGNATURES, 60)
        raise SignatureInvalid from error
