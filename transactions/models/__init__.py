"""Rows that Selfcare owns about money, one module per stem: orders, files of the list, private notes, cases' clocks."""

from transactions.models.cases import CaseClock
from transactions.models.decisions import SignedDecision
from transactions.models.exports import Export, ExportState
from transactions.models.intents import OPEN, PICKED_UP_AFTER, Intent, State
from transactions.models.notes import Note, Tag
from transactions.models.receipts import SignedReceipt
from transactions.models.saved_views import MOST_VIEWS, SavedView
from transactions.models.statements import SignedStatement

__all__ = [
    "MOST_VIEWS",
    "OPEN",
    "PICKED_UP_AFTER",
    "CaseClock",
    "Export",
    "ExportState",
    "Intent",
    "Note",
    "SavedView",
    "SignedDecision",
    "SignedReceipt",
    "SignedStatement",
    "State",
    "Tag",
]
