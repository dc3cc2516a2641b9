"""A form that a limit refused can be sent again as it stands: what somebody wrote is not lost to a busy minute."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.http import HttpRequest
from django.middleware.csrf import get_token

_TOKEN: Final = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field


class KeptForm(NamedTuple):
    """``fields`` are names and values to be sent to ``action``. ``has_files``: files came with it, and are not kept."""

    action: str
    fields: tuple[tuple[str, str], ...]
    has_files: bool


def kept_form(request: HttpRequest) -> KeptForm | None:
    """Return what was posted by somebody signed in; None for anything else.

    A visitor's forms hold passwords and codes, which no page repeats.
    """
    if request.method != "POST" or getattr(request, "customer", None) is None:
        return None
    posted = ((name, str(value)) for name, values in request.POST.lists() for value in values if name != _TOKEN)
    return KeptForm(request.path, ((_TOKEN, get_token(request)), *posted), bool(request.FILES))
