"""Walks a payload along its rule and says, for each thing Slack would refuse, what and where.

The words are Slack's own where they are known: those of the validator that Slack published
(github.com/slackhq/hack-json-schema) and of answers quoted in public threads.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from playground.blockkit.constraints import broken
from playground.blockkit.places import at
from playground.blockkit.rules import (
    Flag,
    Integer,
    Many,
    Number,
    Rule,
    Shape,
    String,
    Text,
    Typed,
)


def refusals(rule: Rule, value: Any, pointer: str) -> Iterator[str]:
    """Yield one sentence for each way in which `value` breaks `rule`; Anything breaks nowhere."""
    match rule:
        case Text():
            yield from _text(rule, value, pointer)
        case String():
            yield from _string(rule, value, pointer)
        case Integer():
            yield from _integer(rule, value, pointer)
        case Number() | Flag():
            yield from _scalar(rule, value, pointer)
        case Many():
            yield from _many(rule, value, pointer)
        case Shape():
            yield from _shape(rule, value, pointer)
        case Typed():
            yield from _typed(rule, value, pointer)


def _scalar(rule: Number | Flag, value: Any, pointer: str) -> Iterator[str]:
    if isinstance(rule, Flag):
        if not isinstance(value, bool):
            yield at(pointer, "must be a boolean")
    elif isinstance(value, bool) or not isinstance(value, int | float):
        yield at(pointer, "must provide a number")
    elif rule.above is not None and value <= rule.above:
        yield at(pointer, f"must be greater than {rule.above:g}")


def _length(size: int, shortest: int, longest: int | None, pointer: str) -> Iterator[str]:
    if size < shortest:
        yield at(pointer, f"must be more than {shortest - 1} characters")
    if longest is not None and size > longest:
        yield at(pointer, f"must be less than {longest + 1} characters")


def _text(rule: Text, value: Any, pointer: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield at(pointer, "must provide an object")
        return
    if value.get("type") not in rule.kinds:
        yield at(f"{pointer}/type", f"must be {' or '.join(rule.kinds)}")
        return
    own = {"emoji": Flag()} if value["type"] == "plain_text" else {"verbatim": Flag()}
    shape = Shape({"text": String(rule.longest)}, own)
    yield from _shape(shape, value, pointer, ("type",))


def _string(rule: String, value: Any, pointer: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield at(pointer, "must provide a string")
        return
    yield from _length(len(value), rule.shortest, rule.longest, pointer)
    if rule.choices and value not in rule.choices:
        offered = ", ".join(rule.choices)
        yield at(pointer, f"must be a valid enum value: {offered}, not {value!r}")
    if rule.pattern and not re.fullmatch(rule.pattern, value):
        yield at(pointer, f"must have the form {rule.form}")


def _integer(rule: Integer, value: Any, pointer: str) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int):
        yield at(pointer, "must provide an integer")
        return
    if rule.low is not None and value < rule.low:
        yield at(pointer, f"must be greater than {rule.low - 1}")
    if rule.high is not None and value > rule.high:
        yield at(pointer, f"must be less than {rule.high + 1}")


def _many(rule: Many, value: Any, pointer: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield at(pointer, "must provide an array")
        return
    if len(value) < rule.fewest:
        yield at(pointer, f"must provide at least {rule.fewest} items")
    if rule.most is not None and len(value) > rule.most:
        yield at(pointer, f"no more than {rule.most} items allowed")
    for index, item in enumerate(value):
        yield from refusals(rule.item, item, f"{pointer}/{index}")


def _shape(rule: Shape, value: Any, pointer: str, known: tuple[str, ...] = ()) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield at(pointer, "must provide an object")
        return
    for name in rule.required:
        if value.get(name) is None:
            yield at(pointer, f"missing required field: {name}")
    fields = {**rule.required, **rule.optional}
    for name, part in value.items():
        if name in fields and part is not None:
            yield from refusals(fields[name], part, f"{pointer}/{name}")
        elif name not in fields and name not in known:
            yield at(pointer, f"invalid additional property: {name}")
    for constraint in rule.constraints:
        yield from broken(constraint, value, pointer)


def _typed(rule: Typed, value: Any, pointer: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield at(pointer, "must provide an object")
        return
    kind = value.get("type")
    if not isinstance(kind, str):
        yield at(pointer, "missing required field: type")
    elif kind not in rule.shapes:
        yield at(f"{pointer}/type", f"unsupported type: {kind}")
    else:
        yield from _shape(rule.shapes[kind], value, pointer, ("type",))
