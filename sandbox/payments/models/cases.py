"""What every case has: its number, its messages and its history; and the files customers attach."""

from django.db import models


class CaseNumber(models.Model):
    """Hands out numbers that no other case has: the row's own id."""

    id = models.BigAutoField(primary_key=True)


class CaseMessage(models.Model):
    """One message of a refund request or a dispute (``case_id``). ``attachments`` are files as the wire names them."""

    id = models.CharField(primary_key=True, max_length=128)
    case_id = models.CharField(max_length=128)
    sender = models.CharField(max_length=16)
    name = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()
    text = models.TextField()
    attachments = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["case_id", "at", "id"], name="case_messages")]


class CaseStep(models.Model):
    """One event of a refund request or a dispute (``case_id``); ``sequence`` is its version after the event."""

    id = models.CharField(primary_key=True, max_length=128)
    case_id = models.CharField(max_length=128)
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=16)
    code = models.CharField(max_length=60)
    details = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case_id", "sequence"], name="case_step_once")]


class Upload(models.Model):
    """A file somebody sent as evidence. ``name`` is what they called it: shown, never used as a path."""

    id = models.CharField(primary_key=True, max_length=128)
    customer_id = models.CharField(max_length=128, db_index=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()


class UploadBody(models.Model):
    """An upload's bytes, kept in the database: apart from every web root, and gone with a reset."""

    upload_id = models.CharField(primary_key=True, max_length=128)
    content = models.BinaryField()
