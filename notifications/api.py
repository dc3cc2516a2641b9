"""What changed, for live pages and for programs."""

from __future__ import annotations

from typing import Annotated

import msgspec
from django.http import HttpResponse
from msgspec import Meta
from rest_framework.request import Request

from notifications.services.changes import Changes, changes_since
from selfcare.api import ApiView, json_response, operation
from selfcare.api.access import app_request
from selfcare.domain.errors import SignInRequired
from selfcare.http import polled


class ChangesQuery(msgspec.Struct, frozen=True):
    since: Annotated[int, Meta(ge=0, le=2**53)] | None = None


@polled
class ChangesView(ApiView):
    @operation(
        summary="What changed after a version",
        description="304 while nothing did, from the read that knows the session anyway. Never keeps a session alive.",
        query=ChangesQuery,
        returns=Changes,
        also=(304,),
        etag=False,
    )
    def get(self, request: Request) -> HttpResponse:
        inner, asked = app_request(request), request.query  # type: ignore[attr-defined]  # set by @operation
        if inner.customer is None:
            raise SignInRequired
        if asked.since == inner.version:
            return HttpResponse(status=304)
        found = changes_since(
            customer_id=inner.customer.id, since=asked.since, version=inner.version, session=inner.session
        )
        return json_response(found)
