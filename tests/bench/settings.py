"""The product as deployed, with the addresses of the bench and the usual way's template engine beside it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from selfcare.settings import *  # noqa: F403  # every setting is the product's
from selfcare.settings import INSTALLED_APPS, TEMPLATES

ROOT_URLCONF = "tests.bench.urls"
STATIC_ROOT = Path(os.environ["BENCH_FOLDER"]) / "static"
INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.humanize"]
TEMPLATES: list[dict[str, Any]] = [  # type: ignore[no-redef]  # the plain page is made by Django's engine
    *TEMPLATES,
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.csrf",
            ]
        },
    },
]
