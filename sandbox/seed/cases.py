"""From a case of the tables to a dispute of the payment service, its messages, history and files."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.payments.models import CaseMessage, CaseStep, Dispute, Upload, UploadBody
from sandbox.seed.data.merchants import MERCHANTS
from sandbox.seed.moments import moment
from sandbox.seed.papers import paper
from sandbox.seed.rows import tx_id
from sandbox.seed.shapes import Case, Life, Said


def cases_load(life: Life, now: datetime) -> None:
    """Load a customer's disputes as they stand ``now`` (UTC)."""
    for case in life.cases:
        _Loading(case, life, now).rows()


class _Loading:
    """One case being loaded."""

    def __init__(self, case: Case, life: Life, now: datetime) -> None:
        self.case, self.life, self.now = case, life, now
        self.zone = ZoneInfo(life.person.timezone)
        self.id = f"dsp_{life.person.short}_{case.key}"

    def rows(self) -> None:
        """Write the dispute and all that belongs to it."""
        case, person = self.case, self.life.person
        Dispute.objects.create(
            id=self.id,
            case_number=case.number,
            kind=case.kind,
            customer_id=person.id,
            transaction_id=tx_id(self.life, case.about) if case.about else None,
            refund_transaction_id=tx_id(self.life, case.money) if case.money else None,
            account_id=self.life.purses[case.account].id,
            amount=case.amount,
            currency=self.life.purses[case.account].currency,
            reason=case.reason,
            note=case.note,
            messages=len(case.said),
            version=len(case.said) + len(case.happened),
            **self._dates(),
            **self._merchant(),
            **self._means(),
            **case.more,
        )
        CaseStep.objects.bulk_create(self._steps())
        for number, said in enumerate(case.said, start=1):
            self._message(number, said)

    def _steps(self) -> list[CaseStep]:
        return [
            CaseStep(
                id=f"cst_{self.id}_{number}",
                case_id=self.id,
                sequence=number,
                at=self._at(each.days, each.time),
                actor=each.actor,
                code=each.code,
                details=dict(each.details),
            )
            for number, each in enumerate(self.case.happened, start=1)
        ]

    def _message(self, number: int, said: Said) -> None:
        CaseMessage.objects.create(
            id=f"msg_{self.id}_{number}",
            case_id=self.id,
            sender=said.sender,
            name=said.name,
            at=self._at(said.days, said.time),
            text=said.text,
            attachments=[self._file(number, said)] if said.file else [],
        )

    def _file(self, number: int, said: Said) -> dict[str, Any]:
        content = paper(said.file, said.text)
        seen = {"id": f"upl_{self.id}_{number}", "name": said.file, "media_type": "application/pdf"}
        Upload.objects.create(
            **seen,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            customer_id=self.life.person.id,
            created_at=self._at(said.days, said.time),
        )
        UploadBody.objects.create(upload_id=seen["id"], content=content)
        return {**seen, "size": len(content)}

    def _dates(self) -> dict[str, Any]:
        found: dict[str, Any] = {name: self._at(*when) for name, when in self.case.dates.items()}
        if "occurred_on" in found:
            found["occurred_on"] = found["occurred_on"].astimezone(self.zone).date()
        return found

    def _merchant(self) -> dict[str, Any]:
        row = next((row for row in self.life.rows if row.key == self.case.about), None)
        shop = MERCHANTS.get(row.who) if row else None
        return {"merchant_id": shop.id, "merchant_name": shop.name, "merchant_site": shop.site} if shop else {}

    def _means(self) -> dict[str, Any]:
        means = self.life.means[self.case.means] if self.case.means else None
        if means is None:
            return {}
        names = ("id", "kind", "label", "brand", "last4")
        return {f"instrument_{name}": getattr(means, name) for name in names}

    def _at(self, days: int, at: str) -> datetime:
        return moment(days=days, at=at, now=self.now, zone=self.zone)
