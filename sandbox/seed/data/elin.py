"""Elin's last thirty days in kronor, as the design shows them. A row's days and times are those of a Thursday 19 November
2026, 14:05:12; its amounts are in öre."""

from sandbox.seed.flows import step, step_on
from sandbox.seed.shapes import Row
from sandbox.seed.tables import deposit, pay, refund, withdraw

_CLOSED = (
    step(0, "created", "customer", "created"),
    step(1, "pending", "system", "bank_pending"),
    step(3, "failed", "bank", "bank_failed", bank_code="AC04", reason="account_closed"),
)
_REFUNDED = (
    step(0, "created", "customer", "created"),
    step(9, "pending", "customer", "approved"),
    step(12, "succeeded", "bank", "bank_accepted"),
    step("0:04:38", "succeeded", "customer", "refund_requested", note="Bought the wrong edition."),
    step("0:06:01", "succeeded", "merchant", "refunded"),
)
_SLOW_BANK = (
    step(0, "created", "customer", "created"),
    step(17, "pending", "customer", "approved"),
    step(18, "pending", "system", "bank_pending", party="Banque du Quai"),
)
_DISPUTED = (
    step(0, "created", "customer", "created"),
    step(14, "pending", "customer", "approved"),
    step(18, "succeeded", "bank", "bank_accepted"),
    step("4:31:24", "succeeded", "customer", "disputed"),
    step("20:49:58", "succeeded", "merchant", "dispute_updated"),
)
_RETURNED = (
    step(0, "created", "customer", "created"),
    step(1, "pending", "system", "bank_pending"),
    step(7, "succeeded", "bank", "bank_accepted"),
    step("72:39:55", "reversed", "bank", "returned", bank_code="AC14"),
)
_UNKNOWN = (
    step(0, "created", "customer", "created"),
    step(2, "pending", "system", "bank_pending"),
    step(3, "succeeded", "bank", "bank_accepted"),
    step("19:27:00", "succeeded", "customer", "disputed"),
    step("19:32:08", "succeeded", "operator", "charged_back"),
    step("159:38:38", "succeeded", "operator", "dispute_closed", outcome="customer"),
)
# Ordered a month ago and taken when it was sent, so that it can still be asked back; see `_LATE_OCTOBER`.
_ASKED_THREE_TIMES = (
    step(0, "created", "customer", "created"),
    step(13, "pending", "customer", "approved"),
    step(14, "authorised", "bank", "reserved"),
    step_on(25, "10:05:31", "succeeded", "merchant", "captured"),
    step_on(22, "8:40:02", "succeeded", "customer", "refund_requested", value="43200", currency="SEK"),
    step_on(22, "8:41:10", "succeeded", "customer", "refund_requested", value="4900", currency="SEK"),
    step_on(21, "15:02:12", "succeeded", "merchant", "refunded", value="43200", currency="SEK"),
    step_on(21, "15:04:40", "succeeded", "merchant", "refund_rejected", value="4900", currency="SEK"),
    step_on(0, "10:12:05", "succeeded", "customer", "refund_requested", value="21600", currency="SEK"),
)
_REFUNDED_NEXT_DAY = (
    step(0, "created", "customer", "created"),
    step(8, "pending", "customer", "approved"),
    step(10, "succeeded", "bank", "bank_accepted"),
    step("26:54:16", "succeeded", "merchant", "refunded"),
)

# fmt: off
_TODAY = (
    pay("tagresor", 0, "14:05:04", "tagresor", 54_900, status="requires_action", description="Train to Gävle, 2nd class", ref_provider="261844200162", ref_merchant="TO-771203", open_for="0:30:00"),
    pay("kaffe_1", 0, "12:41:09", "kaffe", 6_200, ref_provider="261844183305"),
    withdraw("closed", 0, "09:14:02", "closed", 200_000, status="failed", status_reason="account_closed", raw_status="AC04", ref_provider="261844115520", ref_statement="AC04", steps=_CLOSED),
    deposit("today", 0, "08:02:16", "closed", 300_000, ref_provider="261844098840"),
)

