"""The one Jinja environment: autoescaped, strict about undefined names, with translations and the shell's context."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from html import escape
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static as static_url
from django.urls import reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy
from jinja2 import StrictUndefined, Template
from markupsafe import Markup
from markupsafe import escape as escaped

from selfcare.display.words import word
from selfcare.domain.cards import without_card_numbers
from selfcare.domain.customer import Customer, Preferences
from selfcare.templates import SpokenEnvironment


class NavEntry(NamedTuple):
    """A place in the shell's navigation; ``under`` are the paths its pages begin with."""

    href: str
    under: tuple[str, ...]
    icon: str
    label: Any


_PLACES: Final = (
    ("home", "house", _("Home")),
    # Translators: a tab label; soft hyphens may say where it breaks on a narrow screen.
    ("transaction_list", "receipt-text", pgettext_lazy("navigation", "Transactions")),
    ("deposit_new", "arrow-left-right", _("Move")),
)


_ALSO_UNDER: Final = {"transaction_list": ("/exports", "/statements", "/cases", "/find-charge", "/views")}


class _Template(Template):
    """One whose macros are imported as they are kept: templates here have no globals beside the environment's.

    Jinja looks for such globals at every import of every page, which is a tenth of what a list costs.
    """

    def _get_default_module(self, ctx: object = None) -> Any:  # noqa: ARG002  # Jinja hands the importer's context over
        return super()._get_default_module()


def environment(**options: Any) -> SpokenEnvironment:
    """Build the environment Django's Jinja2 engine asks for; templates live under templates/."""
    env = SpokenEnvironment(
        **{**options, "undefined": StrictUndefined, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True},
        extensions=["jinja2.ext.i18n"],
    )
    env.template_class = _Template
    env.policies["ext.i18n.trimmed"] = True
    env.globals.update(static=static, url=reverse, icon=icon, icons=_icons, badges=_badges)
    env.globals.update(option_lines=option_lines, tx_rows=tx_rows, tx_days=tx_days)
    env.globals.update(product=settings.PRODUCT_NAME, links=_links())
    env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the i18n extension
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals["_"] = _gettext  # the extension's own goes three calls deep for each of a page's fifty sentences
    return env


def _gettext(message: str, /, **values: Any) -> Markup:
    """Translate into the page's language; ``values`` fill its named places and are escaped."""
    language = _language()
    return _format(language, message) % values if values else _sentence(language, message)


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


@lru_cache(maxsize=1024)
def _format(language: str, message: str) -> Markup:
    return Markup(word(language, message))  # noqa: S704  # catalogues are the product's own


@lru_cache(maxsize=1024)
def _sentence(language: str, message: str) -> Markup:
    return _format(language, message) % {}


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Give every page the person, how they read, and where they are; asks nobody, so error pages may use it."""
    customer: Customer | None = getattr(request, "customer", None)
    prefs: Preferences = getattr(request, "prefs", None) or Preferences()
    # One token for the whole page: Django masks it anew for each use, and one mask per answer is what BREACH asks for.
    token = _Late(lambda: get_token(request))
    return {
        "csrf_token": token,
        "csrf_input": _Late(lambda: _csrf_input(token)),
        "customer": customer,
        "prefs": prefs,
        "version": getattr(request, "version", 0),
        "nav": _nav(request.path) if customer else [],
        "other_languages": [pair for pair in settings.LANGUAGES if pair[0] != prefs.language],
        "here": SimpleLazyObject(lambda: _here(request)),
    }


class _Late:
    """A text that is made when a page first shows it. What Django has for this asks the text for every attribute."""

    def __init__(self, make: Callable[[], str]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Markup:
        return escaped(self._make())

    def __html__(self) -> str:
        return self._made

    __str__ = __html__


def _here(request: HttpRequest) -> str:
    return without_card_numbers(request.get_full_path()) if request.method == "GET" else request.path


def _csrf_input(token: object) -> Markup:
    return Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(token)


@lru_cache(maxsize=256)
def static(path: str) -> str:
    """Return the address of a static file of ours; a file's name never changes while a process runs."""
    return static_url(path)


def option_lines(choices: Iterable[tuple[str, str]], chosen: str = "") -> Markup:
    """Return the lines of a select, from (value, word) pairs; kept, as most pages ask for the same ones."""
    return _option_lines(tuple(choices), chosen)


