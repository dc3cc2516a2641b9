"""Elin's seventeen months before that, as sums to be filled: from how many days ago, for how many days, deposits, money out.

The sums are those of the design's weekly chart and of its statements (for the 19th of November; on another day the same
weeks simply lie elsewhere in the calendar). Where the two disagree, on October's money out, the chart wins.
"""

from sandbox.seed.shapes import Period

PERIODS = (
    # the week from 12 October back to the one from 31 August
    Period(38, 7, (), 261_000),
    Period(45, 7, (300_000,), 423_075),
    Period(49, 4, (150_000,), 173_970),  # 1 to 4 October
    Period(52, 3, (), 25_030),  # 28 to 30 September
    Period(59, 7, (), 287_540),
    Period(66, 7, (950_000,), 342_000),
    Period(73, 7, (), 189_050),
    Period(79, 6, (), 174_000),
    Period(80, 1, (300_000,), 40_000),  # 31 August
    # by month: August, July, June, May, April
    Period(110, 30, (120_000,), 650_475),
    Period(141, 31, (200_000, 1_000_000), 931_000),
    Period(171, 30, (400_000, 650_000), 986_730),
    Period(202, 31, (435_000, 650_000), 1_040_015),
    Period(232, 30, (260_000, 750_000), 1_054_465),
    # the first quarter, the last one of the year before, and back to where the data begins
    Period(263, 31, (180_000, 950_000), 1_136_880),
    Period(291, 28, (180_000, 950_000), 1_136_880),
    Period(322, 31, (180_000, 950_000), 1_136_880),
    Period(353, 31, (321_000, 950_000), 1_218_138),
    Period(383, 30, (325_000, 950_000), 1_218_138),
    Period(414, 31, (325_000, 950_000), 1_218_139),
    Period(444, 30, (80_000, 750_000), 901_526),
    Period(475, 31, (80_000, 750_000), 901_527),
    Period(506, 31, (80_000, 750_000), 901_527),
    Period(546, 40, (260_000, 750_000), 890_000),
)
# What is taken each month: key of the merchant, days ago of the first one listed here, amount, consent.
MONTHLY = (
    ("gym", 34, 44_900, "cns_elin_gym"),
    ("filmarkivet", 48, 19_900, "cns_elin_filmarkivet"),
    ("molnlager", 47, 2_490, "cns_elin_molnlager"),
    ("el", 35, 98_240, None),
)
EVERYDAY = (
    "kaffe",
    "matboden",
    "stadsbuss",
    "apotek",
    "kapitel",
    "lokalpressen",
    "tvatt",
    "glass",
    "cykel",
    "bageri",
    "kiosk",
)
