"""Every page: axe at zero in both themes and three widths, valid HTML, nothing wider than 320 px, an empty console."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from deploy.local.stack import Stack
from tests.journeys.walk import at_console_cases, sign_in, withdraw_to_step_up

TOOLS = Path(__file__).resolve().parents[1] / "tools" / "node_modules"
AXE = TOOLS / "axe-core" / "axe.min.js"
VNU = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
IN_CI = bool(os.environ.get("CI"))

PUBLIC = ["/login", "/signed-out", "/no-such-page", "/check", "/check?no=R&word="]
PRIVATE = [
    *["/", "/transactions", "/transactions?type=payment&q=hotel", "/transactions?q=nothing-like-this"],
    *["/transactions?min=abc", "/deposit", "/deposit/method?amount=500", "/transactions/no-such-id"],
    *["/transactions/tx_elin_velo/cancel", "/transactions/tx_elin_norrbo/refund", "/transactions/tx_elin_pixelhamn"],
    *["/transactions/tx_elin_norrbo/cancel", "/transactions/tx_elin_el_1/dispute?what=wrong_amount"],
    *["/withdraw", "/withdraw/account?amount=500", "/withdraw/account?amount=999999"],
    "/withdraw/review?amount=500&to=ins_elin_ostra",
    *["/cases", "/cases/dsp_elin_kronhamn", "/cases/dsp_elin_fjall", "/cases/dsp_elin_lagershop"],
    *["/cases/dsp_elin_kronhamn/withdraw", "/cases/new/deposit", "/cases/new/charge?amount=412,50"],
    *["/views", "/views/new?type=payment&min=200&from=2026-11-01&to=2026-11-30", "/transactions?tag=home"],
    *["/transactions/tx_elin_norrbo/repeat", "/pay/merchant?amount=50"],
    *["/find-charge", "/find-charge?amount=199&text=PXH*DIGITAL+AMS", "/find-charge?amount=412,50&text=NRDLYS"],
    *["/exports", "/exports?type=payment&min=200", "/exports/no-such-id"],
    "/transactions/tx_elin_norrbo/receipt",
    *["/statements", "/statements/quarters", "/statements/years", "/statements/period", "/statements/2026-10"],
    "/statements/period?from=2026-02-01&to=2026-01-01",
    "/styleguide",
]
LOOKS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "mobile": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
    "narrow": {"viewport": {"width": 320, "height": 800}, "color_scheme": "dark"},
}


@pytest.fixture(scope="module", params=list(LOOKS))
def look(request: pytest.FixtureRequest, browser: Browser, stack: Stack) -> Iterator[tuple[str, BrowserContext]]:
    # Axe is put into the page by the test, which the product's own policy would rightly refuse.
    context = browser.new_context(**LOOKS[request.param], bypass_csp=True)
    yield request.param, context
    context.close()


@pytest.mark.skipif(not AXE.exists() and not IN_CI, reason="axe-core is not installed: make test installs it with npm")
def test_axe_finds_nothing(look: tuple[str, BrowserContext], stack: Stack) -> None:
    name, context = look
    page = context.new_page()
    found = {path: _axe(page, f"{stack.url}{path}") for path in PUBLIC}
    sign_in(page, stack.url)
    addresses = [*PRIVATE, *_details(page, stack)]
    if name == "narrow":  # Each asks for a code, which is limited.
        withdraw_to_step_up(page, stack.url, "100")
        addresses.append(page.url.removeprefix(stack.url))
    found |= {path: _axe(page, f"{stack.url}{path}") for path in addresses}
    assert not {path: rules for path, rules in found.items() if rules}, name


@pytest.mark.skipif(not AXE.exists() and not IN_CI, reason="axe-core is not installed: make test installs it with npm")
def test_axe_finds_nothing_at_the_merchant_console(look: tuple[str, BrowserContext], stack: Stack) -> None:
    name, context = look
    page = context.new_page()
    found = {"/console/login": _axe(page, f"{stack.sandbox_url}/console/login")}
    for path in _console(page, stack):
        found[path] = _axe(page, f"{stack.sandbox_url}{path}")
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found[path] += [f"{over} px too wide"] if over > 0 else []
    assert not {path: rules for path, rules in found.items() if rules}, name


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_is_wider_than_the_window(browser: Browser, stack: Stack, width: int) -> None:
    page = browser.new_context(viewport={"width": width, "height": 800}).new_page()
    sign_in(page, stack.url)
    wide = {}
    for path in [*PRIVATE, *_details(page, stack), *PUBLIC]:
        page.goto(f"{stack.url}{path}")
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            wide[path] = over
    assert not wide


def test_the_console_stays_empty_under_the_strict_policy(page: Page, stack: Stack) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    sign_in(page, stack.url)
    for path in ["/", "/transactions", *_details(page, stack), "/deposit"]:
        page.goto(f"{stack.url}{path}")
        page.wait_for_load_state("networkidle")
    assert not said


@pytest.mark.skipif(
    not (VNU.exists() and shutil.which("java")) and not IN_CI, reason="vnu needs npm's vnu-jar and a Java runtime"
)
def test_html_is_valid(page: Page, stack: Stack, tmp_path: Path) -> None:
    paths = _save(page, stack, PUBLIC, tmp_path)
    sign_in(page, stack.url)
    paths += _save(page, stack, [*PRIVATE, *_details(page, stack)], tmp_path)
    paths += _save(page, stack, _console(page, stack), tmp_path, at=stack.sandbox_url)
    done = subprocess.run(
        ["java", "-jar", str(VNU), "--errors-only", "--format", "gnu", *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr.strip()


def _axe(page: Page, url: str) -> list[str]:
    page.goto(url)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("axe.run({runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']})")
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in result["violations"]]


def _details(page: Page, stack: Stack) -> list[str]:
    """One transaction of each status on the first page."""
    page.goto(f"{stack.url}/transactions")
    rows: list[list[str]] = page.evaluate(
        "[...document.querySelectorAll('.tx')].map(row =>"
        " [row.querySelector('.tx-st').innerText.trim(), new URL(row.querySelector('.tx-name').href).pathname])"
    )
    return sorted(dict(rows).values())


def _console(page: Page, stack: Stack) -> list[str]:
    """The merchant console's pages, signed in as the shop that has a refund request and a dispute to answer."""
    asked, disputed = at_console_cases(stack)
    page.goto(f"{stack.sandbox_url}/console/login")
    if "/login" in page.url:
        page.get_by_label("Password").fill("sandbox")
        page.get_by_role("button", name="Sign in").click()
    own = ["/payments/new", "/payouts/new", "/payments/tx_elin_norrbo", "/requests", f"/requests/{asked}"]
    return [f"/console{path}" for path in ("", *own, "/disputes", f"/disputes/{disputed}")]


def _save(page: Page, stack: Stack, addresses: list[str], folder: Path, *, at: str = "") -> list[Path]:
    files = []
    for number, path in enumerate(addresses):
        answer = page.goto(f"{at or stack.url}{path}")
        assert answer
        file = folder / f"{len(list(folder.iterdir()))}-{number}.html"
        file.write_bytes(answer.body())
        files.append(file)
    return files
