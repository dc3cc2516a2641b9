"""A strict reader of pages: the client every feature's page tests use, so that no page can be wrong in a known way.

``PageClient`` wraps Django's test client; each page it gets is parsed as HTML5 and checked by every rule below before
the test sees it. A fragment (an answer to htmx) is checked by the same rules, but for those about whole documents.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final
from urllib.parse import urlsplit

import html5lib
from django.http import HttpResponse
from django.test import Client
from lxml.html import HtmlElement, fromstring

_HTML: Final = "text/html"
_UNSAFE_ATTRIBUTES: Final = re.compile(r"^(?:on\w+|style|hx-[\w-]+)$")
_NAMED: Final = "self::input[not(@type='hidden')] or self::select or self::textarea"
_REFERENCES: Final = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "popovertarget", "list")
_TYPEWRITER: Final = re.compile(r"[\"']|\.\.\.|(?<=\d)-(?=\d+[.,]\d\d\b)")
_SPOKEN: Final = ("h1", "h2", "h3", "p", "li", "button", "label", "legend", "dt", "th")


class PageError(AssertionError):
    """A page breaks a rule; the message names every one."""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer that was checked, with the ways tests look into it."""

    response: HttpResponse
    root: HtmlElement

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def title(self) -> str:
        return _text(self.root.find(".//title"))

    @property
    def h1(self) -> str:
        return _text(self.root.find(".//h1"))

    @property
    def text(self) -> str:
        """All words a reader meets, with single spaces; no-break spaces stay what they are."""
        return _text(self.root.find(".//main") if self.root.find(".//main") is not None else self.root)

    def all(self, selector: str) -> list[HtmlElement]:
        """Return the elements a CSS selector finds."""
        return list(self.root.cssselect(selector))

    def one(self, selector: str) -> HtmlElement:
        """Return the only element a CSS selector finds; raise AssertionError when there are more or none."""
        found = self.all(selector)
        assert len(found) == 1, f"{selector}: {len(found)} elements"
        return found[0]

    def texts(self, selector: str) -> list[str]:
        """Return the words of each element a CSS selector finds."""
        return [_text(each) for each in self.all(selector)]

    def link(self, words: str) -> str:
        """Return the address of the only link with these words."""
        found = [each for each in self.all("a[href]") if words in (_text(each), each.get("aria-label"))]
        assert len({each.get("href") for each in found}) == 1, f"links named {words!r}: {len(found)}"
        return str(found[0].get("href"))

    def form(self, selector: str = "main form") -> dict[str, str]:
        """Return what a browser would send for the form as it stands."""
        form = self.one(selector)
        return {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}


class PageClient:
    """Gets and posts pages as a browser does, or as htmx does; every answer with HTML is checked."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, path: str, data: dict[str, Any] | None = None, **headers: Any) -> Page:
        """Get a page; redirects are not followed, and come with an empty root."""
        return self._page(self.client.get(path, data or {}, **headers), data)

    def post(self, path: str, data: dict[str, Any] | None = None, **headers: Any) -> Page:
        """Post a form."""
        return self._page(self.client.post(path, data or {}, **headers), data)

    def fragment(self, path: str, data: dict[str, Any] | None = None, *, post: bool = False, target: str = "") -> Page:
        """Ask as htmx does for the element of that id; the answer may be a part of a page."""
        send = self.client.post if post else self.client.get
        headers = {"HX-Request": "true", **({"HX-Target": target} if target else {})}
        return self._page(send(path, data or {}, headers=headers), data, is_fragment=True)

    def submit(self, page: Page, action: str, **values: str) -> Page:
        """Post a page's form to its action with some fields filled in."""
        selector = f"form[action='{action}']"
        return self.post(action, {**page.form(selector), **values})

    def _page(self, response: Any, data: dict[str, Any] | None, *, is_fragment: bool = False) -> Page:
        if not response.headers.get("Content-Type", "").startswith(_HTML) or not response.content:
            return Page(response, fromstring("<html></html>"))
        markup = response.content.decode()
        whole = not is_fragment or markup.lstrip().lower().startswith("<!doctype")
        sent = [str(value) for value in (data or {}).values() if value]
        return Page(response, check(markup, is_fragment=not whole, sent=sent))


def check(markup: str, *, is_fragment: bool = False, sent: Iterable[str] = ()) -> HtmlElement:
    """Return the parsed page; raise PageError with every rule it breaks.

    ``sent`` is what the test itself typed: repeated on the page, it need not have our typography.
    """
    faults = list(_syntax(markup, is_fragment=is_fragment))
    root = fromstring(f"<html><body>{markup}</body></html>" if is_fragment else markup)
    rules = RULES if is_fragment else (*RULES, *DOCUMENT_RULES)
    faults += [fault for rule in rules for fault in rule(root)]
    faults += _typography(root, sent)
    if faults:
        raise PageError("\n".join(faults))
    return root


