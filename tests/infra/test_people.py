"""The personas hold real sessions."""

from __future__ import annotations

from django.test import Client


def test_the_owner_is_signed_in(elin: Client) -> None:
    answer = elin.get("/api/v1/session").json()
    assert answer["authenticated"] is True
    assert answer["customer"]["id"] == "cus_elin"


def test_personas_do_not_share_a_session(elin: Client, omar: Client) -> None:
    assert omar.get("/api/v1/session").json()["customer"]["id"] == "cus_omar"
    assert elin.get("/api/v1/session").json()["customer"]["id"] == "cus_elin"


def test_a_visitor_is_nobody(visitor: Client) -> None:
    assert visitor.get("/api/v1/session").json()["authenticated"] is False
