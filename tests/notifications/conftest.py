from __future__ import annotations

from typing import Any

import pytest

from selfcare.stores import sessions
from tests.notifications.hooks import NEW, OLD


@pytest.fixture(autouse=True)
def _fresh(settings: Any) -> None:
    """Two secrets of one source, another source that is off, and nothing kept of the test before."""
    settings.HOOK_SECRETS = {"payments": [NEW, OLD], "cards": []}
    sessions().flushdb()