_YESTERDAY = (
    pay("norrbo", 1, "19:37:08", "norrbo", 124_900, description="Bookshelf, oak, 1 pc", ref_provider="261844079913", ref_merchant="NI-204417", ref_statement="7F3K0O1I2219QX"),
    refund("pixelhamn_refund", 1, "17:26:00", "pixelhamn", 19_900, ref_provider="261844031190", ref_merchant="PXH-99120", parent="pixelhamn"),
    pay("pixelhamn", 1, "17:20:02", "pixelhamn", 19_900, ref_provider="261844027718", ref_merchant="PXH-99120", ref_statement="PXH*DIGITAL", refund_state="full", refunded=19_900, child="pixelhamn_refund", steps=_REFUNDED),
    pay("velo", 1, "08:11:02", "velo", 57_530, status="pending", fee=500, original_amount=4_990, original_currency="EUR", fx_rate="11.4289", description="Inner tube and pump", ref_provider="261843910027", ref_merchant="VRG/88120", raw_status="PDNG", steps=_SLOW_BANK),
)

_THIS_WEEK_AND_LAST = (
    pay("apotek_1", 3, "21:03:31", "apotek", 31_850, means="closed"),
    pay("kronhamn", 3, "13:30:47", "kronhamn", 187_200, description="Two nights", ref_merchant="HK-5521", ref_provider="261843881150", dispute={"id": "dsp_elin_kronhamn", "status": "needs_info", "outcome": None}, steps=_DISPUTED),
    pay("gym_1", 3, "10:00:00", "gym", 44_900, description="Membership, one month", consent_id="cns_elin_gym"),
    pay("el_1", 4, "18:44:20", "el", 103_625, means="closed", description="Electricity, October", ref_merchant="EL-3390417"),
    pay("blomster_1", 4, "12:10:33", "blomster", 38_500, status="cancelled"),
    pay("kapitel_1", 6, "16:52:12", "kapitel", 13_000, status="authorised", ref_merchant="BK-60218"),
    deposit("salary", 6, "09:00:05", "closed", 1_000_000),
)

_NOVEMBER = (
    pay("kompass_declined", 7, "20:15:44", "kompass", 245_000, status="declined", status_reason="insufficient_funds", raw_status="AM04"),
    pay("matboden_1", 7, "17:48:10", "matboden", 14_200),
    pay("tagresor_expired", 8, "09:22:51", "tagresor", 39_500, status="expired", status_reason="not_approved_in_time"),
    pay("cykel_1", 8, "16:05:26", "cykel", 9_500),
    deposit("norr_declined", 9, "11:34:08", "norr", 50_000, status="declined", status_reason="AM04", raw_status="AM04"),
    pay("matboden_2", 9, "18:20:39", "matboden", 9_000),
    pay("kaffe_2", 10, "08:14:55", "kaffe", 5_800),
    pay("tvatt_1", 11, "14:40:18", "tvatt", 3_200),
    deposit("card_failed", 12, "19:02:47", "card", 30_000, status="failed", status_reason="AB08", raw_status="AB08"),
    pay("norrbo_2", 12, "12:31:05", "norrbo", 39_900, description="Lampshade, linen", ref_merchant="NI-203870"),
    pay("glass_1", 13, "15:26:29", "glass", 2_800),
    withdraw("savings_1", 14, "10:12:36", "norr", 170_000),
    pay("stadsbuss_1", 14, "07:41:02", "stadsbuss", 3_900),
    withdraw("savings_cancelled", 15, "21:17:50", "norr", 80_000, status="cancelled"),
    pay("kaffe_3", 15, "08:20:13", "kaffe", 3_800),
    pay("blomster_2", 16, "13:03:41", "blomster", 24_000, status="cancelled"),
    pay("molnlager_1", 17, "06:00:00", "molnlager", 2_490, consent_id="cns_elin_molnlager"),
    withdraw("savings_2", 18, "18:30:22", "norr", 110_000),
    pay("lokalpressen_1", 18, "09:12:11", "lokalpressen", 6_290),
    pay("filmarkivet_1", 18, "06:00:00", "filmarkivet", 19_900, means="ostra", consent_id="cns_elin_filmarkivet"),
)

