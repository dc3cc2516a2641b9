"""A customer with a very long history, for measurements: see `sandbox.seed.bulk.loader.rows_load`."""

from sandbox.seed.bulk.loader import MANY, Report, rows_load

__all__ = ["MANY", "Report", "rows_load"]
