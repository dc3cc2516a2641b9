"""The chart of money in and out as places: percent across, pixels down. Pure arithmetic, exact, without a float.

In stands above the line and out below it, on one scale, so that the two can be compared. Widths are shares of the
drawing, which stretches; heights are pixels, so that lines stay sharp and no text is distorted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

import msgspec

_TOP: Final = 10
_ROOM: Final = 174  # of the bars, both directions together
_LARGER: Final = 112  # for the direction with the larger bar, when there are both
_AXIS: Final = 12  # from the lowest bar down to the names of the weeks
_FOOT: Final = 20
_HEADROOM: Final = Fraction(11, 10)
_APART: Final = 36  # pixels between two grid lines at least
_SHARE: Final = Fraction(3, 5)  # of its band that a bar fills
_TEXT_DROP: Final = Decimal("3.5")  # from a grid line to the baseline of its label
_TENTH: Final = Decimal("0.1")
_SMALLEST: Final = Decimal(1)  # an amount that is there can be seen


class Bar(msgspec.Struct, frozen=True):
    y: Decimal
    height: Decimal


class Column(msgspec.Struct, frozen=True):
    """One week: ``x``, ``width`` and ``middle`` are percent of the drawing; a bar is None where nothing moved."""

    x: Decimal
    width: Decimal
    middle: Decimal
    money_in: Bar | None
    money_out: Bar | None


class Line(msgspec.Struct, frozen=True):
    """A grid line. ``value`` is in minor units, negative below the zero line."""

    value: int
    y: Decimal
    text_y: Decimal


class Chart(msgspec.Struct, frozen=True):
    """The whole drawing, in pixels; ``axis`` is the baseline of the names under the columns."""

    height: int
    axis: int
    lines: list[Line]
    columns: list[Column]


def chart_of(values: Sequence[tuple[int, int]]) -> Chart | None:
    """Place (in, out) pairs of minor units, oldest first; None when nothing moved at all.

    Both are zero or more.
    """
    most_in, most_out = (max((pair[side] for pair in values), default=0) for side in (0, 1))
    if not most_in and not most_out:
        return None
    above, below = _rooms(most_in, most_out)
    scale = min(Fraction(room, 1) / (most * _HEADROOM) for room, most in ((above, most_in), (below, most_out)) if most)
    zero = _TOP + above
    band = Fraction(100, len(values))
    return Chart(
        height=_TOP + _ROOM + _FOOT,
        axis=_TOP + _ROOM + _AXIS,
        lines=list(_lines(above, below, zero, scale)),
        columns=[_column(place, pair, band, zero, scale) for place, pair in enumerate(values)],
    )


def shares_of(values: Sequence[int]) -> list[Decimal]:
    """Return each amount as percent of the largest one, to a tenth; none of them is negative."""
    most = max(values, default=0)
    return [_rounded(Fraction(100 * value, most), 1) if most else Decimal("0.0") for value in values]


def _rooms(most_in: int, most_out: int) -> tuple[int, int]:
    """Share the height between above and below the line, in four ways, so that the line seldom jumps."""
    if not most_out:
        return _ROOM, 0
    if not most_in:
        return 0, _ROOM
    return (_LARGER, _ROOM - _LARGER) if most_in >= most_out else (_ROOM - _LARGER, _LARGER)


def _lines(above: int, below: int, zero: int, scale: Fraction) -> Iterator[Line]:
    step = _nice(Fraction(_APART) / scale)
    for number in range(int(above / (step * scale)), -int(below / (step * scale)) - 1, -1):
        y = _rounded(zero - number * step * scale, 1)
        yield Line(number * step, y, y + _TEXT_DROP)


def _nice(least: Fraction) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, 50 … that is not below ``least``."""
    power = 1
    while True:
        for digit in (1, 2, 5):
            if digit * power >= least:
                return digit * power
        power *= 10


def _column(place: int, pair: tuple[int, int], band: Fraction, zero: int, scale: Fraction) -> Column:
    money_in, money_out = (_tall(value, scale) for value in pair)
    return Column(
        x=_rounded(band * (place + (1 - _SHARE) / 2), 2),
        width=_rounded(band * _SHARE, 2),
        middle=_rounded(band * (place + Fraction(1, 2)), 2),
        money_in=Bar(zero - money_in, money_in) if money_in else None,
        money_out=Bar(Decimal(zero + 1), money_out) if money_out else None,
    )


def _tall(value: int, scale: Fraction) -> Decimal:
    return max(_SMALLEST, _rounded(value * scale, 1)) if value else Decimal(0)


def _rounded(number: Fraction, places: int) -> Decimal:
    """Round half to even; trailing zeros go, down to one decimal."""
    whole = Decimal(round(number * 10**places)).scaleb(-places)
    short = whole.quantize(_TENTH)
    return short if short == whole else whole
