"""A form that a limit refuses is not lost: the page it leads to sends it again."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from selfcare.limits import limit_forgive
from selfcare.rates import MONEY, rate_use
from tests.page import PageClient
from tests.people import ELIN
from tests.transactions.requests import Service, press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]
FORM = "/transactions/tx_1/refund"
WORDS = 'Handed in & "signed" </textarea><script>alert(1)</script>\r\nOn the 18th.'


def use_up() -> None:
    for _ in range(MONEY.limit):
        rate_use(MONEY, ELIN.id)


def wait() -> None:
    for _ in range(MONEY.limit):
        limit_forgive(MONEY.name, ELIN.id)


def test_what_was_written_is_sent_again_as_it_was(elin: PageClient, service: Service) -> None:
    page = elin.get(FORM)
    use_up()
    early = press(elin, page, note=WORDS)
    assert early.status == 429
    assert service.asked == []
    assert "What you wrote is kept in this page." in early.text
    assert "Your file is not" not in early.text
    wait()
    sent = press(elin, early)
    assert (sent.status, sent.response["Location"]) == (303, "/cases/rrq_1")
    assert service.asked[0]["note"] == WORDS.replace("\r\n", "\n")


def test_that_a_file_is_not_kept_is_said(elin: PageClient) -> None:
    use_up()
    early = elin.post(
        f"{FORM}/send", {"note": "Torn", "files": SimpleUploadedFile("a.pdf", b"%PDF-1.7", "application/pdf")}
    )
    assert early.status == 429
    assert "Your file is not: add it afterwards." in early.text
    assert early.form() == {"note": "Torn"}
