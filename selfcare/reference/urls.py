"""Addresses of the pages about the API."""

from __future__ import annotations

from django.urls import URLPattern, path

from selfcare.reference.views import api_docs, api_operation

page_urls: list[URLPattern] = [
    path("api", api_docs, name="api_docs"),
    path("api/<slug:operation_id>", api_operation, name="api_operation"),
]
