"""The Celery application of `worker` and `beat`, and of `web` where it hands out work.

JSON only, acknowledged after the work, rows are the truth.
"""

from __future__ import annotations

import os
from typing import Any

from celery import Celery, signals
from django.conf import settings

from selfcare import logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "selfcare.settings")

app = Celery("selfcare")
app.set_default()  # without it only this thread would have it, and tasks of others go to a broker nobody runs
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def configure_logs(**_kwargs: Any) -> None:
    """Keep worker and beat on the product's JSON lines: with a receiver, Celery sets up no logging of its own."""
    logs.configure(settings.LOGGING)
