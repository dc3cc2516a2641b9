"""The pages of statements: lists by month, quarter and year, any period, and one statement with its files."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from selfcare import pdf
from selfcare.domain.errors import BadRequest, FieldError
from selfcare.http import AppRequest, display, page, page_or_fragment, redirect
from selfcare.rates import DOCUMENTS, EXPORTS, limited
from selfcare.typed import refused_texts, typed_parameters
from transactions.domain import Length, Statement, StatementFormat, period_of
from transactions.files.camt053 import MEDIA_TYPE
from transactions.forms.statements import NAMES, PeriodForm, StatementFileForm
from transactions.presenters.statement_lists import (
    account_label,
    account_tabs,
    address,
    more_text,
    tabs_view,
    years_view,
)
from transactions.presenters.statement_words import day_text
from transactions.presenters.statements import statement_view, sum_lines
from transactions.services.statement_exports import statement_export
from transactions.services.statement_files import CAMT_ROWS, PDF_MOST, PDF_ROWS, attached, statement_camt, statement_pdf
from transactions.services.statement_lists import statement_list
from transactions.services.statements import Ground, statement_get, statement_ground, statement_page
from transactions.tasks import export_enqueue
from transactions.views.context import context_of
from transactions.views.statement_requests import cursor_of, ground_of, owner_of, period_named, reader_of, since_of

PAGES: Final[dict[Length, str]] = {
    "month": "statement_months",
    "quarter": "statement_quarters",
    "year": "statement_years",
}
_HALF_YEAR: Final = 6
_UNPROCESSABLE: Final = 422


@require_safe
def statement_periods(request: AppRequest, length: Length) -> HttpResponse:
    """Show the statements of each month, quarter or year, the newest first."""
    here, ground, shown = PAGES[length], ground_of(request), display(request)
    account_id, until = request.GET.get("account", ""), shown.time(ground.now)
    found = statement_list(ctx=context_of(request), ground=ground, length=length, since=since_of(request))
    context = {
        **_head(here, ground, account_id),
        "years": years_view(
            found.lines, found.more, length, account_id=account_id, display=shown, until=until, has_pdf=pdf.available()
        ),
        "fits": found.fits,
        "more": more_text(found.more, shown) if found.more else "",
        "more_href": address(here, account=account_id, since=found.more.first.isoformat()) if found.more else "",
    }
    return page(request, "transactions/statements/list.html", context)


def _head(here: str, ground: Ground, account_id: str) -> dict[str, Any]:
    return {
        "tabs": tabs_view(here, account_id),
        "accounts": account_tabs(here, ground.accounts, ground.account),
        "has_pdf": pdf.available(),
    }


@typed_parameters("from", "to")
@require_safe
def statement_period(request: AppRequest) -> HttpResponse:
    """Show what any period comes to before its statement; a button of the form leads on to that."""
    ground = ground_of(request)
    asked = {name: text for name in NAMES if (text := request.GET.get(name, "").strip())}
    shown = {**_usual(ground), "account": ground.account.id, "language": request.prefs.language, **asked}
    form = PeriodForm(
        shown, accounts=ground.accounts, first_day=ground.first_day, today=ground.today, display=display(request)
    )
    errors = {**{name: str(each[0]) for name, each in form.errors.items()}, **refused_texts(request)}
    if errors:
        return _form(request, ground, shown, errors=errors)
    period = form.period()
    if go := {"statement": "statement", "pdf": "statement_pdf"}.get(request.GET.get("go", "")):
        return redirect(request, address(go, period.name, account=shown["account"], language=shown["language"]))
    statement = statement_get(ctx=context_of(request), ground=ground, period=period)
    return _form(request, ground, shown, sums=sum_lines(statement, display(request)))


def _usual(ground: Ground) -> dict[str, str]:
    """Return the last six whole months, or what there is of them, as days to begin with."""
    last = period_of("month", ground.today).first - timedelta(days=1)
    month = last.year * 12 + last.month - _HALF_YEAR
    first = date(month // 12, month % 12 + 1, 1)
    earliest = ground.first_day or first
    if last < earliest:
        first, last = earliest, ground.today
    return {"from": max(first, earliest).isoformat(), "to": last.isoformat()}


def _form(
    request: AppRequest, ground: Ground, asked: dict[str, str], *, errors: dict[str, str] | None = None, sums: Any = ()
) -> HttpResponse:
    first = ground.first_day
    context = {
        **_head("statement_period", ground, request.GET.get("account", "")),
        "asked": asked,
        "errors": errors or {},
        "error_links": list((errors or {}).items()),
        "sums": sums,
        "since": day_text(first, display(request), with_year=True) if first else "",
        "earliest": first.isoformat() if first else "",
        "today": ground.today.isoformat(),
        "account_choices": [(each.id, account_label(each)) for each in ground.accounts],
        "languages": settings.LANGUAGES,
    }
    status, folder = _UNPROCESSABLE if errors else 200, "transactions/statements"
    return page_or_fragment(request, f"{folder}/period.html", f"{folder}/_period.html", context, status)


@require_safe
def statement(request: AppRequest, name: str) -> HttpResponse:
    """Show a statement: its sums, and its movements a hundred at a time."""
    ctx, cursor, reader = context_of(request), cursor_of(request), reader_of(request)
    found = statement_get(ctx=ctx, ground=ground_of(request), period=period_named(name))
    rows = statement_page(ctx=ctx, statement=found, cursor=cursor)
    is_whole = cursor is None and rows.page.next_cursor is None
    asked = {key: request.GET.get(key, "") for key in ("account", "language")}
    context = {
        "statement": statement_view(found, rows.data, owner=owner_of(request), display=reader, is_whole=is_whole),
        "files": _files(found, name, asked),
        "account": found.account.id,
        "make_url": reverse("statement_file_new", args=[name]),
        "most": display(request).number(PDF_MOST) if pdf.available() and found.totals.count > PDF_MOST else "",
        "more": address("statement", name, **asked, after=rows.page.next_cursor) if rows.page.next_cursor else "",
        "newest": address("statement", name, **asked) if cursor else "",
    }
    return page(request, "transactions/statements/statement.html", context)


class _File(NamedTuple):
    """A file there can be: under ``href`` at once, or, when that is "", ``asked`` for and made by the worker."""

    label: str
    format: StatementFormat
    href: str


def _files(found: Statement, name: str, asked: dict[str, str]) -> list[_File]:
    files, count = [], found.totals.count
    if pdf.available() and count <= PDF_MOST:
        files.append(_File("PDF", "pdf", address("statement_pdf", name, **asked) if count <= PDF_ROWS else ""))
    camt = address("statement_camt", name, account=asked["account"]) if count <= CAMT_ROWS else ""
    return [*files, _File("camt.053", "camt053", camt)]


@limited(EXPORTS)
@require_POST
def statement_file_new(request: AppRequest, name: str) -> HttpResponse:
    """Have the file of a long statement made by the worker, and lead to where it can be followed and fetched."""
    form = StatementFileForm(request.POST)
    if not form.is_valid():
        raise BadRequest(fields=tuple(FieldError(each, "choice", str(said[0])) for each, said in form.errors.items()))
    asked, reader = form.cleaned_data, display(request)
    ground = statement_ground(ctx=context_of(request), account_id=asked["account"], zone=reader.zone)
    export, _is_new = statement_export(
        ctx=context_of(request), ground=ground, period=period_named(name), kind=asked["format"],
        language=asked["language"] or request.prefs.language, owner=owner_of(request),
    )  # fmt: skip
    export_enqueue(export.id)
    return redirect(request, reverse("export_state", args=[export.id]))


@limited(DOCUMENTS)
@require_safe
def statement_pdf_file(request: AppRequest, name: str) -> HttpResponse:
    """Send a statement as PDF; a long one leads to its page, where the file can be asked for."""
    ctx, ground = context_of(request), ground_of(request)
    found = statement_get(ctx=ctx, ground=ground, period=period_named(name))
    if found.totals.count > PDF_ROWS:
        asked = {key: request.GET.get(key, "") for key in ("account", "language")}
        return redirect(request, address("statement", name, **asked))
    made = statement_pdf(ctx=ctx, ground=ground, statement=found, owner=owner_of(request), display=reader_of(request))
    return HttpResponse(made, "application/pdf", headers=attached(found, "pdf"))


@limited(DOCUMENTS)
@require_safe
def statement_camt_file(request: AppRequest, name: str) -> FileResponse:
    """Send a statement as ISO 20022 camt.053."""
    ctx, ground = context_of(request), ground_of(request)
    found = statement_get(ctx=ctx, ground=ground, period=period_named(name))
    file = statement_camt(ctx=ctx, ground=ground, statement=found, owner=owner_of(request))
    return FileResponse(file, content_type=MEDIA_TYPE, headers=attached(found, "xml"))
