"""Every address of the product, grouped by prefix."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from accounts import urls as accounts
from notifications import urls as notifications
from selfcare.api.schema import SchemaView
from selfcare.dashboard import urls as dashboard
from selfcare.errors import handlers
from selfcare.reference import urls as reference
from selfcare.reports import csp_reports
from selfcare.styleguide import styleguide
from transactions import urls as transactions

handler400 = handlers.bad_request
handler403 = handlers.forbidden
handler404 = handlers.not_found
handler500 = handlers.internal

# Addresses are tried one by one. What open pages and widgets ask for every few seconds comes first.
_api_urls = notifications.api_urls + transactions.api_urls + dashboard.api_urls + accounts.api_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include(_api_urls)),
    *dashboard.page_urls,
    *accounts.page_urls,
    *transactions.page_urls,
    *notifications.page_urls,
    *reference.page_urls,
    path("csp-reports", csp_reports, name="csp_reports"),
    path("api/v1/schema", SchemaView.as_view(), name="api_schema"),
]

if settings.LOCAL:
    urlpatterns.append(path("styleguide", styleguide, name="styleguide"))
