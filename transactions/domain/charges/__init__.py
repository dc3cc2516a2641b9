"""Which payment a line of a bank statement means: what was read there, compared fact by fact with what we know.

Pure: no I/O, no words. An amount may hold a bank's fee or another day's exchange rate, a date is the bank's own and
comes some days later, a text is cut short, spelt without vowels or sent through the wrong character set.
"""

from transactions.domain.charges.amounts import AmountFact, amount_fact
from transactions.domain.charges.candidates import (
    MONTHS,
    Candidate,
    ChargeSearch,
    Likelihood,
    StatementLine,
    charge_candidates,
    likelihoods,
)
from transactions.domain.charges.days import DayFact, day_fact
from transactions.domain.charges.names import NameFact, name_fact, search_words

__all__ = [
    "MONTHS",
    "AmountFact",
    "Candidate",
    "ChargeSearch",
    "DayFact",
    "Likelihood",
    "NameFact",
    "StatementLine",
    "amount_fact",
    "charge_candidates",
    "day_fact",
    "likelihoods",
    "name_fact",
    "search_words",
]
