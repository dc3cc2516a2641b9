"""The auth service."""

from django.apps import AppConfig


class AuthConfig(AppConfig):
    name = "sandbox.auth"
    label = "sandbox_auth"
