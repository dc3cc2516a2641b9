"""The payment service's store on Django's models."""

from sandbox.payments.storage.store import DjangoStore

__all__ = ["DjangoStore"]
