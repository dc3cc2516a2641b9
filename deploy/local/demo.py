"""The demo customer's own labels, as the design shows them: written once, by the API, as a program of theirs would."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import requests

_SECONDS: Final = 10
LABELS: Final[dict[str, dict[str, object]]] = {
    "tx_elin_tagresor": {"label": "Train to Gävle", "tags": ["travel"]},
    "tx_elin_norrbo": {
        "label": "Bookshelf, Maja’s room",
        "note": "Assemble before Christmas. Warranty 10 years.",
        "tags": ["home", "warranty"],
    },
    "tx_elin_kronhamn": {"label": "Two nights, one charged twice", "tags": ["travel"]},
    "tx_elin_el_1": {"label": "Electricity, October", "tags": ["home"]},
    "tx_elin_salary": {"label": "Salary share"},
}


def labels_write(url: str, who: str, password: str, done: Path) -> None:
    """Sign in, write what is not written, sign out; ``done`` is a file that says it was done, for the next start.

    Whoever removes a label does not find it again. Where the demo's customer is not there nothing happens.
    """
    if done.exists():
        return
    with requests.Session() as session:
        session.trust_env = False
        here = f"{url}/api/v1"
        headers = {"X-CSRFToken": session.get(f"{here}/session", timeout=_SECONDS).json()["csrf_token"]}
        given = {"identifier": who, "password": password}
        signed_in = session.post(f"{here}/session", json=given, headers=headers, timeout=_SECONDS)
        if not signed_in.ok:
            return
        headers = {"X-CSRFToken": session.get(f"{here}/session", timeout=_SECONDS).json()["csrf_token"]}
        for transaction_id, text in LABELS.items():
            place = f"{here}/transactions/{transaction_id}/note"
            session.put(place, json=text, headers=headers, timeout=_SECONDS)
        session.delete(f"{here}/session", headers=headers, timeout=_SECONDS)
    done.touch()
