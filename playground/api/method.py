"""How a Web API method is declared, and the arguments it gets."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from playground.errors import ApiError
from playground.hub import Hub
from playground.incoming import loaded

Answer = dict[str, Any]
_TRUE = frozenset({True, "true", "1"})  # 1 equals True
_SCALARS = (str, bool, int, float)


class DetailedError(ApiError):
    """A refusal whose answer has further fields, such as `needed` and `provided`."""

    def __init__(self, error: str, **fields: str) -> None:
        super().__init__(error)
        self.fields = fields


@dataclass(frozen=True)
class Caller:
    """Who calls: the bot token and what it allows; both empty for the app's other credentials."""

    token: str = ""
    scopes: tuple[str, ...] = ()


class Arguments(dict[str, Any]):
    """The merged arguments of a call: query, form and JSON. All may arrive as text."""

    caller = Caller()

    def text(self, name: str, default: str = "") -> str:
        """A text argument."""
        value = self.get(name)
        return default if value is None else str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean argument, which may come as "true" or "1"."""
        value = self.get(name)
        return default if value is None else isinstance(value, _SCALARS) and value in _TRUE

    def number(self, name: str, default: int) -> int:
        """A whole number. Raises ApiError invalid_arguments."""
        try:
            return int(self.get(name) or default)
        except (TypeError, ValueError) as wrong:
            raise ApiError("invalid_arguments", [f"{name} must be a number"]) from wrong

    def moment(self, name: str) -> float | None:
        """A timestamp in seconds since the epoch, or None. Raises ApiError invalid_ts_… ."""
        given = self.text(name)
        try:
            seconds = float(given) if given else None
        except ValueError as wrong:
            raise ApiError(f"invalid_ts_{name}") from wrong
        if seconds is not None and not math.isfinite(seconds):
            raise ApiError(f"invalid_ts_{name}")
        return seconds

    def parsed(self, *names: str) -> "Arguments":
        """These arguments with the named ones read from JSON where they came as text.

        Raises ApiError invalid_blocks_format or invalid_arguments when that is no JSON.
        """
        values = Arguments(self)
        values.caller = self.caller
        for name in names:
            if isinstance(self.get(name), str):
                values[name] = _from_json(name, self[name])
        return values


def _from_json(name: str, text: str) -> Any:
    try:
        return loaded(text) if text else None
    except ValueError as wrong:
        error = "invalid_blocks_format" if name == "blocks" else "invalid_arguments"
        raise ApiError(error, [f"{name} is not valid JSON"]) from wrong


@dataclass(frozen=True)
class Method:
    """A Web API method: its name, what answers it, whose token it takes and what it must be given.

    `answer` returns the fields beside "ok" or raises ApiError. `caller` is "client" for methods that
    take the app's client_id and client_secret in place of a token. Any one of `scopes` is enough;
    none means that the method asks for none.
    """

    name: str
    answer: Callable[[Hub, Arguments], Answer]
    caller: Literal["bot", "app", "client"] = "bot"
    required: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()

    def allow(self, caller: Caller) -> None:
        """Raise DetailedError missing_scope when the token lacks what the method asks for."""
        if self.scopes and not set(self.scopes) & set(caller.scopes):
            raise DetailedError(
                "missing_scope", needed=",".join(self.scopes), provided=",".join(caller.scopes)
            )

    def check(self, arguments: Mapping[str, Any]) -> None:
        """Raise ApiError invalid_arguments when a required argument is missing."""
        missing = [name for name in self.required if arguments.get(name) in (None, "")]
        if missing:
            raise ApiError(
                "invalid_arguments", [f"[ERROR] missing required field: {name}" for name in missing]
            )
