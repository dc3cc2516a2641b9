"""The template engine: what cannot change while a process runs is written into a template when it is compiled.

Sentences, icons and addresses named by a template are most of a page's calls, and each included part is a context of
its own. A template is compiled once per language and together with its parts, so that all of this becomes text, and a
page is made of what differs from reader to reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from typing import Any, Final

import jinja2
from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.backends.jinja2 import Jinja2, Template
from django.utils import translation
from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer

SETTLED: Final = frozenset({"_", "icon", "static", "url"})
"""Globals whose answer depends on their arguments and the language alone."""


_INDENT: Final = re.compile(r"[ \t]*\n[ \t\n]*")  # a no-break space is text


class SpokenEnvironment(Environment):
    """An environment whose templates are compiled for one ``language``."""

    language: str = "en"

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        whole = _Include(self).visit(source)
        own = {each.name for each in whole.find_all(nodes.Name) if each.ctx != "load"}
        with translation.override(self.language):
            settled = _Settle(self, SETTLED - own).visit(whole)
        return super()._generate(settled, name, filename, defer_init=defer_init)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return a template's globals: the environment's, complete when the first one is compiled, as a plain dict.

        Jinja chains them to a template's own, of which there are none, and each page copies the chain key by key.
        """
        return {**self.globals, **(d or {})}

    def part(self, name: str) -> nodes.Template:
        """Return another template's tree. Raises TemplateNotFound."""
        if self.loader is None:
            raise jinja2.TemplateNotFound(name)
        source, filename, _ = self.loader.get_source(self, name)
        return self._parse(source, name, filename)


class _Include(NodeTransformer):
    """Put in place of each include of a named template its tree, in a scope of its own."""

    def __init__(self, environment: SpokenEnvironment) -> None:
        self._environment = environment

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802  # Jinja calls it by the node's name
        if not isinstance(node.template, nodes.Const) or not node.with_context or node.ignore_missing:
            return node
        part = self.generic_visit(self._environment.part(node.template.value))
        return nodes.Scope(part.body, lineno=node.lineno)  # type: ignore[attr-defined]  # it is a Template


class _Settle(NodeTransformer):
    """Put in place of each call of ``names`` with constant arguments what it returns."""

    def __init__(self, environment: Environment, names: frozenset[str]) -> None:
        self._environment = environment
        self._names = names

    def visit_TemplateData(self, node: nodes.TemplateData) -> nodes.TemplateData:  # noqa: N802  # as below
        """Leave out indentation and empty lines, which are for those who read templates."""
        return nodes.TemplateData(_INDENT.sub("\n", node.data), lineno=node.lineno)

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802  # Jinja calls it by the node's name
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.node.name not in self._names:
            return node
        if node.dyn_args or node.dyn_kwargs:
            return node
        try:
            args = [each.as_const() for each in node.args]
            named: dict[str, Any] = dict(each.as_const() for each in node.kwargs)
        except nodes.Impossible:
            return node
        answer: Callable[..., Any] = self._environment.globals[node.node.name]  # type: ignore[assignment]  # what a template calls by its name is a function
        return nodes.Const(answer(*args, **named), lineno=node.lineno)


class Templates(Jinja2):
    """Django's backend for Jinja, with one environment per language; a page is rendered by that of its reader."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._spoken: dict[str, SpokenEnvironment] = {}

    def get_template(self, template_name: str) -> Template:
        """Return the template in the language that is active. Raises TemplateDoesNotExist."""
        try:
            return Template(self._environment().get_template(template_name), self)
        except jinja2.TemplateNotFound as error:
            raise TemplateDoesNotExist(template_name, backend=self) from error

    def from_string(self, template_code: str) -> Template:
        """Return a template made of ``template_code``, in the language that is active."""
        return Template(self._environment().from_string(template_code), self)

    def _environment(self) -> SpokenEnvironment:
        asked = translation.get_language()
        language = asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        return self._spoken.get(language) or self._spoken.setdefault(language, self._speaking(language))

    def _speaking(self, language: str) -> SpokenEnvironment:
        spoken: SpokenEnvironment = self.env.overlay()  # type: ignore[assignment]  # `environment` in the settings
        spoken.language = language
        return spoken
