"""Every operation of the API, driven from its own schema against running processes: web, sandbox, PostgreSQL, Valkey.

Requests are made by Schemathesis from a fixed seed, right ones and wrong ones. No answer may be a server error, and
each must have a status, a type and a shape that the schema tells of. Rate limits are lifted between calls, as they
would hide everything behind 429; tests/selfcare/test_rates.py is about them.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS as CHECKS_OF_ALL

from selfcare.api.schema import document
from tests.contract.callers import Caller

EACH = 40
seen: Counter[int] = Counter()
# Signing out would end the session the other calls use; tests/accounts is about it.
LEFT_OUT = ["session_delete"]

WANTED = {
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
}
CHECKS = [check for check in CHECKS_OF_ALL.get_all() if check.__name__ in WANTED]


@schemathesis.serializer("application/pdf", "image/png", "image/jpeg")
def file_bytes(_ctx: Any, value: Any) -> bytes:
    """Files are sent as they are made: bytes, seldom of the kind they claim."""
    data = getattr(value, "data", value)
    return data if isinstance(data, bytes) else str(data).encode("utf-8", "surrogatepass")


schema = schemathesis.openapi.from_dict(document("selfcare.urls")).exclude(operation_id=LEFT_OUT)
schema.config.generation.update(modes=list(GenerationMode))  # right requests and wrong ones


@schema.parametrize()
@seed(20261119)
@settings(
    max_examples=EACH,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_answers_as_its_schema_says(case: Any, caller: Caller) -> None:
    caller.lift_limits()
    answer = case.call(base_url=caller.url, cookies=caller.cookies, headers=caller.headers, timeout=15)
    seen[answer.status_code] += 1
    case.validate_response(answer, checks=CHECKS)


def test_right_and_wrong_requests_were_both_made() -> None:
    """Guards the test above: refusals alone, or nothing at all, would prove little."""
    assert sum(number for status, number in seen.items() if status < 400) > 50, seen
    assert sum(number for status, number in seen.items() if 400 <= status < 500) > 50, seen
    assert seen[429] < sum(seen.values()) / 20, "the auth service keeps limits of its own, but they hide little"
