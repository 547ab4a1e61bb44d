"""The plan language: what was asked, as a query whose size does not grow with the items.

Planners (rules, or a model) emit a Plan; the resolver turns it into items by reading the
providers. Instants are ISO 8601 in UTC. Nothing here is ever a list of what a query would find.
"""

from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from app.domain.kinds import BulkType, BulkVerb, Manner
from app.domain.record import Entity
from app.domain.schedule import Timing
from app.domain.value import Value

ME = "@me"
"""Stands for the requester's own address wherever a filter compares people."""

MAX_STEPS = 5
"""More steps than that in one sentence is a programme, not a request."""


class Comparison(StrEnum):
    """How a filter compares; text is compared without regard to case."""

    EQUALS = "equals"
    NOT_EQUALS = "not_equals"
    CONTAINS = "contains"
    ONE_OF = "one_of"
    HAS = "has"  # a list field holds this value
    AT_LEAST = "at_least"
    BELOW = "below"
    EMPTY = "empty"
    NOT_EMPTY = "not_empty"


class Filter(Value):
    """One condition on a field of a record."""

    field: str
    comparison: Comparison
    value: Any = None


class Hop(Value):
    """A relation to follow: the `attendees` of the events, the `customer` of the deals."""

    relation: Literal["attendees", "customer"]
    query: "Query"
    one: bool = False
    """True when the words speak of a single record ("yesterday's meeting"): more than one is
    a question, not a guess."""


class Query(Value):
    """Records of an entity that meet every filter, or those that a relation leads to.

    `exclude` are addresses or names (ME for the requester) to leave out of the result.
    """

    source: Literal["query"] = "query"
    entity: Entity
    filters: tuple[Filter, ...] = ()
    of: Hop | None = None
    exclude: tuple[str, ...] = ()
    order_by: str | None = None
    limit: int | None = Field(default=None, ge=1)

    @property
    def bounded(self) -> bool:
        """Whether anything narrows the query; an unbounded update or delete is refused."""
        return bool(self.filters or self.limit or (self.of and self.of.query.bounded))


class Typed(Value):
    """One entry that the person typed: an address, and a name where they gave one."""

    address: str
    name: str = ""


class Listed(Value):
    """Addresses that the person typed themselves."""

    source: Literal["listed"] = "listed"
    entries: tuple[Typed, ...]

    @property
    def bounded(self) -> bool:
        """A typed list is its own bound."""
        return True


Source = Annotated[Query | Listed, Field(discriminator="source")]


class Template(Value):
    """Subject and body with {{ fields }}; `name` is set for one of the built-in texts."""

    subject: str
    body: str
    name: str | None = None


class EventDetails(Value):
    """The event that people are invited to; `start` is ISO 8601 in UTC, `zone` IANA."""

    title: str
    start: str
    minutes: int = Field(ge=1, le=14 * 24 * 60)
    zone: str


class ChangeHow(StrEnum):
    """How an update arrives at a field's new value."""

    SET = "set"
    ADD = "add"  # to a list field
    REMOVE = "remove"  # from a list field
    SHIFT = "shift"  # minutes, signed, of every instant the record has


class FieldChange(Value):
    """What an update does to one field; for SHIFT the value is signed minutes."""

    field: str
    how: ChangeHow
    value: Any


_NAMED = {"tags": "tags", "owner": "owner"}
_MANNERS = {
    (ChangeHow.SHIFT, None): Manner.MOVE,
    (ChangeHow.ADD, "tags"): Manner.TAG,
    (ChangeHow.REMOVE, "tags"): Manner.UNTAG,
    (ChangeHow.SET, "owner"): Manner.REASSIGN,
}


class Step(Value):
    """One action on all that its source finds.

    `template` goes with sends, `event` with invitations, `changes` with updates, `values` with
    creates (values may hold {{ fields }} of the source record).
    """

    kind: BulkType
    verb: BulkVerb
    entity: Entity
    source: Source
    template: Template | None = None
    event: EventDetails | None = None
    changes: tuple[FieldChange, ...] = ()
    values: dict[str, Any] = {}

    @property
    def manner(self) -> Manner | None:
        """The better word for an update that does one thing only."""
        kinds = {_MANNERS.get((change.how, _NAMED.get(change.field))) for change in self.changes}
        return kinds.pop() if len(kinds) == 1 else None

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.verb in {BulkVerb.UPDATE, BulkVerb.DELETE} and not self.source.bounded:
            raise ValueError("an update or delete needs a filter, a limit or a list")
        return self


class Plan(Value):
    """What was asked.

    `reading` says it back in words, dates resolved, one line a step and one for a `timing`;
    `not_understood` are words of the request, verbatim, that nothing in the plan explains.
    """

    steps: tuple[Step, ...] = Field(min_length=1, max_length=MAX_STEPS)
    reading: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()
    timing: Timing | None = None


class Choice(Value):
    """One answer offered: what the button says, and the value it stands for."""

    label: str
    value: str
    detail: str = ""


class Question(Value):
    """What must be known before a draft can be made.

    The answer goes into the request's answers under `key` and the request is read again.
    With `open_ended` a person may also type an answer.
    """

    key: str
    text: str
    choices: tuple[Choice, ...] = ()
    open_ended: bool = False
    understood: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()


class Refusal(Value):
    """Why nothing will be done, and how to say it so that it can be."""

    text: str
    hint: str = ""


Reading = Plan | Question | Refusal
