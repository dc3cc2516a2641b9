"""Visitors who speak HTTP as a browser would, and control of what goes wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from deploy.local.stack import Stack
from tests.chaos.faults.visitor import Sandbox, Visitor
from tests.live import running_stack

OMAR = "omar@selfcare.example"


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack of its own: after all these failures its breakers are open and its counters tell of them."""
    folder = tmp_path_factory.mktemp("faults")
    with running_stack(folder, database_url=f"sqlite:///{folder / 'selfcare.sqlite3'}") as stack:
        yield stack


@pytest.fixture
def sandbox(stack: Stack) -> Iterator[Sandbox]:
    """Control of the sandbox; what a test set is undone."""
    sandbox = Sandbox(stack)
    yield sandbox
    sandbox.calm()


@pytest.fixture(scope="module")
def omar(stack: Stack) -> Visitor:
    """A customer who signed in before anything went wrong."""
    visitor = Visitor(stack.url)
    assert visitor.sign_in(OMAR).status == 200
    return visitor
