"""What looks like a card number is told from what does not, and leads no address on."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client, RequestFactory

from selfcare.domain.cards import has_card_number, without_card_numbers
from selfcare.http import login_path, return_path
from tests.people import signed_in

PAN = "4242424242424242"
ARABIC = PAN.translate({ord(str(number)): 0x660 + number for number in range(10)})
CARDS = [
    PAN,
    "4242 4242 4242 4242",
    "4242-4242-4242-4242",
    "4242\u00a04242\u20134242\u200b4242",
    "4242.4242.4242.4242",
    "4242 - 4242 - 4242 - 4242",
    "378282246310005",  # fifteen
    "4222222222222",  # thirteen
    "6304000000000000000",  # nineteen
    "my card 4242 4242 4242 4242 12/27 123",
    f"kort{PAN}tack",
    ARABIC,
    "\uff14\uff12\uff14\uff12 \uff14\uff12\uff14\uff12 4242 4242",
    "४२४२४२४२४२४२४२४२",
    "④②④② 4242 4242 4242",
]
OTHERS = [
    "",
    "4242424242424241",
    "424242424242",
    "42424242424242424242",
    "0000 0000 0000 0000",
    "261843910027",
    "SE45 5000 0000 0583 9825 7466",
    "DE89370400440532013000",
    "2026-11-19",
    "Bookshelf 1 249,00 kr",
]


@pytest.mark.parametrize("text", CARDS)
def test_a_card_number_is_found_however_it_is_written(text: str) -> None:
    assert has_card_number(text)


@pytest.mark.parametrize("text", OTHERS)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not has_card_number(text)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/transactions?q=coffee&type=payment", "/transactions?q=coffee&type=payment"),
        (f"/transactions?q={PAN}&type=payment", "/transactions?type=payment"),
        (f"/transactions?q={PAN}", "/transactions"),
        (f"/transactions?{PAN}=1&type=payment", "/transactions?type=payment"),
        ("/transactions?q=4242+4242+4242+4242", "/transactions"),
        ("/transactions?q=4242%204242%2D4242%204242", "/transactions"),
        (f"/transactions?q={quote(ARABIC)}", "/transactions"),
        (f"/login?next={quote(f'/transactions?q={PAN}', safe='')}", "/login"),
        (f"/login?next={quote('/transactions?q=' + quote('4242 4242 4242 4242'), safe='')}", "/login"),
        (f"/transactions/{PAN}", "/"),
    ],
)
def test_an_address_goes_on_without_it(path: str, expected: str) -> None:
    assert without_card_numbers(path) == expected


def test_sign_in_leads_back_to_the_filters_but_never_to_a_card_number() -> None:
    kept = RequestFactory().get("/transactions?type=payment&from=2026-11-01")
    card = RequestFactory().get(f"/transactions?q={PAN}&type=payment")
    part = RequestFactory().get(
        "/transactions?type=payment",
        headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver/transactions?type=fee&q={PAN}"},
    )

    assert login_path(kept) == "/login?next=/transactions%3Ftype%3Dpayment%26from%3D2026-11-01"
    assert login_path(card) == "/login?next=/transactions%3Ftype%3Dpayment"
    assert login_path(part) == "/login?next=/transactions%3Ftype%3Dfee"
    assert return_path(kept, f"/transactions?q={PAN}") == "/transactions"


@pytest.mark.django_db
@pytest.mark.usefixtures("empty_stores")
def test_no_page_that_is_shown_meanwhile_repeats_it(capfd: pytest.CaptureFixture[str]) -> None:
    visitor: Any = Client()
    for path in (f"/login?next=/transactions%3Fq%3D{PAN}", f"/language?to=sv&next=/transactions%3Fq%3D{PAN}"):
        answer = visitor.get(path)
        assert PAN not in answer.content.decode() + str(dict(answer.headers))
    assert PAN not in visitor.get(f"/transactions?q={PAN}")["Location"]
    assert PAN not in signed_in().get(f"/nowhere?q={PAN}").content.decode()
    told = capfd.readouterr()
    assert PAN not in told.out + told.err
