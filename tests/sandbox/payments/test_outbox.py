"""Outgoing events: CloudEvents, Standard Webhooks signature (held against the reference library), retries, workers."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import autodiscover_modules
from standardwebhooks import Webhook, WebhookVerificationError

from sandbox import background
from sandbox import clock as sandbox_clock
from sandbox.payments import outbox, services, wiring
from sandbox.payments.domain.delivery import SCHEDULE, next_attempt, secret_read
from sandbox.payments.domain.ports import plugs
from sandbox.payments.models import OutboxEvent
from tests.sandbox.payments.people import START, ScriptedBank, account_make, transaction_make

pytestmark = pytest.mark.django_db


class Receiver:
    """A real HTTP listener that keeps what came and answers what the test says."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(receiver.status)
                self.send_header("Location", f"{receiver.url}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def hook(settings: Any) -> Iterator[Receiver]:
    receiver = Receiver()
    settings.HOOK_URL = f"{receiver.url}/hooks/payments"
    yield receiver
    receiver.close()


def deliver_all() -> None:
    while outbox.outbox_deliver():
        pass


def one_event() -> OutboxEvent:
    transaction_make()
    return OutboxEvent.objects.get()


def test_the_signature_is_what_the_reference_library_expects(hook: Receiver) -> None:
    event = one_event()
    assert outbox.outbox_deliver() == 1
    headers, body = hook.got[0]
    verified = Webhook(django_settings.HOOK_SECRET).verify(body, headers)
    assert verified["id"] == headers["webhook-id"] == event.id
    assert json.loads(body) == verified
    with pytest.raises(WebhookVerificationError):
        Webhook(django_settings.HOOK_SECRET).verify(body.replace(b"1.0", b"1.1"), headers)
    event.refresh_from_db()
    assert (event.state, event.attempts) == ("delivered", 1)


def test_the_envelope_is_a_cloud_event_with_the_whole_transaction() -> None:
    tx = transaction_make(type="deposit", direction="in", status="pending", account_id=account_make().id)
    services.bank_answered(reference=tx.id, transfer_id="t", state="accepted", code=None, message=None, at=START)
    first, second = (json.loads(event.body) for event in OutboxEvent.objects.order_by("sequence"))
    assert (first["type"], second["type"]) == ("transaction.pending", "transaction.succeeded")
    assert {name: second[name] for name in ("specversion", "source", "subject", "datacontenttype")} == {
        "specversion": "1.0",
        "source": "/payments",
        "subject": tx.id,
        "datacontenttype": "application/json",
    }
    data = second["data"]
    assert (data["customer_id"], data["sequence"], data["previous_status"]) == ("cus_owner", 2, "pending")
    assert (data["object"]["id"], data["object"]["status"], data["object"]["version"]) == (tx.id, "succeeded", 2)
    assert len(json.dumps(second)) < 20_000


@pytest.mark.parametrize("secret", ["whsec_c2hvcnQ=", "bG9jYWxob3N0LW9ubHktaG9vay1zZWNyZXQtMzI=", "whsec_!", ""])
def test_a_secret_of_too_few_bytes_is_refused(secret: str) -> None:
    with pytest.raises(ValueError, match="SANDBOX_HOOK_SECRET"):
        secret_read(secret)
    assert len(secret_read(django_settings.HOOK_SECRET)) >= 24


def test_the_service_does_not_start_with_such_a_secret(settings: Any) -> None:
    settings.HOOK_SECRET = "whsec_c2hvcnQ="
    with pytest.raises(ImproperlyConfigured, match="SANDBOX_HOOK_SECRET"):
        wiring.connect()


def test_the_bank_is_the_one_the_settings_name(settings: Any) -> None:
    settings.PAYMENTS_BANK = "tests.sandbox.payments.people.ScriptedBank"
    assert isinstance(wiring.bank(), ScriptedBank)


def test_a_change_that_is_rolled_back_tells_nobody() -> None:
    def change_and_crash() -> None:
        with plugs.store().atomic():
            transaction_make()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_crash()
    assert not OutboxEvent.objects.exists()


def test_without_an_address_events_wait(settings: Any) -> None:
    settings.HOOK_URL = ""
    event = one_event()
    assert outbox.outbox_deliver() == 0
    event.refresh_from_db()
    assert (event.state, event.attempts) == ("waiting", 0)


@pytest.mark.parametrize("status", [302, 400, 404, 500])
def test_anything_but_success_is_tried_again_and_no_redirect_is_followed(hook: Receiver, status: int) -> None:
    event = one_event()
    hook.status = status
    assert outbox.outbox_deliver() == 0
    event.refresh_from_db()
    assert (event.state, event.attempts, event.last_error) == ("waiting", 1, f"HTTP {status}")
    assert len(hook.got) == 1
    assert outbox.outbox_deliver() == 0
    assert len(hook.got) == 1


def test_the_schedule_with_a_stepped_clock(hook: Receiver, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.random", lambda: 0.0)
    event = one_event()
    hook.status = 503
    outbox.outbox_deliver()
    waits = [timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30)]
    waits += [timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)]
    for attempt, wait in enumerate(waits, 2):
        clock.shift(wait - timedelta(milliseconds=1))
        outbox.outbox_deliver()
        assert len(hook.got) == attempt - 1
        clock.shift(timedelta(milliseconds=1))
        outbox.outbox_deliver()
        assert len(hook.got) == attempt
    event.refresh_from_db()
    assert (event.state, event.attempts) == ("failed", 10)
    clock.shift(timedelta(days=30))
    outbox.outbox_deliver()
    assert len(hook.got) == 10
    assert len({headers["webhook-id"] for headers, _ in hook.got}) == 1
    assert len({body for _, body in hook.got}) == 1


