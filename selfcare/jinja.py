"""The one Jinja environment: autoescaped, strict about undefined names, with translations."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined


def environment(**options: Any) -> Environment:
    """Build the environment Django's Jinja2 engine asks for; templates live under templates/."""
    env = Environment(  # noqa: S701 autoescape is in the options below
        **{**options, "undefined": StrictUndefined, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True},
        extensions=["jinja2.ext.i18n"],
    )
    env.globals.update(static=static, url=reverse)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    return env
