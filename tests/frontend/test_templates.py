"""The components, the shell and the error pages, in both languages, by the strict reader."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import NoReverseMatch
from django.utils import translation

from selfcare.catalogues import ensure_compiled
from selfcare.display import display_for
from selfcare.domain.customer import Contact, Customer, Preferences
from selfcare.domain.money import Money
from selfcare.styleguide import styleguide
from tests.page import check

ELIN = Customer("cus_1", "Elin <b>Sandberg</b>", email=Contact("elin@selfcare.example"))
ERRORS = ("400", "403", "404", "429", "500", "503")


@pytest.fixture(autouse=True, scope="module")
def _catalogues() -> None:
    ensure_compiled()


def request(path: str = "/styleguide", language: str = "en", customer: Customer | None = ELIN) -> HttpRequest:
    asked: Any = RequestFactory().get(path)
    asked.customer, asked.prefs = customer, Preferences(language=language, theme="dark")
    return asked  # type: ignore[no-any-return]  # built up as middleware does


def component(name: str, call: str, **context: Any) -> str:
    """Render one macro call with the environment of the pages."""
    source = f'{{% from "components/{name}.html" import {call.partition("(")[0]} %}}{{{{ {call} }}}}'
    return str(engines["jinja2"].from_string(source).render(context))


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_component_is_a_right_page(language: str) -> None:
    with translation.override(language):
        root = check(styleguide(request(language=language)).content.decode())
    assert root.get("lang") == language
    assert root.get("data-theme") == "dark"
    assert len(root.cssselect(".st")) >= 15


def test_shell_shows_who_is_signed_in_and_escapes_it() -> None:
    root = check(styleguide(request()).content.decode())
    assert root.cssselect(".rail-foot strong")[0].text_content() == "Elin <b>Sandberg</b>"
    assert {form.get("action") for form in root.cssselect("form[method=post]")} == {"/logout"}


def test_navigation_says_where_the_person_is() -> None:
    root = check(styleguide(request("/transactions/tx_1")).content.decode())
    here = root.cssselect("nav [aria-current=page]")
    assert [each.get("href") for each in here] == ["/transactions"]
    assert root.cssselect("nav a")[0].get("href") == "/"


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("name", ERRORS)
def test_error_page_needs_no_request(name: str, language: str) -> None:
    with translation.override(language):
        root = check(render_to_string(f"errors/{name}.html"))
        told = check(render_to_string(f"errors/{name}.html", {"reference": "req-1", "retry_after": 30}))
    assert root.cssselect(".num")[0].text_content() == name
    assert "req-1" in told.text_content()


def test_error_page_carries_no_customer_and_no_token() -> None:
    text = render_to_string("errors/500.html", {"customer": ELIN})
    assert "Elin" not in text
    assert "csrf" not in text.lower()


def test_amount_has_the_markup_of_the_design() -> None:
    a = display_for(Preferences()).money(Money(124900, "SEK"), "out")
    assert component("amount", "amount(a)", a=a) == (
        '<data class="amt" value="-1249.00">\u22121\u00a0249<span class="amt-d">,00</span>'
        '<span class="amt-c">\u00a0kr</span></data>'
    )


def test_amount_with_the_currency_first_and_without_decimals() -> None:
    a = display_for(Preferences(numbers="ja_JP")).money(Money(1249, "JPY"), "in")
    assert component("amount", "hero(a)", a=a) == (
        '<data class="amt amt--in amt--hero" value="1249">+<span class="amt-c">￥</span>1,249</data>'
    )


def test_field_ties_hint_and_error_to_the_control_and_escapes_what_was_typed() -> None:
    markup = component("field", "field('q', 'Name', value=v, hint='H', error='E')", v='"><script>')
    root = check(markup, is_fragment=True)
    control = root.cssselect("input")[0]
    assert control.get("aria-describedby") == "q-h q-e"
    assert control.get("aria-invalid") == "true"
    assert control.get("value") == '"><script>'


def test_field_without_hint_or_error_describes_nothing() -> None:
    control = check(component("field", "field('q', 'Name')"), is_fragment=True).cssselect("input")[0]
    assert control.get("aria-describedby") is None
    assert control.get("aria-invalid") is None


def test_error_summary_is_for_more_than_one() -> None:
    assert component("field", "error_summary(e)", e=[("a", "One")]).strip() == ""
    links = check(component("field", "error_summary(e)", e=[("a", "One"), ("b", "Two")]), is_fragment=True)
    assert [each.get("href") for each in links.cssselect("a")] == ["#a", "#b"]


def test_buttons_that_need_the_script_are_hidden_without_it() -> None:
    root = check(styleguide(request()).content.decode())
    needing = root.cssselect("[data-copy], [data-reveal], [data-fill]")
    assert needing
    assert all("hidden" in each.attrib for each in needing)


def test_language_link_leads_back_here() -> None:
    asked = request("/login?next=/transactions", customer=None)
    source = '{% extends "task.html" %}{% block title %}T{% endblock %}{% block main %}<h1>T</h1>{% endblock %}'
    root = check(str(engines["jinja2"].from_string(source).render({}, asked)))
    link = root.cssselect("a[hreflang]")[0]
    assert (link.get("href"), link.text_content()) == ("/language?to=sv&next=/login%3Fnext%3D/transactions", "Svenska")


# --- What is settled when a template is compiled -------------------------------------------------
def render(source: str, **context: Any) -> str:
    return str(engines["jinja2"].from_string(source).render(context))


def compiled(source: str, language: str = "en") -> str:
    with translation.override(language):
        return str(engines["jinja2"]._environment().compile(source, raw=True))  # type: ignore[attr-defined]  # the backend's own


@pytest.mark.parametrize("source", ["{{ _('Sign out') }}", "{{ icon('x') }}", "{{ url('home') }}", "{{ static('a') }}"])
def test_a_call_with_constants_is_part_of_the_text_around_it(source: str) -> None:
    code = compiled(f"<p>{source}</p>")
    assert "call(" not in code
    assert code.count("yield '<p>") == 1


def test_each_language_has_its_own_text() -> None:
    spoken = {}
    for language in ("sv", "en", "sv"):
        with translation.override(language):
            spoken[language] = render("{{ _('Sign out') }}")
    assert spoken == {"en": "Sign out", "sv": "Logga ut"}


def test_a_text_that_is_settled_is_escaped_where_the_call_was() -> None:
    assert render("{{ url('login') ~ '?a&b' }} {{ _('“%(text)s”', text='<b>') }}") == "/login?a&amp;b “&lt;b&gt;”"


@pytest.mark.parametrize(
    "source",
    ["{% macro m(icon) %}{{ icon('x') }}{% endmacro %}", "{% set _ = other %}{{ _('x') }}", "{{ icon(name) }}"],
)
def test_what_depends_on_more_is_left_to_the_page(source: str) -> None:
    assert "call(" in compiled(source)


def test_a_template_that_names_no_page_of_ours_is_no_template() -> None:
    with pytest.raises(NoReverseMatch):
        compiled("{{ url('nowhere') }}")


def test_a_part_is_compiled_with_its_page_and_keeps_its_names_to_itself() -> None:
    source = "{% set entry = 'mine' %}{% include 'brand.html' %}{{ entry }}{{ active is defined }}"
    assert "get_template" not in compiled(source)
    assert render(source).endswith("mineFalse")
