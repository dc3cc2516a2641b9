"""Visitors who speak HTTP as a browser would, and control of what goes wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from deploy.local.stack import Stack
from tests.chaos.faults.visitor import Sandbox, Visitor

OMAR = "omar@selfcare.example"


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
