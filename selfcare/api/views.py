"""ApiView: who asks, what is refused and how, for every JSON endpoint."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, UnreadablePostError
from rest_framework import exceptions
from rest_framework.views import APIView

from selfcare import errors
from selfcare.api.access import CustomerAuthentication, SignedIn, app_request
from selfcare.domain.errors import BadRequest, SelfcareError
from selfcare.errors.answers import answer
from selfcare.errors.table import BY_STATUS, Meaning, meaning, of_code


class ApiView(APIView):
    """Base of every JSON view. Methods take a DRF request and return ``json_response(...)``.

    Unlike DRF's own views it is not exempt from CSRF protection, so signing in cannot be forged either.
    """

    authentication_classes = [CustomerAuthentication]
    permission_classes = [SignedIn]
    metadata_class = None  # OPTIONS has nothing to tell that the schema does not

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        view: Any = super().as_view(**initkwargs)
        view.csrf_exempt = False
        return view


def exception_handler(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """DRF's EXCEPTION_HANDLER: problem+json for everything expected; None lets handler500 answer the rest."""
    request = app_request(context["request"])
    if isinstance(error, exceptions.APIException):
        return answer(request, _meaning_of(error))
    if isinstance(error, UnreadablePostError):
        return errors.respond(request, BadRequest())
    what = meaning(error)
    return None if what.code == "internal" and not isinstance(error, SelfcareError) else answer(request, what)


def _meaning_of(error: exceptions.APIException) -> Meaning:
    """DRF's own refusals, told as ours; its texts are not shown."""
    row = of_code(BY_STATUS.get(error.status_code, "bad_request"))
    headers = {}
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return Meaning(row.status, row.code, row.title, row.detail, row.retryable, headers=headers)
