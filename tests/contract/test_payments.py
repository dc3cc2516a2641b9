"""The payment contract through our own adapter, against the running sandbox."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest

from selfcare.domain import errors
from selfcare.domain.context import Context
from selfcare.domain.money import Money
from tests.contract.conftest import on_behalf
from transactions.backends import payment_backend
from transactions.domain import DepositOrder, Transaction, TransactionFilter

RETURN = "http://localhost:8000/deposit/int_1"


def order(ctx: Context, *, minor: int = 10000, reference: str | None = None) -> DepositOrder:
    account = payment_backend().account_list(ctx).data[0]
    return DepositOrder(
        account_id=account.id,
        amount=Money(minor, account.currency),
        return_url=RETURN,
        client_reference=reference,
        instrument_id=payment_backend().instrument_list(ctx).data[0].id,
    )


def test_every_read_is_valid_and_the_customers_own(elin: Context) -> None:
    backend = payment_backend()
    account = backend.account_list(elin).data[0]
    again = backend.account_get(elin, account.id)
    assert (again.id, again.balance.available) == (account.id, account.balance.available)
    assert account.deposit_range is not None
    assert backend.capabilities(elin).features["deposits"].level == "native"
    assert all(each.customer_id == elin.customer_id for each in backend.instrument_list(elin).data)


def test_pages_of_a_list_follow_each_other_without_gap(elin: Context) -> None:
    backend, everything = payment_backend(), TransactionFilter()
    whole = backend.transaction_list(elin, everything, limit=50).data
    walked: list[Transaction] = []
    cursor: str | None = None
    while len(walked) < len(whole):
        page = backend.transaction_list(elin, everything, limit=7, cursor=cursor)
        walked += page.data
        cursor = page.page.next_cursor
        if cursor is None:
            break
    assert [each.id for each in walked[: len(whole)]] == [each.id for each in whole]


def test_filters_filter(elin: Context) -> None:
    where = TransactionFilter(type=("deposit", "refund"), currency=("SEK",), amount_min=1, amount_max=10_000_000)
    found = payment_backend().transaction_list(elin, where, limit=100, total=True)
    assert found.total is not None
    assert found.data
    assert {each.type for each in found.data} <= {"deposit", "refund"}


def test_a_cursor_of_another_filter_is_refused(elin: Context) -> None:
    cursor = payment_backend().transaction_list(elin, TransactionFilter(), limit=2).page.next_cursor
    with pytest.raises(errors.BadRequest) as caught:
        payment_backend().transaction_list(elin, TransactionFilter(type=("refund",)), limit=2, cursor=cursor)
    assert caught.value.problem == "cursor_mismatch"


def test_what_is_another_customers_is_not_there(elin: Context, omar: Context) -> None:
    backend = payment_backend()
    transaction = backend.transaction_list(elin, TransactionFilter(), limit=1).data[0]
    for call in (
        lambda: backend.transaction_get(omar, transaction.id),
        lambda: backend.transaction_events(omar, transaction.id),
        lambda: backend.account_get(omar, transaction.account_id or "acc"),
        lambda: backend.transaction_get(elin, "tx_absent"),
    ):
        with pytest.raises(errors.NotFound):
            call()


def test_events_are_in_order(elin: Context) -> None:
    transaction = payment_backend().transaction_list(elin, TransactionFilter(type=("payment",)), limit=1).data[0]
    found = payment_backend().transaction_events(elin, transaction.id)
    assert [each.sequence for each in found] == sorted(each.sequence for each in found)
    assert found


def test_a_key_is_one_deposit_for_customer_and_worker_alike(elin: Context) -> None:
    backend, key, wanted = payment_backend(), secrets.token_hex(8), order(elin, reference=secrets.token_hex(8))
    first = backend.deposit_create(elin, wanted, key=key)
    assert backend.deposit_create(elin, wanted, key=key).id == first.id
    assert backend.deposit_create(on_behalf(elin), wanted, key=key).id == first.id
    assert first.references.customer == wanted.client_reference
    assert first.next_action is not None

    where = TransactionFilter(reference=wanted.client_reference)
    assert [each.id for each in backend.transaction_list(on_behalf(elin), where).data] == [first.id]


def test_a_key_is_never_two_deposits(elin: Context) -> None:
    key = secrets.token_hex(8)
    payment_backend().deposit_create(elin, order(elin), key=key)
    with pytest.raises(errors.InvalidInput) as caught:
        payment_backend().deposit_create(elin, order(elin, minor=20000), key=key)
    assert caught.value.problem == "idempotency_key_reused"


def test_keys_of_two_customers_never_meet(elin: Context, omar: Context) -> None:
    key = secrets.token_hex(8)
    first = payment_backend().deposit_create(elin, order(elin), key=key)
    second = payment_backend().deposit_create(omar, order(omar), key=key)
    assert first.id != second.id


def test_many_at_once_are_one_deposit(elin: Context) -> None:
    key, wanted = secrets.token_hex(8), order(elin)

    def send(_: int) -> str:
        try:
            return payment_backend().deposit_create(elin, wanted, key=key).id
        except errors.UpstreamTimeout:
            return "unknown"

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(send, range(8))) - {"unknown"}
    assert len(ids) == 1


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"account_id": "acc_absent"}, errors.SelfcareError),
        ({"instrument_id": "ins_absent"}, errors.SelfcareError),
        ({"amount": Money(10000, "JPY")}, errors.InvalidInput),
        ({"amount": Money(1, "SEK")}, errors.InvalidInput),
        ({"amount": Money(10**12, "SEK")}, errors.InvalidInput),
    ],
)
def test_a_wrong_order_is_refused_and_never_unknown(
    elin: Context, changes: dict[str, object], expected: type[Exception]
) -> None:
    wanted = order(elin)
    wrong = DepositOrder(**{**{name: getattr(wanted, name) for name in wanted.__struct_fields__}, **changes})
    with pytest.raises(expected) as caught:
        payment_backend().deposit_create(elin, wrong, key=secrets.token_hex(8))
    assert not isinstance(caught.value, errors.UpstreamFailed)
