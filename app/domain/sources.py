"""Where the records of a step come from: a query, a typed list, a file, or people in Slack."""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from app.domain.record import Entity
from app.domain.value import Value

ME = "@me"
"""Stands for the requester's own address wherever a filter compares people."""

ITEM = "@item"
"""Stands, in a condition asked of each item, for the address of the one it would go to."""


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


class Relation(StrEnum):
    """What leads from records to others."""

    ATTENDEES = "attendees"  # of events: everyone on them, the organizer too
    CUSTOMER = "customer"  # of deals: their contact
    SENDER = "sender"  # of mails: who wrote them
    RECIPIENTS = "recipients"  # of mails: whom they went to
    OWNER = "owner"  # of leads and deals: the colleague in charge
    CONTACT = "contact"  # of leads: the person to write to


class Hop(Value):
    """A relation to follow, from the records that a query finds."""

    relation: Relation
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


class Column(Value):
    """A column of a file, by its heading, and the field that it fills."""

    heading: str
    field: str


class Upload(Value):
    """The rows of a CSV or XLSX file that was shared in Slack; `file` is its id there.

    `columns` are all that can be used, in a text as {{ field }}: the one that fills `email` has the
    addresses. `sheet` is empty where the file is one table. `exclude` as in a query.
    """

    source: Literal["upload"] = "upload"
    file: str
    name: str = ""
    columns: tuple[Column, ...] = ()
    sheet: str = ""
    exclude: tuple[str, ...] = ()

    @property
    def bounded(self) -> bool:
        """A file is its own bound."""
        return True


class SlackGroup(StrEnum):
    """Where people are together in Slack."""

    USER_GROUP = "user_group"
    CHANNEL = "channel"
    THREAD = "thread"


class SlackPeople(Value):
    """People by where they are together in Slack: `id` of the group or channel, never a name.

    `thread_ts` is the thread's; `label` is how people call it. `exclude` as in a query.
    """

    source: Literal["slack"] = "slack"
    group: SlackGroup
    id: str
    thread_ts: str = ""
    label: str = ""
    exclude: tuple[str, ...] = ()

    @property
    def bounded(self) -> bool:
        """A group is its own bound."""
        return True


Source = Annotated[Query | Listed | Upload | SlackPeople, Field(discriminator="source")]


class Holds(StrEnum):
    """What a condition wants of the records it asks for."""

    SOME = "some"
    NONE = "none"


class Condition(Value):
    """Something that must be so: that a query finds `some` records, or `none`.

    Asked of a whole plan, or of each item, where ITEM in its filters stands for the item's own
    address. `said` is the condition in words, as the preview and a skipped item tell it.
    """

    query: Query
    holds: Holds
    said: str
