"""What Elin has told us is wrong: an offer she decides on, a deposit we are late with, a charge that was not hers."""

from sandbox.seed.shapes import Case, Happened, Said

_KRONHAMN = Case(
    key="kronhamn",
    number="C-4471-20",
    kind="dispute",
    reason="duplicate",
    amount=93_600,
    note="Two nights booked, one of them is charged twice.",
    about="kronhamn",
    dates={"created_at": (3, "18:02:11"), "updated_at": (2, "10:31:00"), "respond_by": (-11, "23:59")},
    more={
        "status": "needs_info",
        "waiting_on": "customer",
        "offer_amount": 93_600,
        "offer_by": "Hotel Kronhamn",
        "offer_note": "You are right. One night was entered twice at the desk. We pay back 936,00 kr.",
        "handler": "Amira H.",
    },
    said=(
        Said(
            *(3, "18:02:11", "customer", ""),
            "Two nights booked, one of them is charged twice. The booking says 936,00 kr for both nights together.",
            file="booking-hk-5521.pdf",
        ),
        Said(
            *(2, "10:20:45", "merchant", "Hotel Kronhamn"),
            "You are right. One night was entered twice at the desk. We pay back 936,00 kr.",
        ),
        Said(
            *(2, "10:31:00", "operator", "Amira H."),
            "Hotel Kronhamn agrees with you. If you accept, the case closes and the money comes within an hour.",
        ),
    ),
    happened=(
        Happened(3, "18:02:11", "customer", "opened"),
        Happened(3, "18:02:12", "system", "sent", {"name": "Hotel Kronhamn"}),
        Happened(
            *(2, "10:20:45", "merchant", "merchant_agreed"),
            {"name": "Hotel Kronhamn", "amount": "93600", "currency": "SEK"},
        ),
    ),
)
_FJALLBANKEN = Case(
    key="fjall",
    number="C-4468-71",
    kind="missing_deposit",
    reason="missing_deposit",
    amount=180_000,
    note="It left my account yesterday and is not in the balance.",
    about=None,
    means="fjall",
    dates={
        "created_at": (7, "9:30:44"),
        "updated_at": (2, "17:00:00"),
        "respond_by": (2, "17:00"),
        "occurred_on": (8, "12:00"),
    },
    more={
        "status": "open",
        "waiting_on": "operator",
        "statement_text": "SELFCARE 4471",
        "handler": "Jonas L.",
    },
    said=(
        Said(
            *(7, "9:30:44", "customer", ""),
            "It left my account yesterday and is not in the balance.",
            file="statement-fjallbanken.pdf",
        ),
        Said(
            *(7, "14:12:03", "operator", "Jonas L."),
            "Thank you for the statement line. The transfer has no payment number in it, so it did not find your"
            " account by itself. We have asked Fjällbanken where it is.",
        ),
        Said(
            *(2, "17:00:00", "system", ""),
            "We promised an answer by now and do not have one. Fjällbanken has not replied. You can escalate the case"
            " with one step.",
        ),
    ),
    happened=(
        Happened(7, "9:30:44", "customer", "opened"),
        Happened(7, "14:12:03", "operator", "taken", {"name": "Jonas L."}),
        Happened(7, "14:20:31", "operator", "bank_asked", {"name": "Fjällbanken"}),
    ),
)
_LAGERSHOP = Case(
    key="lagershop",
    number="C-4431-08",
    kind="unknown_charge",
    reason="unrecognised",
    amount=8_900,
    note="I have never bought anything there.",
    about="lagershop",
    money="lagershop_back",
    dates={"created_at": (23, "19:15:02"), "updated_at": (17, "15:26:40"), "closed_at": (17, "15:26:40")},
    more={"status": "closed", "outcome": "customer", "handler": "Amira H."},
    said=(
        Said(23, "19:15:02", "customer", "", "I have never bought anything there."),
        Said(
            *(17, "15:26:40", "operator", "Amira H."),
            "The payment was made with a stolen password from a device that is not yours. The 89,00 kr you got back at"
            " once is yours to keep. Change your password if you use it elsewhere.",
            file="decision-C-4431-08.pdf",
        ),
    ),
    happened=(
        Happened(23, "19:15:02", "customer", "opened"),
        Happened(23, "19:20:10", "operator", "advanced", {"amount": "8900", "currency": "SEK"}),
        Happened(
            *(17, "15:26:40", "operator", "decided"),
            {"name": "Amira H.", "outcome": "customer", "amount": "8900", "currency": "SEK"},
        ),
    ),
)

CASES = (_KRONHAMN, _FJALLBANKEN, _LAGERSHOP)
