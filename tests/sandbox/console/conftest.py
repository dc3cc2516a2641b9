"""A person at the console, the demo's shops, and a strict reader of what they see."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import html5lib
import pytest
from django.test import Client

from sandbox.seed import load

THE_DAY = datetime(2026, 11, 19, 14, 5, 12, tzinfo=ZoneInfo("Europe/Stockholm"))
NORRBO, PIXELHAMN = "mch_norrbo", "mch_pixelhamn"
Answer = Any


class Person:
    """A browser without scripts: follows links and sends forms as the page has them."""

    def __init__(self, merchant_id: str | None = NORRBO) -> None:
        self.client = Client(raise_request_exception=False)
        self.text = ""
        if merchant_id:
            answer = self.client.post("/console/login", {"shop": merchant_id, "password": "sandbox"})
            assert (answer.status_code, answer["Location"]) == (303, "/console")

    def open(self, path: str, status: int = 200) -> str:
        return self.read(self.client.get(path), status)

    def send(self, path: str, status: int = 303, **fields: Any) -> Any:
        """Send a form of the page that is open, with its hidden fields and what is typed."""
        answer = self.client.post(path, {**self.hidden(path), **fields})
        assert answer.status_code == status, answer.content.decode()
        if status != 303:
            self.read(answer, status)
        return answer

    def follow(self, answer: Any) -> str:
        return self.open(answer["Location"])

    def hidden(self, path: str) -> dict[str, str]:
        form = self.text.partition(f'action="{path}"')[2].partition("</form>")[0]
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))

    def read(self, answer: Any, status: int) -> str:
        assert answer.status_code == status, answer.content.decode()
        self.text = answer.content.decode()
        page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(self.text)
        assert len(page.findall(".//h1")) == 1
        assert page.get("lang") == "en"
        assert "<script" not in self.text
        assert "style=" not in self.text
        ids = re.findall(r'\sid="([^"]*)"', self.text)
        assert len(ids) == len(set(ids)), ids
        for label in re.findall(r'<label[^>]*\sfor="([^"]*)"', self.text):
            assert label in ids
        for described in re.findall(r'aria-describedby="([^"]*)"', self.text):
            assert set(described.split()) <= set(ids), described
        return self.text

    def says(self, *texts: str) -> bool:
        """Whether each text is read on the page, whatever markup and space stand between its letters."""
        main = self.text.partition("<main")[2].partition(">")[2].partition("</main>")[0]
        words = _letters(re.sub(r"<[^>]*>", "", main).replace("&nbsp;", "").replace("&#39;", "'"))
        lacking = [text for text in texts if _letters(text) not in words]
        assert not lacking, (lacking, words)
        return True


def _letters(text: str) -> str:
    return "".join(text.split())


@pytest.fixture
def demo(db: None, time_machine: Any) -> datetime:
    """The demo data, on the design's own day, which stands still."""
    time_machine.move_to(THE_DAY, tick=False)
    load(THE_DAY)
    return THE_DAY


@pytest.fixture
def norrbo(demo: datetime) -> Person:
    return Person()


@pytest.fixture
def pixelhamn(demo: datetime) -> Person:
    return Person(PIXELHAMN)


@pytest.fixture
def stranger(demo: datetime) -> Person:
    return Person(None)
