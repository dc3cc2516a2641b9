from __future__ import annotations

from django.apps import AppConfig


class SelfcareConfig(AppConfig):
    name = "selfcare"
