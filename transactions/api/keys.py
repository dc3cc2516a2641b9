"""The key under which a program asks for something once."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext
from rest_framework.request import Request

from selfcare.domain.errors import BadRequest, FieldError

_KEY: Final = re.compile(r'"?([\x21\x23-\x7e]{1,255})"?', re.ASCII)


def idempotency_key(request: Request) -> str:
    """Return the header Idempotency-Key, quoted or bare. Raises BadRequest without one, or for one with spaces."""
    given = request.headers.get("Idempotency-Key", "")
    if not given:
        raise BadRequest("idempotency_key_missing")
    found = _KEY.fullmatch(given)
    if not found:
        sentence = gettext("Use 1 to 255 printable characters.")
        raise BadRequest("idempotency_key_missing", fields=(FieldError("Idempotency-Key", "format", sentence),))
    return found[1]
