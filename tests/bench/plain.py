"""The usual way, to compare with: default `requests`, DRF serializers, Django templates with filters and includes."""

from __future__ import annotations

from typing import Any

import requests
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class MoneySerializer(serializers.Serializer[Any]):
    value = serializers.IntegerField(min_value=-(2**53), max_value=2**53)
    currency = serializers.RegexField(r"\A[A-Z]{3}\Z")


class MerchantSerializer(serializers.Serializer[Any]):
    id: Any = serializers.CharField()
    name = serializers.CharField()


class InstrumentSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    label: Any = serializers.CharField()


class TransactionSerializer(serializers.Serializer[Any]):
    """The fields a list shows; the product's own type checks three times as many."""

    id: Any = serializers.CharField()
    type = serializers.CharField()
    direction = serializers.ChoiceField(choices=["in", "out"])
    status = serializers.CharField()
    amount = MoneySerializer()
    original_amount = MoneySerializer(allow_null=True)
    merchant = MerchantSerializer(allow_null=True)
    instrument = InstrumentSerializer(allow_null=True)
    description = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


def fetched(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the validated rows."""
    answer = requests.get(
        f"{settings.PAYMENTS_URL}/v1/transactions",
        params={"limit": 25},
        headers={"Authorization": "Bearer bench", "X-Request-Id": request.request_id},  # type: ignore[attr-defined]  # set by the middleware
        timeout=3,
    )
    answer.raise_for_status()
    serializer = TransactionSerializer(data=answer.json()["data"], many=True)
    serializer.is_valid(raise_exception=True)
    return list(serializer.validated_data)


def plain_page(request: HttpRequest) -> HttpResponse:
    """The list as a page."""
    return _rendered(request, "plain_page.html")


def plain_fragment(request: HttpRequest) -> HttpResponse:
    """The rows alone."""
    return _rendered(request, "plain_rows.html")


def _rendered(request: HttpRequest, template: str) -> HttpResponse:
    rows = [{**row, "major": row["amount"]["value"] / 100} for row in fetched(request)]
    return HttpResponse(render_to_string(template, {"rows": rows}, request, using="django"))


class PlainList(APIView):
    """The list as JSON."""

    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []

    def get(self, request: Request) -> Response:
        return Response({"data": TransactionSerializer(fetched(request._request), many=True).data})
