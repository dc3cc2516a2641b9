"""What the builders make has exactly the members, and the types, of what the sandbox sends."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from selfcare.domain.context import Context
from tests.builders import auth, payments
from tests.contract.conftest import PASSWORD


def ask(sandbox: str, ctx: Context, path: str) -> Any:
    answer = requests.get(f"{sandbox}{path}", headers={"Authorization": f"Bearer {ctx.token()}"}, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.json()


def differences(built: Any, live: Any, where: str = "") -> list[str]:
    """Name every member that only one side has, and every value of another type; null fits anything."""
    if built is None or live is None:
        return []
    if isinstance(built, dict) and isinstance(live, dict):
        lone = [f"{where}/{name} only on one side" for name in built.keys() ^ live.keys()]
        return lone + [
            each
            for name in built.keys() & live.keys()
            for each in differences(built[name], live[name], f"{where}/{name}")
        ]
    if isinstance(built, list) and isinstance(live, list):
        return differences(built[0], live[0], f"{where}/0") if built and live else []
    return [] if type(built) is type(live) else [f"{where}: {type(built).__name__} and {type(live).__name__}"]


def test_the_comparison_finds_what_differs() -> None:
    assert differences({"a": 1, "b": [{"c": "x"}]}, {"a": 2, "b": [{"c": "y"}]}) == []
    assert differences({"a": 1}, {"a": "1"}) == ["/a: int and str"]
    assert len(differences({"a": [{"b": 1}]}, {"a": [{"c": 1}]})) == 2


@pytest.mark.parametrize(
    ("path", "built"),
    [
        ("/payments/v1/accounts", payments.page([payments.account()])),
        ("/payments/v1/accounts/acc_elin_sek/balance", payments.balance_at()),
        ("/payments/v1/instruments", payments.page([payments.instrument()])),
        ("/payments/v1/merchants", payments.page([payments.merchant()])),
        ("/payments/v1/transactions?type=payment&limit=1", payments.page([payments.transaction()])),
        ("/payments/v1/transactions/tx_elin_norrbo/receipt", payments.receipt()),
        ("/payments/v1/transactions?type=deposit&limit=1", payments.page([payments.deposit()])),
        ("/auth/v1/userinfo", auth.customer()),
    ],
)
def test_reads(sandbox: str, elin: Context, path: str, built: dict[str, Any]) -> None:
    live = ask(sandbox, elin, path)
    if "data" in live:
        assert live["data"]
    assert differences(built, live) == []


def test_a_transaction_and_its_events(sandbox: str, elin: Context) -> None:
    found = ask(sandbox, elin, "/payments/v1/transactions?type=payment&limit=1")["data"][0]
    events = ask(sandbox, elin, f"/payments/v1/transactions/{found['id']}/events")["data"]
    assert differences(payments.event(), events[0]) == []
    assert differences(payments.transaction(), ask(sandbox, elin, f"/payments/v1/transactions/{found['id']}")) == []


def test_capabilities(sandbox: str, elin: Context) -> None:
    built, live = payments.capabilities(), ask(sandbox, elin, "/payments/v1/capabilities")
    assert built["features"].keys() <= live["features"].keys()
    assert differences({**built, "features": {}}, {**live, "features": {}}) == []


def test_problems(sandbox: str, elin: Context) -> None:
    answer = requests.get(
        f"{sandbox}/payments/v1/transactions/tx_absent", headers={"Authorization": f"Bearer {elin.token()}"}, timeout=30
    )
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert payments.problem(404, "not_found").keys() <= answer.json().keys()


def test_a_sign_in(sandbox: str) -> None:
    body = {
        "purpose": "login",
        "identifier": "maja@selfcare.example",
        "password": PASSWORD,
        "client": {"ip": "192.0.2.2", "user_agent": "tests"},
    }
    live = requests.post(f"{sandbox}/auth/v1/authentications", json=body, timeout=30).json()
    assert live["status"] == "challenge"
    built = auth.authentication("challenge", challenges=[auth.challenge()])
    assert {each for each in differences(built, live) if "device" not in each and "resend_after" not in each} == set()
