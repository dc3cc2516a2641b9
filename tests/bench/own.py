"""What the bench's customer keeps in our own database: labels, a tag and a saved view."""

from __future__ import annotations

from datetime import datetime

from tests.bench.bodies import transactions
from tests.people import ELIN
from transactions.models import Note, SavedView, Tag

_LABELS = {2: "Birthday present", 9: "Work trip"}


def keep_own() -> None:
    """Write the rows. Two of the first page's transactions have a label, one of them a tag."""
    rows = transactions()["data"]
    for number, label in _LABELS.items():
        at = datetime.fromisoformat(rows[number]["created_at"])
        Note.objects.create(
            customer_id=ELIN.id, transaction_id=rows[number]["id"], transaction_at=at, label=label, search=label.lower()
        )
    Tag.objects.create(note=Note.objects.earliest("transaction_at"), customer_id=ELIN.id, word="Work", key="work")
    wanted = {"type": "payment", "span": "this_month"}
    SavedView.objects.create(customer_id=ELIN.id, place=1, name="Spending", key="spending", filter=wanted)
