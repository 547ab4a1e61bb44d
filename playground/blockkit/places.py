"""Where in a payload something is, and what a list holds."""

from typing import Any


def at(pointer: str, sentence: str) -> str:
    """Return the refusal with its place, the way Slack appends it."""
    return f"[ERROR] {sentence} [json-pointer:{pointer}]"


def items(value: Any) -> list[Any]:
    """Return the list, or an empty one for what is no list: its own rule says so."""
    return value if isinstance(value, list) else []
