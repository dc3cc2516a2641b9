"""Saving a customer's own label, note and tags from the page of the transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from selfcare.http import AppRequest, display, is_htmx, page, redirect
from transactions.forms.notes import NoteForm
from transactions.forms.words import typed_back
from transactions.presenters.notes import Own, own_view
from transactions.services.notes import note_save
from transactions.views.context import context_of
from transactions.views.details import transaction_detail_answer

_UNPROCESSABLE: Final = 422


@require_POST
def transaction_note(request: AppRequest, transaction_id: str) -> HttpResponse:
    """Keep what was written. htmx gets the form back, with when it was saved; everybody else the page."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        own = _typed(form)
        if is_htmx(request):
            return _form(request, transaction_id, own, _UNPROCESSABLE)
        return transaction_detail_answer(request, transaction_id, own=own, status=_UNPROCESSABLE)
    note_save(ctx=context_of(request), transaction_id=transaction_id, text=form.text)
    if is_htmx(request):
        base, now = reverse("transaction_list"), datetime.now(UTC)
        return _form(request, transaction_id, own_view(form.text, base=base, display=display(request), saved_at=now))
    return redirect(request, f"{reverse('transaction_detail', args=[transaction_id])}?noted=1#own")


def _typed(form: NoteForm) -> Own:
    """Return the form as it was sent, with what to mend; a card number is not repeated."""
    kept = typed_back(form.data, form.fields)
    return Own(
        kept["label"],
        kept["note"],
        kept["tags"],
        errors={name: str(sentences[0]) for name, sentences in form.errors.items()},
    )


def _form(request: AppRequest, transaction_id: str, own: Own, status: int = 200) -> HttpResponse:
    context = {"own": own, "own_url": reverse("transaction_note", args=[transaction_id])}
    return page(request, "transactions/notes/_form.html", context, status)