@lru_cache(maxsize=512)
def _option_lines(choices: tuple[tuple[str, str], ...], chosen: str) -> Markup:
    line, selected = Markup('<option value="{}"{}>{}</option>'), Markup(" selected")
    return Markup("").join(line.format(key, selected if key == chosen else "", word) for key, word in choices)


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


_SPECIAL: Final = re.compile("[&<>\"']").search
_icons: Final = _Made(icon)
_badges: Final = _Made(badge)


def tx_rows(rows: Iterable[Any], first: str = "") -> Markup:
    """Return transaction rows as list items; see templates/components/tx.html for what a row has.

    ``first`` is an attribute of the first row's link, with a space before it.

    Written here and not as a macro because a page has dozens: this is twice as fast, a tenth of the whole page.
    """
    lines = (_tx_row(row, "" if number else first) for number, row in enumerate(rows))
    return Markup("\n".join(lines))  # noqa: S704  # every text of a row is escaped below


def tx_days(days: Iterable[Any], first: str = "") -> Markup:
    """Return days of a list with their rows; ``first`` as for `tx_rows`, see templates/components/tx.html for a day."""
    lines = (_tx_day(day, "" if number else first) for number, day in enumerate(days))
    return Markup("\n".join(lines))  # noqa: S704  # names and dates of days are escaped below, rows are markup


def _safe(text: str) -> str:
    """Return a text as it may stand in markup. Most hold nothing to escape, which is seen at a glance."""
    return escape(text) if _SPECIAL(text) else text


def _tx_day(day: Any, first: str) -> str:
    return f"""<section class="day" aria-labelledby="{day.id} {day.id}-on">
<div class="day-head"><div class="in"><h2 id="{day.id}">{_safe(day.text.name)}</h2>
<span class="sum" id="{day.id}-on">{_safe(day.text.date)}</span></div></div>
<ul class="tx-list" id="{day.id}-rows">
{tx_rows(day.rows, first)}
</ul>
</section>"""


def _tx_row(row: Any, attribute: str) -> str:
    amount, alt = row.amount.html(), row.alt.html() if row.alt else ""
    word = f'<span class="st-word ref">{_safe(row.word)}</span>' if row.word else ""
    return f"""<li class="tx">
{_icons[row.icon]}
<div class="tx-main"><a class="tx-name" href="{_safe(row.href)}"{attribute}>{_safe(row.name)}</a></div>
<div class="tx-meta">
<time class="tx-time" datetime="{row.iso}">{row.time}</time>
<span class="tx-via">{_safe(row.via)}</span>
{f'<span class="tx-alt">{alt}</span>' if alt else ""}{_label(row.label) if row.label else ""}
</div>
<div class="tx-st{" tx-st--quiet" if row.quiet else ""}">{_badges[row.status]}{word}</div>
<div class="tx-amt col-amt">{amount}{f'<span class="alt">{alt}</span>' if alt else ""}</div>
</li>"""


_OWN: Final = gettext_noop("Your label:")


def _label(text: str) -> str:
    return f'<span class="tx-tag">{_icons["tag"]}<span class="vh">{_gettext(_OWN)} </span>{_safe(text)}</span>'


def _nav(path: str) -> list[tuple[NavEntry, bool]]:
    """Return the entries, each with whether the visitor is there."""
    return [
        (entry, path == "/" if entry.href == "/" else path.startswith(entry.under)) for entry in _entries(_language())
    ]


@lru_cache(maxsize=32)
def _entries(_spoken: str) -> tuple[NavEntry, ...]:
    """Return the entries in the language that is active."""
    return tuple(
        NavEntry(reverse(name), (reverse(name), *_ALSO_UNDER.get(name, ())), picture, escape(str(label)))
        for name, picture, label in _PLACES
    )


def _links() -> list[tuple[str, Any]]:
    """Return the operator's own pages for the foot, those that are configured."""
    all_links = (
        (settings.HELP_URL, _("Help")),
        (settings.TERMS_URL, _("Terms")),
        (settings.PRIVACY_URL, _("Privacy")),
        (settings.ACCESSIBILITY_URL, _("Accessibility")),
    )
    return [(href, label) for href, label in all_links if href]
