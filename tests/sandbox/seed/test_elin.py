"""Elin's data gives the design's own figures on the design's own day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db.models import Count, QuerySet, Sum
from django.test import Client
from pypdf import PdfReader

from sandbox.payments.domain.limits import deposit_range
from sandbox.payments.models import (
    Account,
    Dispute,
    Event,
    Instrument,
    RefundRequest,
    Transaction,
    Upload,
    UploadBody,
)
from sandbox.payments.storage import DjangoStore
from tests.sandbox.seed.conftest import ZONE

pytestmark = pytest.mark.usefixtures("loaded")

# What a statement counts: booked, or reserved and so no longer available.
MOVED = ("succeeded", "reversed", "pending", "authorised")
WEEKS = (
    (date(2026, 8, 31), 300_000, 214_000),
    (date(2026, 9, 7), 0, 189_050),
    (date(2026, 9, 14), 950_000, 342_000),
    (date(2026, 9, 21), 0, 287_540),
    (date(2026, 9, 28), 150_000, 199_000),
    (date(2026, 10, 5), 300_000, 423_075),
    (date(2026, 10, 12), 0, 261_000),
    (date(2026, 10, 19), 980_000, 398_000),
    (date(2026, 10, 26), 80_000, 512_020),
    (date(2026, 11, 2), 0, 226_090),
    (date(2026, 11, 9), 1_000_000, 155_125),
    (date(2026, 11, 16), 319_900, 472_480),
)
# Month, in, out: of the statements. October's money out is the chart's, see elin_history.
MONTHS = (
    (date(2026, 7, 1), 1_200_000, 931_000),
    (date(2026, 8, 1), 420_000, 690_475),
    (date(2026, 9, 1), 950_000, 1_017_620),
    (date(2026, 11, 1), 1_319_900, 989_885),
)


def elin() -> QuerySet[Transaction]:
    return Transaction.objects.filter(customer_id="cus_elin")


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


def in_and_out(first: date, after: date) -> tuple[int, int]:
    rows = elin().filter(
        account_id="acc_elin_sek", status__in=MOVED, created_at__gte=midnight(first), created_at__lt=midnight(after)
    )
    sums = dict(rows.values_list("direction").annotate(total=Sum("amount")))
    return sums.get("in", 0), sums.get("out", 0)


def test_the_balances() -> None:
    balances = Account.objects.filter(customer_id="cus_elin").values_list("currency", "available", "held")
    assert set(balances) == {("SEK", 1_248_055, 70_530), ("EUR", 31_240, 0)}


def test_two_payments_are_reserved() -> None:
    reserved = elin().filter(status__in=("pending", "authorised"), direction="out")
    assert list(reserved.order_by("-created_at").values_list("merchant_name", "amount")) == [
        ("Vélo Rive Gauche", 57_530),
        ("Bokhandeln Kapitel", 13_000),
    ]


def test_forty_one_since_the_first_of_november() -> None:
    assert elin().filter(created_at__gte=midnight(date(2026, 11, 1))).count() == 41


@pytest.mark.parametrize(("monday", "money_in", "money_out"), WEEKS)
def test_each_week_of_the_chart(monday: date, money_in: int, money_out: int) -> None:
    assert in_and_out(monday, monday + timedelta(days=7)) == (money_in, money_out)


@pytest.mark.parametrize(("first", "money_in", "money_out"), MONTHS)
def test_the_months_of_the_statements(first: date, money_in: int, money_out: int) -> None:
    assert in_and_out(first, (first + timedelta(days=31)).replace(day=1)) == (money_in, money_out)


def test_where_it_went_in_thirty_days(loaded: datetime) -> None:
    paid = elin().filter(type="payment", currency="SEK", status__in=MOVED, created_at__gte=loaded - timedelta(days=30))
    by_merchant = list(
        paid.values_list("merchant_name").annotate(total=Sum("amount"), count=Count("id")).order_by("-total")
    )
    assert by_merchant[:5] == [
        ("Hotel Kronhamn", 187_200, 1),
        ("Norrbo Interiör", 164_800, 2),
        ("Elbolaget Nordan", 103_625, 1),
        ("Vélo Rive Gauche", 57_530, 1),
        ("Stadsgym Hornstull", 44_900, 1),
    ]
    others = by_merchant[5:]
    assert (len(others), sum(row[2] for row in others), sum(row[1] for row in others)) == (14, 19, 169_470)


def test_the_first_fifteen_rows_are_the_list_of_the_design() -> None:
    rows = [
        (
            row.created_at.astimezone(ZONE).strftime("%d %H:%M"),
            row.merchant_name or row.instrument_brand,
            row.amount,
            row.status,
        )
        for row in elin().order_by("-created_at")[:15]
    ]
    assert rows == [
        ("19 14:05", "Tågresor Öst", 54_900, "requires_action"),
        ("19 12:41", "Kaffekompaniet Söder", 6_200, "succeeded"),
        ("19 09:14", "Östra Sparbank", 200_000, "failed"),
        ("19 08:02", "Östra Sparbank", 300_000, "succeeded"),
        ("18 19:37", "Norrbo Interiör", 124_900, "succeeded"),
        ("18 17:26", "Pixelhamn Games", 19_900, "succeeded"),
        ("18 17:20", "Pixelhamn Games", 19_900, "succeeded"),
        ("18 08:11", "Vélo Rive Gauche", 57_530, "pending"),
        ("16 21:03", "Lillaskog Apotek", 31_850, "succeeded"),
        ("16 13:30", "Hotel Kronhamn", 187_200, "succeeded"),
        ("16 10:00", "Stadsgym Hornstull", 44_900, "succeeded"),
        ("15 18:44", "Elbolaget Nordan", 103_625, "succeeded"),
        ("15 12:10", "Blomsterverkstan", 38_500, "cancelled"),
        ("13 16:52", "Bokhandeln Kapitel", 13_000, "authorised"),
        ("13 09:00", "Östra Sparbank", 1_000_000, "succeeded"),
    ]


def test_the_filtered_list_of_the_design() -> None:
    rows = elin().filter(type="payment", amount__gte=20_000, created_at__gte=midnight(date(2026, 11, 15)))
    moved = rows.filter(status__in=MOVED)
    assert moved.count() == 6
    assert moved.aggregate(total=Sum("amount"))["total"] == 550_005
    assert list(rows.filter(status="requires_action").values_list("amount", flat=True)) == [54_900]


def test_the_payment_that_is_on_its_way() -> None:
    velo = Transaction.objects.get(id="tx_elin_velo")
    assert (velo.original_amount, velo.original_currency, velo.fx_rate, velo.fee) == (4_990, "EUR", "11.4289", 500)
    assert (velo.ref_provider, velo.ref_merchant, velo.to_label) == (
        "261843910027",
        "VRG/88120",
        "Vélo Rive Gauche SARL",
    )
    at = Event.objects.filter(transaction_id=velo.id).order_by("sequence").values_list("occurred_at", flat=True)
    assert [moment.astimezone(ZONE).strftime("%H:%M:%S") for moment in at] == ["08:11:02", "08:11:19", "08:11:20"]


def test_what_failed_what_came_back_and_what_is_disputed() -> None:
    failed = Transaction.objects.get(id="tx_elin_closed")
    assert (failed.status_reason, failed.raw_status) == ("account_closed", "AC04")
    refunded = Transaction.objects.get(id="tx_elin_pixelhamn")
    assert (refunded.refund_state, refunded.refunded, refunded.related) == (
        "full",
        19_900,
        ["tx_elin_pixelhamn_refund"],
    )
    returned = Transaction.objects.get(id="tx_elin_fjall")
    assert (returned.status, returned.settlement_state, returned.status_reason) == ("reversed", "returned", "AC14")
    assert Transaction.objects.get(id="tx_elin_fjall_return").parent_id == "tx_elin_fjall"
    assert (Transaction.objects.get(id="tx_elin_kronhamn").dispute or {})["status"] == "needs_info"


def test_the_disputes_of_the_design() -> None:
    found = Dispute.objects.filter(customer_id="cus_elin").order_by("case_number")
    assert [(row.case_number, row.kind, row.status, row.waiting_on, row.amount) for row in found] == [
        ("C-4431-08", "unknown_charge", "closed", None, 8_900),
        ("C-4468-71", "missing_deposit", "open", "operator", 180_000),
        ("C-4471-20", "dispute", "needs_info", "customer", 93_600),
    ]
    for row in found:
        tx = Transaction.objects.filter(id=row.transaction_id).first()
        seen = {"id": row.id, "status": row.status, "outcome": row.outcome}
        assert tx is None or tx.dispute == seen
    back = Transaction.objects.get(id=found[0].refund_transaction_id or "")
    assert (back.type, back.direction, back.amount) == ("chargeback", "in", 8_900)
    decide_by = found[2].respond_by
    assert decide_by is not None
    assert decide_by.astimezone(ZONE).strftime("%d %H:%M") == "30 23:59"


def test_the_refund_requests_of_the_design() -> None:
    found = RefundRequest.objects.filter(customer_id="cus_elin").order_by("created_at")
    assert [(row.case_number, row.merchant_name, row.amount, row.status) for row in found] == [
        ("C-4474-61", "Hemvaruhuset Ljus", 43_200, "succeeded"),
        ("C-4474-62", "Hemvaruhuset Ljus", 4_900, "rejected"),
        ("C-4477-52", "Pixelhamn Games", 19_900, "succeeded"),
        ("C-4480-03", "Hemvaruhuset Ljus", 21_600, "requested"),
    ]
    lamp = found[3]
    at = [moment.astimezone(ZONE).strftime("%a %d %H:%M") for moment in (lamp.created_at, lamp.respond_by)]
    assert at == ["Thu 19 10:12", "Mon 23 17:00"]
    paid = Transaction.objects.get(id=lamp.transaction_id)
    assert (paid.amount, paid.refunded, paid.refundable, paid.ref_merchant) == (86_400, 43_200, 21_600, "HL-77310")
    asked = Event.objects.filter(transaction_id=paid.id).order_by("sequence").values_list("code", flat=True)
    assert list(asked)[4:] == [
        "refund_requested",
        "refund_requested",
        "refunded",
        "refund_rejected",
        "refund_requested",
    ]


def test_the_charge_that_was_not_hers_was_decided_this_month(loaded: datetime) -> None:
    case = Dispute.objects.get(case_number="C-4431-08")
    paid = Transaction.objects.get(id=case.transaction_id or "")
    assert case.closed_at is not None
    days = [
        moment.astimezone(ZONE).strftime("%d %b %H:%M") for moment in (paid.created_at, case.created_at, case.closed_at)
    ]
    assert days == ["26 Oct 23:48", "27 Oct 19:15", "02 Nov 15:26"]


def test_the_files_of_the_cases_are_readable_pdf() -> None:
    for upload in Upload.objects.all():
        content = bytes(UploadBody.objects.get(upload_id=upload.id).content)
        assert (upload.size, upload.sha256) == (len(content), sha256(content).hexdigest())
        assert PdfReader(BytesIO(content)).pages[0].extract_text().startswith(upload.name)


def test_what_may_still_be_deposited_this_month(loaded: datetime) -> None:
    limits = DjangoStore().limit_list("cus_elin", "deposit", "SEK", loaded)
    allowed = deposit_range("SEK", limits)
    assert allowed is not None
    assert (allowed.min, allowed.max, allowed.left, allowed.window) == (5_000, 200_000, 200_000, "month")


def test_the_instruments_of_the_deposit_form() -> None:
    usable = Instrument.objects.filter(customer_id="cus_elin", status="active").order_by("position")
    assert list(usable.values_list("label", "hint", "fee", "expiry")) == [
        ("Östra Sparbank ••2104", "Salary account", 0, None),
        ("Bank Norr ••8830", "Savings account", 0, None),
        ("Card ••4417", "Debit card", 750, "08/28"),
    ]


def test_every_state_can_be_seen() -> None:
    assert set(elin().values_list("status", flat=True)) == {
        "requires_action",
        "pending",
        "authorised",
        "succeeded",
        "declined",
        "failed",
        "cancelled",
        "expired",
        "reversed",
    }


def asked(query: str) -> list[dict[str, Any]]:
    headers = {"X-Customer-Id": "cus_elin", "X-Service-Token": settings.SERVICE_TOKEN}
    found: list[dict[str, Any]] = Client().get(f"/payments/v1/summaries?{query}", headers=headers).json()["data"]
    return found


def test_the_summaries_are_the_chart_of_the_design(loaded: datetime) -> None:
    with time_machine.travel(loaded, tick=False):
        weeks = asked("by=week&account_id=acc_elin_sek&from=2026-08-30T22:00:00Z&tz=Europe/Stockholm")
        [whole] = asked("account_id=acc_elin_sek&from=2026-08-30T22:00:00Z")
    assert tuple((date.fromisoformat(week["key"]), week["in"], week["out"]) for week in weeks) == WEEKS
    assert (whole["in"], whole["out"]) == (4_079_900, 3_679_380)


def test_the_summaries_say_where_it_went(loaded: datetime) -> None:
    since = (loaded - timedelta(days=30)).astimezone(UTC).isoformat().replace("+00:00", "Z")
    with time_machine.travel(loaded, tick=False):
        found = asked(f"by=merchant&type=payment&currency=SEK&top=5&from={since}")
    assert [(one["label"], one["out"], one["count"], one["others"]) for one in found] == [
        ("Hotel Kronhamn", 187_200, 1, 0),
        ("Norrbo Interiör", 164_800, 2, 0),
        ("Elbolaget Nordan", 103_625, 1, 0),
        ("Vélo Rive Gauche", 57_530, 1, 0),
        ("Stadsgym Hornstull", 44_900, 1, 0),
        (None, 169_470, 19, 14),
    ]
