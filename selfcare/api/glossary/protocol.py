# ruff: noqa: E501  # a table reads best with one row per line
"""What every call has to do with: changes, problems, events, headers."""

from __future__ import annotations

from typing import Final

from selfcare.api.glossary.row import NONE_GIVEN, Row

ROWS: Final[dict[str, Row]] = {
    # Changes
    "changed": ("Kinds (balance) and single things (transaction:tx_1); fetch them anew", ["balance", "transaction:tx_01JD3M7Q2K"]),
    "since": ("The version you know", 41),
    "Changes.version": ("The version now", 42),
    # Problems
    "Problem.code": ("The problem's name, stable", "validation_failed"),
    "Problem.detail": ("What to do, in the customer's language", "Check what is marked and send it again."),
    "errors": ("Each wrong input", NONE_GIVEN),
    "instance": ("The address that was asked", "/api/v1/transactions"),
    "login_url": ("Where to sign in; only with session_required", NONE_GIVEN),
    "pointer": ("Where it is: a JSON pointer, or a parameter's name", "/amount/value"),
    "ProblemField.code": ("What is wrong, stable", "invalid"),
    "ProblemField.detail": ("How to mend it", "This is needed."),
    "request_id": ("Tell it to support; also the header X-Request-Id", "6e2f9a0d4c7b1835f0aa"),
    "retryable": ("Whether the same request may work later", False),
    "Problem.status": ("The HTTP status", 422),
    "title": ("What went wrong, in the customer's language", "Something needs to be put right"),
    "Problem.type": ("The problem's name as an address", "https://selfcare.dev/problems/validation_failed"),
    # Incoming events (CloudEvents 1.0)
    "specversion": ("Version of CloudEvents", "1.0"),
    "IncomingEvent.id": ("The event's id, the same as the header webhook-id", "evt_01JD3M8XV4"),
    "source": ("Who sends it", "payments"),
    "IncomingEvent.type": ("What happened", "transaction.succeeded"),
    "time": ("When it happened, RFC 3339", "2026-11-19T11:41:05Z"),
    "IncomingEvent.data": ("Whom it is about", NONE_GIVEN),
    "subject": ("What it is about", "transaction/tx_01JD3M7Q2K"),
    "object": ("The thing as it is now", NONE_GIVEN),
    # Headers
    "Idempotency-Key": ("Your own key for this order, 1 to 255 printable characters: the same key never orders twice", "01JD3M7Q2K"),
    "If-None-Match": ("The ETag you have; 304 when it is still current", NONE_GIVEN),
    "webhook-id": ("The message's id, the same for every repeat", "evt_01JD3M8XV4"),
    "webhook-timestamp": ("When it was signed, Unix seconds", "1795088465"),
    "webhook-signature": ("v1, and the HMAC-SHA256 of id.time.body in Base64 (Standard Webhooks)", "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="),
}  # fmt: skip
