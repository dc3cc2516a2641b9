"""Pages about the API for those who build on it: open to all, rendered here from the OpenAPI document."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from selfcare.api.schema import document
from selfcare.domain.errors import NotFound
from selfcare.http import AppRequest, page, public
from selfcare.rates import RATES
from selfcare.reference import presenters


@public
@require_safe
def api_docs(request: AppRequest) -> HttpResponse:
    """Show what holds for every call, each operation by group, and every error."""
    rates = [(rate.name, presenters.rate_words(rate)) for rate in RATES.values()]
    context = {
        "groups": presenters.groups(_document()),
        "errors": presenters.errors(),
        "rates": rates,
        "base": f"{settings.PUBLIC_URL}/api/v1",
    }
    return page(request, "reference/index.html", context)


@public
@require_safe
def api_operation(request: AppRequest, operation_id: str) -> HttpResponse:
    """Show one operation with its fields and examples. Raises NotFound."""
    found = presenters.operation_page(_document(), operation_id)
    if found is None:
        raise NotFound
    return page(request, "reference/operation.html", {"groups": presenters.groups(_document()), "operation": found})


@cache
def _document() -> dict[str, Any]:
    """Return the document, made once per process."""
    return document()
