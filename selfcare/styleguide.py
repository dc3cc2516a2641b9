"""The page that shows every component with its states: for those who build pages, on localhost only."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from selfcare.display import Display, Sign, display_for
from selfcare.domain.customer import Preferences
from selfcare.domain.money import Money
from selfcare.http import public
from transactions.presenters.rows import Day, Row
from transactions.status import SIGNED, STRUCK, Status, status_words

_NOW: Final = dt.datetime(2026, 11, 19, 13, 5, 31, tzinfo=dt.UTC)
_STEPS: Final = (
    ("done", "You confirmed", 0, ""),
    ("now", "Waiting for Östra Sparbank", 1, "Approve in the bank’s app"),
    ("next", "In your balance", None, ""),
)


@public
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Render the specimens in the reader's own formats."""
    display = display_for(getattr(request, "prefs", None) or Preferences())
    words = status_words(display.language)
    context = {
        "statuses": [(each, display.money(Money(54900, "SEK"), _sign(each))) for each in words.values()],
        "specimen_day": _day(display, words),
        "amounts": _amounts(display),
        "commands": _commands(),
        "options": _options(),
        "happened": [_step(display, *each) for each in _STEPS],
    }
    return HttpResponse(render_to_string("styleguide.html", context, request=request))


def _sign(status: Status) -> Sign | None:
    return {SIGNED: "out", STRUCK: "off"}.get(status.amount)  # type: ignore[return-value]  # the values are two of its words


def _day(display: Display, words: dict[str, Status]) -> Day:
    today = display.day_of(_NOW)
    rows = [_row(display, words[key], minutes) for minutes, key in enumerate(("waiting", "completed", "unknown"))]
    return Day("specimen", display.day(today, today), rows)


def _row(display: Display, status: Status, minutes: int) -> Row:
    moment = _NOW - dt.timedelta(minutes=minutes * 17)
    return Row(
        id=status.key,
        href="/styleguide",
        icon="arrow-up-right",
        name="Vélo Rive Gauche",
        time=display.time(moment),
        iso=display.iso(moment),
        via="Balance",
        status=status,
        quiet=status.key == "completed",
        word="HELD_BY_SCHEME" if status.key == "unknown" else None,
        amount=display.money(Money(57530, "SEK"), _sign(status)),
        alt=display.money(Money(4990, "EUR")),
    )


def _amounts(display: Display) -> dict[str, Any]:
    return {
        "hero": display.money(Money(124950, "SEK"), "out"),
        "in": display.money(Money(1000000, "SEK"), "in"),
        "out": display.money(Money(31850, "SEK"), "out"),
        "euro": display.money(Money(4990, "EUR"), "out"),
        "off": display.money(Money(38500, "SEK"), "off"),
        "net": display.money(Money(968150, "SEK"), "net"),
    }


def _commands() -> list[dict[str, Any]]:
    href = "/styleguide"
    return [
        {"href": href, "icon": "repeat", "label": "Pay again", "fine": "", "danger": False},
        {"href": href, "icon": "x", "label": "Cancel this payment", "fine": "The money is released.", "danger": True},
    ]


def _options() -> list[dict[str, str]]:
    return [
        {"value": "a", "title": "Östra Sparbank ••2104", "end": "A few seconds", "hint": "Salary account. No fee."},
        {"value": "b", "title": "Card ••4417", "end": "At once", "hint": "Debit card. Fee 7,50 kr."},
    ]


def _step(display: Display, state: str, title: str, seconds: int | None, detail: str) -> dict[str, str]:
    moment = _NOW + dt.timedelta(seconds=seconds or 0)
    shown = seconds is not None
    return {
        "state": state,
        "title": title,
        "time": display.time_seconds(moment) if shown else "",
        "iso": display.iso(moment) if shown else "",
        "detail": detail,
    }
