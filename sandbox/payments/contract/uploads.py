"""Uploads: a file's shape and its two operations."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from sandbox.contract.operations import CUSTOMER, Operation
from sandbox.contract.shapes import Id, known
from sandbox.payments.domain.uploads import LARGEST, MEDIA_TYPES


class Upload(msgspec.Struct, frozen=True):
    """A file that was kept. Messages and disputes name it by its id."""

    id: Id
    name: str
    media_type: Annotated[str, known(*MEDIA_TYPES)]
    size: Annotated[int, Meta(ge=1, le=LARGEST)]
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]


OPERATIONS: Final = (
    Operation(
        name="upload_create",
        method="POST",
        path="/v1/uploads",
        tag="Disputes",
        summary="Send a file",
        description="The body is the file itself, 10 MiB at most, and must begin as its Content-Type says. Fifty files"
        " a day.",
        status=201,
        files_in=MEDIA_TYPES,
        returns=Upload,
        security=CUSTOMER,
        errors=("validation_failed", "rate_limited"),
        takes=("Idempotency-Key", "X-File-Name"),
        sends=("Location",),
    ),
    Operation(
        name="upload_get",
        method="GET",
        path="/v1/uploads/{upload_id}",
        tag="Disputes",
        summary="A file's bytes",
        files_out=MEDIA_TYPES,
        security=CUSTOMER,
        errors=("not_found",),
        sends=("Content-Disposition",),
    ),
)
