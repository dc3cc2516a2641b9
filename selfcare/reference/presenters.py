"""What the pages about the API show, made of the OpenAPI document."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from django.utils.text import slugify
from django.utils.translation import gettext, gettext_noop, ngettext

from selfcare.errors.table import TABLE
from selfcare.rates import RATES, Rate
from selfcare.reference.shapes import Field, body_fields, parameter_fields, prose

_JSON: Final = "application/json"
_IN_EXAMPLES: Final = frozenset({"limit", "since"})
_BASE: Final = "/api/v1"

GROUPS: Final = {
    "Session and sign-in": gettext_noop("Session and sign-in"),
    "Overview and accounts": gettext_noop("Overview and accounts"),
    "Transactions": gettext_noop("Transactions"),
    "Money in and out": gettext_noop("Money in and out"),
    "Refunds and cases": gettext_noop("Refunds and cases"),
    "Exports": gettext_noop("Exports"),
    "Saved views": gettext_noop("Saved views"),
    "Notifications": gettext_noop("Notifications"),
    "The API itself": gettext_noop("The API itself"),
    "Webhooks": gettext_noop("Webhooks"),
}


class Entry(NamedTuple):
    """One line of the overview."""

    id: str
    verb: str
    path: str
    summary: str


class Group(NamedTuple):
    id: str
    title: str
    entries: list[Entry]
    tail: str


class Answer(NamedTuple):
    """A status, its words, and the problem codes it comes with."""

    status: str
    title: str
    codes: str


class Example(NamedTuple):
    title: str
    text: str


class OperationPage(NamedTuple):
    entry: Entry
    group: str
    lede: str
    needs: list[tuple[str, str]]
    fields: list[tuple[str, str, list[Field]]]
    answers: list[Answer]
    examples: list[Example]


def groups(document: dict[str, Any]) -> list[Group]:
    """Return every operation under its group, in the order of GROUPS."""
    by_tag: dict[str, list[Entry]] = {name: [] for name in GROUPS}
    for entry, operation in _all(document):
        by_tag.setdefault(operation["tags"][0], []).append(entry)
    return [
        Group(
            slugify(name),
            gettext(name),
            entries,
            ngettext("%(count)s operation", "%(count)s operations", len(entries)) % {"count": len(entries)},
        )
        for name, entries in by_tag.items()
        if entries
    ]


def operation_page(document: dict[str, Any], operation_id: str) -> OperationPage | None:
    """Return what is shown of one operation; None when there is no such operation."""
    found = [(entry, operation) for entry, operation in _all(document) if entry.id == operation_id]
    if not found:
        return None
    entry, operation = found[0]
    return OperationPage(
        entry,
        slugify(operation["tags"][0]),
        prose(operation.get("description", "")),
        _needs(operation),
        _fields(operation, document["components"]["schemas"]),
        _answers(operation),
        [_request(entry, operation), *_shown_answers(operation, document)],
    )


def errors() -> list[Answer]:
    """Return every problem code with its status and its words, in the reader's language."""
    rows = sorted(TABLE.items(), key=lambda row: (row[1][0], row[0]))
    return [Answer(str(status), str(title), code) for code, (status, title, _detail, _retry) in rows]


def rate_words(rate: Rate) -> str:
    """Return how often, for a reader."""
    words = {
        "session": gettext("%(count)s a minute for each session"),
        "customer": gettext("%(count)s a minute for each customer"),
        "network": gettext("%(count)s a minute for each network address, without a session"),
    }
    return words[rate.whose] % {"count": rate.limit}


def _all(document: dict[str, Any]) -> list[tuple[Entry, dict[str, Any]]]:
    found = [
        (Entry(each["operationId"], verb.upper(), path.removeprefix(_BASE), prose(each["summary"])), each)
        for path, methods in document["paths"].items()
        for verb, each in methods.items()
    ]
    events = [
        (Entry(methods["post"]["operationId"], "POST", f"/hooks/{name}", methods["post"]["summary"]), methods["post"])
        for name, methods in document["webhooks"].items()
    ]
    return found + events


