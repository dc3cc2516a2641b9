"""A trigram index for searches, on PostgreSQL where pg_trgm can be installed; elsewhere searches are bounded."""

from django.db import DatabaseError, migrations, transaction

_INDEX = "CREATE INDEX tx_search ON payments_transaction USING gin (search gin_trgm_ops)"


def forwards(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(_INDEX)
    except DatabaseError:
        return  # not installed on the server, or not ours to install


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS tx_search")


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_sums")]
    operations = [migrations.RunPython(forwards, backwards)]
