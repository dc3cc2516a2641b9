"""What a customer with a case was promised, by when, and whether it was kept. Pure: no I/O, no words."""

from transactions.domain.promises.calendar import Calendar
from transactions.domain.promises.clock import Clock, clock_of
from transactions.domain.promises.kept import Promise, PromiseState, case_promises, promised_by
from transactions.domain.promises.table import DEFAULTS, Due, PromiseTable, TableError, promise_table

__all__ = [
    "DEFAULTS",
    "Calendar",
    "Clock",
    "Due",
    "Promise",
    "PromiseState",
    "PromiseTable",
    "TableError",
    "case_promises",
    "clock_of",
    "promise_table",
    "promised_by",
]
