"""How the fields of one object go together, and what Slack says when they do not."""

from collections.abc import Iterator, Mapping
from typing import Any

from playground.blockkit.places import at, items
from playground.blockkit.rules import (
    AtLeastOne,
    Constraint,
    Even,
    NotBoth,
    NotTogether,
    Offered,
    Ordered,
    Payload,
    Unique,
)


def broken(rule: Constraint, value: Payload, pointer: str) -> Iterator[str]:
    """Yield a sentence for each way in which the object breaks the constraint."""
    match rule:
        case AtLeastOne() | NotTogether() | NotBoth():
            yield from _presence(rule, value, pointer)
        case Ordered(low, high) if _above(value.get(low), value.get(high)):
            yield at(pointer, f"{low} must not be more than {high}")
        case Offered(name) if not _offered(value, value.get(name)):
            yield at(f"{pointer}/{name}", "must be one of the provided options")
        case Unique(name, key):
            yield from _repeated(value.get(name), key, f"{pointer}/{name}")
        case Even(name) if len({len(items(row)) for row in items(value.get(name))}) > 1:
            yield at(f"{pointer}/{name}", "must have the same number of items in every row")


def _presence(
    rule: AtLeastOne | NotTogether | NotBoth, value: Payload, pointer: str
) -> Iterator[str]:
    names = " or ".join(f"`{name}`" for name in rule.fields)
    given = sum(value.get(name) is not None for name in rule.fields)
    if isinstance(rule, AtLeastOne) and not given:
        yield at(pointer, f"must define either {names}")
    if isinstance(rule, NotTogether) and given > 1:
        yield at(pointer, f"must define only one of {names}")
    if isinstance(rule, NotBoth) and all(value.get(name) is True for name in rule.fields):
        yield at(pointer, f"can't both be true: {names}")


def _repeated(value: Any, key: str, pointer: str) -> Iterator[str]:
    seen: list[Any] = []
    for index, item in enumerate(items(value)):
        own = item.get(key) if isinstance(item, Mapping) else None
        if own is not None and own in seen:
            yield at(f"{pointer}/{index}/{key}", f"{key} is already used: {own}")
        seen.append(own)


def _above(low: Any, high: Any) -> bool:
    try:
        return low is not None and high is not None and float(low) > float(high)
    except (TypeError, ValueError):  # the fields' own rules say what is wrong with them
        return False


def _offered(value: Payload, chosen: Any) -> bool:
    if chosen is None:
        return True
    options = list(items(value.get("options")))
    for group in items(value.get("option_groups")):
        options += items(group.get("options")) if isinstance(group, Mapping) else []
    several = chosen if isinstance(chosen, list) else [chosen]
    return bool(several) and all(one in options for one in several)
