"""A shop at the sandbox's console, by its forms alone: what no API lets a merchant do."""

from __future__ import annotations

import re
from typing import Final

import requests

_HIDDEN: Final = re.compile(r'<input type="hidden" name="([a-z]+)" value="([^"]*)"')


class Shop:
    """A person signed in at the console of one merchant."""

    def __init__(self, url: str, merchant_id: str) -> None:
        self.url = f"{url}/console"
        self.session = requests.Session()
        self._send("/login", shop=merchant_id, password="sandbox")

    def answer(self, request_id: str, answer: str, message: str) -> None:
        """Answer a refund request, or with ``write`` only write to its customer."""
        self._send(f"/requests/{request_id}", answer=answer, amount="", message=message)

    def _send(self, path: str, **fields: str) -> None:
        page = self.session.get(f"{self.url}{path}", timeout=30)
        hidden = dict(_HIDDEN.findall(page.text))
        headers = {"Origin": self.url.removesuffix("/console"), "Referer": f"{self.url}{path}"}
        sent = self.session.post(f"{self.url}{path}", {**hidden, **fields}, headers=headers, timeout=30)
        assert sent.ok, sent.text
