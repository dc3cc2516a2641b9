"""Maja's recent weeks in euro: the states that are rare in Elin's list, and the ones a list must bear."""

from sandbox.seed.flows import step
from sandbox.seed.shapes import Period, Row
from sandbox.seed.tables import deposit, pay, refund, withdraw

_STARTED = step(0, "created", "customer", "created")
_APPROVED = step(9, "pending", "customer", "approved")

_PART_REFUNDED = (
    _STARTED,
    _APPROVED,
    step(12, "succeeded", "bank", "bank_accepted"),
    step("0:10:02", "succeeded", "customer", "refund_requested", value="2140", currency="EUR"),
    step("0:20:11", "succeeded", "merchant", "refunded", value="2140", currency="EUR"),
    step("0:40:00", "succeeded", "customer", "refund_requested", value="1080", currency="EUR"),
    step("0:41:00", "succeeded", "customer", "refund_requested", value="490", currency="EUR"),
    step("0:43:30", "succeeded", "merchant", "refund_rejected", value="490", currency="EUR"),
)
_HELD = (
    _STARTED,
    step(4, "held_by_scheme", "bank", "bank_held"),
)
_CANCEL_ASKED = (
    _STARTED,
    _APPROVED,
    step(18, "pending", "system", "bank_pending"),
    step("1:02:40", "pending", "customer", "cancel_requested"),
)
_BY_CARD = (
    step(0, "created", "customer", "created"),
    step(2, "succeeded", "bank", "bank_accepted"),
)

# fmt: off
ROWS = (
    deposit("confirming", 0, "14:01:08", "satama", 7_500, account="eur", status="pending", status_reason="bank_timed_out", open_for="0:30:00", raw_status="AB05", ref_customer="DEP-01J8Z4K7", ref_provider="261844190336"),
    pay("ljus", 0, "13:20:14", "ljus", 8_640, account="eur", description="Desk lamp and two bulbs", refund_state="partial", refunded=2_140, refundable=5_420, child="ljus_refund", ref_merchant="LJ-40182", steps=_PART_REFUNDED),
    refund("ljus_refund", 0, "13:40:22", "ljus", 2_140, account="eur", parent="ljus", ref_merchant="LJ-40182"),
    pay("kahvila_1", 0, "09:12:37", "kahvila", 690, account="eur"),
    pay("held", 1, "11:02:55", "cykel", 2_100, account=None, means="satama", status="held_by_scheme", raw_status="HELD_BY_SCHEME", steps=_HELD),
    pay("ooppera", 1, "18:30:04", "ooppera", 6_400, account="eur", description="Two tickets, row 7", ref_merchant="SO-7781"),
    pay("velo_asked", 2, "08:11:02", "velo", 4_990, account="eur", status="pending", description="Inner tube and pump", ref_merchant="VRG/88143", steps=_CANCEL_ASKED),
    pay("saluhall_1", 2, "17:20:41", "saluhall", 3_845, account="eur"),
    pay("kirja_1", 3, "15:44:18", "kirja", 2_290, account="eur", status="authorised"),
    pay("ratikka_1", 3, "07:51:30", "ratikka", 310, account="eur"),
    deposit("card", 4, "20:10:09", "card", 15_000, account="eur", fee=90, steps=_BY_CARD),
    pay("quai_declined", 5, "10:36:52", "quai", 4_800, account="eur", status="declined", status_reason="AM14", raw_status="AM14"),
    withdraw("rent", 6, "08:00:31", "satama", 64_000, account="eur"),
    Row("lumen", 8, "09:30:00", "payout", "lumen", 124_000, account="eur", more={"description": "Translation, October"}),
    withdraw("bounced", 9, "12:25:47", "satama", 9_000, account="eur", status="failed", status_reason="AC06", raw_status="AC06"),
    pay("petitport_expired", 12, "21:08:16", "petitport", 18_000, account="eur", status="expired", status_reason="not_approved_in_time"),
    deposit("expired", 13, "22:40:05", "satama", 5_000, account="eur", status="expired", status_reason="not_approved_in_time"),
)
# fmt: on

# From how many days ago, for how many days, deposits, money out.
PERIODS = tuple(Period(14 + 30 * (n + 1) - 1, 30, (30_000, 120_000), 142_300 + 730 * (n % 5)) for n in range(17))
MONTHLY = (("kirja", 24, 1_290, None),)
EVERYDAY = ("saluhall", "ratikka", "kahvila", "kirja", "ooppera")
