"""What is promised about a case, by when and whether it was kept, and the clock's geometry."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from tests.transactions.cases import CALENDAR, NOW, TABLE, fjallbanken, kronhamn, lagershop, ljus, step
from transactions.domain.casebook import Case, case_of_dispute, case_of_request
from transactions.domain.disputes import Dispute
from transactions.domain.promises import case_promises, clock_of, promised_by
from transactions.domain.refunds import RefundRequest


def disputed(wire: dict[str, Any]) -> Case:
    return case_of_dispute(msgspec.convert(wire, Dispute))


def requested(wire: dict[str, Any]) -> Case:
    return case_of_request(msgspec.convert(wire, RefundRequest))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def promises(case: Case, now: datetime = NOW) -> list[tuple[str, str, str | None]]:
    """Name, state and local date of each."""
    found = case_promises(case, table=TABLE, calendar=CALENDAR, now=now)
    return [(each.name, each.state, _local(each.by)) for each in found]


def _local(moment: datetime | None) -> str | None:
    return f"{moment.astimezone(CALENDAR.zone):%Y-%m-%d %H:%M}" if moment else None


# --- Cases ---------------------------------------------------------------------------------------
def test_an_offer_waits_for_the_customer() -> None:
    case = disputed(kronhamn())

    assert case.needs_customer
    assert promised_by(case, table=TABLE, calendar=CALENDAR) == at("2026-11-30T22:59:00+00:00")
    assert promises(case) == [
        ("dispute.answer", "kept", "2026-11-21 18:02"),
        ("dispute.choose", "now", "2026-11-30 23:59"),
        ("dispute.money", "next", None),
        ("dispute.decide", "next", None),
    ]


def test_a_slipped_answer_is_late_and_what_was_kept_stays() -> None:
    assert promises(disputed(fjallbanken())) == [
        ("missing_deposit.confirm", "kept", "2026-11-13 09:30"),
        ("missing_deposit.ask", "kept", "2026-11-13 17:00"),
        ("missing_deposit.answer", "late", "2026-11-17 17:00"),
    ]


def test_an_escalation_is_a_promise_of_its_own_and_the_late_one_stays_late() -> None:
    case = disputed(
        fjallbanken(
            status="under_review",
            escalated_at="2026-11-19T13:00:00.000Z",
            respond_by="2026-11-20T11:00:00.000Z",
        )
    )

    assert promises(case)[-2:] == [
        ("missing_deposit.answer", "late", "2026-11-17 17:00"),
        ("escalation.answer", "now", "2026-11-20 12:00"),
    ]


def test_the_date_that_slipped_stays_the_one_that_was_promised() -> None:
    """The service names, with each step, the date it was owed by; a table of ours would tell another one."""
    steps = fjallbanken()["history"]
    owed = step("2026-11-19T13:00:00.000Z", "escalated", "customer", promised_by="2026-11-18T16:00:00.000Z")
    case = disputed(
        fjallbanken(
            status="under_review",
            escalated_at="2026-11-19T13:00:00.000Z",
            respond_by="2026-11-20T11:00:00.000Z",
            history=[*steps, owed],
        )
    )

    assert promises(case)[-2:] == [
        ("missing_deposit.answer", "late", "2026-11-18 17:00"),
        ("escalation.answer", "now", "2026-11-20 12:00"),
    ]


def test_an_answer_is_measured_by_the_date_it_was_owed_by() -> None:
    wire = kronhamn()
    wire["history"][-1]["details"]["promised_by"] = "2026-11-17T08:00:00.000Z"

    assert promises(disputed(wire))[0] == ("dispute.answer", "late", "2026-11-17 09:00")


def test_a_decision_keeps_the_date_it_was_owed_by() -> None:
    wire = lagershop()
    wire["history"][-1]["details"]["promised_by"] = "2026-11-12T11:00:00.000Z"

    assert promises(disputed(wire))[-1] == ("unknown_charge.decide", "kept", "2026-11-12 12:00")


@pytest.mark.parametrize("text", ["soon", "2026-11-18", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z"])
def test_a_date_nobody_can_read_is_left_out(text: str) -> None:
    wire = kronhamn()
    wire["history"][-1]["details"]["promised_by"] = text

    assert promises(disputed(wire))[0] == ("dispute.answer", "kept", "2026-11-21 18:02")


def test_a_request_that_was_answered_keeps_the_date_the_service_gave() -> None:
    answered = ljus(status="rejected", decided_at="2026-11-19T11:00:00.000Z", respond_by="2026-11-24T11:00:00.000Z")

    assert promises(requested(answered))[0] == ("refund_request.answer", "kept", "2026-11-24 12:00")


def test_a_decided_case_keeps_its_promises_in_view() -> None:
    case = disputed(lagershop())

    assert (case.outcome, case.is_open, case.returned) == ("won", False, case.amount)
    assert promises(case) == [
        ("unknown_charge.advance", "kept", "2026-11-04 19:15"),
        ("unknown_charge.decide", "kept", "2026-11-18 19:15"),
    ]
    assert promised_by(case, table=TABLE, calendar=CALENDAR) is None


def test_a_refund_request_waits_for_the_merchant() -> None:
    assert promises(requested(ljus())) == [
        ("refund_request.answer", "now", "2026-11-23 17:00"),
        ("refund_request.money", "next", None),
        ("refund_request.escalate", "next", None),
    ]


def test_a_refused_request_can_be_taken_further_for_a_while() -> None:
    refused = ljus(status="rejected", decided_at="2026-11-19T11:00:00.000Z", actions=[{"name": "escalate"}])
    case = requested(refused)

    assert (case.outcome, case.state) == ("lost", "closed")
    assert promises(case) == [
        ("refund_request.answer", "kept", "2026-11-23 17:00"),
        ("refund_request.escalate", "now", "2026-12-19 12:00"),
    ]


def test_money_on_its_way_is_promised_within_the_minute() -> None:
    case = requested(ljus(status="processing", decided_at="2026-11-19T11:00:00.000Z"))

    assert case.state == "paying"
    assert promises(case)[1] == ("refund_request.money", "late", "2026-11-19 12:01")
    assert promised_by(case, table=TABLE, calendar=CALENDAR) == at("2026-11-19T11:01:00+00:00")


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"status": "succeeded", "decided_amount": {"value": 21600, "currency": "SEK"}}, "refunded"),
        ({"status": "succeeded", "decided_amount": {"value": 100, "currency": "SEK"}}, "part"),
        ({"status": "cancelled"}, "withdrawn"),
        ({"status": "failed"}, "failed"),
        ({"status": "rejected", "escalated_to": "dsp_2"}, "escalated"),
        ({"status": "something new"}, None),
    ],
)
def test_how_a_request_ended(changes: dict[str, Any], outcome: str | None) -> None:
    assert requested(ljus(**changes)).outcome == outcome


def test_a_withdrawn_case_owes_nothing() -> None:
    case = disputed(fjallbanken(status="closed", outcome="withdrawn", closed_at="2026-11-18T10:00:00.000Z"))

    assert promises(case)[-1] == ("missing_deposit.answer", "void", "2026-11-17 17:00")


def test_without_a_date_from_the_service_the_table_tells() -> None:
    without = disputed(kronhamn(respond_by=None, waiting_on="merchant", status="open", offer=None, history=[]))

    assert promised_by(without, table=TABLE, calendar=CALENDAR) == at("2026-11-21T17:02:11+00:00")
    assert [state for _, state, _ in promises(without)] == ["now", "next"]


def test_a_service_that_names_strange_amounts_is_not_believed() -> None:
    strange = lagershop()
    strange["history"][-1]["details"] = {"amount": "9" * 400, "currency": "nonsense"}
    case = disputed({**strange, "history": strange["history"][-1:]})

    assert case.returned == case.amount


# --- The clock -----------------------------------------------------------------------------------
def clock(case: Case, now: datetime = NOW) -> Any:
    by = promised_by(case, table=TABLE, calendar=CALENDAR) or at("2026-11-18T18:15:02+00:00")
    return clock_of(opened_at=case.opened_at, by=by, now=now, closed_at=case.closed_at, calendar=CALENDAR)


def test_the_clock_of_a_running_case() -> None:
    found = clock(disputed(kronhamn()))

    assert (found.state, found.day, found.days, found.gone, found.late) == ("running", 3, 14, "21.43%", "0.00%")
    assert (found.by.x, found.by.anchor, found.now.x, found.now.anchor) == ("100.00%", "end", "21.43%", "middle")
    assert (len(found.ticks), found.ticks[1]) == (15, "7.14%")


def test_the_clock_of_a_late_case() -> None:
    found = clock(disputed(fjallbanken()))

    assert (found.state, found.is_late, found.days_late) == ("late", True, 2)
    assert (found.gone, found.late, found.by.x, found.now.x) == ("71.43%", "28.57%", "71.43%", "100.00%")


def test_the_clock_of_a_day_that_has_just_begun_shows_something() -> None:
    found = clock(requested(ljus()))

    assert (found.day, found.days, found.gone, found.now.anchor) == (1, 4, "4.00%", "start")


def test_the_clock_of_a_closed_case_stands_still() -> None:
    found = clock(disputed(lagershop()))

    assert (found.state, found.day, found.days, found.gone) == ("done", 6, 15, "40.00%")


def test_hours_late_on_the_promised_day_are_late() -> None:
    found = clock(requested(ljus()), now=datetime(2026, 11, 23, 17, 0, tzinfo=UTC))

    assert (found.state, found.is_late, found.days_late) == ("late", True, 0)


def test_a_year_is_ticked_by_weeks() -> None:
    year = clock(requested(ljus(respond_by="2027-11-19T09:12:05.000Z")))

    assert len(year.ticks) == 53
