"""The examples of the OpenAPI documents, recorded by the walk.

``python -m tests.contract.examples URL`` writes them anew from a freshly seeded sandbox at URL.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.contract.documents import operation_of
from tests.contract.walk import Seen, walk

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "sandbox" / "contract" / "examples"
# Recorded secrets are no examples: they are cut to their form.
_SECRET = {"access_token": "eyJhbGciOiJFUzI1NiJ9.e30.c2ln", "refresh_token": "rt_example", "device": "dev_example"}
_SECRET |= {"password": "the customer's own", "token": "eyJhbGciOiJFUzI1NiJ9.e30.c2ln", "key": "mk_example"}


def examples(seen: list[Seen], name_of: Any, event: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what is kept, by service; ``name_of`` gives an exchange's operation, ``event`` a CloudEvent to wrap."""
    kept: dict[str, dict[str, Any]] = {"auth": {}, "payments": {}, "merchant": {}}
    for each in seen:
        found, name = kept[each.service], name_of(each)
        if each.status < 300:
            found.setdefault(f"{name} {each.status}", safe(each.document))
            if each.sent is not None:
                found.setdefault(f"{name} body", safe(each.sent))
    made = kept["payments"]["deposit_create 201"]
    data = {"customer_id": made["customer_id"], "sequence": made["version"], "previous_status": "created"}
    kept["payments"]["transaction.requires_action"] = {**event, "subject": made["id"], "data": {**data, "object": made}}
    return kept


def safe(document: Any) -> Any:
    """Return the document without secrets, addresses or tokens that would work anywhere."""
    if isinstance(document, dict):
        return {
            name: _SECRET[name] if name in _SECRET and isinstance(value, str) else safe(value)
            for name, value in document.items()
        }
    if isinstance(document, list):
        return [safe(each) for each in document]
    return re.sub(r"http://localhost:\d+", "http://localhost:8100", document) if isinstance(document, str) else document


def main() -> None:
    """Record the examples."""
    seen = walk(sys.argv[1])
    at = next(each.document["created_at"] for each in seen if each.path == "/v1/deposits" and each.status == 201)
    event = {"specversion": "1.0", "id": "evt_01KAECYC2T7V5H9M", "source": "/payments", "time": at}
    event |= {"type": "transaction.requires_action", "datacontenttype": "application/json", "subject": "", "data": {}}
    for service, kept in examples(seen, lambda each: operation_of(each)["operationId"], event).items():
        text = json.dumps(kept, ensure_ascii=False, indent=1)
        (EXAMPLES / f"{service}.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
