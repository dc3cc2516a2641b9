"""`manage.py schema` writes the document and notices when it is out of date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from selfcare.api.schema import document


def test_it_is_written_once_and_checked_after(settings: Any, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match="out of date"):
        call_command("schema", "--check")
    call_command("schema")
    call_command("schema", "--check")
    written = tmp_path / "deploy" / "contracts" / "selfcare.yaml"
    assert yaml.safe_load(written.read_text(encoding="utf-8")) == document()
    written.write_text("openapi: 3.1.0\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"manage\.py schema"):
        call_command("schema", "--check")
