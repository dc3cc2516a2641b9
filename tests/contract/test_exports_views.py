"""List == file for saved views too: what a view shows on the list's page is what a file of it holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from selfcare.display import Display, display_for
from selfcare.domain.context import Context
from selfcare.domain.customer import Preferences
from selfcare.stores import sessions
from tests.contract.exporting import OWN_WORDS, READERS, WORDS, ZONE, examples, known, label
from tests.page import Page, PageClient
from tests.people import signed_in
from transactions.domain import SPANS, View, ViewFilter
from transactions.forms.transactions import TYPES
from transactions.models import Export, SavedView
from transactions.presenters.saved_views import view_address
from transactions.services.export_making import export_make
from transactions.services.saved_views import view_save
from transactions.status import FILTERS

_MOST_WORDS = 2  # of more at once next to nothing is found


@pytest.fixture(autouse=True)
def _folder(db: None, settings: Any, tmp_path: Path) -> Iterator[None]:
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.FILES_DIR, settings.STORAGES = str(tmp_path), {**settings.STORAGES, "private": private}
    sessions().flushall()
    yield
    sessions().flushall()


@pytest.fixture
def reader(elin: Context) -> PageClient:
    label(elin)
    return PageClient(signed_in(access_token=elin.token()))


def display() -> Display:
    return display_for(Preferences(timezone=ZONE))


def view_filters(ctx: Context) -> st.SearchStrategy[ViewFilter]:
    """Everything a view can be kept with: each filter of the list's form, and days that stay or move."""
    rows = known(ctx.token(), ctx.customer_id)
    days = st.sampled_from([display().day_of(row.created_at) for row in rows])
    amounts = st.sampled_from([row.amount.value for row in rows])
    words = st.fixed_dictionaries(
        {},
        optional={
            "q": st.sampled_from([*WORDS, *OWN_WORDS]),
            "type": st.sampled_from(TYPES),
            "status": st.sampled_from(sorted(FILTERS)),
            "merchant": st.sampled_from(sorted({row.merchant.id for row in rows if row.merchant})),
            "tag": st.sampled_from(OWN_WORDS),
        },
    ).filter(lambda found: len(found) <= _MOST_WORDS)
    money: st.SearchStrategy[dict[str, Any]] = st.one_of(
        st.just({}),
        st.fixed_dictionaries({"currency": st.sampled_from(["SEK", "EUR"])}, optional={"min": amounts}),
        st.fixed_dictionaries({"currency": st.sampled_from(["SEK", "EUR"])}, optional={"max": amounts}),
    )
    period: st.SearchStrategy[dict[str, Any]] = st.one_of(
        st.just({}),
        st.fixed_dictionaries({"span": st.sampled_from([*SPANS, "last_days:30", "last_days:200"])}),
        st.tuples(days, days).map(lambda two: {"first": min(two), "last": max(two)}),
    )
    return st.builds(lambda *parts: ViewFilter(**{**parts[0], **parts[1], **parts[2]}), words, money, period).filter(
        lambda wanted: wanted != ViewFilter()
    )


def kept(ctx: Context, wanted: ViewFilter, *, opens_first: bool) -> View:
    SavedView.objects.all().delete()
    return view_save(customer_id=ctx.customer_id, name="Mine", wanted=wanted, opens_first=opens_first)


def shown(page: Page, reader: PageClient) -> list[str]:
    """The ids of the list's rows, to its last page."""
    found = []
    while True:
        found += [
            str(link.get("href")).rpartition("/")[2] for link in page.all("#tx-browse .tx a[href^='/transactions/tx_']")
        ]
        more = page.all("#tx-more a")
        if not more:
            return found
        page = reader.get(str(more[0].get("href")))


def filed(client: Client, kind: str, **asked: str) -> list[str]:
    """Ask for a file as the page's form does. Returns the ids in it, in its order."""
    for key in sessions().scan_iter("*limit*"):
        sessions().delete(key)
    Export.objects.all().delete()
    answer = client.post("/exports/make", {"format": kind, "failed": "1", **asked})
    assert answer.status_code == 303, answer.content.decode()
    export = Export.objects.get()
    export_make(export_id=export.id)  # what is more than a small file is left to the worker
    content = b"".join(client.get(f"/exports/{export.id}/file"))
    return [row[0] for row in READERS[kind](content)]


@examples(6)
@given(data=st.data())
def test_the_view_that_opens_first_is_in_the_file(elin: Context, reader: PageClient, data: st.DataObject) -> None:
    view = kept(elin, data.draw(view_filters(elin)), opens_first=True)
    opened: Any = reader.client.get("/transactions")
    assert opened.headers["Location"] == view_address(view.filter, base="/transactions", display=display())
    wanted = shown(reader.get(opened.headers["Location"]), reader)
    assert filed(reader.client, "csv", scope="view", view=view.id) == wanted


@pytest.mark.parametrize("kind", READERS)
@examples(2)
@given(data=st.data())
def test_so_is_any_other_in_every_format(elin: Context, reader: PageClient, kind: str, data: st.DataObject) -> None:
    view = kept(elin, data.draw(view_filters(elin)), opens_first=False)
    wanted = shown(reader.get(view_address(view.filter, base="/transactions", display=display())), reader)
    held = filed(reader.client, kind, scope="view", view=view.id)
    assert (sorted(held) == sorted(wanted)) if kind == "camt053" else (held == wanted)
