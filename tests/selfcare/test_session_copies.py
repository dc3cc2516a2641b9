"""What was copied of a customer's answers lives no longer than their last session."""

from __future__ import annotations

import time

import time_machine
from django.test import Client

from selfcare import sessions as rooms
from selfcare.domain.context import Context
from selfcare.sessions import store
from selfcare.sessions.store import index_key, session_key
from selfcare.stores import copies, sessions
from selfcare.upstream.cache import cached
from tests.people import cookie


def copy_of_answers() -> int:
    """Keep one for the customer, and return how many are kept."""
    person = Context(customer_id="cus_1", request_id="r")
    cached(person, "things", fresh_for=60, as_=list[int], load=lambda: [1])
    return answers_kept()


def answers_kept() -> int:
    return int(copies().hexists("sc:copy:cus_1", "things"))


def test_copies_of_answers_go_with_the_last_session_and_not_before(elin: Client) -> None:
    phone = Client()
    phone.get("/t/in")
    assert copy_of_answers() == 1
    phone.get("/t/out")
    assert answers_kept() == 1
    elin.get("/t/out")
    assert answers_kept() == 0


def test_copies_of_answers_go_when_every_device_is_signed_out(elin: Client) -> None:
    copy_of_answers()
    rooms.end_all("cus_1")
    assert answers_kept() == 0


def test_a_session_that_redis_forgot_keeps_no_copies_alive(elin: Client) -> None:
    phone = Client()
    phone.get("/t/in")
    copy_of_answers()
    sessions().delete(session_key(store.digest(cookie(phone))))
    elin.get("/t/out")
    assert answers_kept() == 0
    assert sessions().scard(index_key("cus_1")) == 0


def test_copies_go_when_every_device_is_signed_out_and_redis_forgot_the_sessions(elin: Client) -> None:
    copy_of_answers()
    sessions().delete(session_key(store.digest(cookie(elin))), index_key("cus_1"))
    assert rooms.end_all("cus_1") == 0
    assert answers_kept() == 0


def test_an_outlived_session_takes_its_copies_along(elin: Client) -> None:
    copy_of_answers()
    with time_machine.travel(time.time() + store.IDLE_SECONDS + 1, tick=False):
        elin.get("/t/who")
    assert answers_kept() == 0


def test_somebody_else_s_copies_stay(elin: Client) -> None:
    other = Context(customer_id="cus_2", request_id="r")
    cached(other, "things", fresh_for=60, as_=list[int], load=lambda: [2])
    elin.get("/t/out")
    assert copies().hexists("sc:copy:cus_2", "things")
