"""Why a figure is over its goal, for as long as it is. A goal is never widened instead."""

from __future__ import annotations

from typing import Final

CAUSES: Final[dict[str, str]] = {
    "P1": (
        "Above the yardstick stand the upstream call (1x; urllib3 itself is half of that), keeping the copy (one more "
        "trip to Redis, 0.4x), DRF's dispatch and the ETag over the whole body (0.3x), gzip (0.3x). "
        "From the copy, which is how a widget that asks every few seconds is served, it is within the goal."
    ),
    "P3": ("An amount checks its own currency and bound, a hundred times a page."),
    "P4": (
        "6.5x to 7.2x with less beside it. Each part measured apart and warm, in yardsticks: the upstream "
        "call 1.4 and keeping what it brought 0.3; rows, days and the words of views as values 0.8; the "
        "template, compiled for one language and without macros in its rows, 1.2; gzip 0.6; reading copies, "
        "the customer's own rows among them, 0.4. Together that is 5.7 with the yardstick; the rest is code "
        "that another leg has pushed out of the processor's cache. Tags, saved views, open cases and the "
        "export menu came after the goal."
    ),
    "P5": (
        "4.5x to 5x with less beside it. Rows that are asked more of are never kept: the yardstick and the "
        "upstream call are 2.4 before a row is made; rows and their texts are 0.9, gzip and the trip for "
        "labels 0.4, measured apart and warm."
    ),
    "P6": ("The middlewares for limits and media types came after the goal; each is a few percent of it."),
    "P8": (
        "On a machine to itself a row takes 5.4 µs of CPU: 1.2 to validate it as its owner's, 0.3 to see that a page "
        "hides nothing, 2.2 to write it, 0.6 to have a five-hundredth of a page brought, the rest to add up, digest "
        "and store. COPY's 1.6 hold neither JSON nor a check, and its time has both cores where an export's has one. "
        "A page beside it asks Redis and the service, and two cores are then shared by five processes: 1.1x to 1.4x "
        "from run to run."
    ),
    "P10": (
        "Nothing is kept in this figure: seven answers are validated and kept by threads of one interpreter, our "
        "database is read beside them, and then the page is drawn."
    ),
    "P11": (
        "DRF's request, negotiation and authentication are a quarter of a yardstick before the view begins, and the "
        "answer carries rate-limit headers and an access log line like any other."
    ),
    "P14": (
        "Ids of 26 random characters, exact times and amounts as values do not compress: a row weighs 75 "
        "bytes, 25 of them nearly 2 KB. The form is 0.9 KB, the menus of views and exports 0.6 KB; up to 100 "
        "bytes of random padding against BREACH are in every page. Brotli would take a tenth off both, "
        "without the padding that gzip's header has room for."
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
