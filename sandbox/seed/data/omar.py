"""Omar came last week: a handful of transactions, and an account with nothing on it."""

from sandbox.seed.tables import deposit, pay

ROWS = (
    pay("matboden", 0, "11:38:20", "matboden", 21_850),
    pay("kaffe", 1, "08:05:11", "kaffe", 4_800),
    pay("stadsbuss", 2, "07:33:46", "stadsbuss", 3_900),
    deposit("second", 3, "18:12:30", "norr", 50_000),
    deposit("first_expired", 8, "19:44:02", "norr", 50_000, status="expired", status_reason="not_approved_in_time"),
    pay("kapitel_cancelled", 5, "13:27:58", "kapitel", 18_900, status="cancelled"),
    deposit("first", 8, "20:02:17", "norr", 54_900),
)
