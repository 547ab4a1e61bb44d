"""Reading what apps send without trusting its types: what does not fit counts as nothing."""

from collections.abc import Mapping
from typing import Any


def mappings(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; nothing else that may stand in it."""
    items = value if isinstance(value, list) else []
    return [item for item in items if isinstance(item, Mapping)]


def whole(value: Any) -> int:
    """A whole number, else 0."""
    return value if isinstance(value, int) else 0
