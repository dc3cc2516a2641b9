"""The product's addresses and a probe for every kind of answer."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, UnreadablePostError
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET
from rest_framework.exceptions import Throttled
from rest_framework.request import Request

from accounts.domain import Token
from selfcare import sessions, urls
from selfcare.api import ApiView, app_request, body, etag_matches, json_response, operation, query
from selfcare.domain import errors
from selfcare.domain.customer import Customer, Preferences
from selfcare.http import AppRequest, external_redirect, page_or_fragment, polled, public, redirect

handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500

RAISED: dict[str, Any] = {
    "400": errors.BadRequest,
    "403": errors.Forbidden,
    "404": Http404,
    "409": errors.Conflict,
    "410": errors.Gone,
    "422": errors.InvalidInput,
    "429": lambda: errors.RateLimited(retry_after=7),
    "500": ZeroDivisionError,
    "501": errors.CapabilityUnavailable,
    "502": errors.UpstreamFailed,
    "503": errors.StoreUnavailable,
    "504": errors.UpstreamTimeout,
    "denied": PermissionDenied,
}


def token(**changes: Any) -> Token:
    values = {"access_token": "at-1", "expires_in": 600, "refresh_token": "rt-1", "refresh_expires_in": 86400}
    return Token(**{**values, "session_id": "ses_1", "customer_id": "cus_1", **changes})


ELIN = Customer(id="cus_1", display_name="Elin")


@public
def sign_in(request: AppRequest) -> HttpResponse:
    life = int(request.GET.get("token_life", "600"))
    zone = request.GET.get("timezone", "Europe/Stockholm")
    prefs = Preferences(language=request.GET.get("language", "en"), timezone=zone)
    sessions.sign_in(request, token(expires_in=life), ELIN, prefs)
    return HttpResponse("in")


@public
def sign_out(request: AppRequest) -> HttpResponse:
    sessions.sign_out(request)
    return HttpResponse("out")


@public
def rotate(request: AppRequest) -> HttpResponse:
    request.session.cycle_key()
    return HttpResponse("moved")


def who(request: AppRequest) -> HttpResponse:
    assert request.customer
    assert request.ctx
    return HttpResponse(f"{request.customer.display_name} {request.ctx.token()} {request.version}")


@polled
def poll(request: AppRequest) -> HttpResponse:
    return HttpResponse("nothing new")


@public
def put(request: AppRequest, name: str) -> HttpResponse:
    request.session[name] = name
    return HttpResponse("kept")


@public
def raises(request: AppRequest, what: str) -> HttpResponse:
    failure = RAISED[what]()
    raise failure


@public
@require_GET
def only_get(request: AppRequest) -> HttpResponse:
    return HttpResponse("got")


@public
def form(request: AppRequest) -> HttpResponse:
    return HttpResponse(request.POST.get("name", ""))


@public
def go(request: AppRequest) -> HttpResponse:
    return redirect(request, request.GET.get("next", ""))


@public
def leave(request: AppRequest) -> HttpResponse:
    return external_redirect(request, request.GET["url"])


def part(request: AppRequest) -> HttpResponse:
    context = {"title": "A", "detail": "B", "status": 200, "fields": (), "reference": ""}
    return page_or_fragment(request, "errors/other.html", "errors/_notice.html", context)


def here(request: AppRequest) -> HttpResponse:
    sessions.touch(request)
    return HttpResponse(str(timezone.get_current_timezone()))


@public
class ThrottledView(ApiView):
    @operation(summary="Refused by the framework itself")
    def get(self, request: Request) -> HttpResponse:
        raise Throttled(wait=3.2)

    @operation(summary="Cut off")
    def post(self, request: Request) -> HttpResponse:
        raise UnreadablePostError


@public
def words(request: AppRequest) -> HttpResponse:
    return HttpResponse(settings.LANGUAGE_CODE + " " + request.prefs.language)


class Thing(msgspec.Struct):
    name: str
    count: int = 1
    inner: dict[str, Any] | None = None


class Filters(msgspec.Struct):
    limit: int = 25
    status: list[str] = []
    q: str = ""
    sort: Literal["newest", "oldest"] = "newest"
    cap: int | None = None


@public
class ThingView(ApiView):
    @operation(summary="List things", query=Filters, returns=list[Thing], errors=["capability_unavailable"])
    def get(self, request: Request) -> HttpResponse:
        asked = query(request, Filters)
        if not_modified := etag_matches(request, f"v{asked.limit}"):
            return not_modified
        return json_response(msgspec.to_builtins(asked), etag=f"v{asked.limit}")

    @operation(summary="Make a thing", body=Thing, returns=Thing, status=201)
    def post(self, request: Request) -> HttpResponse:
        return json_response(body(request, Thing), 201)


class PrivateView(ApiView):
    @operation(summary="Mine", returns=str)
    def get(self, request: Request) -> HttpResponse:
        return json_response(app_request(request).customer)


class WhoView(ApiView):
    @operation(summary="Who, with the token", returns=str)
    def get(self, request: Request) -> HttpResponse:
        return json_response(who(app_request(request)).content.decode())


@public
class RaisingView(ApiView):
    @operation(summary="Fail")
    def get(self, request: Request, what: str) -> HttpResponse:
        failure = RAISED[what]()
        raise failure


urlpatterns = [
    *urls.urlpatterns,
    path("t/in", sign_in),
    path("t/out", sign_out),
    path("t/rotate", rotate),
    path("t/who", who),
    path("t/poll", poll),
    path("t/put/<name>", put),
    path("t/raises/<what>", raises),
    path("t/get", only_get),
    path("t/form", form),
    path("t/go", go),
    path("t/leave", leave),
    path("t/words", words),
    path("t/part", part),
    path("t/here", here),
    path("api/v1/t/throttled", ThrottledView.as_view()),
    path("t/deposit", form, name="deposit_review"),
    path("api/v1/t/things", ThingView.as_view()),
    path("api/v1/t/who", WhoView.as_view()),
    path("api/v1/t/mine", PrivateView.as_view()),
    path("api/v1/t/raises/<what>", RaisingView.as_view()),
]
