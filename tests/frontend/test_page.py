"""The page client itself: each rule finds what it is there for, and a right page passes."""

from __future__ import annotations

import pytest

from tests.page import PageError, check

RIGHT = """<!doctype html><html lang="en"><head><title>Home · Selfcare</title></head><body>
<main id="main"><h1>Home</h1><h2 id="a">One</h2><p aria-labelledby="a">It’s “fine” … 12–14</p>
<form method="post" action="/logout"><input type="hidden" name="csrfmiddlewaretoken" value="x">
<label for="q">Search</label><input id="q" name="q"><button>Sign out</button></form>
<a href="/x" data-hx-get="/x">More</a></main></body></html>"""


def test_right_page_passes() -> None:
    assert check(RIGHT).find(".//h1") is not None


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("<title>Home · Selfcare</title>", "<title> </title>", "no title"),
        ('<html lang="en">', "<html>", "no language"),
        ("<h1>Home</h1>", "<h1>Home</h1><h1>Again</h1>", "2 <h1>"),
        ("<h2 id", "<h4 id", "heading level"),
        ('aria-labelledby="a"', 'aria-labelledby="b"', "'b' is no id"),
        ('<label for="q">Search</label>', "", "has no label"),
        ('<h2 id="a"', '<p id="a"></p><h2 id="a"', "stands 2 times"),
        ("<button>Sign out</button>", "<button></button>", "has no name"),
        ("<button>", '<button onclick="x()">', "onclick"),
        ("<h1>", '<h1 style="color:red">', "style"),
        ("<main", "<script>1</script><main", "inline <script>"),
        ('data-hx-get="/x"', 'hx-get="/x"', "hx-get"),
        ('data-hx-get="/x"', 'data-hx-get="/y"', "on a link to '/x'"),
        ('href="/x" data-hx-get="/x"', 'href="#"', "leads nowhere"),
        ('<input type="hidden" name="csrfmiddlewaretoken" value="x">', "", "0 CSRF tokens"),
        ('method="post"', 'method="get"', "into an address"),
        ('action="/logout"', 'action="https://evil.example/"', "leaves the site"),
        ('action="/logout"', 'action="/logout" data-hx-post="/other"', "with htmx, '/other'"),
        ("<h1>Home</h1>", "<h1>Elin's home</h1>", '"\'" in'),
        ("<h1>Home</h1>", "<h1>Wait...</h1>", "'...' in"),
        ("<main", "<main data-hx-headers='{x}'", "is not JSON"),
        ("</form>", "</div>", "not valid HTML"),
        ("<h1>Home</h1>", '<h1>Home</h1><img src="/x.png">', "without alt"),
    ],
)
def test_wrong_page_fails_by_name(right: str, wrong: str, fault: str) -> None:
    assert right in RIGHT
    with pytest.raises(PageError) as caught:
        check(RIGHT.replace(right, wrong, 1))
    assert fault in str(caught.value)


def test_fragment_needs_no_title_but_keeps_every_other_rule() -> None:
    check('<li id="a">One</li>', is_fragment=True)
    with pytest.raises(PageError, match="stands 2 times"):
        check('<li id="a">One</li><li id="a">Two</li>', is_fragment=True)


def test_what_a_test_typed_may_come_back_with_its_own_marks() -> None:
    check(RIGHT.replace("It’s", 'Nothing for x"y'), sent=['x"y'])
