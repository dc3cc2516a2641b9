"""Back to the beginning."""

from __future__ import annotations

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from sandbox import clock
from sandbox.control.domain.faults import book
from sandbox.seed import load

# Who verified a token's signature before must be able to after: keys are no data of the demo.
_KEPT = frozenset({"SigningKey"})


def sandbox_reset() -> None:
    """Delete everything and load the demo data afresh, by the machine's clock and without faults, both or neither.

    Sessions end with it: customers sign in again. Signing keys stay.
    """
    models = [model for model in apps.get_models() if model.__name__ not in _KEPT]
    tables = [model._meta.db_table for model in models]  # noqa: SLF001 Django documents it as an interface
    with transaction.atomic():
        connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), tables, reset_sequences=True))
        load(clock.wall())
    clock.setting_use(clock.Setting())
    book.replace(())
