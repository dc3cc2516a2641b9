"""From what went wrong to what is answered: one table, three forms (page, htmx part, problem+json)."""

from __future__ import annotations

from selfcare.errors.answers import problem, respond
from selfcare.errors.table import Meaning, meaning, sentence

__all__ = ["Meaning", "meaning", "problem", "respond", "sentence"]
