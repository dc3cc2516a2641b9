from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from sandbox.payments.domain.cases import CaseStep, File, Message, case_number
from sandbox.payments.models import CaseMessage, CaseNumber, Upload
from sandbox.payments.models import CaseStep as StepRow

_FIRST_NUMBER: Final = 448_100  # above those of the demo data
_STEP: Final = CaseStep.__struct_fields__
_MESSAGE: Final = Message.__struct_fields__
_FILE: Final = File.__struct_fields__


class CaseRows:
    """Numbers, messages, histories and files of cases."""

    def case_number_take(self) -> str:
        return case_number(_FIRST_NUMBER + CaseNumber.objects.create().id)

    def message_add(self, message: Message) -> None:
        files = [msgspec.structs.asdict(file) for file in message.attachments]
        CaseMessage.objects.create(**{**msgspec.structs.asdict(message), "attachments": files})

    def message_list(self, case_id: str) -> list[Message]:
        """Return a case's messages, oldest first."""
        rows = CaseMessage.objects.filter(case_id=case_id).order_by("at", "id").values(*_MESSAGE)
        return [_message(row) for row in rows]

    def case_step_add(self, step: CaseStep) -> None:
        StepRow.objects.create(**msgspec.structs.asdict(step))

    def case_step_list(self, case_id: str) -> list[CaseStep]:
        """Return a case's history, oldest first."""
        rows = StepRow.objects.filter(case_id=case_id).order_by("sequence")
        return [CaseStep(**row) for row in rows.values(*_STEP)]

    def case_was_done(self, case_id: str, operation_id: str) -> bool:
        """Say whether this operation already wrote a message or a step: those it writes are named after it."""
        known = StepRow.objects.filter(case_id=case_id, id=f"cst_{operation_id}").exists()
        return known or CaseMessage.objects.filter(case_id=case_id, id=f"msg_{operation_id}").exists()

    def file_list(self, customer_id: str, ids: Sequence[str]) -> dict[str, File]:
        """Return the customer's own uploads among ``ids``."""
        rows = Upload.objects.filter(customer_id=customer_id, id__in=ids)
        return {row["id"]: File(**row) for row in rows.values(*_FILE)}


def _message(row: dict[str, Any]) -> Message:
    return Message(**{**row, "attachments": tuple(File(**file) for file in row["attachments"])})