# What the design shows of the cases lies in its November, whose sums it shows too and which leave no room for them. They
# are moved to these weeks, whose sums hold with them, and the furniture a day before what is shown of thirty days.
_LATE_OCTOBER = (
    withdraw("savings_3", 20, "17:05:38", "norr", 360_000),
    deposit("late_october", 21, "19:50:27", "ostra", 27_900),
    refund("ljus_refund", 21, "15:02:10", "ljus", 43_200, ref_provider="261843712048", ref_merchant="HL-77310", parent="ljus"),
    pay("kaffe_4", 22, "08:31:16", "kaffe", 3_030),
    pay("stadsbuss_2", 23, "17:22:09", "stadsbuss", 3_900),
    Row("lagershop_back", 23, "19:20:10", "chargeback", "lagershop", 8_900, more={"parent": "lagershop", "description": "C-4431-08"}),
    pay("lagershop", 24, "23:48:02", "lagershop", 8_900, ref_provider="261843017728", child="lagershop_back", dispute={"id": "dsp_elin_lagershop", "status": "closed", "outcome": "customer"}, steps=_UNKNOWN),
    pay("bageri_1", 26, "09:48:33", "bageri", 1_810),
    Row("fjall_return", 27, "11:20:00", "adjustment", "fjall", 120_000, means="fjall", more={"status_reason": "AC14", "raw_status": "AC14", "ref_provider": "261843810904", "ref_statement": "FJB20261113X0091", "parent": "fjall"}),
    deposit("october_salary", 27, "09:00:05", "ostra", 860_000),
    withdraw("savings_4", 28, "20:41:12", "norr", 63_600),
    withdraw("fjall", 30, "10:40:02", "fjall", 120_000, status="reversed", status_reason="AC14", raw_status="AC14", ref_provider="261843705521", ref_statement="FJB20261113X0091", child="fjall_return", settlement_state="returned", steps=_RETURNED),
    pay("kompass_1", 31, "16:18:40", "kompass", 99_800, description="Weekend in Karlskrona", ref_merchant="KR-118204"),
    pay("ljus", 31, "13:20:14", "ljus", 86_400, description="Floor lamp and two shelves", ref_provider="261843106642", ref_merchant="HL-77310", refund_state="partial", refunded=43_200, refundable=21_600, child="ljus_refund", steps=_ASKED_THREE_TIMES),
    pay("apotek_2", 31, "12:07:24", "apotek", 26_390),
)

# A weekend in Paris, paid from the euro account.
_EURO = (
    Row("lumen", 9, "10:00:41", "payout", "lumen", 8_500, account="eur", more={"description": "Photographs, October"}),
    refund("quai_refund", 11, "16:10:05", "quai", 2_400, account="eur", parent="quai"),
    pay("petitport", 11, "11:02:38", "petitport", 12_000, account="eur", description="Two nights"),
    pay("quai", 12, "13:15:49", "quai", 2_400, account="eur", refund_state="full", refunded=2_400, child="quai_refund", steps=_REFUNDED_NEXT_DAY),
    pay("minet", 12, "08:36:20", "minet", 840, account="eur"),
    deposit("euro", 17, "18:55:30", "ostra", 20_000, account="eur"),
)
# fmt: on

ROWS = (*_TODAY, *_YESTERDAY, *_THIS_WEEK_AND_LAST, *_NOVEMBER, *_LATE_OCTOBER, *_EURO)
