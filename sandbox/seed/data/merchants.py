"""The shops of the demo, all invented. Columns: key, name, registered name, place, site, category, then usual prices."""

from sandbox.seed.shapes import Shop

# fmt: off
_ROWS = (
    # key, name, registered name, place, site, category, country, text on bank statements
    ("tagresor", "Tågresor Öst", "Tågresor Öst AB", "Gävle, Sweden", "tagresor.example", "travel", "SE", "TAGRESOR OST"),
    ("norrbo", "Norrbo Interiör", "Norrbo Interiör AB", "Luleå, Sweden", "norrbo.example", "home", "SE", "NORRBO INTERIOR"),
    ("pixelhamn", "Pixelhamn Games", "Pixelhamn AB", "Malmö, Sweden", "pixelhamn.example", "games", "SE", "PXH*DIGITAL"),
    ("velo", "Vélo Rive Gauche", "Vélo Rive Gauche SARL", "Paris, France", "velo-rivegauche.example", "sport", "FR", "VELO RIVE GAUCHE"),
    ("kronhamn", "Hotel Kronhamn", "Kronhamn Hotell AB", "Karlskrona, Sweden", "kronhamn.example", "travel", "SE", "HOTEL KRONHAMN"),
    ("blomster", "Blomsterverkstan", "Blomsterverkstan i Stockholm AB", "Stockholm, Sweden", "blomsterverkstan.example", "gifts", "SE", "BLOMSTERVERKSTAN"),
    ("kompass", "Resebyrån Kompass", "Kompass Resor AB", "Göteborg, Sweden", "kompassresor.example", "travel", "SE", "KOMPASS RESOR"),
    ("ljus", "Hemvaruhuset Ljus", "Ljus Hemvaror AB", "Uppsala, Sweden", "ljus.example", "home", "SE", "LJUS HEMVAROR"),
    ("minet", "Boulangerie Minet", "Minet SAS", "Paris, France", None, "food", "FR", "MINET PARIS"),
    ("quai", "Musée du Quai", "Musée du Quai", "Paris, France", "museeduquai.example", "culture", "FR", "MUSEE DU QUAI"),
    ("petitport", "Hôtel Petit Port", "Petit Port SARL", "Paris, France", "petitport.example", "travel", "FR", "HOTEL PETIT PORT"),
    ("lagershop", "LS*LAGERSHOP", "Lagershop Online Ltd", "Unknown place", None, "shopping", "GB", "LS*LAGERSHOP"),
    ("lumen", "Studio Lumen", "Studio Lumen Oy", "Turku, Finland", "studiolumen.example", "work", "FI", "STUDIO LUMEN"),
)

_EVERYDAY = (
    # the same columns, then lowest and highest usual price in whole units, and how often it is chosen
    ("kaffe", "Kaffekompaniet Söder", "Kaffekompaniet Söder AB", "Stockholm, Sweden", None, "food", "SE", "KAFFEKOMPANIET", 34, 78, 9),
    ("matboden", "Matboden Hornstull", "Matboden Hornstull AB", "Stockholm, Sweden", None, "groceries", "SE", "MATBODEN", 85, 420, 9),
    ("stadsbuss", "Stadsbuss", "Stadsbuss AB", "Stockholm, Sweden", "stadsbuss.example", "travel", "SE", "STADSBUSS", 39, 39, 6),
    ("apotek", "Lillaskog Apotek", "Lillaskog Apotek AB", "Stockholm, Sweden", "lillaskog.example", "health", "SE", "LILLASKOG", 60, 320, 3),
    ("kapitel", "Bokhandeln Kapitel", "Kapitel Böcker AB", "Stockholm, Sweden", "kapitel.example", "books", "SE", "KAPITEL BOCKER", 89, 260, 2),
    ("filmarkivet", "Filmarkivet Plus", "Filmarkivet Plus AB", "Stockholm, Sweden", "filmarkivet.example", "culture", "SE", "FILMARKIVET", 199, 199, 0),
    ("lokalpressen", "Lokalpressen Digital", "Lokalpressen AB", "Gävle, Sweden", "lokalpressen.example", "news", "SE", "LOKALPRESSEN", 39, 79, 1),
    ("tvatt", "Tvättomaten Skånegatan", "Skånegatans Tvätt HB", "Stockholm, Sweden", None, "home", "SE", "TVATTOMATEN", 28, 64, 2),
    ("glass", "Glassbaren", "Glassbaren i Tanto AB", "Stockholm, Sweden", None, "food", "SE", "GLASSBAREN", 28, 64, 2),
    ("molnlager", "Molnlager", "Molnlager Norden AB", "Luleå, Sweden", "molnlager.example", "software", "SE", "MOLNLAGER", 25, 25, 0),
    ("cykel", "Cykelköket Söder", "Cykelköket Söder", "Stockholm, Sweden", None, "sport", "SE", "CYKELKOKET", 45, 390, 1),
    ("bageri", "Brödboden Mariatorget", "Brödboden AB", "Stockholm, Sweden", None, "food", "SE", "BRODBODEN", 18, 96, 4),
    ("kiosk", "Blå Kiosken", "Blå Kiosken HB", "Stockholm, Sweden", None, "food", "SE", "BLA KIOSKEN", 22, 85, 3),
    ("gym", "Stadsgym Hornstull", "Stadsgym AB", "Stockholm, Sweden", "stadsgym.example", "health", "SE", "STADSGYM", 449, 449, 0),
    ("el", "Elbolaget Nordan", "Elbolaget Nordan AB", "Sundsvall, Sweden", "nordan.example", "home", "SE", "NORDAN EL", 720, 1290, 0),
    ("saluhall", "Saluhallen Kvarnen", "Kvarnens Saluhall Oy", "Helsinki, Finland", None, "groceries", "FI", "KVARNEN", 12, 64, 7),
    ("ratikka", "Ratikka Lippu", "Ratikka Oy", "Helsinki, Finland", "ratikka.example", "travel", "FI", "RATIKKA", 3, 12, 6),
    ("kahvila", "Kahvila Lokki", "Lokki Kahvit Oy", "Helsinki, Finland", None, "food", "FI", "KAHVILA LOKKI", 4, 17, 8),
    ("kirja", "Kirjakauppa Sivu", "Sivu Kirjat Oy", "Tampere, Finland", "sivu.example", "books", "FI", "SIVU KIRJAT", 11, 48, 2),
    ("ooppera", "Satamaooppera", "Satamaooppera", "Helsinki, Finland", "satamaooppera.example", "culture", "FI", "SATAMAOOPPERA", 28, 96, 1),
)
# fmt: on


def _shop(row: tuple[str, str, str, str, str | None, str, str, str], *usual: int) -> Shop:
    key, name, legal, place, site, category, country, statement = row
    low, high, weight = usual or (0, 0, 0)
    return Shop(f"mch_{key}", name, legal, place, site, category, country, statement, (low, high), weight)


MERCHANTS: dict[str, Shop] = {
    **{row[0]: _shop(row) for row in _ROWS},
    **{row[0]: _shop(row[:8], *row[8:]) for row in _EVERYDAY},
}
