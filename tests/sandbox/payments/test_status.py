"""The status machine, as a table and as a property."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.payments.domain.errors import Refused
from sandbox.payments.domain.status import ALLOWED, STATUSES, status_check

ANY = st.sampled_from(sorted(STATUSES))
TABLE = {
    "created": "requires_action pending authorised succeeded declined failed cancelled expired",
    "requires_action": "pending authorised succeeded declined failed cancelled expired",
    "pending": "requires_action authorised succeeded declined failed cancelled expired",
    "authorised": "succeeded cancelled failed expired",
    "succeeded": "reversed",
    "declined": "",
    "failed": "",
    "cancelled": "",
    "expired": "",
    "reversed": "",
}


@pytest.mark.parametrize("before", sorted(TABLE))
def test_the_machine_is_the_contract_s_table(before: str) -> None:
    assert ALLOWED[before] == frozenset(TABLE[before].split())


@given(st.lists(ANY, max_size=12))
def test_a_walk_never_leaves_a_terminal_status_or_returns_to_created(wanted: list[str]) -> None:
    status, walked = "created", ["created"]
    for after in wanted:
        if after not in ALLOWED[status]:
            with pytest.raises(Refused, match="invalid_state"):
                status_check(status, after)
            continue
        status_check(status, after)
        assert ALLOWED[status]
        status = after
        walked.append(status)
    assert walked.count("created") == 1
    assert walked.count("succeeded") <= 1
    assert "reversed" not in walked or walked[walked.index("reversed") - 1] == "succeeded"


def test_a_word_the_machine_does_not_know_goes_nowhere() -> None:
    with pytest.raises(Refused):
        status_check("teleported", "succeeded")
