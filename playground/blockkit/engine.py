"""Walks a payload along its rule and says, for each thing Slack would refuse, what and where."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from playground.blockkit.rules import (
    AtLeastOne,
    Constraint,
    Flag,
    Integer,
    Many,
    NotTogether,
    Number,
    Offered,
    Ordered,
    Payload,
    Rule,
    Shape,
    String,
    Text,
    Typed,
)


def at(pointer: str, sentence: str) -> str:
    """Return the refusal with its place, the way Slack appends it."""
    return f"{sentence} [json-pointer:{pointer}]"


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
    if isinstance(rule, Flag) and not isinstance(value, bool):
        yield at(pointer, "must be true or false")
    if isinstance(rule, Number) and (isinstance(value, bool) or not isinstance(value, int | float)):
        yield at(pointer, "must be a number")


def _length(size: int, shortest: int, longest: int | None, pointer: str) -> Iterator[str]:
    if size < shortest:
        yield at(pointer, f"must be more than {shortest - 1} characters")
    if longest is not None and size > longest:
        yield at(pointer, f"must be less than {longest + 1} characters")


def _text(rule: Text, value: Any, pointer: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield at(pointer, "must be a text object")
        return
    if value.get("type") not in rule.kinds:
        yield at(f"{pointer}/type", f"must be {' or '.join(rule.kinds)}")
        return
    own = {"emoji": Flag()} if value["type"] == "plain_text" else {"verbatim": Flag()}
    shape = Shape({"text": String(rule.longest)}, own)
    yield from _shape(shape, value, pointer, ("type",))


def _string(rule: String, value: Any, pointer: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield at(pointer, "must be a string")
        return
    yield from _length(len(value), rule.shortest, rule.longest, pointer)
    if rule.choices and value not in rule.choices:
        yield at(pointer, f"must be one of {', '.join(rule.choices)}, not {value!r}")
    if rule.pattern and not re.fullmatch(rule.pattern, value):
        yield at(pointer, f"must have the form {rule.form}")


def _integer(rule: Integer, value: Any, pointer: str) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int):
        yield at(pointer, "must be a whole number")
        return
    if rule.low is not None and value < rule.low:
        yield at(pointer, f"must be {rule.low} or more")
    if rule.high is not None and value > rule.high:
        yield at(pointer, f"must be {rule.high} or less")


def _many(rule: Many, value: Any, pointer: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield at(pointer, "must be a list")
        return
    if len(value) < rule.fewest:
        yield at(pointer, f"must have at least {rule.fewest} item{'s' * (rule.fewest != 1)}")
    if rule.most is not None and len(value) > rule.most:
        yield at(pointer, f"must have no more than {rule.most} items")
    for index, item in enumerate(value):
        yield from refusals(rule.item, item, f"{pointer}/{index}")


def _shape(rule: Shape, value: Any, pointer: str, known: tuple[str, ...] = ()) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield at(pointer, "must be an object")
        return
    for name in rule.required:
        if value.get(name) is None:
            yield at(pointer, f"missing required field: {name}")
    fields = {**rule.required, **rule.optional}
    for name, part in value.items():
        if name in fields and part is not None:
            yield from refusals(fields[name], part, f"{pointer}/{name}")
        elif name not in fields and name not in known:
            yield at(pointer, f"field not allowed here: {name}")
    for constraint in rule.constraints:
        yield from _constraint(constraint, value, pointer)


def _typed(rule: Typed, value: Any, pointer: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield at(pointer, "must be an object")
        return
    kind = value.get("type")
    if not isinstance(kind, str):
        yield at(pointer, "missing required field: type")
    elif kind not in rule.shapes:
        yield at(f"{pointer}/type", f"unsupported {rule.noun}: {kind}")
    else:
        yield from _shape(rule.shapes[kind], value, pointer, ("type",))


def _constraint(rule: Constraint, value: Payload, pointer: str) -> Iterator[str]:
    match rule:
        case AtLeastOne(fields):
            if all(value.get(name) is None for name in fields):
                yield at(pointer, f"must define {' or '.join(fields)}")
        case NotTogether(fields):
            if sum(value.get(name) is not None for name in fields) > 1:
                yield at(pointer, f"can only have one of {', '.join(fields)}")
        case Ordered(low, high):
            if _above(value.get(low), value.get(high)):
                yield at(pointer, f"{low} must not be more than {high}")
        case Offered(name):
            chosen = value.get(name)
            if chosen is not None and not _offered(value, chosen):
                yield at(f"{pointer}/{name}", "must match the options exactly")


def _above(low: Any, high: Any) -> bool:
    try:
        return low is not None and high is not None and float(low) > float(high)
    except (TypeError, ValueError):  # the fields' own rules say what is wrong with them
        return False


def _offered(value: Payload, chosen: Any) -> bool:
    groups = value.get("option_groups") or []
    options = list(value.get("options") or [])
    for group in groups if isinstance(groups, list) else []:
        options += group.get("options") or [] if isinstance(group, Mapping) else []
    return all(one in options for one in (chosen if isinstance(chosen, list) else [chosen]))
