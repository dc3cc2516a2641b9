"""The accounts feature: it tells the session's vault who renews tokens."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.services.tokens import token_refresh
        from selfcare.sessions.tokens import register_refresher

        register_refresher(token_refresh)
