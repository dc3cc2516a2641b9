"""`/v1/userinfo`: the signed-in customer's own record."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from sandbox import tokens
from sandbox.auth.documents import customer_document
from sandbox.auth.models import Customer
from sandbox.auth.services import customer_update
from sandbox.auth.shapes import ProfilePatch
from sandbox.web import body, json_response, no_query


def userinfo(request: HttpRequest) -> HttpResponse:
    """200 Customer."""
    customer = _customer(request)
    no_query(request)
    return json_response(customer_document(customer))


def userinfo_patch(request: HttpRequest) -> HttpResponse:
    """200 Customer after a merge patch (RFC 7396)."""
    customer = _customer(request)
    no_query(request)
    changed = customer_update(customer=customer, patch=body(request, ProfilePatch))
    return json_response(customer_document(changed))


def _customer(request: HttpRequest) -> Customer:
    return Customer.objects.get(id=tokens.bearer(request).sub)
