"""People who signed in before anything went wrong, and control of what does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from deploy.local.stack import Stack
from tests.chaos.faults.trouble import Trouble
from tests.chaos.person import OMAR, Person
from tests.live import running_stack


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack of its own: after all these failures its breakers are open and its counters tell of them."""
    folder = tmp_path_factory.mktemp("faults")
    with running_stack(folder, database_url=f"sqlite:///{folder / 'selfcare.sqlite3'}") as stack:
        yield stack


@pytest.fixture
def trouble(stack: Stack) -> Iterator[Trouble]:
    """Control of the platform; what a test set is undone."""
    trouble = Trouble(stack)
    yield trouble
    trouble.faults()
    trouble.clock_real()


@pytest.fixture(scope="package")
def elin(stack: Stack) -> Person:
    """A customer with cases, statements and receipts."""
    return Person(stack.url).sign_in()


@pytest.fixture(scope="package")
def omar(stack: Stack) -> Person:
    return Person(stack.url).sign_in(OMAR)
