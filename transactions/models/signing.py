"""What the rows of every signed paper have: enough to say later whether a paper or a file is one of ours."""

from __future__ import annotations

import base64

from django.db import models


class SignedPaper(models.Model):
    """``signature`` is Ed25519 in base 64, ``check_word`` follows from it. Names of people are kept as initials and
    dots, and no row is ever changed by another key."""

    number = models.CharField(max_length=40)
    key_id = models.CharField(max_length=32)
    signature = models.CharField(max_length=88)
    check_word = models.CharField(max_length=8)
    customer_id = models.CharField(max_length=128)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number

    @property
    def signature_bytes(self) -> bytes:
        """The signature itself."""
        return base64.b64decode(self.signature)


class ContentSigned(SignedPaper):
    """A paper that is signed once for the same content, and numbered by it.

    ``digest`` is SHA-256 of what was signed less number and time, in hexadecimal. ``holder`` is initials and dots.
    """

    digest = models.CharField(max_length=64, unique=True)
    holder = models.CharField(max_length=40)
    issued_at = models.DateTimeField()

    class Meta:
        abstract = True
