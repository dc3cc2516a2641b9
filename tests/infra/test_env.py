"""Readers of the environment: right values, and errors that name the variable."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from selfcare import env

NAME = "SELFCARE_TEST_VALUE"


@pytest.fixture
def give(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.delenv(NAME, raising=False)
    return monkeypatch


def test_a_missing_text_names_the_variable(give: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.text(NAME)
    assert env.text(NAME, "default") == "default"


def test_an_empty_secret_counts_as_unset(give: pytest.MonkeyPatch) -> None:
    give.setenv(NAME, "")
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.secret(NAME)
    assert env.secret(NAME, "given") == "given"


def test_a_secret_may_come_from_a_file(give: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("hush\n", encoding="utf-8")
    give.setenv(f"{NAME}_FILE", str(file))
    assert env.secret(NAME) == "hush"


def test_a_file_that_cannot_be_read_is_named(give: pytest.MonkeyPatch, tmp_path: Path) -> None:
    give.setenv(f"{NAME}_FILE", str(tmp_path / "absent"))
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}_FILE"):
        env.text(NAME, "default")


@pytest.mark.parametrize(("word", "value"), [("yes", True), ("TRUE", True), ("0", False), ("off", False), ("", True)])
def test_booleans(give: pytest.MonkeyPatch, word: str, value: bool) -> None:
    give.setenv(NAME, word)
    assert env.boolean(NAME, default=True) is value


def test_a_word_that_is_no_boolean_is_refused(give: pytest.MonkeyPatch) -> None:
    give.setenv(NAME, "perhaps")
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.boolean(NAME, default=True)


def test_whole_numbers(give: pytest.MonkeyPatch) -> None:
    assert env.integer(NAME, 7) == 7
    give.setenv(NAME, "12")
    assert env.integer(NAME, 7, maximum=12) == 12


@pytest.mark.parametrize("word", ["13", "-1", "1.5", "ten", "٣", "1" * 40])
def test_numbers_out_of_range_or_shape_are_refused(give: pytest.MonkeyPatch, word: str) -> None:
    give.setenv(NAME, word)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.integer(NAME, 7, maximum=12)


def test_lists_and_choices(give: pytest.MonkeyPatch) -> None:
    give.setenv(NAME, " a, ,b ")
    assert env.words(NAME) == ["a", "b"]
    with pytest.raises(ImproperlyConfigured, match="a, b"):
        env.one_of(NAME, ("a", "b"), "a")


@pytest.mark.parametrize("word", ["", "example.com", "ftp://example.com", "https://"])
def test_addresses_need_a_scheme_and_a_host(give: pytest.MonkeyPatch, word: str) -> None:
    give.setenv(NAME, word)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.url(NAME)


def test_addresses_lose_their_last_slash(give: pytest.MonkeyPatch) -> None:
    assert env.url(NAME, "https://example.com/base/") == "https://example.com/base"


def test_postgresql_carries_time_outs(give: pytest.MonkeyPatch) -> None:
    give.setenv(NAME, "postgresql://us%40er:pa%2Fss@db.example:5433/pay?sslmode=require")
    database = env.database(NAME)
    assert (database["USER"], database["PASSWORD"], database["HOST"]) == ("us@er", "pa/ss", "db.example")
    assert database["PORT"] == "5433"
    assert "statement_timeout=3000" in database["OPTIONS"]["options"]
    assert database["OPTIONS"]["sslmode"] == "require"


def test_sqlite_waits_and_locks_at_once(give: pytest.MonkeyPatch, tmp_path: Path) -> None:
    database = env.database(NAME, f"sqlite:///{tmp_path}/a.sqlite3")
    assert database["NAME"] == f"{tmp_path}/a.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize("word", ["mysql://h/d", "postgresql://host", "sqlite://", "nonsense"])
def test_other_databases_are_refused(give: pytest.MonkeyPatch, word: str) -> None:
    give.setenv(NAME, word)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.database(NAME)
