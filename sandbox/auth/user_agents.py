"""A browser's name for people, from its User-Agent header.

Hand-written: the full databases are megabytes that age, and a session list needs two words.
"""

from __future__ import annotations

# The order matters: Edge and Opera also say Chrome, Chrome also says Safari, iPhones also say Mac OS X.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def device_label(user_agent: str) -> str:
    """Return e.g. "Firefox, Linux"; "" when nothing is recognised."""
    parts = (_first(user_agent, _BROWSERS), _first(user_agent, _SYSTEMS))
    return ", ".join(part for part in parts if part)


def _first(user_agent: str, known: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in known if mark in user_agent), "")
