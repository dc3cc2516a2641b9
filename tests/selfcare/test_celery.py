"""Background work: JSON only, acknowledged when done, logged as everything else."""

from __future__ import annotations

import json
import logging

import pytest
from celery import signals
from kombu.exceptions import ContentDisallowed
from kombu.serialization import dumps, loads

from selfcare.celery import app


def test_only_json_is_written_and_read() -> None:
    assert (app.conf.task_serializer, list(app.conf.accept_content)) == ("json", ["json"])
    kind, encoding, body = dumps({"id": 1}, serializer="pickle")
    with pytest.raises(ContentDisallowed):
        loads(body, kind, encoding, accept=app.conf.accept_content)


def test_work_that_was_not_finished_is_handed_out_again() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.broker_transport_options["visibility_timeout"] > app.conf.task_time_limit
    assert app.conf.worker_prefetch_multiplier == 1


def test_nothing_waits_long_for_a_lost_queue() -> None:
    assert not app.conf.task_publish_retry
    assert app.conf.broker_transport_options["socket_connect_timeout"] <= 1


def test_the_worker_logs_json(capsys: pytest.CaptureFixture[str]) -> None:
    signals.setup_logging.send(sender=None)
    logging.getLogger("celery.worker").warning("for %s", "elin@example.se")
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["event"] == "for [redacted]"
