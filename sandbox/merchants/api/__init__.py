"""The merchant API: HTTP in and out, no decisions."""
