"""Every address of the product, grouped by prefix."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from selfcare.styleguide import styleguide

urlpatterns: list[URLPattern | URLResolver] = []

if settings.LOCAL:
    urlpatterns.append(path("styleguide", styleguide, name="styleguide"))
