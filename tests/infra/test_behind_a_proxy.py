"""A deployment behind a proxy that ends TLS: the proxy's word on https counts, a client's without a proxy does not."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from deploy.local.gates import ROOT, example

ASK = """
import django
django.setup()
from django.test import Client
response = Client(HTTP_HOST="pay.example.com").get("/api/v1/.nothing", headers={headers})
print("answer:", response.status_code, response.headers.get("Location", ""))
"""


@pytest.mark.parametrize(
    ("proxies", "headers", "answer"),
    [
        ("1", {"X-Forwarded-Proto": "https"}, "answer: 404"),
        ("1", {"X-Forwarded-Proto": "http"}, "answer: 301 https://pay.example.com/api/v1/.nothing"),
        ("1", {}, "answer: 301 https://pay.example.com/api/v1/.nothing"),
        ("0", {"X-Forwarded-Proto": "https"}, "answer: 301 https://pay.example.com/api/v1/.nothing"),
    ],
)
def test_https_is_what_our_own_proxy_says(proxies: str, headers: dict[str, str], answer: str) -> None:
    plain = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "selfcare.settings", "LOG_LEVEL": "ERROR"}
    # Its stores are away, as in no deployment, so that nothing but these settings can answer.
    stores = dict.fromkeys(("REDIS_URL", "SESSIONS_URL", "CACHE_URL", "BROKER_URL"), "redis://127.0.0.1:1/0")
    done = subprocess.run(
        [sys.executable, "-c", ASK.replace("{headers}", repr(headers))],
        cwd=ROOT,
        env={**example(), **plain, **stores, "TRUSTED_PROXIES": proxies},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer in done.stdout, done.stdout + done.stderr
