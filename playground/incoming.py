"""JSON from outside, read so that everything behind it can be stored, drawn and sent on.

JSON allows more than that: a text may hold half of a surrogate pair, which no encoding can write, a
number may be beyond every float, and lists may lie in one another deeper than Python can walk.
"""

import json
import re
from typing import Any

# Block Kit nests some ten levels and metadata hardly more; walks of ours take a few frames a level.
DEEPEST = 64
_HALVES = re.compile("[\ud800-\udfff]")
_REPLACEMENT = "\ufffd"


def loaded(text: str) -> Any:
    """The value of a JSON text, with each half of a surrogate pair replaced by U+FFFD.

    Raises ValueError when it is no JSON, is nested more than 64 deep or has a number that is none.
    """
    try:
        value = json.loads(text, parse_float=_finite, parse_constant=_finite)
    except RecursionError as deep:
        raise ValueError("it is nested too deeply") from deep
    return _cleaned(value, DEEPEST)


def whole(text: str) -> str:
    """The text with each half of a surrogate pair replaced by U+FFFD."""
    return _HALVES.sub(_REPLACEMENT, text)


def _cleaned(value: Any, levels: int) -> Any:
    if isinstance(value, str):
        return whole(value)
    if not isinstance(value, dict | list):
        return value
    if not levels:
        raise ValueError("it is nested too deeply")
    if isinstance(value, dict):
        return {whole(key): _cleaned(inner, levels - 1) for key, inner in value.items()}
    return [_cleaned(inner, levels - 1) for inner in value]


def _finite(text: str) -> float:
    number = float(text)
    if number - number != 0:  # infinite, or not a number at all
        raise ValueError(f"{text} is beyond what a number can hold")
    return number
