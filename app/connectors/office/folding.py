"""One text for everything that compares equal."""

from typing import Any


def folded(kind: str | None, value: Any) -> str | None:
    """A JSON value as text without case; `kind` is SQLite's name of its JSON type."""
    if value is None:
        return None
    if kind in {"true", "false"}:
        return kind
    return fold(value)


def fold(value: Any) -> str:
    """The same for a value in Python: True is "true", 12.0 is "12"."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).casefold()
