"""Who the demo customers are, what they hold and what they pay with."""

from sandbox.seed.shapes import Means, Person, Purse

PASSWORD = "demo-only-password"  # noqa: S105 -- printed by `make run`; it opens nothing but demo data

ELIN = Person(
    id="cus_elin",
    identifier="demo@selfcare.example",
    given_name="Elin",
    family_name="Sandberg",
    locale="en",
    timezone="Europe/Stockholm",
    country="SE",
    phone="+46700000012",
    member_for=2809,
)
MAJA = Person(
    id="cus_maja",
    identifier="maja@selfcare.example",
    given_name="Maja",
    family_name="Lindroos",
    locale="sv",
    timezone="Europe/Helsinki",
    country="FI",
    phone="+358400000034",
    member_for=1204,
    totp_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",  # noqa: S106 -- as above
)
OMAR = Person(
    id="cus_omar",
    identifier="omar@selfcare.example",
    given_name="Omar",
    family_name="Haddad",
    locale="sv",
    timezone="Europe/Stockholm",
    country="SE",
    phone="+46700000056",
    member_for=9,
)

KIM = Person(
    id="cus_kim",
    identifier="kim@selfcare.example",
    given_name="Kim",
    family_name="Nyström",
    locale="sv",
    timezone="Europe/Stockholm",
    country="SE",
    phone="+46700000078",
    member_for=212,
)

ELIN_PURSES = {
    "sek": Purse("acc_elin_sek", "Balance in krona", "SEK", 1_248_055, "SE•• •••• 4411"),
    "eur": Purse("acc_elin_eur", "Balance in euro", "EUR", 31_240, "SE•• •••• 4412"),
}
MAJA_PURSES = {"eur": Purse("acc_maja_eur", "Balance in euro", "EUR", 184_215, "FI•• •••• 7130")}
OMAR_PURSES = {
    "sek": Purse("acc_omar_sek", "Balance in krona", "SEK", 74_350, "SE•• •••• 9026"),
    "eur": Purse("acc_omar_eur", "Balance in euro", "EUR", 0, "SE•• •••• 9027"),
}
KIM_PURSES = {"sek": Purse("acc_kim_sek", "Balance in krona", "SEK", 214_050, "SE•• •••• 3365")}

ELIN_MEANS = {
    "ostra": Means("ins_elin_ostra", "bank_account", "Östra Sparbank", "2104", "Salary account", fee=0),
    "norr": Means("ins_elin_norr", "bank_account", "Bank Norr", "8830", "Savings account", fee=0),
    "card": Means(
        "ins_elin_card",
        "card",
        "Card",
        "4417",
        "Debit card",
        expiry="08/28",
        fee=750,
        usable_for=("deposit", "payment"),
    ),
    "closed": Means(
        "ins_elin_closed", "bank_account", "Östra Sparbank", "7466", "Closed account", status="removed", usable_for=()
    ),
    "fjall": Means(
        "ins_elin_fjall", "bank_account", "Fjällbanken", "0318", "Cabin account", status="removed", usable_for=()
    ),
}
MAJA_MEANS = {
    "satama": Means(
        "ins_maja_satama", "bank_account", "Satamapankki", "5512", "Salary account", fee=0, currency="EUR", country="FI"
    ),
    "card": Means(
        "ins_maja_card",
        "card",
        "Card",
        "9071",
        "Credit card",
        expiry="03/27",
        fee=90,
        currency="EUR",
        country="FI",
        usable_for=("deposit", "payment"),
    ),
}
OMAR_MEANS = {"norr": Means("ins_omar_norr", "bank_account", "Bank Norr", "3348", "Everyday account", fee=0)}
KIM_MEANS = {"ostra": Means("ins_kim_ostra", "bank_account", "Östra Sparbank", "6120", "Salary account", fee=0)}

# What for, currency, window, the most. Elin's on deposits leaves her 2 000 kr in the month of the demo (13 000 of 15 000 are
# used), as in the pictures, and is larger when more of what was moved lies in the month. Whoever wants to deposit more takes Maja or Omar.
# Omar's on withdrawals is the one that is easily reached: 500 kr a day.
ELIN_LIMITS = (
    ("deposit", "SEK", "month", 1_500_000),
    ("deposit", "EUR", "month", 200_000),
    ("withdrawal", "SEK", "day", 2_000_000),
    ("withdrawal", "SEK", "month", 10_000_000),
    ("withdrawal", "EUR", "day", 200_000),
)
MAJA_LIMITS = (
    ("deposit", "EUR", "month", 1_000_000),
    ("withdrawal", "EUR", "day", 100_000),
    ("withdrawal", "EUR", "month", 500_000),
)
KIM_LIMITS = (("withdrawal", "SEK", "day", 1_000_000),)
OMAR_LIMITS = (
    ("deposit", "SEK", "month", 5_000_000),
    ("deposit", "EUR", "month", 500_000),
    ("withdrawal", "SEK", "day", 50_000),
    ("withdrawal", "SEK", "month", 500_000),
)
