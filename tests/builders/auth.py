"""What the auth service sends, as wire dictionaries. Proven against the live sandbox in tests/contract."""

from __future__ import annotations

from typing import Any


def customer(**changes: Any) -> dict[str, Any]:
    return {
        "id": "cus_elin",
        "display_name": "Elin Sandberg",
        "given_name": "Elin",
        "family_name": "Sandberg",
        "email": {"value": "demo@selfcare.example", "verified": True},
        "phone": {"value": "+46701740612", "verified": True},
        "locale": "en",
        "timezone": "Europe/Stockholm",
        "country": "SE",
        "created_at": "2025-05-02T08:00:00.000Z",
        "kyc": {"level": "full", "status": "verified"},
        "external_refs": {},
        **changes,
    }


def token(**changes: Any) -> dict[str, Any]:
    return {
        "access_token": "access-1",
        "token_type": "Bearer",
        "expires_in": 600,
        "refresh_token": "refresh-1",
        "refresh_expires_in": 86400,
        "id_token": None,
        "session_id": "ses_1",
        "customer_id": "cus_elin",
        "acr": "aal1",
        "auth_time": 1795000000,
        "amr": ["pwd"],
        **changes,
    }


def authentication(status: str = "succeeded", **changes: Any) -> dict[str, Any]:
    return {
        "id": "aut_1",
        "status": status,
        "expires_at": "2026-11-19T13:15:12.000Z",
        "challenges": [],
        "token": token() if status == "succeeded" else None,
        **changes,
    }


def challenge(**changes: Any) -> dict[str, Any]:
    return {"id": "chl_1", "method": "totp", "channel": None, "hint": None, "attempts_left": 5, **changes}
