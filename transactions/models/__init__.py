"""Rows that Selfcare owns about money, one module per stem: orders, files made of the list, and private notes."""

from transactions.models.exports import Export, ExportState
from transactions.models.intents import OPEN, PICKED_UP_AFTER, Intent, State
from transactions.models.notes import Note, Tag

__all__ = ["OPEN", "PICKED_UP_AFTER", "Export", "ExportState", "Intent", "Note", "State", "Tag"]
