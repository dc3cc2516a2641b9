"""Events that come twice, late, stale or forged: the page shows what the payment service says now."""

from __future__ import annotations

from tests.chaos.person import Person, heading
from tests.chaos.platform import Platform, eventually


def test_hooks_in_every_wrong_way(elin: Person, platform: Platform) -> None:
    state = elin.confirm(elin.review("106,53"))
    (deposit,) = platform.transactions(10653)
    here = elin.approve(state.headers["Location"]).partition("?")[0]
    eventually(lambda: "106,53" in heading(elin.get(here)), seconds=60, every=0.5)
    assert platform.event("transaction.updated", deposit["id"], "duplicate") == [204, 204]
    assert platform.event("transaction.created", deposit["id"]) == [204]  # the first event of all, delivered last
    assert platform.event("transaction.failed", deposit["id"], "forged") == [401]
    assert platform.event("transaction.failed", deposit["id"], "stale") == [401]
    assert "106,53" in heading(elin.get(here))
    shown = elin.get(f"/api/v1/transactions/{deposit['id']}").json()
    assert shown["status"] == "succeeded"
    assert len(platform.transactions(10653)) == 1
