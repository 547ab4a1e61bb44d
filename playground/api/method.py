"""How a Web API method is declared, and the arguments it gets."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from playground.errors import ApiError
from playground.hub import Hub

Answer = dict[str, Any]
_TRUE = frozenset({True, "true", "1"})  # 1 equals True


class Arguments(dict[str, Any]):
    """The merged arguments of a call: query, form and JSON. All may arrive as text."""

    def text(self, name: str, default: str = "") -> str:
        """A text argument."""
        value = self.get(name)
        return default if value is None else str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean argument, which may come as "true" or "1"."""
        value = self.get(name)
        return default if value is None else value in _TRUE

    def number(self, name: str, default: int) -> int:
        """A whole number. Raises ApiError invalid_arguments."""
        try:
            return int(self.get(name) or default)
        except ValueError as wrong:
            raise ApiError("invalid_arguments", [f"{name} must be a number"]) from wrong

    def parsed(self, *names: str) -> "Arguments":
        """These arguments with the named ones read from JSON where they came as text.

        Raises ApiError invalid_blocks_format or invalid_arguments when that is no JSON.
        """
        values = Arguments(self)
        for name in names:
            if isinstance(self.get(name), str):
                values[name] = _from_json(name, self[name])
        return values


def _from_json(name: str, text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError as wrong:
        error = "invalid_blocks_format" if name == "blocks" else "invalid_arguments"
        raise ApiError(error, [f"{name} is not valid JSON"]) from wrong


@dataclass(frozen=True)
class Method:
    """A Web API method: its name, what answers it, whose token it takes and what it must be given.

    `answer` returns the fields beside "ok" or raises ApiError.
    """

    name: str
    answer: Callable[[Hub, Arguments], Answer]
    caller: Literal["bot", "app"] = "bot"
    required: tuple[str, ...] = ()

    def check(self, arguments: Mapping[str, Any]) -> None:
        """Raise ApiError invalid_arguments when a required argument is missing."""
        missing = [name for name in self.required if arguments.get(name) in (None, "")]
        if missing:
            raise ApiError(
                "invalid_arguments", [f"[ERROR] missing required field: {name}" for name in missing]
            )
