"""Off by default; on, for this machine alone."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, override_settings

from sandbox import env
from tests.sandbox.control.conftest import Platform, free_port, started

pytestmark = pytest.mark.django_db

FORMS = ("reset", "clock", "faults", "faults/clear", "scenarios", "events")
ADDRESSES = [
    ("GET", "/_sandbox"),
    ("GET", "/_sandbox/control.css"),
    ("POST", "/_sandbox/reset"),
    ("GET", "/_sandbox/clock"),
    ("PUT", "/_sandbox/clock"),
    ("PUT", "/_sandbox/faults"),
    ("PUT", "/_sandbox/scenarios"),
    ("POST", "/_sandbox/events"),
    *(("POST", f"/_sandbox/{form}/form") for form in FORMS),
]


def test_it_is_off_unless_asked_for() -> None:
    assert settings.CONTROL is False


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_switched_off_nothing_is_there(client: Client, method: str, path: str) -> None:
    assert client.generic(method, path).json()["code"] == "not_found"


@pytest.mark.parametrize("peer", ["192.0.2.1", "10.0.0.5", "::ffff:192.0.2.1", "2001:db8::1", ""])
@pytest.mark.parametrize(("method", "path"), ADDRESSES)
@override_settings(CONTROL=True)
def test_other_machines_find_nothing(client: Client, method: str, path: str, peer: str) -> None:
    assert client.generic(method, path, REMOTE_ADDR=peer).status_code == 404


@override_settings(CONTROL=True)
def test_what_came_through_a_proxy_is_not_local(client: Client) -> None:
    assert client.get("/_sandbox/clock", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
@override_settings(CONTROL=True)
def test_this_machine_is_let_in(client: Client, peer: str) -> None:
    assert client.get("/_sandbox/clock", REMOTE_ADDR=peer).status_code == 200


@override_settings(CONTROL=True, CONTROL_PEERS=(ip_network("10.1.0.0/16"),))
def test_networks_named_are_let_in_and_no_others(client: Client) -> None:
    assert client.get("/_sandbox/clock", REMOTE_ADDR="10.1.2.3").status_code == 200
    assert client.get("/_sandbox/clock", REMOTE_ADDR="10.2.2.3").status_code == 404


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:9", "http://testserver.evil"])
@override_settings(CONTROL=True)
def test_a_page_of_another_site_cannot_order_anything(client: Client, origin: str) -> None:
    assert client.post("/_sandbox/reset", headers={"Origin": origin, "Host": "localhost"}).status_code == 403


@override_settings(CONTROL=True, HOOK_URL="")
def test_without_a_hook_no_event_is_sent(client: Client) -> None:
    answer = client.post("/_sandbox/events", {}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_hook")


def test_networks_that_are_none_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_CONTROL_PEERS", "everybody")
    with pytest.raises(ImproperlyConfigured, match="SANDBOX_CONTROL_PEERS"):
        env.networks("SANDBOX_CONTROL_PEERS", ())


@pytest.mark.live
def test_a_sandbox_started_plainly_has_no_control(tmp_path: Path, running: Platform) -> None:
    port = free_port()
    with started(port, tmp_path):
        answer = Platform(port, running.hook).call("PUT", "/_sandbox/faults", {"faults": []})
    assert answer.status == 404
