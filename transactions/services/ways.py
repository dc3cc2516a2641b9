"""Which of the pages that go on from the list the payment service can fill."""

from __future__ import annotations

import msgspec

from selfcare.domain.context import Context
from selfcare.domain.errors import SelfcareError, SignInRequired
from transactions.services.accounts import capability_map
from transactions.services.cases import cases_open_count, has_cases
from transactions.services.statements import has_statements


class Ways(msgspec.Struct, frozen=True):
    """``open_cases`` is how many of the customer's cases are open."""

    statements: bool = False
    cases: bool = False
    open_cases: int = 0


def ways_read(*, ctx: Context) -> Ways:
    """Return which ways there are; none while nobody can say. Raises SignInRequired."""
    try:
        offered = capability_map(ctx=ctx).value
    except SignInRequired:
        raise
    except SelfcareError:
        return Ways()
    count = cases_open_count(ctx=ctx) if has_cases(offered) else 0
    return Ways(statements=has_statements(offered), cases=has_cases(offered), open_cases=count)
