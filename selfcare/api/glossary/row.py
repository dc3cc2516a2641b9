"""One row: what a member means, and a value as it looks."""

from __future__ import annotations

from typing import Any, Final

NONE_GIVEN: Final = object()
"""In place of a value: this member has its own parts, or is left out of examples."""

Row = tuple[str, Any]
