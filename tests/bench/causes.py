"""Why a figure is over its goal, for as long as it is. A goal is never widened instead."""

from __future__ import annotations

from typing import Final

CAUSES: Final[dict[str, str]] = {}
