"""Addresses of events and changes, grouped by prefix."""

from __future__ import annotations

from django.urls import URLPattern, path

from notifications.api import ChangesView
from notifications.views import hook

page_urls: list[URLPattern] = [
    path("hooks/<str:source>", hook, name="hook"),
]

api_urls: list[URLPattern] = [
    path("changes", ChangesView.as_view(), name="api_changes"),
]
