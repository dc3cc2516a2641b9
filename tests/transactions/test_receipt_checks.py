"""The public page that says whether a receipt is one of ours, and the keys; nobody signs in for it."""

from __future__ import annotations

import base64
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deploy.local.keys import receipt_key
from selfcare.stores import sessions
from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.page import PageClient
from tests.people import signed_in
from transactions.models import SignedReceipt
from transactions.services.receipt_checks import LARGEST_FILE

ROOT = Path(__file__).resolve().parents[2]
NUMBER = "R-2026-118-40713"
PDF, API = "/transactions/tx_1/receipt.pdf", "/api/v1/transactions/tx_1/receipt"


@pytest.fixture
def owner(upstream: FakeUpstream, empty_stores: None) -> Client:
    """Elin, whose payment service has one receipt."""
    upstream.on("GET", "/v1/capabilities", json=build.capabilities())
    upstream.on("GET", "/v1/transactions/tx_1/receipt", json=build.receipt())
    return signed_in()


@pytest.fixture
def row(owner: Client) -> SignedReceipt:
    owner.get("/transactions/tx_1/receipt")
    return SignedReceipt.objects.get()


@pytest.fixture
def public(empty_stores: None) -> PageClient:
    """Anybody."""
    return PageClient(Client())


def send(client: Client, content: bytes, name: str = "receipt.pdf") -> Any:
    return client.post("/check", {"pdf": SimpleUploadedFile(name, content, "application/pdf")})


def test_the_form_asks_for_number_and_word_or_the_file(public: PageClient) -> None:
    page = public.get("/check")
    assert (page.status, page.h1) == (200, "Check a receipt")
    assert [each.get("name") for each in page.all("form input.input")] == ["no", "word", "pdf"]


def test_a_genuine_receipt_shows_its_facts_and_no_name(row: SignedReceipt, public: PageClient) -> None:
    page = public.get("/check", {"no": NUMBER.lower(), "word": row.check_word})

    assert page.h1 == "This receipt is genuine"
    for words in ("1\xa0249,00\xa0kr", NUMBER, "Norrbo Interiör AB", "E••• S•••", "Wednesday 18 November 2026, 19:37"):
        assert words in page.text
    assert "Nothing refunded" in page.text
    assert "Elin" not in page.text
    assert "Bookshelf" not in page.text


@pytest.mark.parametrize("spoil", [str.lower, lambda word: f"{word[:4]} {word[4:]}", lambda word: f" {word}-"])
def test_the_word_may_be_written_as_people_write(row: SignedReceipt, public: PageClient, spoil: Any) -> None:
    assert public.get("/check", {"no": NUMBER, "word": spoil(row.check_word)}).h1 == "This receipt is genuine"


@pytest.mark.parametrize(("number", "word"), [(NUMBER, "0000 0000"), ("R-2026-118-40714", None)])
def test_what_does_not_belong_together_is_said_with_the_tries_left(
    row: SignedReceipt, public: PageClient, number: str, word: str | None
) -> None:
    page = public.get("/check", {"no": number, "word": word or row.check_word})

    assert page.h1 == "We did not make this receipt as it is"
    assert re.search(r"4 more tries before \d\d:\d\d\.", page.text)
    assert "Norrbo" not in page.text


def test_tries_are_limited_and_good_ones_are_free(row: SignedReceipt, public: PageClient) -> None:
    for _ in range(8):
        assert public.get("/check", {"no": NUMBER, "word": row.check_word}).status == 200
    said = [public.get("/check", {"no": NUMBER, "word": "00000000"}).text for _ in range(5)]
    assert "No more tries before" in said[-1]
    over = public.client.get("/check", {"no": NUMBER, "word": row.check_word})
    assert over.status_code == 429
    assert 0 < int(over.headers["Retry-After"]) <= 900


@pytest.mark.parametrize(
    "asked",
    [
        {"no": "", "word": ""},
        {"no": NUMBER},
        {"word": "7QX2M9LD"},
        {"no": "R 1", "word": "7"},
        {"no": "R" * 41, "word": "7"},
    ],
)
def test_what_cannot_be_right_is_named_and_costs_no_try(public: PageClient, asked: dict[str, str]) -> None:
    page = public.get("/check", asked)
    assert page.status == 422
    assert page.all("[aria-invalid=true]")
    assert "4 more" in public.get("/check", {"no": NUMBER, "word": "7QX2M9LD"}).text


def test_hostile_text_stays_text(public: PageClient) -> None:
    page = public.get("/check", {"no": NUMBER, "word": "<b>7QX2</b>"})
    assert not page.all("main b")


def test_the_file_itself_is_genuine(owner: Client, public: PageClient) -> None:
    content = owner.get(PDF).content
    assert "This receipt is genuine" in send(public.client, content).content.decode()


