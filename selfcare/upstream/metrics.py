"""What a dashboard sees of the services behind us. Labels are our own words, never a path or an id."""

from __future__ import annotations

from prometheus_client import Gauge, Histogram

SECONDS = Histogram(
    "selfcare_upstream_seconds",
    "Time of one exchange with an internal service",
    ("service", "doing", "outcome"),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0),
)
BREAKER = Gauge(
    "selfcare_upstream_breaker_open",
    "1 while the breaker of a service and class keeps calls back",
    ("service", "klass"),
    multiprocess_mode="max",
)
