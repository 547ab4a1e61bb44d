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


def counted_page(name: str, items: Sequence[Any], arguments: Arguments) -> Answer:
    """One page of `items` by cursor and limit or by page and count, as Slack's older methods do.

    The answer has `paging` beside the cursor. Raises ApiError invalid_cursor.
    """
    count = min(max(1, arguments.number("count", _DEFAULT_LIMIT)), _MAX_LIMIT)
    number = max(1, arguments.number("page", 1))
    pages = max(1, -(-len(items) // count))
    paging = {"count": count, "total": len(items), "page": number, "pages": pages}
    if arguments.text("cursor") or arguments.text("limit"):
        found = page(name, items, arguments)
        return {name: found[name], "paging": paging} | {
            "response_metadata": found["response_metadata"]
        }
    shown = list(items[(number - 1) * count : number * count])
    return {name: shown, "paging": paging, "response_metadata": {"next_cursor": ""}}


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor).decode().removeprefix("next:"))
    except ValueError as wrong:
        raise ApiError("invalid_cursor") from wrong
