"""What the payment service can do."""

from __future__ import annotations

import msgspec


class Feature(msgspec.Struct, frozen=True):
    level: str
    reason: str | None = None
    max_rows: int | None = None


class Capabilities(msgspec.Struct, frozen=True):
    contract: str
    backend: str
    features: dict[str, Feature]
    currencies: tuple[str, ...] = ()
    limits: dict[str, int] = {}

    def offers(self, feature: str) -> bool:
        """Tell whether the backend does this at all."""
        return feature in self.features and self.features[feature].level != "none"
