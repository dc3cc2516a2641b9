"""How numbers, money and times read, by page language, number format and zone.

Babel knows the locales but is too slow to ask for every row (formatting is the larger half of a page), so
patterns are read from it once per locale and applied with plain string work.
"""

from selfcare.display.display import DayText, Display, display_for
from selfcare.display.money import AmountText, Sign
from selfcare.display.parsing import AmountError, parse_amount

__all__ = ["AmountError", "AmountText", "DayText", "Display", "Sign", "display_for", "parse_amount"]
