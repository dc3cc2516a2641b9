"""Finds static files: the two bundles in place of their sources, and everything else as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.storage import FileSystemStorage, Storage

from selfcare.assets.bundles import css_bundle, js_bundle

Build = Callable[[Path], tuple[str, list[Path]]]

BUNDLES: Final[dict[str, Build]] = {"css/selfcare.css": css_bundle, "js/selfcare.js": js_bundle}
_SOURCES: Final = ("css/*", "js/*", "*.md")


class BundleFinder(FileSystemFinder):
    """Serves and collects each bundle at the address of its entry file; its sources are not shipped.

    A bundle is built into STATIC_BUNDLES when asked for, and again when one of its sources is newer: a page shows an
    edited source at once, and collectstatic always takes the last one.
    """

    def find(self, path: str, find_all: bool = False, **options: Any) -> Any:
        name = Path(path).as_posix()
        if name in BUNDLES:
            built = str(built_file(name))
            return [built] if find_all else built
        if name.startswith(("css/", "js/")):
            return []
        return super().find(path, find_all=find_all, **options)  # type: ignore[call-overload] # as in its base

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        """Yield each file with the storage that holds it."""
        for name in BUNDLES:
            built_file(name)
            yield name, _store()
        yield from super().list([*(ignore_patterns or []), *_SOURCES])


def built_file(name: str) -> Path:
    """Return the path of an up-to-date bundle."""
    entry = Path(settings.STATICFILES_DIRS[0]) / name
    target = Path(settings.STATIC_BUNDLES) / name
    if not target.exists() or target.stat().st_mtime < _newest(entry.parent):
        text, _sources = BUNDLES[name](entry)
        target.parent.mkdir(parents=True, exist_ok=True)
        # Two processes may build at once: each moves a whole file into place.
        draft = target.with_name(f"{target.name}.{id(text)}.draft")
        draft.write_text(text, encoding="utf-8")
        draft.replace(target)
    return target


def _store() -> Storage:
    return FileSystemStorage(location=settings.STATIC_BUNDLES)


def _newest(folder: Path) -> float:
    return max(source.stat().st_mtime for source in [folder, *folder.rglob("*")])
