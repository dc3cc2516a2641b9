"""The charge finder: from a line of a bank statement to the payment behind it."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from selfcare.http import AppRequest, display, page
from selfcare.rates import CHARGES, limited
from selfcare.typed import refused_texts, typed_parameters
from transactions.forms.charges import NAMES, ChargeForm
from transactions.presenters.cases.acts import Command
from transactions.presenters.cases.opening import opening_words
from transactions.presenters.charges import charge_search_view
from transactions.presenters.filters import address
from transactions.services.accounts import capability_map
from transactions.services.charges import charge_currencies, charge_search
from transactions.views.cases import terms_of
from transactions.views.context import context_of

_UNPROCESSABLE: Final = 422


@typed_parameters(*NAMES)
@limited(CHARGES)
@require_safe
def charge_find(request: AppRequest) -> HttpResponse:
    """Show the form; with an amount in the address, what can be it. ``change`` shows the form with what was typed."""
    asked = {name: text for name in NAMES if (text := request.GET.get(name, "").strip())}
    refused = refused_texts(request)
    if not asked or refused or "change" in request.GET:
        return _form(request, asked, errors=refused)
    ctx = context_of(request)
    form = ChargeForm(asked, display=display(request), currencies=charge_currencies(ctx=ctx))
    if not form.is_valid():
        return _form(request, form.shown(), errors={name: str(each[0]) for name, each in form.errors.items()})
    search = charge_search(ctx=ctx, line=form.line(), zone=display(request).zone)
    found = charge_search_view(search, display=display(request), base=reverse("transaction_list"))
    base = reverse("charge_find")
    context = {
        "found": found,
        "asked": asked,
        "errors": {},
        "change": address(base, {**asked, "change": "1"}),
        "case": _case(request, asked, is_found=bool(found.matches)),
    }
    return page(request, f"transactions/charges/{'found' if found.matches else 'none'}.html", context)


def _case(request: AppRequest, asked: dict[str, str], *, is_found: bool) -> Command | None:
    """Return the way to a case about the charge, with what was typed; None where the service takes none."""
    if not capability_map(ctx=context_of(request)).value.offers("disputes.create"):
        return None
    label = gettext("I still do not know this charge") if is_found else gettext("It was you, and I did not make it")
    words = opening_words("unknown_charge", display=display(request), terms=terms_of(request))
    fine = gettext("We open a case and answer %(by)s.") % {"by": words.steps[-1].detail}
    return Command(address(reverse("case_charge_new"), asked), "scale", label, fine)


def _form(request: AppRequest, asked: dict[str, str], errors: dict[str, str] | None = None) -> HttpResponse:
    context = {"asked": asked, "errors": errors or {}, "error_links": list((errors or {}).items())}
    return page(request, "transactions/charges/find.html", context, status=_UNPROCESSABLE if errors else 200)
