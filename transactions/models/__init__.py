"""Rows that Selfcare owns about money, one module per stem: orders, and files made of the list."""

from transactions.models.exports import Export, ExportState
from transactions.models.intents import OPEN, PICKED_UP_AFTER, Intent, State

__all__ = ["OPEN", "PICKED_UP_AFTER", "Export", "ExportState", "Intent", "State"]
