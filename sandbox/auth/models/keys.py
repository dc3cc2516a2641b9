"""The service's signing keys."""

from __future__ import annotations

from django.db import models


class SigningKey(models.Model):
    """A P-256 key pair as a private JWK (RFC 7517). The newest signs, all of them verify."""

    kid = models.CharField(max_length=64, primary_key=True)
    private_jwk = models.JSONField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kid
