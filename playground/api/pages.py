"""Cursor pagination, as Slack's list methods do it."""

import base64
from collections.abc import Sequence
from typing import Any

from playground.api.method import Answer, Arguments
from playground.errors import ApiError

_DEFAULT_LIMIT = 100
_MAX_LIMIT = 1_000


def page(name: str, items: Sequence[Any], arguments: Arguments) -> Answer:
    """One page of `items` under `name`, with the cursor of the next. Raises ApiError invalid_cursor."""
    start = _position(arguments.text("cursor"))
    limit = min(max(1, arguments.number("limit", _DEFAULT_LIMIT)), _MAX_LIMIT)
    end = start + limit
    more = end < len(items)
    cursor = base64.b64encode(f"next:{end}".encode()).decode() if more else ""
    return {
        name: list(items[start:end]),
        "has_more": more,
        "response_metadata": {"next_cursor": cursor},
    }


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor).decode().removeprefix("next:"))
    except ValueError as wrong:
        raise ApiError("invalid_cursor") from wrong