def test_jitter_only_ever_waits_longer_and_at_most_a_tenth() -> None:
    for attempts, wait in enumerate(SCHEDULE, 1):
        assert next_attempt(attempts, START, lambda: 0.0) == START + wait
        assert next_attempt(attempts, START, lambda: 1.0) == START + wait * 1.1
    assert next_attempt(len(SCHEDULE) + 1, START, lambda: 0.0) is None


def test_a_failed_event_can_be_sent_again_under_its_own_id(hook: Receiver) -> None:
    event = one_event()
    OutboxEvent.objects.update(state="failed", attempts=10)
    assert outbox.outbox_replay(event_id=event.id)
    assert outbox.outbox_deliver() == 1
    assert hook.got[0][0]["webhook-id"] == event.id
    assert not outbox.outbox_replay(event_id="evt_none")


def test_a_listener_that_is_away_costs_an_attempt(settings: Any) -> None:
    receiver = Receiver()
    receiver.close()
    settings.HOOK_URL = receiver.url
    event = one_event()
    assert outbox.outbox_deliver() == 0
    event.refresh_from_db()
    assert (event.attempts, event.last_error) == (1, "ConnectionError")


def test_of_two_workers_one_gets_the_event(hook: Receiver, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    event = one_event()
    send, inner = outbox._send, []

    def while_sending(claimed: OutboxEvent) -> str | None:
        inner.append(outbox._claim(sandbox_clock.now()))
        return send(claimed)

    monkeypatch.setattr(outbox, "_send", while_sending)
    assert outbox.outbox_deliver() == 1
    assert inner == [None]
    assert [headers["webhook-id"] for headers, _ in hook.got] == [event.id]


def test_a_worker_killed_while_sending_loses_nothing(hook: Receiver, clock: Any) -> None:
    event = one_event()
    assert outbox._claim(sandbox_clock.now()) is not None
    assert outbox.outbox_deliver() == 0
    clock.shift(outbox.LEASE)
    assert outbox.outbox_deliver() == 1
    assert hook.got[0][0]["webhook-id"] == event.id


def test_events_leave_oldest_first_and_those_of_one_instant_in_sequence(hook: Receiver, clock: Any) -> None:
    made = []
    for _ in range(3):
        tx = transaction_make(type="deposit", direction="in", status="pending")
        services.bank_answered(reference=tx.id, transfer_id="t", state="accepted", code=None, message=None, at=START)
        clock.shift(timedelta(milliseconds=1))
        made += [(tx.id, 1), (tx.id, 2)]
    deliver_all()
    came = [json.loads(body) for _, body in hook.got]
    assert [(event["subject"], event["data"]["sequence"]) for event in came] == made


def test_what_was_delivered_is_kept_for_a_week(hook: Receiver, clock: Any) -> None:
    one_event()
    deliver_all()
    clock.shift(outbox.DELIVERED_KEPT - timedelta(seconds=1))
    assert (outbox.outbox_prune(), OutboxEvent.objects.count()) == (0, 1)
    clock.shift(timedelta(seconds=1))
    assert (outbox.outbox_prune(), OutboxEvent.objects.count()) == (1, 0)


def test_what_was_given_up_can_be_replayed_for_a_month(hook: Receiver, clock: Any) -> None:
    event = one_event()
    OutboxEvent.objects.update(state="failed")
    clock.shift(outbox.UNDELIVERED_KEPT - timedelta(seconds=1))
    assert (outbox.outbox_prune(), outbox.outbox_replay(event_id=event.id), outbox.outbox_deliver()) == (0, True, 1)
    OutboxEvent.objects.update(state="failed")
    clock.shift(outbox.UNDELIVERED_KEPT)
    assert (outbox.outbox_prune(), OutboxEvent.objects.count()) == (1, 0)


def test_what_waits_is_kept_while_there_is_somebody_to_tell(hook: Receiver, clock: Any, settings: Any) -> None:
    one_event()
    clock.shift(timedelta(days=400))
    assert outbox.outbox_prune() == 0
    settings.HOOK_URL = ""
    assert (outbox.outbox_prune(), OutboxEvent.objects.count()) == (1, 0)


def test_a_run_removes_a_bounded_number(hook: Receiver, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "PRUNED_AT_ONCE", 2)
    for _ in range(3):
        transaction_make()
    deliver_all()
    clock.shift(outbox.DELIVERED_KEPT)
    assert [outbox.outbox_prune() for _ in range(3)] == [2, 1, 0]


@pytest.mark.parametrize("name", ["payments-outbox-prune", "outbox-prune"])
def test_the_sandbox_removes_them_by_itself(name: str) -> None:
    autodiscover_modules("jobs")
    assert name in background._jobs
