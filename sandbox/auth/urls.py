"""The auth service's paths (contracts.md 3.2)."""

from __future__ import annotations

from django.urls import path

from sandbox.auth.views import service
from sandbox.web import route

urlpatterns = [
    path("healthz", route(GET=service.healthz)),
    path("v1/capabilities", route(GET=service.capabilities)),
    path("v1/.well-known/jwks.json", route(GET=service.jwks)),
]
