"""The merchant API (contracts.md 3.6): HTTP in and out, no decisions."""
