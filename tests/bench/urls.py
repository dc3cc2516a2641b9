"""The product's addresses, and beside them the yardstick and the usual way."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from selfcare import urls
from selfcare.http import public
from tests.bench.plain import PlainList, plain_fragment, plain_page

handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


def hello(request: HttpRequest) -> HttpResponse:
    """The yardstick: behind the full stack, signed in, which reads the session from Redis."""
    return HttpResponse("ok")


@public
def open_hello(request: HttpRequest) -> HttpResponse:
    """The same for anybody: what the middleware costs without a session."""
    return HttpResponse("ok")


urlpatterns = [
    *urls.urlpatterns,
    path("bench/hello", hello),
    path("bench/open-hello", open_hello),
    path("bench/plain", plain_page),
    path("bench/plain-rows", plain_fragment),
    path("bench/plain-api", PlainList.as_view()),
]
