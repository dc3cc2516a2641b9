"""The address of the home page."""

from __future__ import annotations

from django.urls import URLPattern, path

from selfcare.dashboard.views import home

page_urls: list[URLPattern] = [path("", home, name="home")]
