"""Dates that slip: noticed once each, by the clock alone, and never from what is only remembered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from kombu.exceptions import OperationalError

from selfcare import events, versions
from tests.accounts.scripts import EMAIL, PASSWORD, accepts
from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.transactions.cases import CALENDAR, NOW, fjallbanken, kronhamn, lagershop, ljus
from transactions import tasks
from transactions.domain import Case, Dispute, case_of_dispute
from transactions.models import CaseClock
from transactions.services.case_clocks import (
    CaseSlipped,
    case_clock_hint,
    case_clocks_due,
    case_clocks_note,
    case_look,
)

pytestmark = pytest.mark.django_db
ID = "dsp_fjall"
PATH = f"/v1/disputes/{ID}"
PROMISED = "2026-11-17T16:00:00+00:00"


@pytest.fixture
def slipped() -> Iterator[list[CaseSlipped]]:
    found: list[CaseSlipped] = []
    events.subscribe(CaseSlipped, found.append)
    yield found
    events.unsubscribe(CaseSlipped, found.append)


def sign_in(client: Client, upstream: FakeUpstream) -> Any:
    accepts(upstream)
    return client.post("/api/v1/session", {"identifier": EMAIL, "password": PASSWORD}, "application/json")


def disputed(wire: dict[str, Any]) -> Case:
    return case_of_dispute(msgspec.convert(wire, Dispute))


def note(wire: dict[str, Any]) -> CaseClock:
    case_clocks_note(cases=[disputed(wire)], zone=CALENDAR.zone)
    return CaseClock.objects.get()


def test_an_open_case_is_looked_at_when_its_date_passes() -> None:
    clock = note(fjallbanken(respond_by="2026-11-20T16:00:00.000Z"))

    assert (clock.case_id, clock.customer_id, clock.zone) == (ID, build.CUSTOMER, "Europe/Stockholm")
    assert clock.look_at == clock.promised_by
    assert case_clocks_due() == []


def test_what_waits_for_the_customer_has_no_date_of_ours() -> None:
    assert note(kronhamn()).promised_by is None


def test_a_closed_case_is_forgotten_and_only_by_its_own_customer() -> None:
    note(fjallbanken())
    over = {"status": "closed", "outcome": "merchant", "closed_at": "2026-11-18T16:00:00.000Z"}

    case_clocks_note(cases=[disputed(fjallbanken(**over, customer_id="cus_omar"))], zone=CALENDAR.zone)
    assert CaseClock.objects.count() == 1
    case_clocks_note(cases=[disputed(fjallbanken(**over)), disputed(lagershop())], zone=CALENDAR.zone)
    assert CaseClock.objects.count() == 0


def test_a_slipped_date_is_told_exactly_once(upstream: FakeUpstream, slipped: list[CaseSlipped]) -> None:
    upstream.on("GET", PATH, json=fjallbanken())
    note(fjallbanken())
    before = versions.bump(build.CUSTOMER)

    for _ in range(3):
        CaseClock.objects.update(look_at=timezone.now())
        tasks.case_look(ID)

    assert [(each.case_id, each.case_number, each.customer_id) for each in slipped] == [(ID, "C-4468-71", "cus_elin")]
    assert slipped[0].promised_by.isoformat() == PROMISED
    assert versions.changed_since(build.CUSTOMER, before) == [f"case:{ID}", "cases"]
    clock = CaseClock.objects.get()
    assert (clock.slipped_for, clock.slipped_at) == (clock.promised_by, NOW)


def test_a_new_promise_that_slips_is_told_again(
    upstream: FakeUpstream, slipped: list[CaseSlipped], moment: time_machine.Traveller
) -> None:
    upstream.on("GET", PATH, json=fjallbanken())
    note(fjallbanken())
    case_look(case_id=ID)
    escalated = fjallbanken(escalated_at="2026-11-19T13:05:31.000Z", respond_by="2026-11-20T11:00:00.000Z")
    upstream.on("GET", PATH, json=escalated)
    note(escalated)
    moment.shift(timedelta(days=1))

    case_look(case_id=ID)

    assert [each.promised_by.isoformat() for each in slipped] == [PROMISED, "2026-11-20T11:00:00+00:00"]


def test_an_answer_whose_message_was_lost_is_not_called_late(
    upstream: FakeUpstream, slipped: list[CaseSlipped]
) -> None:
    note(fjallbanken())
    over = {"status": "closed", "outcome": "customer", "closed_at": "2026-11-17T15:00:00.000Z"}
    upstream.on("GET", PATH, json=fjallbanken(**over))

    case_look(case_id=ID)

    assert slipped == []
    assert CaseClock.objects.count() == 0


def test_the_customers_own_date_is_nobody_elses_fault(upstream: FakeUpstream, slipped: list[CaseSlipped]) -> None:
    case_clock_hint(case_id="dsp_kronhamn", customer_id=build.CUSTOMER)
    upstream.on("GET", "/v1/disputes/dsp_kronhamn", json=kronhamn(respond_by="2026-11-18T22:59:00.000Z"))

    case_look(case_id="dsp_kronhamn")

    assert slipped == []


def test_a_service_that_is_away_is_asked_again_in_a_minute(upstream: FakeUpstream, slipped: list[CaseSlipped]) -> None:
    upstream.on("GET", PATH, status=503, json=build.problem(503, "unavailable"))
    note(fjallbanken())

    case_look(case_id=ID)

    assert slipped == []
    assert CaseClock.objects.get().look_at == NOW + timedelta(minutes=1)


def test_a_case_that_is_gone_is_forgotten(upstream: FakeUpstream) -> None:
    upstream.on("GET", PATH, status=404, json=build.problem(404, "not_found"))
    note(fjallbanken())

    case_look(case_id=ID)
    case_look(case_id=ID)

    assert CaseClock.objects.count() == 0


def test_a_message_about_a_case_has_it_looked_at_soon(upstream: FakeUpstream) -> None:
    note(fjallbanken(respond_by="2026-11-25T16:00:00.000Z"))

    case_clock_hint(case_id=ID, customer_id="cus_somebody_else")
    case_clock_hint(case_id="rrq_ljus", customer_id=build.CUSTOMER)

    assert set(case_clocks_due()) == {ID, "rrq_ljus"}
    assert CaseClock.objects.get(case_id=ID).customer_id == build.CUSTOMER
    upstream.on("GET", "/v1/refund-requests/rrq_ljus", json=ljus())
    case_look(case_id="rrq_ljus")
    clock = CaseClock.objects.get(case_id="rrq_ljus")
    assert clock.promised_by is not None
    assert clock.look_at == clock.promised_by


def test_the_clock_hands_out_what_is_due(upstream: FakeUpstream, monkeypatch: pytest.MonkeyPatch) -> None:
    note(fjallbanken())
    handed: list[str] = []
    monkeypatch.setattr(tasks.case_look, "delay", handed.append)

    tasks.cases_sweep()

    assert handed == [ID]


def test_reading_twice_writes_once(django_assert_num_queries: Any) -> None:
    note(fjallbanken(respond_by="2026-11-25T16:00:00.000Z"))

    with django_assert_num_queries(1):
        case_clocks_note(cases=[disputed(fjallbanken(respond_by="2026-11-25T16:00:00.000Z"))], zone=CALENDAR.zone)


def test_signing_in_has_every_open_case_watched(
    service: FakeUpstream, visitor: Client, slipped: list[CaseSlipped], monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[tuple[str, str]] = []
    monkeypatch.setattr(tasks.cases_watch, "apply_async", lambda args, **_more: handed.append(args))
    assert CaseClock.objects.count() == 0

    sign_in(visitor, service)
    assert handed == [(build.CUSTOMER, "Europe/Stockholm")]
    tasks.cases_watch(*handed[0])
    monkeypatch.setattr(tasks.case_look, "delay", tasks.case_look)
    tasks.cases_sweep()

    assert set(CaseClock.objects.values_list("case_id", flat=True)) == {"dsp_fjall", "dsp_kronhamn", "rrq_ljus"}
    assert [each.case_id for each in slipped] == [ID]


def test_a_broker_that_is_away_keeps_nobody_out(
    service: FakeUpstream, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: object, **_more: object) -> None:
        raise OperationalError

    monkeypatch.setattr(tasks.cases_watch, "apply_async", away)

    assert sign_in(visitor, service).status_code == 200


def test_a_service_that_is_away_has_nothing_watched_and_nothing_fails(upstream: FakeUpstream) -> None:
    upstream.on("GET", "/v1/disputes", status=503, json=build.problem(503, "upstream_unavailable"))
    upstream.on("GET", "/v1/refund-requests", json=build.page([ljus()]))

    tasks.cases_watch(build.CUSTOMER, "Europe/Stockholm")

    assert CaseClock.objects.count() == 0


def test_an_answer_with_somebody_elses_case_in_it_has_nothing_watched(service: FakeUpstream) -> None:
    service.on("GET", "/v1/disputes", json=build.page([fjallbanken(customer_id="cus_omar")]))

    tasks.cases_watch(build.CUSTOMER, "Europe/Stockholm")

    assert CaseClock.objects.count() == 0
