"""The WSGI entry point that gunicorn loads, warmed up before the workers are forked: they share what is made here."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "selfcare.settings")
application = get_wsgi_application()

from selfcare.checks import refuse_unsafe  # noqa: E402  # needs the settings
from selfcare.warm_up import warm_up  # noqa: E402 - after the settings are named

refuse_unsafe()
warm_up()
