"""Joins a stylesheet with its imports, and a script with its modules, into one minified file each.

Hand-written because the libraries that do this (Parcel, esbuild, Vite) need Node, and both dialects here are small:
the entry files hold nothing but ``@import url("…") layer(…);`` and ``import { … } from "./….js";`` lines, and every
other line is passed through. What falls outside the dialect raises BundleError when the files are built, never later.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import rcssmin
import rjsmin

_CSS_IMPORT: Final = re.compile(r'@import url\("([\w./-]+)"\)(?: layer\((\w+)\))?;')
_JS_IMPORT: Final = re.compile(r'^import \{ ([\w, ]+) \} from "\./([\w-]+\.js)";$', re.MULTILINE)
_JS_EXPORT: Final = re.compile(r"^export (?=(?:async )?function |const |class )", re.MULTILINE)
_JS_NAME: Final = re.compile(r"^(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)

# rcssmin joins ".tbl :is(td)" to ".tbl:is(td)", which is another selector; with the star it keeps them apart.
_DESCENDANT: Final = re.compile(r"(?<=[\w\])*]) +(?=:[a-z])")


class BundleError(Exception):
    """A source says something the joiner does not know; the message names the file and the line."""


def css_bundle(entry: Path) -> tuple[str, list[Path]]:
    """Return the minified stylesheet and all files it was made of. Paths in imports are relative to the entry."""
    parts: list[str] = []
    sources = [entry]
    for line in _rules(entry.read_text(encoding="utf-8")):
        found = _CSS_IMPORT.fullmatch(line)
        if not found and not line.startswith("@layer "):
            raise BundleError(f"{entry.name}: only @layer and @import stand in the entry, not {line!r}")
        if not found:
            parts.append(line)
            continue
        source = entry.parent / found[1]
        sources.append(source)
        parts.append(_layered(source.read_text(encoding="utf-8"), found[2]))
    return rcssmin.cssmin(_DESCENDANT.sub(" *", "\n".join(parts))), sources


def js_bundle(entry: Path) -> tuple[str, list[Path]]:
    """Return the minified script and its modules, each after those it imports from, in one module scope."""
    sources: list[Path] = []
    _collect(entry, sources, ())
    owners: dict[str, str] = {}
    parts = [_flattened(source, owners) for source in sources]
    return rjsmin.jsmin("\n".join(parts)), sources


def _rules(text: str) -> list[str]:
    bare = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return [line.strip() for line in bare.splitlines() if line.strip()]


def _layered(text: str, layer: str | None) -> str:
    return f"@layer {layer} {{\n{text}\n}}" if layer else text


def _collect(source: Path, done: list[Path], path: tuple[Path, ...]) -> None:
    """Add ``source`` after its imports, each once."""
    if source in path:
        raise BundleError(f"{source.name} imports itself by way of {path[-1].name}")
    if source in done:
        return
    for found in _JS_IMPORT.finditer(source.read_text(encoding="utf-8")):
        _collect(source.parent / found[2], done, (*path, source))
    done.append(source)


def _flattened(source: Path, owners: dict[str, str]) -> str:
    """Take a module's imports and exports away; names of all modules share one scope, so each must be the only one."""
    text = _JS_EXPORT.sub("", _JS_IMPORT.sub("", source.read_text(encoding="utf-8")))
    left = re.search(r"^(import|export)\b.*", text, re.MULTILINE)
    if left:
        raise BundleError(f"{source.name}: cannot join {left[0]!r}")
    for name in _JS_NAME.findall(text):
        if name in owners:
            raise BundleError(f"{source.name}: {name} is already a name in {owners[name]}")
        owners[name] = source.name
    return text
