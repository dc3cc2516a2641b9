"""A customer's own label, note and tags: on the transaction's page, in lists, by the API; nobody else sees them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client

from tests.builders import payments as build
from tests.fake_upstream import FakeUpstream
from tests.page import Page, PageClient, check
from tests.people import OMAR, signed_in
from transactions.models import Note, Tag

NOW = "2026-11-19T13:09:31Z"
PAGE, SAVE, API = "/transactions/tx_1", "/transactions/tx_1/note", "/api/v1/transactions/tx_1/note"
HOSTILE = "<b onclick=y>Bo & \"Co\"</b> 'x'"
CARD = "4111 1111 1111 1111"
WRITTEN = {"label": "Bookshelf", "note": "Before Christmas.\nWarranty.", "tags": "home, Gifts , HOME,"}


@pytest.fixture(autouse=True)
def _now(empty_stores: None) -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def service(upstream: FakeUpstream) -> FakeUpstream:
    upstream.on("GET", "/v1/accounts", json=build.page([build.account()]))
    upstream.on("GET", "/v1/transactions", json=build.page([build.transaction(), build.transaction(id="tx_2")]))
    upstream.on("GET", "/v1/transactions/tx_1", json=build.transaction())
    upstream.on("GET", "/v1/transactions/tx_1/events", json={"data": []})
    upstream.on("GET", "/v1/summaries", json=build.summaries())
    upstream.on("GET", "/v1/capabilities", json=build.capabilities())
    upstream.on("GET", "/v1/refund-requests", json=build.page([]))
    upstream.on("GET", "/v1/disputes", json=build.page([]))
    return upstream


def form(page: Page) -> dict[str, str]:
    return {name: value for name, value in page.form("#own-form").items() if name != "csrfmiddlewaretoken"}


def put(client: Client, body: object) -> Any:
    return client.put(API, body if isinstance(body, str) else json.dumps(body), content_type="application/json")


# --- The page ------------------------------------------------------------------------------------
def test_what_is_saved_stands_in_the_form_and_says_when(service: FakeUpstream) -> None:
    browser = PageClient(signed_in())
    assert form(browser.get(PAGE)) == {"label": "", "note": "", "tags": ""}

    answer = browser.client.post(SAVE, WRITTEN)

    assert (answer.status_code, answer["Location"]) == (303, f"{PAGE}?noted=1#own")
    page = browser.get(f"{PAGE}?noted=1")
    assert form(page) == {**WRITTEN, "tags": "home, Gifts"}
    assert page.texts("#own-form [role=status]") == ["Saved 14:09"]
    assert page.link("Gifts") == "/transactions?tag=Gifts"
    assert browser.get(PAGE).texts("#own-form [role=status]") == [""]


def test_htmx_gets_the_form_alone(service: FakeUpstream) -> None:
    client = signed_in()
    headers = {"HX-Request": "true"}

    saved = client.post(SAVE, WRITTEN, headers=headers)
    refused = client.post(SAVE, {**WRITTEN, "label": "x" * 41}, headers=headers)

    assert (saved.status_code, refused.status_code) == (200, 422)
    assert check(saved.content.decode(), is_fragment=True).cssselect("[role=status]")[0].text == "Saved 14:09"
    assert "Write at most 40 characters." in refused.content.decode()


def test_emptied_it_is_forgotten(service: FakeUpstream) -> None:
    client = signed_in()
    client.post(SAVE, WRITTEN)
    client.post(SAVE, {"label": " ", "note": "", "tags": ","})
    assert (Note.objects.count(), Tag.objects.count()) == (0, 0)


def test_saving_again_replaces_all_of_it(service: FakeUpstream) -> None:
    client = signed_in()
    client.post(SAVE, WRITTEN)
    client.post(SAVE, {"tags": "gym"})
    (note,) = Note.objects.all()
    assert (note.label, note.note, note.search) == ("", "", "\n\ngym")
    assert [tag.word for tag in Tag.objects.all()] == ["gym"]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"label": "x" * 41}, "Write at most 40 characters."),
        ({"note": "x" * 1001}, "Write at most 1000 characters."),
        ({"tags": "x" * 25}, "Write at most 24 characters in each tag."),
        ({"tags": ",".join(f"t{n}" for n in range(11))}, "Write at most 10 tags."),
        ({"label": "a\u202eb"}, "Use only characters that can be typed."),
        ({"label": f"Card {CARD}"}, "That looks like a card number."),
        ({"tags": "home,4111111111111111"}, "That looks like a card number."),
    ],
)
def test_what_cannot_be_kept_is_marked_and_the_rest_stays(
    service: FakeUpstream, sent: dict[str, str], sentence: str
) -> None:
    page = PageClient(signed_in()).post(SAVE, {"label": "Kept", **sent})

    assert page.status == 422
    assert page.title.startswith("Error:")
    assert sentence in page.text
    assert CARD not in page.response.content.decode()
    assert Note.objects.count() == 0


def test_joined_emoji_and_every_script_can_be_written(service: FakeUpstream) -> None:
    label = "👩‍👩‍👧 می‌خواهم ĂÅ"
    signed_in().post(SAVE, {"label": label})
    assert Note.objects.get().label == label


def test_hostile_words_are_words(service: FakeUpstream) -> None:
    browser = PageClient(signed_in())
    browser.client.post(SAVE, {"label": HOSTILE, "note": HOSTILE, "tags": "<i>x</i>"})

    assert form(browser.get(PAGE)) == {"label": HOSTILE, "note": HOSTILE, "tags": "<i>x</i>"}
    assert HOSTILE in browser.get("/transactions").texts(".tx-tag")[0]


def test_the_form_outlives_the_part_that_moves(service: FakeUpstream) -> None:
    service.on("GET", "/v1/transactions/tx_1", json=build.transaction(status="pending"))
    page = PageClient(signed_in()).get(PAGE)
    assert page.one("#own-section").get("data-hx-preserve") == "true"
    assert page.one("#tx-state").cssselect("#own-section")


# --- Lists ---------------------------------------------------------------------------------------
def test_a_row_shows_its_label_else_its_tags(service: FakeUpstream) -> None:
    browser = PageClient(signed_in())
    browser.client.post(SAVE, WRITTEN)
    assert browser.get("/transactions").texts(".tx-tag") == ["Your label: Bookshelf"]
    browser.client.post(SAVE, {"tags": "home, gym"})
    assert browser.get("/transactions").texts(".tx-tag") == ["Your label: home, gym"]


def test_the_list_is_narrowed_by_a_tag_with_a_chip_of_its_own(service: FakeUpstream) -> None:
    browser = PageClient(signed_in())
    browser.client.post(SAVE, WRITTEN)

    page = browser.get("/transactions?tag=home")

    assert page.texts(".chip") == ["Remove filter: Tag “home”"]
    assert [each.get("value") for each in page.all("#f-tag option")] == ["", "Gifts", "home"]
    asked = [call.query for call in service.asked("GET", "/v1/transactions") if "ids" in call.query]
    assert [query["ids"] for query in asked] == [["tx_1"]]
    assert "home" not in repr([call.query for call in service.calls])


def test_without_tags_nothing_is_offered(service: FakeUpstream) -> None:
    assert not PageClient(signed_in()).get("/transactions").all("#f-tag")


def test_a_search_finds_own_words(service: FakeUpstream) -> None:
    browser = PageClient(signed_in())
    browser.client.post(SAVE, WRITTEN)
    browser.get("/transactions?q=warranty")
    (asked,) = [call.query for call in service.asked("GET", "/v1/transactions") if "q" in call.query]
    assert asked["or_ids"] == ["tx_1"]


def test_without_our_database_pages_go_on_without_own_words(
    service: FakeUpstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away:
        def filter(self, **_: object) -> None:
            raise OperationalError

    monkeypatch.setattr(Note, "objects", Away())
    monkeypatch.setattr(Tag, "objects", Away())
    browser = PageClient(signed_in())

    assert browser.get("/transactions").texts(".tx-name") == ["Kaffekompaniet Söder"] * 2
    page = browser.get(PAGE)
    assert "Your label and note cannot be read just now." in page.text
    assert not page.all("#own-form")


# --- Other people --------------------------------------------------------------------------------
def test_nobody_else_sees_or_changes_them(service: FakeUpstream) -> None:
    signed_in().post(SAVE, WRITTEN)
    service.on("GET", "/v1/transactions/tx_1", status=404, json=build.problem(404, "not_found"))
    other = signed_in(OMAR)

    assert other.post(SAVE, {"label": "Mine"}).status_code == 404
    assert put(other, {"label": "Mine"}).status_code == 404
    assert other.get(API).status_code == 404
    assert other.delete(API).status_code == 404
    assert Note.objects.get().label == "Bookshelf"
    assert Client().post(SAVE, WRITTEN)["Location"].startswith("/login")
    assert put(Client(), {}).status_code == 401


# --- The API -------------------------------------------------------------------------------------
def test_programs_keep_read_and_forget(service: FakeUpstream) -> None:
    client = signed_in()
    body = {"label": "Bookshelf", "note": "Two\nlines", "tags": ["home", "Gifts"]}
    assert client.get(API).status_code == 404

    kept = put(client, body)

    assert (kept.status_code, kept.json()) == (200, body)
    assert client.get(API).json() == body
    assert (client.delete(API).status_code, client.delete(API).status_code) == (204, 204)
    assert client.get(API).status_code == 404


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"label": "x" * 41}, "/label"),
        ({"label": CARD}, "/label"),
        ({"note": "\u202e"}, "/note"),
        ({"tags": ["a,b"]}, "/tags/0"),
        ({"tags": [" a"]}, "/tags/0"),
        ({"tags": [""]}, "/tags/0"),
        ({"tags": ["x"] * 11}, "/tags"),
        ({"colour": "red"}, "/colour"),
        ({"label": 5}, "/label"),
    ],
)
def test_a_program_is_told_what_is_wrong(service: FakeUpstream, body: dict[str, Any], pointer: str) -> None:
    answer = put(signed_in(), body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert Note.objects.count() == 0


# --- The way back --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/transactions?type=payment&q=caf%C3%A9", "/transactions?type=payment&q=caf%C3%A9"),
        ("http://testserver/transactions?view=all", "/transactions?view=all"),
        ("http://testserver/transactions?q=4242+4242+4242+4242&type=fee", "/transactions?type=fee"),
        ("http://testserver/", "/transactions"),
        ("http://evil.example/transactions?type=payment", "/transactions"),
        ("http://testserver//evil.example/?x=1", "/transactions"),
        ("http://[broken/transactions?x=1", "/transactions"),
        ("", "/transactions"),
    ],
)
def test_the_way_back_leads_to_the_filters_one_came_from(service: FakeUpstream, referer: str, back: str) -> None:
    answer: Any = signed_in().get(PAGE, headers={"Referer": referer})
    assert Page(answer, check(answer.content.decode())).one(".back").get("href") == back
