"""How much a form may send: counted as it comes in, refused as a whole where no file is wanted."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from selfcare import uploads
from selfcare.domain.files import LARGEST_FILE
from selfcare.uploads import LARGEST_BODY, takes_files, too_large_fields


class Match:
    def __init__(self, func: Any) -> None:
        self.func = func


def view(_request: Any) -> None:
    """A view that takes no file."""


@takes_files
def file_view(_request: Any) -> None:
    """A view that takes one."""


def sent(size: int, func: Any = file_view, name: str = "file") -> Any:
    request: Any = RequestFactory().post("/", {name: SimpleUploadedFile("a.pdf", b"x" * size), "note": "kept"})
    request.resolver_match = Match(func)
    return request


@pytest.mark.parametrize("size", [0, 1, LARGEST_FILE])
def test_a_file_up_to_the_limit_is_there(size: int) -> None:
    request = sent(size)
    assert request.POST["note"] == "kept"
    assert [file.size for file in request.FILES.values()] == [size]
    assert too_large_fields(request) == frozenset()
    request.close()


def test_a_byte_more_is_left_out_and_the_rest_of_the_form_is_kept() -> None:
    request = sent(LARGEST_FILE + 1)
    assert request.POST["note"] == "kept"
    assert not request.FILES
    assert too_large_fields(request) == {"file"}


def test_a_form_without_a_file_takes_none_of_that_size() -> None:
    assert sent(1000, view).FILES["file"].size == 1000
    with pytest.raises(RequestDataTooBig):
        _ = sent(70_000, view).POST


def test_what_is_far_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LARGEST_BODY", 100_000)
    with pytest.raises(RequestDataTooBig):
        _ = sent(200_000).POST
    assert LARGEST_BODY == 4 * LARGEST_FILE