def _needs(operation: dict[str, Any]) -> list[tuple[str, str]]:
    schemes = operation["security"][0] if operation["security"] else {}
    needs = [(gettext("Sign-in"), gettext("Yes, the session’s cookie") if "session" in schemes else gettext("No"))]
    if "csrf" in schemes:
        needs.append((gettext("CSRF token"), gettext("Yes, X-CSRFToken")))
    if rates := operation.get("x-rates"):
        needs.append((gettext("How often"), "; ".join(rate_words(RATES[name]) for name in rates)))
    if any(each["name"] == "Idempotency-Key" for each in operation.get("parameters", [])):
        needs.append((gettext("Sent twice"), gettext("Same key, same order: it is never made twice")))
    return needs


def _fields(operation: dict[str, Any], components: dict[str, Any]) -> list[tuple[str, str, list[Field]]]:
    parameters = operation.get("parameters", [])
    body = operation.get("requestBody", {}).get("content", {}).get(_JSON, {}).get("schema", {})
    answer = _success(operation)[1].get("content", {}).get(_JSON, {}).get("schema", {})
    sections = [
        ("path", gettext("In the address"), parameter_fields(parameters, "path", components)),
        ("query", gettext("Parameters"), parameter_fields(parameters, "query", components)),
        ("headers", gettext("Headers"), parameter_fields(parameters, "header", components)),
        ("body", gettext("Body"), body_fields(body, components)),
        ("answer", gettext("Answer"), body_fields(answer, components)),
    ]
    return [section for section in sections if section[2]]


def _answers(operation: dict[str, Any]) -> list[Answer]:
    return [
        Answer(status, HTTPStatus(int(status)).phrase, each["description"] if int(status) >= _REFUSED else "")
        for status, each in sorted(operation["responses"].items())
    ]


_REFUSED: Final = 400


def _success(operation: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    status = min(operation["responses"])
    return status, operation["responses"][status]


def _request(entry: Entry, operation: dict[str, Any]) -> Example:
    parameters = operation.get("parameters", [])
    base = "" if entry.path.startswith("/hooks/") else _BASE
    path = base + entry.path
    for each in parameters:
        path = path.replace("{" + each["name"] + "}", str(each.get("example", "")))
    asked = {e["name"]: e["example"] for e in parameters if e["in"] == "query" and "example" in e and _is_shown(e)}
    body = operation.get("requestBody", {}).get("content", {}).get(_JSON, {}).get("example")
    lines = [f"{entry.verb} {path}{'?' + urlencode(asked) if asked else ''} HTTP/1.1"]
    lines += ["Content-Type: application/json"] if body is not None else []
    lines += [f"{e['name']}: {e['example']}" for e in parameters if e["in"] == "header" and "example" in e]
    lines += ["X-CSRFToken: 8d1f3c0a9e7b5d24…"] if "csrf" in str(operation["security"]) else []
    return Example(gettext("Request"), "\n".join([*lines, *(["", _pretty(body)] if body is not None else [])]))


def _is_shown(parameter: dict[str, Any]) -> bool:
    return parameter["required"] or parameter["name"] in _IN_EXAMPLES


def _shown_answers(operation: dict[str, Any], document: dict[str, Any]) -> list[Example]:
    status, answer = _success(operation)
    shown = answer.get("content", {}).get(_JSON, {}).get("example")
    examples = [Example(_answer_title(status), _pretty(shown))] if shown is not None else []
    refused = "422" if "422" in operation["responses"] else "400"
    codes = operation["responses"][refused]["content"]["application/problem+json"]["examples"]
    code = "validation_failed" if "validation_failed" in codes else next(iter(codes))
    return [*examples, Example(_answer_title(refused), _pretty(document["components"]["examples"][code]["value"]))]


def _answer_title(status: str) -> str:
    return gettext("Answer %(status)s") % {"status": status}


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
