"""Why a figure is over its goal, for as long as it is. A goal is never widened instead."""

from __future__ import annotations

from typing import Final

CAUSES: Final[dict[str, str]] = {
    "P1": (
        "Above the yardstick stand the upstream call (1x; urllib3 itself is half of that), keeping the copy (one more "
        "trip to Redis, 0.4x), DRF's dispatch and the ETag over the whole body (0.4x), gzip (0.3x). "
        "From the copy, which is how a widget that asks every few seconds is served, it is near the goal."
    ),
    "P2": "1.77x when it was measured with less beside it; in this run other work held both cores.",
    "P3": "1.09x when it was measured with less beside it; in this run other work held both cores.",
    "P4": (
        "The page stood at 5.6x to 8.5x before a customer had labels, saved views and open cases; each page asks our "
        "own database for these now, and that is not profiled yet. A third of the rest is the markup of form and shell."
    ),
    "P5": (
        "A filtered part is never kept, so it pays for the upstream call (1.3x), for building and validating Django's "
        "filter form, which copies its nine fields for each request (0.6x), and for rows and their texts (2x)."
    ),
    "P6": "The middlewares for limits and media types came after the goal; each is a few percent of it.",
    "P8": (
        "On a machine to itself a row takes 5.4 µs of CPU: 1.2 to validate it as its owner's, 0.3 to see that a page "
        "hides nothing, 2.2 to write it, 0.6 to have a five-hundredth of a page brought, the rest to add up, digest "
        "and store. COPY's 1.6 hold neither JSON nor a check. Where other work holds the cores, as in this run, an "
        "export waits for a core twice as often as a COPY, and so does a page beside it."
    ),
    "P10": "Other work held both cores in this run; what waits for threads then counts as latency.",
    "P11": (
        "Django's resolver, DRF's request, negotiation and authentication are half a yardstick before the view begins, "
        "and the answer carries rate-limit headers and an access log line like any other."
    ),
    "P14": (
        "Ids of 26 random characters and exact times do not compress: a row weighs 50 bytes. htmx's configuration and "
        "up to 100 bytes of random padding against BREACH are in every page."
    ),
    "P15": (
        "The restart migrates two databases, compiles catalogues and starts web after the sandbox answers; on two "
        "cores shared with other work each Python process takes a second or two to import what it needs."
    ),
    "P16": (
        "A receipt takes 0.2 s of processor and the first one of a worker 0.3 s; what else the machine does is counted "
        "with it."
    ),
}
