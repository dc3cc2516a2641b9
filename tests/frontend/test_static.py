"""Static files: what is borrowed is named, what is shipped is light, and one address holds one bundle."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

from selfcare.assets.bundles import BundleError, css_bundle, js_bundle
from selfcare.assets.finders import BUNDLES, built_file

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
INVENTORY = json.loads((STATIC / "vendor" / "inventory.json").read_text(encoding="utf-8"))
OWN = {"pdf/pdf.css", "img/mark.svg", "vendor/inventory.json"}
FIRST_VIEW_HTML = 4500
# Classes whose last part is a value of ours (the tone of an amount), and the one that htmx sets.
PUT_TOGETHER = ("amt--", "done-mark--", "st--", "notice--", "btn--", "htmx-request")


def gzipped(name: str) -> int:
    found = finders.find(name)
    assert found, name
    return len(gzip.compress(Path(found).read_bytes(), 9))


@pytest.mark.parametrize("entry", INVENTORY, ids=lambda entry: entry["path"])
def test_borrowed_file_is_the_one_named_with_its_licence(entry: dict[str, str]) -> None:
    digest = hashlib.sha384((STATIC / entry["path"]).read_bytes()).digest()
    assert entry["sha384"] == "sha384-" + base64.b64encode(digest).decode()
    assert (STATIC / entry["licence_file"]).read_text(encoding="utf-8").strip()
    assert entry["reason"]
    assert entry["version"]


def test_every_file_is_our_own_or_in_the_inventory() -> None:
    named = {entry["path"] for entry in INVENTORY} | {entry["licence_file"] for entry in INVENTORY} | OWN
    files = {path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file()}
    assert {name for name in files if not name.startswith(("css/", "js/"))} == named


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("css/selfcare.css", 14_000),
        ("js/selfcare.js", 4_000),
        ("img/icons.svg", 4_000),
        ("vendor/htmx.min.js", 17_500),
        ("fonts/red-hat-text-latin.woff2", 19_500),
    ],
)
def test_weight_of_each_part(name: str, most: int) -> None:
    assert gzipped(name) <= most


def test_first_view_is_under_the_wall() -> None:
    names = [*BUNDLES, "vendor/htmx.min.js", "img/icons.svg", "fonts/red-hat-text-latin.woff2"]
    assert sum(map(gzipped, names)) + FIRST_VIEW_HTML <= 60 * 1024


def test_sources_are_not_served_beside_their_bundle() -> None:
    assert finders.find("css/base.css") is None
    assert finders.find("js/copy.js") is None
    assert finders.find("js/copy.js", find_all=True) == []
    assert finders.find("css/selfcare.css", find_all=True) == [str(built_file("css/selfcare.css"))]


def test_bundle_is_built_again_when_a_source_is_newer(tmp_path: Path, settings: Any) -> None:
    source = tmp_path / "static" / "js"
    source.mkdir(parents=True)
    (source / "selfcare.js").write_text("const one = 1;\n")
    settings.STATICFILES_DIRS, settings.STATIC_BUNDLES = [tmp_path / "static"], tmp_path / "built"
    first = built_file("js/selfcare.js")
    assert first.read_text() == "const one=1;"
    built_at = first.stat().st_mtime_ns
    assert built_file("js/selfcare.js").stat().st_mtime_ns == built_at
    (source / "selfcare.js").write_text("const two = 2;\n")
    os.utime(source / "selfcare.js", ns=(built_at + 10**9, built_at + 10**9))
    assert built_file("js/selfcare.js").read_text() == "const two=2;"


def test_every_stylesheet_and_module_is_in_its_bundle() -> None:
    _text, sheets = css_bundle(STATIC / "css" / "selfcare.css")
    _text, modules = js_bundle(STATIC / "js" / "selfcare.js")
    assert set(sheets) == set((STATIC / "css").rglob("*.css"))
    assert set(modules) == set((STATIC / "js").rglob("*.js"))


def test_every_class_and_icon_is_used_by_somebody() -> None:
    places = [*TEMPLATES.rglob("*.html"), *(STATIC / "js").rglob("*.js")]
    for app in ("selfcare", "accounts", "transactions", "notifications"):
        places += (Path(settings.BASE_DIR) / app).rglob("*.py")
    words = set(re.findall(r"[a-z][\w-]*", "\n".join(place.read_text(encoding="utf-8") for place in places)))
    sheets = "".join(sheet.read_text(encoding="utf-8") for sheet in (STATIC / "css").rglob("*.css"))
    styled = set(
        re.findall(r"\.([a-z][\w-]*)", re.sub(r"\{[^{}]*\}|url\([^)]*\)|/\*.*?\*/", "", sheets, flags=re.DOTALL))
    )
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "img" / "icons.svg").read_text(encoding="utf-8")))
    unused = {name for name in styled - words if not name.startswith(PUT_TOGETHER)}
    assert styled
    assert drawn
    assert (unused, drawn - words) == (set(), set())


def test_stylesheet_keeps_its_layers_in_order() -> None:
    text, _sheets = css_bundle(STATIC / "css" / "selfcare.css")
    assert text.startswith("@layer reset,tokens,base,components,utilities;")
    assert "@import" not in text
    assert text.index("@layer reset{") < text.index("@layer tokens{") < text.index("@layer utilities{")


def test_script_has_no_imports_left_and_each_module_once() -> None:
    text, _modules = js_bundle(STATIC / "js" / "selfcare.js")
    assert not re.search(r"\b(import|export)\b[ {]", text)
    assert text.count("function onArrival(") == 1


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({"selfcare.js": 'import copy from "./copy.js";\n'}, "cannot join"),
        ({"selfcare.js": "export default 1;\n"}, "cannot join"),
        ({"selfcare.js": 'import { a } from "./a.js";\nconst b = 1;\n', "a.js": "const b = 2;\n"}, "already a name"),
        ({"selfcare.js": 'import { a } from "./a.js";\n', "a.js": 'import { b } from "./selfcare.js";\n'}, "itself"),
    ],
)
def test_script_the_joiner_cannot_read_is_refused(tmp_path: Path, files: dict[str, str], fault: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(BundleError, match=fault):
        js_bundle(tmp_path / "selfcare.js")


def test_stylesheet_entry_holds_nothing_but_imports(tmp_path: Path) -> None:
    (tmp_path / "selfcare.css").write_text("body { color: red }\n")
    with pytest.raises(BundleError, match="only @layer and @import"):
        css_bundle(tmp_path / "selfcare.css")


def test_collected_files_are_hashed_compressed_and_point_at_each_other(tmp_path: Path, settings: Any) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    paths = json.loads((tmp_path / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    sheet = paths["css/selfcare.css"]
    assert re.fullmatch(r"css/selfcare\.[0-9a-f]{12}\.css", sheet)
    assert {path.suffix for path in tmp_path.glob(f"{sheet}*")} == {".css", ".gz", ".br"}
    assert Path(paths["fonts/red-hat-text-latin.woff2"]).name in (tmp_path / sheet).read_text(encoding="utf-8")
    assert not (tmp_path / "css" / "base.css").exists()
    assert "js/copy.js" not in paths


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img" / "icons.svg").read_text(encoding="utf-8")))
    markup = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    named = set(re.findall(r"icon\('([\w-]+)'", markup)) | set(re.findall(r"icon_name='([\w-]+)'", markup))
    assert named
    assert named <= sprite


def test_every_data_hook_of_the_script_is_used_or_offered_by_a_template() -> None:
    markup = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    hooks = {
        name
        for path in (STATIC / "js").glob("*.js")
        for name in re.findall(r"\[(data-[a-z]+)", path.read_text(encoding="utf-8"))
    }
    assert hooks - {"data-failure"} <= set(re.findall(r"\b(data-[a-z]+)", markup))


def test_a_descendant_of_any_kind_stays_a_descendant(tmp_path: Path) -> None:
    (tmp_path / "part.css").write_text(
        ".tbl :is(th, td):last-child { color: red; }\n@media (width > 1px) { a :focus {} }"
    )
    (tmp_path / "all.css").write_text('@import url("part.css");')

    made, _ = css_bundle(tmp_path / "all.css")

    assert ".tbl *:is(th,td):last-child{color:red}" in made
    assert "a *:focus" in made


def test_every_part_that_asks_by_itself_rests_while_nobody_sees_it() -> None:
    """Such a part is marked data-poll for static/js/poll.js, which wakes it with "shown"."""
    text = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    polls = [line for line in text.splitlines() if "every " in line and "data-hx-trigger" in line]
    assert polls
    assert [line for line in polls if "data-poll" not in line or ", shown" not in line] == []
