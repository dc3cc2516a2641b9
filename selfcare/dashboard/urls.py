"""The addresses of the home page."""

from __future__ import annotations

from django.urls import URLPattern, path

from selfcare.dashboard.api import OverviewView
from selfcare.dashboard.views import home

page_urls: list[URLPattern] = [path("", home, name="home")]

api_urls: list[URLPattern] = [path("overview", OverviewView.as_view(), name="api_overview")]
