"""House rules as code: sizes, floats, words that do not belong, and settings that are written down."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = ("selfcare", "accounts", "transactions", "notifications", "sandbox", "deploy")
LONGEST_FILE = 300
LONGEST_FUNCTION = 40  # the habit is about 8; this is the wall


def _tracked(*suffixes: str) -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / name for name in names.stdout.splitlines()]
    return [path for path in paths if path.suffix in suffixes and path.is_file()]


def _sources(*folders: str) -> list[Path]:
    """Return what was written by hand in the product's folders, or in these."""
    return [
        path
        for path in _tracked(".py")
        if path.relative_to(ROOT).parts[0] in (folders or CODE) and "migrations" not in path.parts
    ]


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_no_source_file_is_longer_than_a_reader_can_hold() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in _sources(*CODE, "tests")
        if (count := _lines(path)) > LONGEST_FILE
    }
    assert not long


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in _sources(*CODE, "tests")
        for node in _functions(path)
        if (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert not long


@pytest.mark.parametrize("folder", ["transactions", "accounts", "notifications", "selfcare/domain", "sandbox/payments"])
def test_money_never_meets_a_float(folder: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in _sources()
        if path.is_relative_to(ROOT / folder)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
    ]
    assert not found


# Modules that run code when they read, or weaken what a page escapes.
_FORBIDDEN = re.compile(r"\bimport (pickle|marshal|shelve)\b|\bmark_safe\(|shell=True|\|\s*safe\b|\beval\(|\bexec\(")


def test_no_source_uses_what_hardening_forbids() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in _sources() + [path for path in _tracked(".html") if path.is_relative_to(ROOT / "templates")]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if _FORBIDDEN.search(line)
    ]
    assert not found


def test_every_setting_read_from_the_environment_is_in_the_readme() -> None:
    settings = (ROOT / "selfcare" / "settings.py").read_text(encoding="utf-8") + (
        ROOT / "selfcare" / "env.py"
    ).read_text(encoding="utf-8")
    names = set(re.findall(r"(?:env\.\w+|integer)\(\s*\"([A-Z][A-Z0-9_]+)\"", settings))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = sorted(name for name in names if f"`{name}`" not in readme)
    assert names
    assert not missing


def test_no_inline_script_style_or_handler_in_a_template() -> None:
    inline = re.compile(r"<style|\sstyle=\"|\son[a-z]+=\"|<script(?![^>]*\ssrc=)|\shx-")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in _tracked(".html")
        if path.is_relative_to(ROOT / "templates")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if inline.search(line)
    ]
    assert not found


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())
