"""Who asks the auth service while nobody is signed in yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from accounts.domain import Token
from selfcare.domain.context import Context
from selfcare.domain.errors import (
    BadRequest,
    Conflict,
    InvalidCredentials,
    InvalidInput,
    NotFound,
    SelfcareError,
    SignInRequired,
    UpstreamFailed,
)
from selfcare.http import AppRequest


def visitor_context(request: AppRequest, *, token: Token | None = None) -> Context:
    """Return a visitor's context; with a token just received, that customer's, before their session has begun."""
    return Context(
        customer_id=token.customer_id if token else "",
        request_id=request.request_id,
        token=(lambda: token.access_token) if token else str,
        locale=request.prefs.language,
        client_ip=request.client_ip,
        user_agent=request.headers.get("User-Agent", "")[:256],
        deadline=request.deadline,
    )


@contextmanager
def visitor_errors(*, missing: type[SelfcareError] = UpstreamFailed) -> Iterator[None]:
    """Give the auth service's refusals the meaning they have before sign-in.

    A value it will not read fits nobody: InvalidCredentials. ``missing`` is raised for what it no longer knows, or
    what has moved on. That it wants a signed-in customer, or cannot read us, is its fault or ours, never the visitor's.
    """
    try:
        yield
    except InvalidInput as error:
        raise InvalidCredentials from error
    except (NotFound, Conflict) as error:
        raise missing from error
    except (SignInRequired, BadRequest) as error:
        raise UpstreamFailed from error
