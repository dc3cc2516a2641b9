"""A customer's own labels, notes and tags. They stay here: a search finds them by `transactions.services.private`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction as database

from selfcare.domain.context import Context
from selfcare.domain.errors import StoreUnavailable
from selfcare.stores import database_errors
from selfcare.upstream.cache import mark_stale
from transactions.domain import NoteText
from transactions.models import Note, Tag
from transactions.services.transactions import transaction_detail

MOST_TAGS: Final = 10
MOST_LABELS: Final = 100


@database_errors()
def note_get(*, customer_id: str, transaction_id: str) -> NoteText:
    """Return what the customer wrote, all of it empty when nothing."""
    found = Note.objects.filter(customer_id=customer_id, transaction_id=transaction_id).first()
    if found is None:
        return NoteText()
    return _text(found)


def note_save(*, ctx: Context, transaction_id: str, text: NoteText) -> None:
    """Keep the text in place of what was there. Raises NotFound for a transaction that is not the customer's."""
    made_at = transaction_detail(ctx=ctx, transaction_id=transaction_id).value.created_at
    if not any(_words(text)):
        note_remove(customer_id=ctx.customer_id, transaction_id=transaction_id)
        return
    with database_errors(), database.atomic():
        row, _ = Note.objects.update_or_create(
            customer_id=ctx.customer_id, transaction_id=transaction_id, defaults=_columns(text, made_at)
        )
        row.tags.all().delete()
        _tag(row, text.tags)
    mark_stale(ctx.customer_id)


@database_errors()
def note_begin(*, customer_id: str, transaction_id: str, made_at: datetime, text: NoteText) -> bool:
    """Keep the text where nothing is written yet, without asking whose the transaction is; tell whether it was.

    For whoever knows that already: an order of the customer's own, data that is made up.
    """
    with database.atomic():
        row, is_new = Note.objects.get_or_create(
            customer_id=customer_id, transaction_id=transaction_id, defaults=_columns(text, made_at)
        )
        if is_new:
            _tag(row, text.tags)
    mark_stale(customer_id)
    return is_new


@database_errors()
def note_remove(*, customer_id: str, transaction_id: str) -> None:
    """Forget what the customer wrote; nothing happens when there is nothing."""
    Note.objects.filter(customer_id=customer_id, transaction_id=transaction_id).delete()
    mark_stale(customer_id)


def note_labels(*, customer_id: str, transaction_ids: Sequence[str]) -> dict[str, str]:
    """Return the label of each that has one, else its tags. Without our database a list goes on without them."""
    try:
        found = note_texts(customer_id=customer_id, transaction_ids=transaction_ids)
    except StoreUnavailable:
        return {}
    return {transaction_id: _label(text) for transaction_id, text in found.items()}


@database_errors()
def note_labels_newest(*, customer_id: str) -> tuple[dict[str, str], datetime | None]:
    """Return the labels of the newest transactions that have one, `MOST_LABELS` at most.

    With them comes when the newest transaction whose label is not among them was made; None when all are.
    """
    newest = Note.objects.filter(customer_id=customer_id).order_by("-transaction_at")
    rows = list(newest.values_list("id", "transaction_id", "label", "transaction_at")[: MOST_LABELS + 1])
    tags = _tag_words([note_id for note_id, _, label, _ in rows[:MOST_LABELS] if not label])
    labels = {about: label or ", ".join(tags[note_id]) for note_id, about, label, _ in rows[:MOST_LABELS]}
    return labels, rows[MOST_LABELS][-1] if len(rows) > MOST_LABELS else None


@database_errors()
def note_tags(*, customer_id: str) -> list[str]:
    """Return the words of the customer's tags in their order, each once."""
    rows = Tag.objects.filter(customer_id=customer_id).order_by("key", "-id").values_list("key", "word")
    return list(dict(rows).values())


@database_errors()
def note_texts(*, customer_id: str, transaction_ids: Sequence[str]) -> dict[str, NoteText]:
    """Return all that the customer wrote about those that have anything. Raises StoreUnavailable."""
    rows = Note.objects.filter(customer_id=customer_id, transaction_id__in=transaction_ids).prefetch_related("tags")
    return {row.transaction_id: _text(row) for row in rows}


def _tag_words(note_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the tags of each note, in their order. Most notes have a label, so that often nothing is asked."""
    words: dict[int, list[str]] = defaultdict(list)
    for note_id, word in Tag.objects.filter(note__in=note_ids).values_list("note_id", "word") if note_ids else ():
        words[note_id].append(word)
    return words


def _label(text: NoteText) -> str:
    return text.label or ", ".join(text.tags)


def _words(text: NoteText) -> tuple[str, ...]:
    return text.label, text.note, *text.tags


def _columns(text: NoteText, made_at: datetime) -> dict[str, Any]:
    return {
        "transaction_at": made_at,
        "label": text.label,
        "note": text.note,
        "search": "\n".join(_words(text)).casefold(),
    }


def _tag(row: Note, words: Sequence[str]) -> None:
    """Put each word on the note once, in their order, however it is written."""
    tags = {word.casefold(): word for word in reversed(words)}
    made = ((key, tags.pop(key)) for key in [word.casefold() for word in words] if key in tags)
    Tag.objects.bulk_create(Tag(note=row, customer_id=row.customer_id, word=word, key=key) for key, word in made)


def _text(row: Note) -> NoteText:
    return NoteText(row.label, row.note, tuple(tag.word for tag in row.tags.all()), row.updated_at)
