"""Prometheus figures. With PROMETHEUS_MULTIPROC_DIR set, the figures of all worker processes are added up."""

from __future__ import annotations

import os

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

REQUESTS = Histogram(
    "selfcare_request_seconds",
    "Time to answer, by route name, method and status.",
    ("route", "method", "status"),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
)
INTENTS = Counter("selfcare_intents_total", "Money intents that reached a state.", ("kind", "state"))


def text() -> tuple[bytes, str]:
    """Return the figures in Prometheus' text format, and its media type."""
    registry: CollectorRegistry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library has no types here
    return generate_latest(registry), CONTENT_TYPE_LATEST
