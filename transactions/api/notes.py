"""A customer's own label, note and tags for programs. They stay with us: no service ever gets them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec
from django.http import HttpResponse
from msgspec import Meta
from rest_framework.request import Request

from selfcare.api import ApiView, json_response, operation, revalidated
from selfcare.domain.errors import FieldError, InvalidInput, NotFound
from transactions.api.people import context_of
from transactions.domain import NoteText
from transactions.forms.notes import tags_problem
from transactions.forms.words import LINES, text_problem
from transactions.models.notes import LONGEST_LABEL, LONGEST_NOTE, LONGEST_TAG
from transactions.services.notes import MOST_TAGS, note_get, note_remove, note_save
from transactions.services.transactions import transaction_detail

TagWord = Annotated[str, Meta(min_length=1, max_length=LONGEST_TAG, pattern=r"\A[^,\s]+(?: [^,\s]+)*\Z")]


class NoteBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of it: what is left out is forgotten."""

    label: Annotated[str, Meta(max_length=LONGEST_LABEL)] = ""
    note: Annotated[str, Meta(max_length=LONGEST_NOTE)] = ""
    tags: Annotated[tuple[TagWord, ...], Meta(max_length=MOST_TAGS)] = ()


class NoteView(ApiView):
    @operation(
        summary="The customer’s own words about a transaction",
        description="404 also when there are none.",
        returns=NoteBody,
        errors=("not_found", "store_unavailable"),
    )
    def get(self, request: Request, transaction_id: str) -> HttpResponse:
        found = note_get(customer_id=context_of(request).customer_id, transaction_id=transaction_id)
        if found == NoteText():
            raise NotFound
        return revalidated(request, NoteBody(found.label, found.note, found.tags))

    @operation(
        summary="Keep the customer’s own words about a transaction",
        description="They replace what was there. Nothing of it is sent to any service; searches find it by ids.",
        body=NoteBody,
        returns=NoteBody,
        errors=("not_found", "validation_failed", "store_unavailable"),
    )
    def put(self, request: Request, transaction_id: str) -> HttpResponse:
        body: NoteBody = request.body_input  # type: ignore[attr-defined]  # set by @operation
        if wrong := tuple(_wrong(body)):
            raise InvalidInput(fields=wrong)
        text = NoteText(body.label.strip(), body.note.strip(), body.tags)
        note_save(ctx=context_of(request), transaction_id=transaction_id, text=text)
        return json_response(NoteBody(text.label, text.note, text.tags))

    @operation(
        summary="Forget the customer’s own words about a transaction",
        status=204,
        errors=("not_found", "store_unavailable"),
    )
    def delete(self, request: Request, transaction_id: str) -> HttpResponse:
        ctx = context_of(request)
        transaction_detail(ctx=ctx, transaction_id=transaction_id)
        note_remove(customer_id=ctx.customer_id, transaction_id=transaction_id)
        return HttpResponse(status=204)


def _wrong(body: NoteBody) -> Iterator[FieldError]:
    for name, text, allowed in (
        ("label", body.label, ""),
        ("note", body.note, LINES),
        ("tags", ",".join(body.tags), ""),
    ):
        if problem := text_problem(text, allowed):
            yield FieldError(f"/{name}", *problem)
    if sentence := tags_problem(body.tags):
        yield FieldError("/tags", "invalid", sentence)
