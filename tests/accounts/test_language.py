"""The language switch before sign-in, and what it means after it."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.accounts.scripts import accepts, post_login, signed_in
from tests.fake_upstream import FakeUpstream


def test_switch_changes_the_words_and_comes_back(client: Client, upstream: FakeUpstream) -> None:
    response = client.get("/language", {"to": "sv", "next": "/login?next=/transactions"})
    assert (response.status_code, response["Location"]) == (303, "/login?next=/transactions")
    page = client.get("/login").content.decode()
    assert '<html lang="sv"' in page
    assert 'hreflang="en"' in page


@pytest.mark.parametrize("wanted", ["", "xx", "sv-SE", "../en"])
def test_unknown_language_is_told_by_name(client: Client, upstream: FakeUpstream, wanted: str) -> None:
    response = client.get("/language", {"to": wanted})
    assert response.status_code == 400


def test_switch_never_leaves_the_site(client: Client, upstream: FakeUpstream) -> None:
    assert client.get("/language", {"to": "sv", "next": "//evil.test"})["Location"] == "/"


def test_choice_of_this_browser_wins_over_the_profile(client: Client, upstream: FakeUpstream) -> None:
    client.get("/language", {"to": "sv"})
    accepts(upstream)
    post_login(client)
    assert client.session["prefs"]["language"] == "sv"


def test_switch_while_signed_in_changes_the_session(client: Client, upstream: FakeUpstream) -> None:
    signed_in(client, upstream)
    assert client.session["prefs"] == {
        "language": "en",
        "numbers": "sv_SE",
        "timezone": "Europe/Stockholm",
        "theme": "",
    }
    client.get("/language", {"to": "sv"})
    assert client.session["prefs"]["language"] == "sv"
