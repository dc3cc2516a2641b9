from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from sandbox.payments.domain.uploads import Upload
from sandbox.payments.models import Upload as Row
from sandbox.payments.models import UploadBody

_COLUMNS: Final = Upload.__struct_fields__


class UploadRows:
    """Files and their bytes, in two tables so that lists never read the bytes."""

    def upload_get(self, customer_id: str, upload_id: str) -> Upload | None:
        row = Row.objects.filter(customer_id=customer_id, id=upload_id).values(*_COLUMNS).first()
        return Upload(**row) if row else None

    def upload_count(self, customer_id: str, *, since: datetime) -> int:
        return Row.objects.filter(customer_id=customer_id, created_at__gte=since).count()

    def upload_add(self, upload: Upload, content: bytes) -> None:
        Row.objects.create(**msgspec.structs.asdict(upload))
        UploadBody.objects.create(upload_id=upload.id, content=content)

    def upload_content(self, upload_id: str) -> bytes:
        return bytes(UploadBody.objects.get(upload_id=upload_id).content)
