"""What the demo's shops put on a receipt: address, company number, value added tax; all invented. One tells nothing."""

from __future__ import annotations

from typing import NamedTuple


class Company(NamedTuple):
    """``vat_rate`` is in hundredths of a per cent."""

    address: str
    org_no: str
    vat_no: str
    vat_rate: int


# fmt: off
_ROWS = (
    # key, street and town, company number, hundredths of a per cent
    ("tagresor", "Norra Slottsgatan 3, 803 20 Gävle", "559120-1186", 600),
    ("norrbo", "Storgatan 14, 972 31 Luleå", "559123-4404", 2500),
    ("pixelhamn", "Hamngatan 4, 211 22 Malmö", "559131-7720", 2500),
    ("velo", "12 rue du Bac, 75007 Paris", "852 114 706", 2000),
    ("kronhamn", "Skeppsbrokajen 2, 371 33 Karlskrona", "556902-4418", 1200),
    ("blomster", "Åsögatan 118, 116 24 Stockholm", "559140-2208", 2500),
    ("kompass", "Östra Hamngatan 30, 411 09 Göteborg", "556877-6613", 600),
    ("ljus", "Svartbäcksgatan 22, 753 32 Uppsala", "559015-3372", 2500),
    ("minet", "41 rue Mouffetard, 75005 Paris", "801 337 265", 550),
    ("quai", "8 quai Conti, 75006 Paris", "784 402 118", 550),
    ("petitport", "3 rue du Petit Pont, 75005 Paris", "813 550 942", 1000),
    ("lumen", "Linnankatu 18, 20100 Turku", "2871450-3", 2550),
    ("kaffe", "Götgatan 67, 116 21 Stockholm", "559088-1407", 1200),
    ("matboden", "Hornsgatan 151, 117 30 Stockholm", "559061-9925", 1200),
    ("stadsbuss", "Lindhagensgatan 100, 112 51 Stockholm", "556741-0082", 600),
    ("apotek", "Ringvägen 98, 118 60 Stockholm", "559102-6645", 2500),
    ("kapitel", "Nytorgsgatan 23, 116 40 Stockholm", "559117-3380", 600),
    ("filmarkivet", "Borgvägen 5, 115 53 Stockholm", "559155-0019", 2500),
    ("lokalpressen", "Drottninggatan 29, 803 11 Gävle", "556610-7741", 600),
    ("tvatt", "Skånegatan 80, 116 35 Stockholm", "969733-1152", 2500),
    ("glass", "Tantogatan 61, 118 42 Stockholm", "559173-8826", 1200),
    ("molnlager", "Aurorum 10, 977 75 Luleå", "559098-5513", 2500),
    ("cykel", "Brännkyrkagatan 70, 118 23 Stockholm", "802431-9057", 2500),
    ("bageri", "Mariatorget 6, 118 48 Stockholm", "559066-2204", 1200),
    ("kiosk", "Hornstulls strand 13, 117 39 Stockholm", "969740-6681", 1200),
    ("gym", "Långholmsgatan 38, 117 33 Stockholm", "559034-7718", 600),
    ("el", "Esplanaden 8, 852 36 Sundsvall", "556588-3029", 2500),
    ("saluhall", "Hämeentie 1, 00530 Helsinki", "2910378-6", 1400),
    ("ratikka", "Toinen linja 7, 00530 Helsinki", "2755031-9", 1400),
    ("kahvila", "Fleminginkatu 15, 00500 Helsinki", "3014462-8", 1400),
    ("kirja", "Hämeenkatu 22, 33200 Tampere", "2640187-1", 1400),
    ("lagershop", "Unit 9, 40 Wharf Road, London N1", "11480226", 2000),
    ("ooppera", "Satamakatu 3, 00160 Helsinki", "0210945-5", 1400),
)
# fmt: on


def _company(address: str, org_no: str, rate: int) -> Company:
    digits = "".join(char for char in org_no if char.isdigit())
    if " " in org_no:
        key = (12 + 3 * (int(digits) % 97)) % 97  # France: two check digits before the company number
        return Company(address, org_no, f"FR{key:02d}{digits}", rate)
    if org_no.isdigit():
        return Company(address, org_no, f"GB{digits[:7]}19", rate)  # the United Kingdom: another number, of nine digits
    vat_no = f"FI{digits}" if org_no[-2] == "-" else f"SE{digits}01"
    return Company(address, org_no, vat_no, rate)


COMPANIES: dict[str, Company] = {row[0]: _company(*row[1:]) for row in _ROWS}
# The serial of the next receipt follows the highest there is.
RECEIPTS: dict[str, tuple[int, tuple[tuple[str, int], ...]]] = {
    # transaction: serial, lines
    "tx_elin_norrbo": (11_840_713, (("Bookshelf, oak, 1 pc", 115_000), ("Delivery", 9_900))),
}
