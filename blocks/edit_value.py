"""How a value of a step becomes an input, and an input a value of the same type again."""

import re
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any

from app.domain.errors import BadValue
from app.domain.words import forms as words

_INSTANT = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|\+00:00)")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,17})?")
_MOST = 10**12
"""A number beyond that is a slip of the keyboard, not an amount or a count."""
_INSTANTS = range(10**9, 10**10)
"""Seconds since 1970, from 2001 to 2286: a datetimepicker takes ten digits."""


class Held(Enum):
    """What a value is, as far as a form cares."""

    TEXT = auto()
    WHOLE = auto()
    DECIMAL = auto()
    INSTANT = auto()
    SEVERAL = auto()
    NOTHING = auto()  # true, false, none or an object: no form holds it


def held_as(value: Any) -> Held:
    """What kind of input the value needs."""
    if isinstance(value, bool):
        return Held.NOTHING
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        return Held.SEVERAL
    if isinstance(value, str):
        return Held.INSTANT if _is_instant(value) else Held.TEXT
    return Held.NOTHING


def shown_as(value: Any) -> str:
    """The text in a text or number input."""
    return ", ".join(value) if isinstance(value, list | tuple) else str(value)


def read_back(block_id: str, label: str, old: Any, state: dict[str, Any]) -> Any:
    """The new value, of the old one's type. Raises BadValue with the block_id as its field."""
    held = held_as(old)
    if held is Held.INSTANT:
        return _instant(block_id, label, state.get("selected_date_time"))
    typed = str(state.get("value") or "").strip()
    if typed == shown_as(old).strip():
        return old
    if held is Held.WHOLE:
        return whole(block_id, label, typed)
    if held is Held.DECIMAL:
        return _decimal(block_id, label, typed)
    if not typed:
        raise BadValue(words.missing(label), block_id)
    return _several(typed) if held is Held.SEVERAL else typed


def whole(block_id: str, label: str, typed: str) -> int:
    """A whole number from an input's text. Raises BadValue."""
    if not re.fullmatch(r"[+-]?[0-9]{1,12}", typed):
        raise BadValue(words.not_a_number(label), block_id)
    return int(typed)


def _decimal(block_id: str, label: str, typed: str) -> float:
    if not re.fullmatch(_DECIMAL, typed):
        raise BadValue(words.not_an_amount(label), block_id)
    return float(typed)


def _several(typed: str) -> list[str]:
    return [part for part in (each.strip() for each in typed.split(",")) if part]


def _instant(block_id: str, label: str, seconds: Any) -> str:
    if not isinstance(seconds, int) or seconds not in _INSTANTS:
        raise BadValue(words.missing(label), block_id)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _number(value: float) -> Held:
    if not re.fullmatch(_DECIMAL, str(value)) or abs(value) >= _MOST:
        return Held.NOTHING  # written with an exponent, or not a number at all
    return Held.WHOLE if isinstance(value, int) else Held.DECIMAL


def _is_instant(value: str) -> bool:
    if not _INSTANT.fullmatch(value):
        return False
    try:
        return int(datetime.fromisoformat(value).timestamp()) in _INSTANTS
    except ValueError:
        return False
