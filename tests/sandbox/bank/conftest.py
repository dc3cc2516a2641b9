"""A payment service that writes down what the bank tells it, and refuses while told to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from sandbox import clock
from sandbox.bank.models import Transfer
from sandbox.bank.services import BankAdapter
from sandbox.payments.domain.money import Money
from sandbox.payments.domain.ports import TransferStarted

RETURN_URL = "http://localhost:8000/deposit/int_1"


class Told:
    """The receiving end of the bank's answers."""

    def __init__(self) -> None:
        self.answers: list[dict[str, Any]] = []
        self.broken = False

    def bank_answered(self, **answer: Any) -> None:
        if self.broken:
            raise RuntimeError("the payment service was killed")
        self.answers.append(answer)

    @property
    def states(self) -> list[str]:
        return [answer["state"] for answer in self.answers]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    told = Told()
    monkeypatch.setattr("sandbox.payments.services.bank_answered", told.bank_answered)
    return told


class Later:
    """The sandbox's clock, moved by hand."""

    def __init__(self, start: datetime) -> None:
        self.at = start

    def __call__(self) -> datetime:
        return self.at

    def wait(self, **span: float) -> None:
        self.at += timedelta(**span)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    later = Later(clock.now())
    monkeypatch.setattr(clock, "now", later)
    return later


def collect(kronor: str = "500.00", reference: str = "tx_1", label: str = "Östra Sparbank ••2104") -> TransferStarted:
    """Start a deposit's transfer of so many kronor."""
    value = int(kronor.replace(".", ""))
    return BankAdapter().transfer_start(
        reference=reference,
        direction="collect",
        amount=Money(value, "SEK"),
        account_label=label,
        instrument_id="ins_1",
        return_url=RETURN_URL,
        description="Deposit",
    )


def transfer_of(started: TransferStarted) -> Transfer:
    return Transfer.objects.get(id=started.transfer_id)
