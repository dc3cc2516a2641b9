"""The customer's own record and sign-ins; other customers' stay out of reach."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from sandbox.auth.models import Customer, Session
from sandbox.auth.services import customer_create
from sandbox.auth.user_agents import device_label
from tests.sandbox.auth.conftest import PASSWORD, bearer, start

pytestmark = pytest.mark.django_db

MERGE = "application/merge-patch+json"


def patch(client: Client, token: dict[str, Any], document: object, content_type: str = MERGE) -> Any:
    return client.patch("/auth/v1/userinfo", document, content_type=content_type, headers=bearer(token))


@pytest.fixture
def stranger(client: Client, db: None) -> dict[str, Any]:
    customer_create(identifier="other@selfcare.example", password=PASSWORD, display_name="Other")
    found: dict[str, Any] = start(client, "other@selfcare.example").json()["token"]
    return found


def test_userinfo(client: Client, token: dict[str, Any]) -> None:
    document = client.get("/auth/v1/userinfo", headers=bearer(token)).json()
    assert document.pop("created_at").endswith("Z")
    assert document == {
        "id": "cus_elin",
        "display_name": "Elin Sandberg",
        "given_name": "Elin",
        "family_name": "Sandberg",
        "email": {"value": "demo@selfcare.example", "verified": True},
        "phone": {"value": "+46701234512", "verified": True},
        "locale": "en",
        "timezone": "Europe/Stockholm",
        "country": "SE",
        "kyc": {"level": "full", "status": "verified"},
        "external_refs": {},
    }


def test_patch_changes_what_it_names(client: Client, token: dict[str, Any]) -> None:
    document = patch(
        client, token, {"timezone": "Europe/Helsinki", "email": "new@selfcare.example", "phone": None}
    ).json()
    assert document["timezone"] == "Europe/Helsinki"
    assert document["email"] == {"value": "new@selfcare.example", "verified": False}
    assert (document["phone"], document["display_name"]) == (None, "Elin Sandberg")
    assert start(client).status_code == 201, "the sign-in name is not the contact"


def test_patch_with_the_same_contact_keeps_it_verified(client: Client, token: dict[str, Any]) -> None:
    assert patch(client, token, {"email": "demo@selfcare.example"}).json()["email"]["verified"] is True


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({"timezone": "Mars/Olympus"}, "/timezone"),
        ({"timezone": "../../etc/passwd"}, "/timezone"),
        ({"timezone": None}, "/timezone"),
        ({"locale": "not a locale"}, "/locale"),
        ({"email": "nobody"}, "/email"),
        ({"phone": "070-123"}, "/phone"),
        ({"display_name": ""}, "/display_name"),
        ({"display_name": 5}, "/display_name"),
        ({"kyc": {"level": "full"}}, "/kyc"),
        ({"id": "cus_maja"}, "/id"),
    ],
)
def test_patch_names_what_is_wrong(client: Client, token: dict[str, Any], document: object, pointer: str) -> None:
    before = Customer.objects.values().get()
    reply = patch(client, token, document)
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, pointer)
    assert Customer.objects.values().get() == before


def test_sessions_are_listed_newest_first_in_pages(
    client: Client, token: dict[str, Any], stranger: dict[str, Any]
) -> None:
    ids = [token["session_id"], *(start(client).json()["token"]["session_id"] for _ in range(2))]
    first = client.get("/auth/v1/sessions?limit=2", headers=bearer(token)).json()
    assert (len(first["data"]), first["page"]["limit"]) == (2, 2)
    cursor = first["page"]["next_cursor"]
    second = client.get(f"/auth/v1/sessions?limit=2&cursor={cursor}", headers=bearer(token)).json()
    assert second["page"]["next_cursor"] is None
    listed = [*first["data"], *second["data"]]
    assert sorted(one["id"] for one in listed) == sorted(ids)
    assert [one["id"] for one in listed] == sorted((one["id"] for one in listed), reverse=True)
    assert [one["id"] for one in listed if one["current"]] == [token["session_id"]]
    assert {one["customer_id"] for one in listed} == {"cus_elin"}
    foreign = client.get(f"/auth/v1/sessions?cursor={cursor}", headers=bearer(stranger))
    assert (foreign.status_code, foreign.json()["errors"][0]["pointer"]) == (400, "/cursor")


def test_one_session_ends_alone(client: Client, token: dict[str, Any]) -> None:
    other = start(client).json()["token"]
    path = f"/auth/v1/sessions/{other['session_id']}"
    assert client.delete(path, headers=bearer(token)).status_code == 204
    assert client.delete(path, headers=bearer(token)).status_code == 404
    assert client.get("/auth/v1/userinfo", headers=bearer(other)).status_code == 401
    assert client.get("/auth/v1/userinfo", headers=bearer(token)).status_code == 200


def test_somebody_elses_session_is_not_there(client: Client, token: dict[str, Any], stranger: dict[str, Any]) -> None:
    for absent in (stranger["session_id"], "ses_none", "a" * 5000):
        assert client.delete(f"/auth/v1/sessions/{absent}", headers=bearer(token)).status_code == 404
    assert client.get("/auth/v1/userinfo", headers=bearer(stranger)).status_code == 200


def test_signing_out_ends_the_current_one(client: Client, token: dict[str, Any]) -> None:
    assert client.delete("/auth/v1/sessions/current", headers=bearer(token)).status_code == 204
    assert client.delete("/auth/v1/sessions/current", headers=bearer(token)).status_code == 401


@pytest.mark.parametrize(("scope", "left"), [("others", 1), ("all", 0)])
def test_many_sessions_end(
    client: Client, token: dict[str, Any], stranger: dict[str, Any], scope: str, left: int
) -> None:
    for _ in range(2):
        start(client)
    assert client.delete(f"/auth/v1/sessions?scope={scope}", headers=bearer(token)).status_code == 204
    assert Session.objects.filter(customer_id="cus_elin", revoked_at=None).count() == left
    assert client.get("/auth/v1/userinfo", headers=bearer(stranger)).status_code == 200


def test_ending_many_needs_a_scope(client: Client, token: dict[str, Any]) -> None:
    for query in ("", "?scope=", "?scope=mine", "?scope=all&scope=all"):
        assert client.delete(f"/auth/v1/sessions{query}", headers=bearer(token)).status_code in {400, 422}
    assert Session.objects.filter(revoked_at=None).count() == 1


@pytest.mark.parametrize("path", ["userinfo", "sessions"])
def test_signed_out_sees_nothing(client: Client, db: None, path: str) -> None:
    reply = client.get(f"/auth/v1/{path}")
    assert (reply.status_code, reply.json()["code"]) == (401, "token_missing")


def test_a_weak_totp_secret_is_refused(db: None) -> None:
    with pytest.raises(ValueError, match="112 bits"):
        customer_create(identifier="x", password="x", display_name="x", totp_secret="JBSWY3DPEHPK3PXP")


@pytest.mark.parametrize(
    ("user_agent", "label"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("curl/8", ""),
    ],
)
def test_device_label(user_agent: str, label: str) -> None:
    assert device_label(user_agent) == label
