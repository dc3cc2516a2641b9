"""Saved views: kept here, at most twenty of a customer, one of which may open first."""

from __future__ import annotations

from typing import Final

import msgspec
from django.db import IntegrityError
from django.db import transaction as database
from django.utils.translation import gettext

from selfcare.domain.errors import Conflict, FieldError, InvalidInput, NotFound, StoreUnavailable
from selfcare.stores import database_errors
from selfcare.upstream.cache import mark_stale
from transactions.domain import View, ViewFilter
from transactions.models import MOST_VIEWS, SavedView

_TRIES: Final = 3


@database_errors()
def view_list(*, customer_id: str) -> list[View]:
    """Return the customer's views, in the order they were made."""
    return [_view(row) for row in SavedView.objects.filter(customer_id=customer_id)]


def views_or_none(*, customer_id: str) -> list[View]:
    """Return the customer's views for a page that goes on without them while our database is away."""
    try:
        return view_list(customer_id=customer_id)
    except StoreUnavailable:
        return []


@database_errors()
def view_get(*, customer_id: str, view_id: str) -> View:
    """Return one view. Raises NotFound for an id that is absent or somebody else's."""
    row = SavedView.objects.filter(customer_id=customer_id, id=view_id).first()
    if row is None:
        raise NotFound
    return _view(row)


def view_save(
    *, customer_id: str, name: str, wanted: ViewFilter, opens_first: bool, view_id: str | None = None
) -> View:
    """Keep a new view, or another name and filter of the one with that id.

    Raises InvalidInput for a name that another view has and for one view too many, NotFound for an id that is no
    view's.
    """
    for _ in range(_TRIES):
        try:
            with database_errors(), database.atomic():
                kept = _kept(customer_id, name, wanted, opens_first=opens_first, view_id=view_id)
        except IntegrityError:  # two at once took the same name, the same place, or both wanted to be first
            continue
        mark_stale(customer_id)
        return kept
    raise Conflict


@database_errors()
def view_remove(*, customer_id: str, view_id: str) -> None:
    """Forget a view. Raises NotFound as `view_get`."""
    removed, _ = SavedView.objects.filter(customer_id=customer_id, id=view_id).delete()
    if not removed:
        raise NotFound
    mark_stale(customer_id)


@database_errors()
def view_open_first(*, customer_id: str, view_id: str | None) -> None:
    """Let this view open first, or with None all transactions. Raises NotFound as `view_get`."""
    rows = SavedView.objects.filter(customer_id=customer_id)
    with database.atomic():
        rows.filter(opens_first=True).update(opens_first=False)
        if view_id is not None and not rows.filter(id=view_id).update(opens_first=True):
            raise NotFound
    mark_stale(customer_id)


def _kept(customer_id: str, name: str, wanted: ViewFilter, *, opens_first: bool, view_id: str | None) -> View:
    rows = SavedView.objects.filter(customer_id=customer_id)
    row = rows.filter(id=view_id).first() if view_id else SavedView(customer_id=customer_id, place=_place(customer_id))
    if row is None:
        raise NotFound
    if rows.filter(key=name.casefold()).exclude(id=row.id).exists():
        raise _refused("taken", gettext("You have a view of this name. Choose another one."))
    if opens_first:
        rows.exclude(id=row.id).filter(opens_first=True).update(opens_first=False)
    row.name, row.key, row.opens_first = name, name.casefold(), opens_first
    row.filter = msgspec.to_builtins(wanted)
    row.save()
    return _view(row)


def _place(customer_id: str) -> int:
    taken = set(SavedView.objects.filter(customer_id=customer_id).values_list("place", flat=True))
    free = next((place for place in range(1, MOST_VIEWS + 1) if place not in taken), None)
    if free is None:
        sentence = gettext("You have %(count)d views, as many as fit. Remove one first.") % {"count": MOST_VIEWS}
        raise _refused("max", sentence)
    return free


def _refused(code: str, sentence: str) -> InvalidInput:
    return InvalidInput(fields=(FieldError("name", code, sentence),))


def _view(row: SavedView) -> View:
    return View(row.id, row.name, msgspec.convert(row.filter, ViewFilter), opens_first=row.opens_first)
