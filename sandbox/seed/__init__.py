"""Demo data: three customers with eighteen months of money. See `sandbox.seed.loader.load`."""

from sandbox.seed.loader import load

__all__ = ["load"]
