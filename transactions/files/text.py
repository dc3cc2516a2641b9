"""Words of strangers in a cell: nothing that a spreadsheet runs, a terminal obeys or a reader takes for another order.

Formulas are defused by defusedcsv. It looks at the first character alone, so what could stand before that one
unseen is taken away first: control characters, marks of direction, spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

# Unicode general categories Cc, Cf, Cs and the line separators: invisible, or turning around what follows.
_UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]+"
)
BETWEEN: Final = "~"
WIDE: Final = ("\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The full-width twins of = + - @."""
_FORMULA: Final = re.compile(rf"~[=+\-@|% {''.join(WIDE)}]")


def plain(text: str) -> str:
    """Return the text on one line, printable, without space around it. An emoji's joiner goes too: its parts stay."""
    return _UNSEEN.sub(" ", text).strip() if not text.isprintable() or text != text.strip() else text


def joined(cells: Iterable[str]) -> str:
    """Return all cells as one text for `are_plain`: one look at all of them costs less than one at each."""
    return BETWEEN + BETWEEN.join(cells)


def are_plain(seen: str) -> bool:
    """Tell whether no cell of a joined text needs cleaning or defusing."""
    return seen.isprintable() and not _FORMULA.search(seen) and f" {BETWEEN}" not in seen and seen[-1] != " "
