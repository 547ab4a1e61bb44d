"""What Slack answers to too many calls: 429 with Retry-After, in whole seconds.

A post or a question to Slack is the same a moment later, and Slack's own client waits and sends it
again. An edit is not: what it shows may have changed meanwhile, so that whoever edits looks again.
"""

from collections.abc import Mapping, Sequence

from aiohttp import ClientConnectorError
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry import HttpRequest, HttpResponse, RetryState
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)

TOO_MANY = 429

UNTOLD = 1.0
"""Seconds to wait where Slack does not say how long."""

EDITS = "chat.update"


def retry_handlers() -> Sequence[AsyncRetryHandler]:
    """What Slack's client does again by itself."""
    return (
        # Only where no connection came about: after that, the message may have been posted.
        AsyncConnectionErrorRetryHandler(max_retry_count=2, error_types=[ClientConnectorError]),
        _AllButEdits(max_retry_count=5),
    )


class _AllButEdits(AsyncRateLimitErrorRetryHandler):
    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if request.url.endswith(EDITS):
            return False
        return await super()._can_retry_async(
            state=state, request=request, response=response, error=error
        )


def seconds_to_wait(error: SlackApiError) -> float | None:
    """For how long Slack takes no more of these calls; None where the error is another one."""
    if int(getattr(error.response, "status_code", 0) or 0) != TOO_MANY:
        return None
    headers = getattr(error.response, "headers", None)
    told = _header(headers, "retry-after") if isinstance(headers, Mapping) else ""
    return float(told) if told.isdecimal() else UNTOLD


def _header(headers: Mapping[str, object], name: str) -> str:
    return next((str(value) for key, value in headers.items() if key.lower() == name), "")