@pytest.mark.parametrize("where", [0, 9, 0.5, 0.97, -330, -200, -100, -92, -60, -4, -3, -2, -1])
@pytest.mark.parametrize("bit", [1, 16])
def test_a_file_that_differs_by_one_byte_is_not(owner: Client, public: PageClient, where: float, bit: int) -> None:
    content = bytearray(owner.get(PDF).content)
    content[int(where * len(content)) if 0 < where < 1 else int(where)] ^= bit
    answer = send(public.client, bytes(content)).content.decode()
    assert "We did not make this file as it is" in answer
    assert "not a file we made" in answer


@pytest.mark.parametrize("more", [b"\n", b"%", b"\n%%EOF\n"])
def test_nor_is_one_that_is_longer_or_shorter(owner: Client, public: PageClient, more: bytes) -> None:
    content = owner.get(PDF).content
    for changed in (content + more, content[: -len(more)], more):
        sessions().flushall()  # a try is counted for each
        assert "not a file we made" in send(public.client, changed).content.decode()


def test_the_seal_of_another_file_does_not_fit(owner: Client, public: PageClient) -> None:
    ours = owner.get(PDF).content
    seal = ours[ours.rindex(b"\n%Selfcare-Receipt") :]
    assert "not a file we made" in send(public.client, b"%PDF-1.7\nforged" + seal).content.decode()


def test_a_file_stays_genuine_when_another_key_signs(owner: Client, public: PageClient, settings: Any) -> None:
    content = owner.get(PDF).content
    settings.RECEIPT_KEYS = f"{receipt_key('2027-1')},{settings.RECEIPT_KEYS}"
    assert "This receipt is genuine" in send(public.client, content).content.decode()
    settings.RECEIPT_KEYS = receipt_key("2027-2")
    assert "not a file we made" in send(public.client, content).content.decode()


@pytest.mark.parametrize("content", [b"", b"%" * (LARGEST_FILE + 1)])
def test_no_file_and_a_huge_one_are_named(public: PageClient, content: bytes) -> None:
    answer = send(public.client, content)
    assert (answer.status_code, "at most 1 MB" in answer.content.decode()) == (422, True)
    assert public.client.post("/check", {}).status_code == 422


def test_a_file_is_not_kept(owner: Client, public: PageClient, tmp_path: Path, settings: Any) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    before = SignedReceipt.objects.count()
    send(public.client, b"%PDF-1.7\n" + b"x" * 900_000)
    assert (list(tmp_path.iterdir()), SignedReceipt.objects.count()) == ([], before)


def test_what_came_back_since_is_told(row: SignedReceipt, public: PageClient) -> None:
    SignedReceipt.objects.update(refunded=9900)
    page = public.get("/check", {"no": NUMBER, "word": row.check_word})
    assert "99,00\xa0kr refunded" in page.text


def test_a_person_s_name_is_hidden_on_either_side(row: SignedReceipt, public: PageClient) -> None:
    SignedReceipt.objects.update(payee="E••• S•••")
    page = public.get("/check", {"no": NUMBER, "word": row.check_word})
    assert page.text.count("We do not show the name") == 2


def test_keys_are_at_a_stable_address(visitor: Client) -> None:
    (key,) = visitor.get("/check/keys").json()["keys"]
    assert (key["kid"], key["crv"]) == ("localhost", "Ed25519")
    pem = visitor.get("/check/keys/localhost.pem")
    assert pem.content.startswith(b"-----BEGIN PUBLIC KEY-----")
    assert visitor.get("/check/keys/2001-1.pem").status_code == 404


def _commands() -> str:
    """The commands of the README's section, exactly as they stand there."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Check a receipt offline")[2]
    return section.partition("```sh\n")[2].partition("```")[0]


def _verify(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", "-ec", _commands()], cwd=folder, capture_output=True, text=True, check=False)


def test_the_readme_s_commands_verify_a_receipt_offline(owner: Client, visitor: Client, tmp_path: Path) -> None:
    receipt = owner.get(f"{API}.json").content
    (tmp_path / "receipt.json").write_bytes(receipt)
    (tmp_path / "key.pem").write_bytes(visitor.get("/check/keys/localhost.pem").content)

    done = _verify(tmp_path)

    assert (done.returncode, done.stdout.strip()) == (0, "Signature Verified Successfully"), done.stderr
    (tmp_path / "receipt.json").write_bytes(receipt.replace(b"124900", b"124901", 1))
    assert _verify(tmp_path).returncode != 0


def test_the_attachments_of_the_pdf_verify_the_same_way(owner: Client, visitor: Client, tmp_path: Path) -> None:
    import io

    from pypdf import PdfReader

    files = PdfReader(io.BytesIO(owner.get(PDF).content)).attachments
    (tmp_path / "signed.json").write_bytes(files["receipt.json"][0])
    (tmp_path / "receipt.sig").write_bytes(files["receipt.sig"][0])
    (tmp_path / "key.pem").write_bytes(visitor.get("/check/keys/localhost.pem").content)
    last = _commands().strip().splitlines()[-1]

    assert subprocess.run(["sh", "-ec", last], cwd=tmp_path, check=False, capture_output=True).returncode == 0
    assert base64.b64decode(owner.get(API).json()["signature"]) == files["receipt.sig"][0]
