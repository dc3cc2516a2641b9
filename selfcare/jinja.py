"""The one Jinja environment: autoescaped, strict about undefined names, with translations and the shell's context."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from selfcare.display.words import word
from selfcare.domain.customer import Customer, Preferences


class NavEntry(NamedTuple):
    """A place in the shell's navigation; ``under`` is the path all its pages begin with."""

    href: str
    under: str
    icon: str
    label: Any


_PLACES: Final = (
    ("home", "house", _("Home")),
    # Translators: a tab label; soft hyphens may say where it breaks on a narrow screen.
    ("transaction_list", "receipt-text", pgettext_lazy("navigation", "Transactions")),
    ("deposit_new", "arrow-left-right", _("Move")),
)


def environment(**options: Any) -> Environment:
    """Build the environment Django's Jinja2 engine asks for; templates live under templates/."""
    env = Environment(  # noqa: S701 autoescape is in the options below
        **{**options, "undefined": StrictUndefined, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True},
        extensions=["jinja2.ext.i18n"],
    )
    env.policies["ext.i18n.trimmed"] = True
    env.globals.update(static=static, url=reverse, icon=icon, icons=_Made(icon), badges=_Made(badge))
    env.globals.update(product=settings.PRODUCT_NAME, links=_links())
    env.install_gettext_callables(  # type: ignore[attr-defined]
        _gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    return env


def _gettext(message: str) -> str:
    """Translate into the page's language; kept, as a page asks for the same forty sentences each time."""
    return word(translation.get_language() or "en", message)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Give every page the person, how they read, and where they are; asks nobody, so error pages may use it."""
    customer: Customer | None = getattr(request, "customer", None)
    prefs: Preferences = getattr(request, "prefs", None) or Preferences()
    return {
        "customer": customer,
        "prefs": prefs,
        "nav": _nav(request.path) if customer else [],
        "other_languages": [pair for pair in settings.LANGUAGES if pair[0] != prefs.language],
        "here": request.get_full_path() if request.method == "GET" else request.path,
    }


@lru_cache(maxsize=512)
def icon(name: str, classes: str = "", label: str = "") -> Markup:
    """Return an icon of the sprite as SVG; without a label it is decoration and hidden from screen readers."""
    says = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="{}" viewBox="0 0 24 24" {}><use href="{}#{}"/></svg>').format(
        f"i {classes}".rstrip(), says, static("img/icons.svg"), name
    )


def badge(status: Any) -> Markup:
    """Return a status (word, icon, tone) as the design's element."""
    tone = f" st--{status.tone}" if status.tone else ""
    return Markup('<span class="st{}">{}{}</span>').format(tone, icon(status.icon), status.word)


class _Made(dict[Any, Markup]):
    """Markup by key, made when first asked for: rows of a list look it up, which is cheaper than a call.

    Keys are the product's own icons and statuses, so it stays small.
    """

    def __init__(self, make: Callable[[Any], Markup]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: Any) -> Markup:
        made = self[key] = self._make(key)
        return made


def _nav(path: str) -> list[tuple[NavEntry, bool]]:
    """Return the entries, each with whether the visitor is there."""
    return [(entry, path == "/" if entry.under == "/" else path.startswith(entry.under)) for entry in _entries()]


@lru_cache(maxsize=1)
def _entries() -> tuple[NavEntry, ...]:
    return tuple(NavEntry(reverse(name), reverse(name), picture, label) for name, picture, label in _PLACES)


def _links() -> list[tuple[str, Any]]:
    """Return the operator's own pages for the foot, those that are configured."""
    all_links = (
        (settings.HELP_URL, _("Help")),
        (settings.TERMS_URL, _("Terms")),
        (settings.PRIVACY_URL, _("Privacy")),
        (settings.ACCESSIBILITY_URL, _("Accessibility")),
    )
    return [(href, label) for href, label in all_links if href]