def _syntax(markup: str, *, is_fragment: bool) -> Iterator[str]:
    """Parse by the HTML standard's own algorithm, which names each error."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parseFragment(markup, container="body") if is_fragment else parser.parse(markup)
    for position, code, details in parser.errors:
        if code != "expected-doctype-but-got-start-tag":
            yield f"not valid HTML at {position}: {code} {details}"


def _document(root: HtmlElement) -> Iterator[str]:
    if not _text(root.find(".//title")):
        yield "no title"
    if not root.get("lang"):
        yield "no language"
    for tag in ("h1", "main"):
        if len(root.findall(f".//{tag}")) != 1:
            yield f"{len(root.findall(f'.//{tag}'))} <{tag}> elements"
    levels = [int(each.tag[1]) for each in root.cssselect("h1, h2, h3, h4")]
    if any(lower - upper > 1 for upper, lower in pairwise(levels)):
        yield f"a heading level is left out: {levels}"


def _resolved(root: HtmlElement) -> Iterator[str]:
    """Yield references by id that lead nowhere; only whole pages hold all their ids."""
    ids = {each.get("id") for each in root.xpath("//*[@id]")}
    for name in _REFERENCES:
        for each in root.xpath(f"//*[@{name}]"):
            for reference in each.get(name).split():
                if reference not in ids:
                    yield f"{name}={reference!r} is no id on the page"
    for each in root.cssselect("a[href^='#']"):
        if each.get("href")[1:] not in ids:
            yield f"link to {each.get('href')!r}, which is not on the page"


def _unique_ids(root: HtmlElement) -> Iterator[str]:
    counts = Counter(each.get("id") for each in root.xpath("//*[@id]"))
    yield from (f"id {name!r} stands {count} times" for name, count in counts.items() if count > 1 or not name)


def _labelled(root: HtmlElement) -> Iterator[str]:
    labelled = {each.get("for") for each in root.cssselect("label[for]")}
    for each in root.xpath(f"//*[{_NAMED}]"):
        has_name = each.get("aria-label") or each.get("aria-labelledby") or each.xpath("ancestor::label")
        if not has_name and each.get("id") not in labelled:
            yield f"<{each.tag} name={each.get('name')!r}> has no label"
    for each in root.cssselect("a[href], button, [role=img], [role=button]"):
        if not (_text(each) or each.get("aria-label") or each.get("aria-labelledby")):
            yield f"<{each.tag} class={each.get('class')!r}> has no name"
    yield from ("<img> without alt" for _ in root.cssselect("img:not([alt])"))


def _no_inline(root: HtmlElement) -> Iterator[str]:
    for each in root.iter():
        if not isinstance(each.tag, str):
            continue
        if each.tag == "style" or (each.tag == "script" and not each.get("src")):
            yield f"inline <{each.tag}>"
        yield from (f"<{each.tag} {name}>" for name in each.attrib if _UNSAFE_ATTRIBUTES.match(name))


def _same_address(root: HtmlElement) -> Iterator[str]:
    """Yield what htmx would load from elsewhere than a browser without script."""
    for each in root.cssselect("a[data-hx-get]"):
        if each.get("data-hx-get") != each.get("href"):
            yield f"data-hx-get={each.get('data-hx-get')!r} on a link to {each.get('href')!r}"
    for each in root.cssselect("form[data-hx-get], form[data-hx-post]"):
        address = each.get("data-hx-get") or each.get("data-hx-post")
        if address != (each.get("action") or address):
            yield f"a form goes to {each.get('action')!r} or, with htmx, {address!r}"
    for each in root.cssselect("a:not([href]), a[href=''], a[href='#']"):
        yield f"a link that leads nowhere: {_text(each)!r}"


def _forms(root: HtmlElement) -> Iterator[str]:
    for form in root.iter("form"):
        posts = (form.get("method") or "get").lower() == "post"
        tokens = form.cssselect("input[name=csrfmiddlewaretoken]")
        if posts and len(tokens) != 1:
            yield f"form to {form.get('action')!r} has {len(tokens)} CSRF tokens"
        if not posts and tokens:
            yield f"form to {form.get('action')!r} puts its CSRF token into an address"
        if form.get("action") and urlsplit(form.get("action")).netloc:
            yield f"form leaves the site: {form.get('action')!r}"


def _json_attributes(root: HtmlElement) -> Iterator[str]:
    for name in ("data-hx-headers", "data-hx-vals"):
        for each in root.xpath(f"//*[@{name}]"):
            try:
                json.loads(each.get(name))
            except ValueError:
                yield f"{name} is not JSON: {each.get(name)!r}"


def _typography(root: HtmlElement, sent: Iterable[str]) -> Iterator[str]:
    """Yield typewriter quotes and dots, and hyphens where a minus belongs, in our own words."""
    for each in root.xpath("|".join(f"//{tag}/text()" for tag in _SPOKEN)):
        own = str(each)
        for typed in sent:
            own = own.replace(typed, "")
        found = _TYPEWRITER.search(own)
        if found and each.getparent().get("translate") != "no" and "ref" not in (each.getparent().get("class") or ""):
            yield f"{found[0]!r} in {str(each).strip()!r}"


Rule = Callable[[HtmlElement], Iterator[str]]
RULES: Final[tuple[Rule, ...]] = (
    _unique_ids,
    _labelled,
    _no_inline,
    _same_address,
    _forms,
    _json_attributes,
)
DOCUMENT_RULES: Final[tuple[Rule, ...]] = (_document, _resolved)


def _text(element: HtmlElement | None) -> str:
    if element is None:
        return ""
    return re.sub(r"[ \t\r\n]+", " ", element.text_content()).strip(" ")
