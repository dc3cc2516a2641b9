"""Kim buys at Norrbo Interiör and nowhere else: what that shop sees in its console beside Elin's orders."""

from sandbox.seed.tables import pay, refund

# fmt: off
ROWS = (
    pay("norrbo_4", 2, "11:15:20", "norrbo", 99_900, description="Wool blanket, 2 pcs", ref_merchant="NI-204402"),
    refund("norrbo_3_refund", 6, "10:02:41", "norrbo", 39_900, ref_merchant="NI-204390", parent="norrbo_3"),
    pay("norrbo_3", 7, "09:20:36", "norrbo", 39_900, description="Candle holder, brass", ref_merchant="NI-204390", refund_state="full", refunded=39_900, child="norrbo_3_refund"),
    pay("norrbo_2", 10, "18:41:07", "norrbo", 219_000, description="Side table, ash", ref_merchant="NI-204377", status="declined", status_reason="insufficient_funds", raw_status="AM04"),
    pay("norrbo_1", 16, "08:05:13", "norrbo", 49_900, description="Picture frames, 3 pcs", ref_merchant="NI-204361"),
)
# fmt: on
