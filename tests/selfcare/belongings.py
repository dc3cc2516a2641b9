"""One of each thing a customer may have, and a service that shows them to nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile

from tests.builders import payments as build
from tests.fake_upstream import Answer, Call, FakeUpstream
from tests.selfcare.routes import KEY, TX
from transactions.models import Export, Intent, Note, SavedView
from transactions.services.export_files import private_storage


def rows_made(folder: Path, settings: Any) -> None:
    """Keep what is the owner's here: orders, requests, words, a view and files, these under ``folder``."""
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": str(folder), "base_url": None}}
    settings.STORAGES, settings.FILES_DIR = {**settings.STORAGES, "private": private}, str(folder)
    for kind in ("deposit", "withdrawal", "payment"):
        _intent(f"int_{kind}", kind, state="sent", account_id="acc_main", amount=20000, transaction_id=TX)
    _intent("int_cancel", "cancel", account_id="acc_main", subject_id=TX)
    _intent("int_dispute", "dispute", subject_id=TX)
    _intent("int_opening", "dispute")
    SavedView.objects.create(id="viw_1", customer_id="cus_elin", place=1, name="A", key="a", filter={"q": "a"})
    Note.objects.create(customer_id="cus_elin", transaction_id=TX, transaction_at=datetime.now(UTC), label="Own")
    _export_made()


def service_of_owner(upstream: FakeUpstream) -> None:
    """Have the services tell the owner of their things, and everybody else 404, as the contract says."""
    for path, thing in {**_holdings(), **_transaction(), **_cases()}.items():
        upstream.on("GET", path, reply=partial(_for_owner, thing))
    upstream.on("GET", "/payments/v1/uploads/upl_1", reply=_file_for_owner)
    upstream.on("GET", "/payments/v1/transactions", reply=_listed)
    upstream.on("POST", "/payments/v1/quotes", json=build.quote(amount=build.money(20000), total=build.money(20000)))
    upstream.on("POST", "/auth/v1/revoke")


def _intent(id_: str, kind: str, **changes: Any) -> None:
    made = {"state": "unknown", "amount": 6200, "currency": "SEK", **changes}
    Intent.objects.create(id=id_, customer_id="cus_elin", kind=kind, form_key=KEY + id_, upstream_key=id_, **made)


def _export_made() -> None:
    """A file of the owner's, where files are kept."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    stored = private_storage().save("exports/exp_own/1.csv", ContentFile(b"date\r\n"))
    Export.objects.create(
        id="exp_making", number="EXP-20261119-0002", customer_id="cus_elin", format="csv", zone="UTC", language="en",
        state="running",
    )  # fmt: skip
    Export.objects.create(
        id="exp_own", number="EXP-20261119-0001", customer_id="cus_elin", format="csv", zone="UTC", language="en",
        state="ready", stored=stored, file_name="selfcare.csv", expires_at=tomorrow,
    )  # fmt: skip


def _holdings() -> dict[str, Any]:
    offered = dict.fromkeys(("cancel", "refunds.request", "disputes.create"), "native")
    return {
        "/payments/v1/accounts": build.page([build.account(id="acc_main")]),
        "/payments/v1/accounts/acc_main": build.account(id="acc_main"),
        "/payments/v1/accounts/acc_main/balance": build.balance_at(),
        "/payments/v1/instruments": build.page([build.instrument(id="ins_ostra")]),
        "/payments/v1/merchants": build.page([build.merchant()]),
        "/payments/v1/capabilities": build.capabilities(**offered),
        "/payments/v1/summaries": build.summaries(),
    }


def _transaction() -> dict[str, Any]:
    paid = {**build.receipt()["transaction"], "id": TX}
    return {
        f"/payments/v1/transactions/{TX}": _made(),
        f"/payments/v1/transactions/{TX}/events": {"data": [build.event(transaction_id=TX)]},
        f"/payments/v1/transactions/{TX}/receipt": build.receipt(transaction=paid),
    }


def _made() -> dict[str, Any]:
    refund = {"state": "none", "refunded": build.money(0), "refundable": build.money()}
    actions = [{"name": name} for name in ("cancel", "keep", "refund", "dispute")]
    return build.transaction(id=TX, status="processing", refund=refund, actions=actions)


def _cases() -> dict[str, Any]:
    closed = build.dispute(id="dsp_closed", transaction_id=TX, status="closed", outcome="merchant", actions=[])
    return {
        "/payments/v1/refund-requests": build.page([]),
        "/payments/v1/refund-requests/rrq_own": build.refund_request(id="rrq_own", transaction_id=TX),
        "/payments/v1/disputes": build.page([build.dispute(transaction_id=TX)]),
        "/payments/v1/disputes/dsp_1": build.dispute(transaction_id=TX),
        "/payments/v1/disputes/dsp_closed": closed,
    }


def _listed(call: Call) -> Answer:
    """Nothing was booked yet."""
    return _for_owner(build.page([] if "booked" in str(call.query) else [_made()]), call)


def _file_for_owner(call: Call) -> Answer:
    found = _for_owner(None, call)
    kept = Answer(200, raw=b"%PDF-1.4\n%%EOF\n", headers={"Content-Type": "application/pdf"})
    return found if found.status != 200 else kept


def _for_owner(thing: Any, call: Call) -> Answer:
    if "access-cus_elin" in call.headers["authorization"]:
        return Answer(200, thing)
    return Answer(404, build.problem(404, "not_found"))
