"""The auth service's paths."""

from __future__ import annotations

from django.urls import path

from sandbox.auth.views import authentications, customers, service, sessions, tokens
from sandbox.web import route

_ONE = "v1/authentications/<str:authentication_id>"

urlpatterns = [
    path("healthz", route(GET=service.healthz)),
    path("v1/authentications", route(POST=authentications.start)),
    path(_ONE, route(GET=authentications.detail)),
    path(f"{_ONE}/answer", route(POST=authentications.answer)),
    path(f"{_ONE}/resend", route(POST=authentications.resend)),
    path("v1/token", route(POST=tokens.token)),
    path("v1/introspect", route(POST=tokens.introspect)),
    path("v1/revoke", route(POST=tokens.revoke)),
    path("v1/userinfo", route(GET=customers.userinfo, PATCH=customers.userinfo_patch)),
    path("v1/sessions", route(GET=sessions.collection, DELETE=sessions.end_many)),
    path("v1/sessions/<str:session_id>", route(DELETE=sessions.end)),
    path("v1/capabilities", route(GET=service.capabilities)),
    path("v1/.well-known/jwks.json", route(GET=service.jwks)),
]
