"""The vocabulary in which the tables of this package say what Slack accepts.

A rule is a value, never code: the tables stay readable as tables, and one walker
(engine.py) gives every refusal the same words and a pointer to the place.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

PLAIN = ("plain_text",)
ANY_TEXT = ("plain_text", "mrkdwn")


@dataclass(frozen=True)
class Text:
    """A text object of one of the `kinds`, with 1 to `longest` characters."""

    longest: int
    kinds: tuple[str, ...] = PLAIN


@dataclass(frozen=True)
class String:
    """A string; `longest` None means that no limit is known."""

    longest: int | None = None
    shortest: int = 1
    choices: tuple[str, ...] = ()
    pattern: str | None = None
    form: str = ""  # the pattern in words, e.g. "YYYY-MM-DD"


@dataclass(frozen=True)
class Integer:
    """A whole number between `low` and `high`, both included."""

    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Number:
    """A JSON number; more than `above` where that is given."""

    above: float | None = None


@dataclass(frozen=True)
class Flag:
    """True or false."""


@dataclass(frozen=True)
class Anything:
    """A value that Slack takes without a documented shape."""


@dataclass(frozen=True)
class Many:
    """A list of `fewest` to `most` items, each after the rule `item`."""

    item: "Rule"
    most: int | None = None
    fewest: int = 1


@dataclass(frozen=True)
class AtLeastOne:
    """One of these fields has to be there."""

    fields: tuple[str, ...]


@dataclass(frozen=True)
class NotTogether:
    """Of these fields at most one may be there."""

    fields: tuple[str, ...]


@dataclass(frozen=True)
class Ordered:
    """Where both fields are there, the first is not above the second."""

    low: str
    high: str


@dataclass(frozen=True)
class Offered:
    """What `field` selects in advance is among the options, letter for letter."""

    field: str


@dataclass(frozen=True)
class NotBoth:
    """These two fields are not both true."""

    fields: tuple[str, ...]


@dataclass(frozen=True)
class Unique:
    """No two items of the list `field` have the same value of `key`."""

    field: str
    key: str


@dataclass(frozen=True)
class Even:
    """The lists in the list `field` have equally many items."""

    field: str


Constraint: TypeAlias = AtLeastOne | NotTogether | Ordered | Offered | NotBoth | Unique | Even


@dataclass(frozen=True)
class Shape:
    """An object: what it needs, what it may have, and how its fields go together.

    Any other field is refused: Slack drops the whole message for one it does not know.
    """

    required: Mapping[str, "Rule"] = field(default_factory=dict)
    optional: Mapping[str, "Rule"] = field(default_factory=dict)
    constraints: tuple[Constraint, ...] = ()


@dataclass(frozen=True)
class Typed:
    """An object whose `type` is one of the `shapes`."""

    shapes: Mapping[str, Shape]


Rule: TypeAlias = Text | String | Integer | Number | Flag | Anything | Many | Shape | Typed
Payload: TypeAlias = Mapping[str, Any]
