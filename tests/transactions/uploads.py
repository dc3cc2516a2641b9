"""A payment service that keeps files as it keeps orders: once per key, and under a key nothing else."""

from __future__ import annotations

import io
from typing import Any, Final
from urllib.parse import unquote

from PIL import Image

from tests.builders import payments
from tests.fake_upstream import Answer, Call, FakeUpstream

UPLOADS: Final = "/payments/v1/uploads"


class Shelf:
    """What was kept, by key: the name it was given, its kind and its bytes."""

    def __init__(self, upstream: FakeUpstream) -> None:
        self.upstream = upstream
        self.kept: dict[str, tuple[str, str, bytes]] = {}
        upstream.on("POST", UPLOADS, reply=self.keep)

    @property
    def names(self) -> list[str]:
        return [name for name, _kind, _content in self.kept.values()]

    @property
    def last(self) -> tuple[str, str, bytes]:
        """The name, kind and bytes that were kept last."""
        return list(self.kept.values())[-1]

    def keep(self, call: Call) -> Answer:
        key = call.headers["idempotency-key"]
        sent = (unquote(call.headers["x-file-name"]), call.headers["content-type"], call.raw)
        if self.kept.setdefault(key, sent) != sent:
            return Answer(422, payments.problem(422, "idempotency_key_reused"))
        number = list(self.kept).index(key) + 1
        return Answer(201, payments.upload(sent[2], id=f"upl_{number}", name=sent[0], media_type=sent[1]))

    def hands_out(self, upload_id: str, content: bytes, media_type: str) -> None:
        headers = {"Content-Type": media_type}
        self.upstream.on("GET", f"{UPLOADS}/{upload_id}", raw=content, headers=headers)


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **more: Any) -> bytes:
    """A red picture."""
    into = io.BytesIO()
    Image.new(mode, size, "red").save(into, kind, **more)
    return into.getvalue()
